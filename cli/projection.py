"""`anlan project`: one scenario carried to its last year."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from cli.console import print_figures, print_json, print_lines, working
from cli.delivery import check_folder, deliver
from cli.fund_table import LEFT_OUT, MARKS_NOTE, SPARE, YEARS_NOTE, columns, rows, title
from cli.region import regional
from cli.scenarios import read_scenario
from core.errors import InputError
from core.settings import Settings
from simulation.projection import countries, project
from simulation.result import Projection

_WORKING = {"zh": "正在测算", "en": "Projecting"}
_WRITTEN = {"zh": "已写入", "en": "Written:"}


def run(chosen: Namespace, settings: Settings) -> int:
    """Project, write the files asked for, print the table or the JSON."""
    if chosen.list:
        return _list(chosen)
    if chosen.scenario is None:
        raise InputError("no scenario is named.", remedy="Write `anlan project china`, or `anlan project --list`.")
    named = read_scenario(
        chosen.scenario, settings=chosen.set, overlays=chosen.overlay, reference_data=settings.reference_data
    )
    scenario = regional(named.scenario, region=chosen.region, fund_data=chosen.fund_data)
    if chosen.out:
        check_folder(Path(chosen.out))
    try:
        with working(_WORKING[chosen.language]):
            projection = project(replace(scenario, start=chosen.start))
    except InputError as err:
        raise named.located(err) from None
    written = deliver(projection, Path(chosen.out)) if chosen.out else ()
    if chosen.json:
        print_json(projection.to_json())
    else:
        _print(projection, chosen.language)
        print_lines(*(f"{_WRITTEN[chosen.language]} {path}" for path in written))
    return 0


def _list(chosen: Namespace) -> int:
    if chosen.json:
        print_json({"countries": [{"name": name, "title": dict(title)} for name, title in countries()]})
    else:
        print_lines(*(f"{name}  {title[chosen.language]}" for name, title in countries()))
    return 0


def _print(projection: Projection, language: str) -> None:
    is_narrow = print_figures(
        title(projection, language), columns(language), rows(projection, language), left=2, spare=SPARE
    )
    years = YEARS_NOTE[language].format(last=int(projection.years[-1]))
    hints = [LEFT_OUT[language]] if is_narrow else []
    print_lines(*hints, MARKS_NOTE[language], years, *(note[language] for note in projection.notes))
