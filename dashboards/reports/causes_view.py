"""The causes of a change of balance as a table, a chart and half a sentence."""

from collections.abc import Sequence

from dashboards.figures import YUAN_PER_YI, yi
from dashboards.reports.basis import Basis
from dashboards.reports.causes import SERVES_THE_INSURED, BalanceChange, Cause, balance_change
from dashboards.reports.charts import causes_picture
from dashboards.reports.document import YI_1, YI_1_CHANGE, Chart, Column, Figure, Row, Table
from dashboards.reports.fonts import chart_language
from dashboards.reports.texts import Texts
from simulation.result import FundResult

ORDER = (
    "contributors",
    "contribution_base",
    "effective_rate",
    "contribution_per_head",
    "fiscal_subsidy",
    "returns",
    "income_else",
    "beneficiaries",
    "benefit_level",
    "outgo_else",
    "borrowing_cost",
)
FACTORS = (
    "contributors",
    "contribution_base",
    "effective_rate",
    "contribution_per_head",
    "beneficiaries",
    "benefit_level",
)
SMALLEST = 5e6


def changes_of(basis: Basis, first: int, last: int) -> list[BalanceChange]:
    """The change of every fund of which the budget lines of both years are known."""
    found = [balance_change(fund, basis.projection, first, last) for fund in basis.funds()]
    return [change for change in found if change is not None]


def causes_table(basis: Basis, changes: Sequence[BalanceChange], name: str) -> Table:
    """Causes down, funds across: what each adds to the annual balance."""
    words, first, last = basis.words, changes[0].first, changes[0].last
    columns = (
        Column("cause", words("cause"), 2.46, is_text=True),
        *(Column(change.fund, words(f"short_{change.fund}"), 1.98) for change in changes),
    )
    used = [name for name in ORDER if any(_amount(change, name) for change in changes)]
    rows = [
        Row("before", (words("balance_of", year=first), *(_figure(change.before) for change in changes)), is_total=True)
    ]
    rows += [
        Row(
            each,
            (words(f"cause_{each}"), *(_figure(_amount(change, each), signed=True) for change in changes)),
            level=1,
        )
        for each in used
    ]
    sums = f"SUM({','.join(f'{{@{each}}}' for each in used)})"
    rows += [
        Row(
            "change",
            (words("change_total"), *(_figure(c.change, signed=True, formula=sums) for c in changes)),
            is_total=True,
        ),
        Row(
            "after",
            (words("balance_of", year=last), *(_figure(c.after, formula="{@before}+{@change}") for c in changes)),
            is_total=True,
        ),
    ]
    heads = words("heads_mean" if all(change.is_mean for change in changes) else "heads_end")
    notes = (words("causes_note", heads=heads), words("marks_table"))
    return Table(name, words("causes_title", first=first, last=last), words("unit_yi"), columns, tuple(rows), notes)


def causes_chart(basis: Basis, fund: FundResult, change: BalanceChange) -> Chart:
    """A waterfall of the causes worth showing."""
    language = chart_language(basis.language)
    words = basis.words if language == basis.language else Texts("shared", language)
    shown = [(word_of(cause, change, words), cause.amount / YUAN_PER_YI) for cause in sorted_causes(change)]
    image = causes_picture(
        (change.before / YUAN_PER_YI, change.after / YUAN_PER_YI),
        shown,
        end_words=(words("balance_of", year=change.first), words("balance_of", year=change.last)),
        unit=words("money_unit"),
        language=language,
    )
    caption = basis.words("causes_chart", fund=fund.title[basis.language], first=change.first, last=change.last)
    told = basis.words("between").join(
        f"{word_of(c, change, basis.words)} {yi(c.amount, signed=True)}" for c in change.causes
    )
    return Chart(f"causes_{fund.name}_{change.last}", f"{caption} ({basis.words('money_unit')})", image, told)


def sorted_causes(change: BalanceChange) -> list[Cause]:
    """The causes that are more than nothing, the largest first."""
    return sorted((c for c in change.causes if abs(c.amount) >= SMALLEST), key=lambda cause: -abs(cause.amount))


def word_of(cause: Cause, change: BalanceChange, words: Texts) -> str:
    """What a cause is called; of medical funds the insured count, not those who draw."""
    if cause.name == "beneficiaries" and change.fund in SERVES_THE_INSURED:
        return words("cause_insured")
    return words(f"cause_{cause.name}")


def _amount(change: BalanceChange, name: str) -> float | None:
    cause = change.cause(name)
    return None if cause is None else cause.amount


def _figure(value: float | None, *, signed: bool = False, formula: str = "") -> Figure:
    return Figure(value, YI_1_CHANGE if signed else YI_1, "†", formula)
