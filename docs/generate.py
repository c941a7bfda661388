"""The generated pages of docs/: settings, errors, assumptions, parameters of the law, drivers, validation.

`python docs/generate.py` writes them; with `--check` it writes nothing and ends with 1 when one is stale.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import casework
import core
import datapool
import rules
import serving
import simulation
import training
from cli.assumptions import values_text
from core.documents import load_document
from core.errors import AnlanError
from core.markdown import markdown_table
from core.settings import SETTINGS
from datapool.sharing.regulation import regulation_text
from datapool.standards.collection import collection_text
from rules.book import RuleBook
from rules.parameters import value_text
from simulation.chance.driver_names import DRIVERS, ECONOMY, TITLES
from simulation.chance.model import DriverModel, load_driver_model
from simulation.countries.china.pack import FOLDER, base_assumptions
from simulation.demography.bands.model_file import OTHER_MODELS, section
from simulation.demography.bands.process import LONGEVITY_NUMBERS
from simulation.validation import report_text, validate

HERE = Path(__file__).parent
MADE = "<!-- made by docs/generate.py: change the code, then run `make docs` -->"
LONGEST_VALUE = 60
PACKAGES_WITH_ERRORS = (core, rules, datapool, simulation, training, casework, serving)
MODULES_WITH_ERRORS = ("cli.dashboard", "cli.delivery", "dashboards.data.contents")

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
DRIVERS_HEAD = """# Drivers 随机因素

What chance may do in a future of China, from `simulation/countries/china/chance/`. What the processes are and what
answers to them is told in [stochastic](stochastic.md).
"""
DRIVERS_NAMES = """## Names 名称

The names that `--hold` takes.
"""
DRIVERS_DEMOGRAPHY = """## Births and deaths 生育与死亡

