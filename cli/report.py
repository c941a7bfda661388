"""`anlan report`: the yearly documents of a fund centre, each as a DOCX and an XLSX file."""

import os
import shlex
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from cli.console import print_json, print_lines, working
from cli.delivery import NotWritten
from cli.region import regional
from cli.scenarios import NamedScenario, read_scenario
from core.errors import InputError
from core.settings import Settings
from dashboards.reports.build import Request, Written, check_request, write_report
from dashboards.reports.last_budget import LastBudget, read_last_budget
from simulation.chance.plan import Plan

PATHS = Plan().paths
_WORKING = {"zh": "正在编写报告", "en": "Writing the report"}
_WRITTEN = {"zh": "已写入", "en": "Written:"}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Write one report into a folder and say where it lies."""
    named = read_scenario(chosen.scenario, settings=chosen.set, overlays=chosen.overlay)
    request = _request(chosen, named)
    check_request(request)
    folder = Path(chosen.out)
    check_target(folder)
    try:
        with working(_WORKING[chosen.language]):
            written = write_report(request)
    except InputError as err:
        raise named.located(err) from None
    paths = put_all(folder, written.files)
    if chosen.json:
        print_json(_told(written, paths))
    else:
        print_lines(*written.report.warnings, *(f"{_WRITTEN[chosen.language]} {path}" for path in paths))
    return 0


def check_target(folder: Path) -> None:
    """InputError when no file could be put into `folder`: asked before the long work."""
    if folder.exists() and not folder.is_dir():
        raise InputError("this is a file, not a folder.", path=folder, remedy="Name a folder.")
    place = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise InputError("nothing can be written here.", path=place, remedy="Name a folder elsewhere.")


def put_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Put every file in place, or none: each is written whole under another name before any takes its own."""
    fresh: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            waiting = folder / f".{name}-{os.getpid()}"
            fresh[folder / name] = waiting
            waiting.write_bytes(content)
        for target, waiting in fresh.items():
            waiting.replace(target)
    except OSError as err:
        raise NotWritten(f"{folder} could not be written: {err.strerror or err}.") from err
    finally:
        for waiting in fresh.values():
            waiting.unlink(missing_ok=True)
    return list(fresh)


def _request(chosen: Namespace, named: NamedScenario) -> Request:
    scenario = regional(named.scenario, region=chosen.region, fund_data=chosen.fund_data)
    previous = None
    if chosen.previous is not None:
        named_before = read_scenario(chosen.previous)
        previous = regional(named_before.scenario, region=chosen.region, fund_data=chosen.fund_data)
    return Request(
        kind=chosen.kind,
        year=chosen.year,
        language=chosen.language,
        scenario=scenario,
        command=_command(chosen),
        last_budget=_last_budget(chosen),
        previous=previous,
        plan=_plan(chosen),
    )


def _last_budget(chosen: Namespace) -> LastBudget | None:
    if chosen.last_budget is None:
        return None
    if chosen.kind != "budget":
        raise InputError("--last-budget belongs to the budget.", remedy="Write `anlan report budget`.")
    return read_last_budget(Path(chosen.last_budget), chosen.year - 1)


def _plan(chosen: Namespace) -> Plan | None:
    """How random futures are drawn; none for a budget, or where no paths are asked for."""
    if chosen.kind == "budget":
        if chosen.paths is not None:
            raise InputError("a budget holds no random futures.", remedy="Leave out --paths.")
        return None
    return None if chosen.paths == 0 else Plan(paths=PATHS if chosen.paths is None else chosen.paths, seed=chosen.seed)


def _command(chosen: Namespace) -> str:
    """The words that write the same report again; the folder it goes to is left out."""
    words = ["anlan", "report", chosen.kind, "--year", str(chosen.year), "--language", chosen.language]
    options = {
        "--region": chosen.region,
        "--fund-data": chosen.fund_data,
        "--last-budget": chosen.last_budget,
        "--previous": chosen.previous,
        "--paths": None if chosen.paths is None else str(chosen.paths),
        "--seed": None if chosen.seed == Plan().seed else str(chosen.seed),
    }
    words += ["--scenario", chosen.scenario] if chosen.scenario != "china" else []
    words += [word for setting in chosen.set for word in ("--set", setting)]
    words += [word for overlay in chosen.overlay for word in ("--overlay", overlay)]
    words += [word for name, value in options.items() if value is not None for word in (name, value)]
    return shlex.join(words)


def _told(written: Written, paths: list[Path]) -> dict[str, object]:
    report = written.report
    return {
        "kind": report.kind,
        "title": report.title,
        "files": [str(path) for path in paths],
        "tables": [table.name for table in report.tables()],
        "warnings": list(report.warnings),
        "manifest": dict(written.projection.manifest),
    }
