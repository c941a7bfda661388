"""`anlan steps`: the way from our projection to another's, one assumption at a time."""

from argparse import Namespace
from collections.abc import Iterator, Sequence

from cli.console import print_figures, print_json, working
from core.settings import Settings
from simulation.countries.china.cass.steps import Row, published_outcome, readings_of_academy, steps_to_academy

_WORKING = {"zh": "正在逐项替换假设", "en": "Taking over one assumption after another"}
_STEPS = {
    "zh": "从本模型到社科院《中国养老金精算报告2019—2050》：企业职工基本养老保险（万亿元）",
    "en": "From our projection to that of CASS, 2019 to 2050: enterprise employees' pension (trillion yuan)",
}
_READINGS = {"zh": "未公布假设的其他读法", "en": "Other readings of what is not published"}
_COLUMNS = {
    "zh": (
        "假设",
        "依据",
        "首次赤字",
        "耗尽",
        "最高结余",
        "年份",
        "2035年结余",
        "2050年当期",
        "2050年当期（不含补贴）",
    ),
    "en": ("Assumption", "Basis", "Deficit", "Depletion", "Highest", "in", "2035", "Year 2050", "Before subsidy"),
}
_BASIS = {
    "": {"zh": "", "en": ""},
    "published": {"zh": "公布", "en": "published"},
    "derived": {"zh": "推算", "en": "derived"},
    "own": {"zh": "自设", "en": "own"},
}
_SPARE = (5, 4, 6, 8, 1)
_TRILLION = 1e12


def run(chosen: Namespace, _settings: Settings) -> int:
    """Print the table of steps and that of other readings."""
    with working(_WORKING[chosen.language]):
        steps, readings = (*steps_to_academy(), published_outcome()), readings_of_academy()
    if chosen.json:
        tables = {"steps": [row.to_json() for row in steps], "readings": [row.to_json() for row in readings]}
        print_json({"case": chosen.case, "fund": "enterprise_pension", **tables})
        return 0
    for title, rows in ((_STEPS, steps), (_READINGS, readings)):
        cells = list(_cells(rows, chosen.language))
        print_figures(title[chosen.language], _COLUMNS[chosen.language], cells, left=2, spare=_SPARE)
    return 0


def _cells(rows: Sequence[Row], language: str) -> Iterator[tuple[str, ...]]:
    for row in rows:
        outcome = row.outcome
        yield (
            row.title[language],
            _BASIS[row.basis][language],
            _year(outcome.first_deficit_year),
            _year(outcome.depletion_year),
            _trillions(outcome.highest_balance),
            _year(outcome.highest_balance_year),
            _trillions(outcome.accumulated_balance_2035),
            _trillions(outcome.annual_balance_2050),
            _trillions(outcome.annual_balance_2050_before_subsidy),
        )


def _year(year: int | None) -> str:
    return "—" if year is None else str(year)


def _trillions(yuan: float | None) -> str:
    return "—" if yuan is None else f"{yuan / _TRILLION:,.2f}"
