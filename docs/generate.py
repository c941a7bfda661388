"""The generated pages of docs/: settings, errors, assumptions, parameters of the law, validation.

`python docs/generate.py` writes them; with `--check` it writes nothing and ends with 1 when one is stale.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import core
import rules
import simulation
from cli.assumptions import values_text
from core.errors import AnlanError
from core.settings import SETTINGS
from rules.book import RuleBook
from rules.parameters import value_text
from simulation.countries.china.pack import base_assumptions
from simulation.validation import report_text, validate

HERE = Path(__file__).parent
MADE = "<!-- made by docs/generate.py: change the code, then run `make docs` -->"
LONGEST_VALUE = 60
PACKAGES_WITH_ERRORS = (core, rules, simulation)
MODULES_WITH_ERRORS = ("cli.dashboard", "cli.delivery")

SETTINGS_HEAD = """# Settings 设置

Read once, from `settings.toml` in the folder where `anlan` starts, then from `ANLAN_*` variables, which win.
An unknown key is refused. What a scenario varies is not a setting: see [scenarios](scenarios.md).

```toml
language = "en"

[dashboard]
port = 8600
```
"""
ERRORS_HEAD = """# Errors 错误

Every failure a person may see has a code. Exit code 1: the work failed; 2: the input was wrong. The message
names the file and line or the key, what was expected, and what to do.
"""
ASSUMPTIONS_HEAD = """# Assumptions 测算假设

What a projection assumes, from `simulation/countries/china/`. Values are points by year, interpolated between
and constant outside. `--set KEY=VALUE` reaches every row: see [scenarios](scenarios.md).
"""
PARAMETERS_HEAD = """# The figures of the law 政策参数

Every parameter of the rule book `rules/packs/china/`, with the figure in force last and the day it began; `unverified`
marks a figure not yet checked against the official text. `anlan rules show KEY --at DATE --region CODE` answers for
any day and place.
"""


def settings_page() -> str:
    """Every setting: key, variable, default, meaning."""
    rows = [(f"`{s.key}`", f"`{s.variable}`", f"`{s.default}`" if s.default else "empty", s.meaning) for s in SETTINGS]
    return _page(SETTINGS_HEAD, ("Setting", "Variable", "Default", "Meaning"), rows)


def errors_page() -> str:
    """Every error class: code, exit code, meaning."""
    for package in PACKAGES_WITH_ERRORS:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for name in MODULES_WITH_ERRORS:
        importlib.import_module(name)
    rows = [(f"`{e.code}`", str(e.exit_code), f"`{e.__name__}`", _first_sentence(e)) for e in _errors(AnlanError)]
    return _page(ERRORS_HEAD, ("Code", "Exit", "Class", "Meaning"), sorted(set(rows)))


def assumptions_page() -> str:
    """Every assumption: key, title, values, unit, status, source, reason."""
    assumptions = base_assumptions()
    rows = [
        (
            f"`{row.key}`",
            f"{row.title['zh']} {row.title['en']}",
            values_text(row),
            row.unit,
            row.status,
            row.source,
            row.reason,
        )
        for row in map(assumptions.row, assumptions.keys())
    ]
    return _page(ASSUMPTIONS_HEAD, ("Key", "Title", "Values", "Unit", "Status", "Source", "Reason"), rows)


def parameters_page() -> str:
    """Every parameter of the rule book with its last value."""
    book = RuleBook.load()
    return _page(
        PARAMETERS_HEAD, ("Key", "Title", "Last value", "Unit", "Since", "Status", "Source"), _parameters(book)
    )


def _parameters(book: RuleBook) -> Iterator[Sequence[str]]:
    for key in sorted(book.keys()):
        parameter = book.parameter(key)
        region, timelines = next(iter(sorted(parameter.layers.items())))
        last = timelines[0].values[-1]
        value = value_text(last.value)
        shown = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
        place = "" if region == "CN" else f" ({region})"
        title = f"{parameter.title.zh} {parameter.title.en}"
        yield f"`{key}`", title, shown + place, parameter.unit, str(last.since), last.status.value, str(last.source)


def validation_page() -> str:
    """Every published figure beside ours, as `anlan validate` writes it."""
    return report_text(validate())


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "assumptions.md": assumptions_page,
    "parameters.md": parameters_page,
    "validation.md": validation_page,
}


def stale() -> list[str]:
    """The pages that no longer say what the code says."""
    paths = {name: HERE / name for name in PAGES}
    return [
        name for name, path in paths.items() if not path.is_file() or path.read_text(encoding="utf-8") != PAGES[name]()
    ]


def _errors(base: type[AnlanError]) -> Iterator[type[AnlanError]]:
    yield base
    for error in base.__subclasses__():
        yield from _errors(error)


def _first_sentence(error: type[AnlanError]) -> str:
    return " ".join((error.__doc__ or "").split("\n\n")[0].split())


def _page(head: str, columns: Sequence[str], rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    table = "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in lines
    )
    return f"{MADE}\n\n{head}\n{table}\n"


def main() -> int:
    """Write the pages, or with --check name the stale ones."""
    behind = stale()
    if "--check" in sys.argv[1:]:
        sys.stderr.writelines(f"docs/{name} is stale: run make docs\n" for name in behind)
        return 1 if behind else 0
    for name in behind:
        (HERE / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