Calibrated to the 80 and 95 % intervals of the United Nations, {first} to 2100. Standard deviation of the deviation from
the centre, by year: what the published intervals speak of, and what the processes give.
"""
DRIVERS_NUMBERS = """The numbers of the two processes; their formulas stand at the head of `demography.yaml`.
"""
DRIVERS_MODELS = """`--mortality` takes life expectancy's spread from another model instead, fitted to the past: see
[models of mortality](stochastic.md#models-of-mortality-死亡率模型). Standard deviations that the model's 80 and 95 %
bands speak of, and ours; below, the numbers of the processes.
"""
DRIVERS_MIGRATION = """## Migration 净迁移

Calibrated to the same intervals. Thousand persons a year; {persistence} of a deviation is left a year later.
"""
DRIVERS_ECONOMY = """## Economy 经济

A vector autoregression of order {order}, fitted to {since} to {until} with {trend}; `statsmodels` estimates it.
*Shock*: standard deviation of a year's surprise. *In the long run*: that of the deviation itself, before it is held
within the extremes of history, which are widened by {margin} of their distance on either side.
"""
DRIVERS_LAGS = """By how much a deviation of one (columns) moves each driver (rows) so many years later: {years}.
"""
DRIVERS_TRIED = """Forms tried; the one with the smallest criterion among those whose largest root is at most 0.9 was
taken, then fitted to all the years it can use: largest root {root}; no autocorrelation left, p {white}; normal, p
{normal}.
"""
DRIVERS_WALKS = """## Random walks 随机游走

Assumed, not fitted.
"""
DRIVERS_CORRELATION = """## Correlations 相关系数

Between the shocks of one year. The block of the economy is fitted; the others are assumed, and a pair without a number
has none.
"""


def settings_page() -> str:
    """Every setting: key, variable, default, meaning."""
    rows = [(f"`{s.key}`", f"`{s.variable}`", f"`{s.default}`" if s.default else "empty", s.meaning) for s in SETTINGS]
    return _page(SETTINGS_HEAD, ("Setting", "Variable", "Default", "Meaning"), rows)


def errors_page() -> str:
    """Every error class: code, exit code, meaning."""
    names = set(MODULES_WITH_ERRORS)
    for package in PACKAGES_WITH_ERRORS:
        names.add(package.__name__)
        names.update(module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    for name in sorted(names):
        importlib.import_module(name)
    # What else the process has loaded, such as a test or a benchmark, is not the product's.
    listed = [error for error in _errors(AnlanError) if error.__module__ in names]
    rows = [(f"`{e.code}`", str(e.exit_code), f"`{e.__name__}`", _first_sentence(e)) for e in listed]
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


def drivers_page() -> str:
    """What chance may do: every process with its numbers, and the correlations."""
    folder, model = FOLDER / "chance", load_driver_model(FOLDER / "chance")
    demography, macro, assumed = (
        load_document(folder / f"{name}.yaml").data for name in ("demography", "macro", "drivers")
    )
    titles = [(f"`{name}`", TITLES[name]["zh"], TITLES[name]["en"]) for name in DRIVERS]
    return "\n".join(
        (
            f"{MADE}\n\n{DRIVERS_HEAD}",
            _section(DRIVERS_NAMES, ("Driver", "中文", "English"), titles),
            *_demography_sections(demography),
            *_migration_section(model),
            *_economy_sections(model, macro, assumed["economy"]),
            _section(DRIVERS_WALKS, ("Driver", "A year", "Never beyond", "Unit", "Status", "Reason"), _walks(assumed)),
            *_correlation_sections(model, assumed["correlations"]),
        )
    ).removesuffix("\n")


def _demography_sections(data: Mapping[str, Any]) -> Iterator[str]:
    spreads = data["spreads"]
    columns = ("Deviation of", "Year", "of the 80 % interval", "of the 95 % interval", "Ours")
    rows = [
        (name.replace("_", " "), str(year), *(_short(spreads[name][of][at]) for of in spreads[name]))
        for name in spreads
        if name != "years"
        for at, year in enumerate(spreads["years"])
    ]
    yield _section(DRIVERS_DEMOGRAPHY.format(first=data["first_year"]), columns, rows)
    numbers = [
        (subject, name, _short(value) if isinstance(value, float) else str(value))
        for subject in ("fertility", "longevity")
        for name, value in data[subject].items()
    ]
    yield _section(DRIVERS_NUMBERS, ("Process", "Number", "Value"), numbers)
    yield from _model_sections(data)


def _model_sections(data: Mapping[str, Any]) -> Iterator[str]:
    """The processes of longevity after other models: their spreads, then their numbers side by side."""
    processes = {name: data[section(name)] for name in OTHER_MODELS}
    years = data["spreads"]["years"]
    shown = ("of_80_percent", "of_95_percent", "ours")
    rows = [
        (f"`{name}`", sex, *(", ".join(_short(of[row][at]) for row in shown) for at in range(len(years))))
        for name, process in processes.items()
        for sex, of in process["spreads"].items()
        if sex != "years"
    ]
    yield _section(DRIVERS_MODELS, ("Model", "", *map(str, years)), rows)
    numbers = [(number, *(_short(process[number]) for process in processes.values())) for number in LONGEVITY_NUMBERS]
    yield markdown_table(("Number", *(f"`{name}`" for name in processes)), numbers)


def _migration_section(model: DriverModel) -> Iterator[str]:
    scale = model.migration.scale
    head = DRIVERS_MIGRATION.format(persistence=_percent(model.migration.persistence, digits=0))
    columns = ("Year", *map(str, scale.years.tolist()))
    yield _section(head, columns, [("Standard deviation", *(f"{value:.0f}" for value in scale.values))])


def _economy_sections(model: DriverModel, macro: Mapping[str, Any], assumed: Mapping[str, Any]) -> Iterator[str]:
    economy, names = model.economy, [f"`{name}`" for name in ECONOMY]
    covariance = economy.stationary_covariance()
    together = np.sqrt(covariance[1, 1] + covariance[2, 2] + 2.0 * covariance[1, 2])
    parts = (economy.residual_deviation, np.sqrt(np.diag(covariance)), economy.lowest, economy.highest, economy.margin)
    rows = [(name, *(_percent(part[at]) for part in parts)) for at, name in enumerate(names)]
    rows += [("`prices` + `interest`: a nominal rate", "", _percent(together), "", "", "")]
    first, last = macro["sample"]
    places = {"order": macro["order"], "since": first, "until": last, "trend": f"a {macro['trend']}"}
    head = DRIVERS_ECONOMY.format(**places, margin=_percent(assumed["margin_share"], digits=0))
    yield _section(head, ("Driver", "Shock", "In the long run", "Lowest", "Highest", "Widened by"), rows)
    for years, matrix in enumerate(economy.lags, start=1):
        lags = [(name, *map(_short, matrix[at])) for at, name in enumerate(names)]
        yield _section(DRIVERS_LAGS.format(years=years), ("", *names), lags)
    found = macro["diagnostics"]
    tried = [
        (str(form["lags"]), str(form["trend"]), _short(form["largest_root"]), f"{form['bic']:.2f}")
        for form in found["tried"]
    ]
    told = {"root": found["largest_root"], "white": found["whiteness_p_value"], "normal": found["normality_p_value"]}
    yield _section(DRIVERS_TRIED.format(**told), ("Lags", "Besides", "Largest root", "Bayesian criterion"), tried)


def _walks(assumed: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for name, row in assumed["walks"].items():
        yield f"`{name}`", str(row["step"]), f"±{row['bound']}", row["unit"], row["status"], row["reason"].strip()


def _correlation_sections(model: DriverModel, pairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names = [f"`{name}`" for name in DRIVERS]
    rows = [
        (name, *(f"{value:.2f}" if value else "" for value in model.correlation[at])) for at, name in enumerate(names)
    ]
    yield _section(DRIVERS_CORRELATION, ("", *names), rows)
    reasons = [
        (" and ".join(f"`{name}`" for name in pair["between"]), str(pair["value"]), pair["status"], pair["reason"])
        for pair in pairs
    ]
    yield markdown_table(("Between", "Correlation", "Status", "Reason"), reasons)


def _short(value: float) -> str:
    return f"{value:.4g}"


def _percent(share: float, digits: int = 2) -> str:
    return f"{share * 100:.{digits}f} %"


def validation_page() -> str:
    """Every published figure beside ours, as `anlan validate` writes it."""
    return report_text(validate())


def collection_page() -> str:
    """The collection standard, from the catalogue, the code lists and the sources of the data pool."""
    return f"{MADE}\n\n{collection_text()}"


def sharing_page() -> str:
    """The rules for sharing, from the purposes, the agreements' fields, the reasons of refusals and the needs."""
    return f"{MADE}\n\n{regulation_text()}"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "assumptions.md": assumptions_page,
    "parameters.md": parameters_page,
    "drivers.md": drivers_page,
    "validation.md": validation_page,
    "standards/collection.md": collection_page,
    "standards/sharing.md": sharing_page,
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


def _page(head: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return f"{MADE}\n\n{_section(head, columns, rows)}"


def _section(head: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return f"{head}\n{markdown_table(columns, rows)}"


def main() -> int:
    """Write the pages, or with --check name the stale ones."""
    behind = stale()
    if "--check" in sys.argv[1:]:
        sys.stderr.writelines(f"docs/{name} is stale: run make docs\n" for name in behind)
        return 1 if behind else 0
    for name in behind:
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
