"""`anlan sensitivity`: what one change of the assumptions at a time does to every fund."""

from argparse import Namespace
from collections.abc import Iterator, Sequence

from cli.console import print_json, print_lines, print_table, working
from cli.fund_table import money_unit
from cli.scenarios import read_scenario
from core.errors import InputError
from core.settings import Settings
from simulation.key_figures import Difference
from simulation.sensitivity import Sensitivity, sensitivities

_WORKING = {"zh": "正在逐项测算", "en": "Projecting each change"}
_TITLE = {"zh": "敏感性（与原情景相比）", "en": "Sensitivity (against the scenario itself)"}
_COLUMNS = {
    "zh": ("变动", "基金", "耗尽年份", "变动", "75年精算平衡变动", "2050年累计结余变动（{unit}）"),
    "en": (
        "Change",
        "Fund",
        "Depletion",
        "Moves by",
        "75-year actuarial balance",
        "Balance 2050 ({unit})",
    ),
}


def run(chosen: Namespace, settings: Settings) -> int:
    """Project every shock on file on top of the scenario."""
    named = read_scenario(chosen.scenario, settings=(), overlays=(), reference_data=settings.reference_data)
    try:
        with working(_WORKING[chosen.language]):
            rows = sensitivities(named.scenario)
    except InputError as err:
        raise named.located(err) from None
    if chosen.json:
        print_json({"scenario": named.name, "sensitivity": [row.to_json() for row in rows]})
        return 0
    unit = money_unit(rows[0].units["accumulated_balance"]).text[chosen.language]
    columns = tuple(column.format(unit=unit) for column in _COLUMNS[chosen.language])
    print_table(_TITLE[chosen.language], columns, list(_cells(rows, chosen.language)), left=2)
    print_lines(*_meanings(rows))
    return 0


def _cells(rows: Sequence[Sensitivity], language: str) -> Iterator[tuple[str, ...]]:
    for row in rows:
        depletion = row.changes["depletion_year"]
        yield (
            row.shock.title[language],
            row.fund_title[language],
            _year(depletion.b),
            _shift(depletion),
            _points(row.changes["actuarial_balance.75"]),
            _money(row.changes["accumulated_balance.2050"], money_unit(row.units["accumulated_balance"]).size),
        )


def _meanings(rows: Sequence[Sensitivity]) -> list[str]:
    """Each shock once, as settings of `anlan project`."""
    settings = {row.shock.name: " ".join(f"--set {each}" for each in row.shock.settings) for row in rows}
    return [f"{name}: {text}" for name, text in settings.items()]


def _year(year: float | None) -> str:
    return "—" if year is None else f"{year:.0f}"


def _shift(change: Difference) -> str:
    return "—" if change.difference is None else f"{change.difference:+.0f}"


def _points(change: Difference) -> str:
    return "—" if change.difference is None else f"{change.difference * 100:+.2f} pp"


def _money(change: Difference, unit: float) -> str:
    return "—" if change.difference is None else f"{change.difference / unit:+,.0f}"
