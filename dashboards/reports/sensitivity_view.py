"""What single changes of the assumptions do to a fund, as a table and a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import ValueOutOfRange
from dashboards.figures import YUAN_PER_YI, yi
from dashboards.reports.basis import Basis
from dashboards.reports.charts import tornado_picture
from dashboards.reports.document import (
    POINTS_2,
    YEAR,
    YEARS_CHANGE,
    YI_CHANGE,
    Block,
    Chart,
    Column,
    Figure,
    Paragraph,
    Row,
    Table,
)
from dashboards.reports.fonts import chart_language
from dashboards.reports.texts import Texts
from simulation.result import FundResult
from simulation.scenario import Scenario
from simulation.sensitivity import Sensitivity, Shock, sensitivities, shocks

BALANCE = "accumulated_balance.2050"
ACTUARIAL, DEPLETION = "actuarial_balance.75", "depletion_year"
BARS = 14


@dataclass(frozen=True, slots=True)
class Shocked:
    """Every shock that can be laid on a scenario, with what it does, and those that cannot, with the reason."""

    rows: tuple[Sensitivity, ...]
    refused: tuple[tuple[Shock, str], ...]


def shocked(scenario: Scenario) -> Shocked:
    """Lay each shock on the scenario; one that would leave the range of an assumption is refused and named."""
    rows: list[Sensitivity] = []
    refused = []
    for shock in shocks(scenario.name):
        try:
            rows += sensitivities(scenario, chosen=(shock,))
        except ValueOutOfRange as err:
            refused.append((shock, err.what))
    return Shocked(tuple(rows), tuple(refused))


def sensitivity_blocks(basis: Basis, fund: FundResult, found: Shocked) -> list[Block]:
    """The table of one fund, the largest effects first, their chart, and what could not be worked out."""
    of_fund = sorted((row for row in found.rows if row.fund == fund.name), key=lambda row: -abs(_effect(row)))
    told = [
        Paragraph(basis.words("shock_refused", change=shock.title[basis.language], why=why), is_note=True)
        for shock, why in found.refused
    ]
    return [sensitivity_table(basis, fund, of_fund), _chart(basis, fund, of_fund), *told]


def sensitivity_table(basis: Basis, fund: FundResult, rows: Sequence[Sensitivity]) -> Table:
    """A row per change: depletion, 75-year actuarial balance, balance of 2050."""
    words, language = basis.words, basis.language
    columns = (
        Column("shock", words("shock"), 5.2, is_text=True),
        Column("depletion", words("depletion_with"), 2.4),
        Column("shift", words("shift_depletion"), 2.6),
        Column("actuarial", words("shift_actuarial"), 2.9),
        Column("balance", words("shift_balance"), 2.9),
    )
    body = []
    for row in (row for row in rows if _has_effect(row)):
        depletion, actuarial = row.changes[DEPLETION], row.changes[ACTUARIAL]
        cells = (
            row.shock.title[language],
            Figure(_number(depletion.b), YEAR, "†"),
            Figure(_number(depletion.difference), YEARS_CHANGE, "†"),
            Figure(_number(actuarial.difference), POINTS_2, "†"),
            Figure(_number(row.changes[BALANCE].difference), YI_CHANGE, "†"),
        )
        body.append(Row(row.shock.name, cells))
    caption = words("sensitivity_table", fund=fund.title[language])
    name = f"{words('sensitivity')} {words(f'short_{fund.name}')}"
    idle = [row.shock.title[language] for row in rows if not _has_effect(row)]
    left_out = (words("no_effect", changes=words("listed").join(idle)),) if idle else ()
    notes = (words("sensitivity_explained"), *left_out, words("marks_table"))
    return Table(name, caption, words("unit_mixed"), columns, tuple(body), notes)


def worst(rows: Sequence[Sensitivity], fund: str, count: int) -> list[Sensitivity]:
    """The changes that lower the fund's balance of 2050 most."""
    found = sorted((row for row in rows if row.fund == fund and _effect(row) < 0), key=_effect)
    return found[:count]


def worst_in_words(basis: Basis, rows: Sequence[Sensitivity]) -> str:
    """Each change with what it takes from the balance of 2050."""
    told = (
        basis.words("risk_of", change=row.shock.title[basis.language], amount=yi(_effect(row), signed=True))
        for row in rows
    )
    return basis.words("listed").join(told)


def _chart(basis: Basis, fund: FundResult, rows: Sequence[Sensitivity]) -> Chart:
    language = chart_language(basis.language)
    bars = [(row.shock.title[language], _effect(row) / YUAN_PER_YI) for row in rows[:BARS] if _effect(row)]
    image = tornado_picture(bars, unit=Texts("shared", language)("money_unit"), digits=0, language=language)
    caption = basis.words("tornado_chart", fund=fund.title[basis.language])
    told = basis.words("between").join(
        f"{row.shock.title[basis.language]} {yi(_effect(row), signed=True)}" for row in rows[:BARS]
    )
    return Chart(f"sensitivity_{fund.name}", caption, image, told)


def _effect(row: Sensitivity) -> float:
    """Yuan by which the change moves the balance of 2050."""
    return float(row.changes[BALANCE].difference or 0.0)


def _has_effect(row: Sensitivity) -> bool:
    """Whether any of its figures moves."""
    return any(change.difference for change in row.changes.values())


def _number(value: float | int | None) -> float | None:
    return None if value is None else float(value)
