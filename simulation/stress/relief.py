"""A year in which contributions are waived, in the proportion in which they were in a year of the past."""

from dataclasses import dataclass
from typing import Any

from core.documents import Document
from core.errors import InputError, WrongType
from simulation.countries.china.pack import published
from simulation.published import PublishedFigures
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext
from simulation.single_fund import accounts_of, surroundings_of

_FIELDS = {"key", "funds", "year", "waived", "income", "outgo", "subsidy_share", "source", "status"}


@dataclass(frozen=True, slots=True)
class Relief:
    """What was waived, and of what.

    key            the assumption that takes the amount, yuan a year
    funds          the funds whose contributions together bore it then
    year, waived   yuan waived in that year
    income, outgo  names of the published series of these funds
    subsidy_share  fiscal subsidy as a share of that outgo, for contributions alone are not published
    """

    key: str
    funds: tuple[str, ...]
    year: int
    waived: float
    income: str
    outgo: str
    subsidy_share: float


def relieved_share(relief: Relief, figures: PublishedFigures) -> float:
    """Waived ÷ the contributions that would have come: income of the year + what was waived − subsidy."""
    income = figures.at(relief.income, relief.year)
    subsidy = relief.subsidy_share * figures.at(relief.outgo, relief.year)
    return relief.waived / (income + relief.waived - subsidy)


def relief_settings(scenario: Scenario, relief: Relief, since: int) -> tuple[str, ...]:
    """Settings that waive the same share of the contributions of `since`, and of that year only.

    The share is the nation's, in a region too.
    """
    context = surroundings_of(scenario)
    due = sum(_contributions(context, fund, since) for fund in relief.funds)
    amount = relieved_share(relief, published()) * due
    return f"{relief.key}@{since}+={amount!r}", f"{relief.key}@{since + 1}+={-amount!r}"


def _contributions(context: SchemeContext, fund: str, year: int) -> float:
    return float(accounts_of(context, fund).income_lines["contributions"][year - int(context.years[0])])


def read_relief(document: Document, name: str) -> Relief:
    """The `relief` of a case; an InputError names the line of whatever is not right."""
    fields: Any = document.data[name]["relief"]
    line = document.line(name, "relief")
    if not isinstance(fields, dict) or set(fields) != _FIELDS:
        raise InputError(
            f"the relief of {name} does not have its fields.",
            path=document.path,
            line=line,
            remedy=f"They are: {', '.join(sorted(_FIELDS))}.",
        )
    numbers = [fields[field] for field in ("year", "waived", "subsidy_share")]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        raise WrongType(
            f"year, waived and subsidy_share of the relief of {name} are not all numbers.",
            path=document.path,
            line=line,
            remedy="Give plain numbers.",
        )
    return Relief(
        key=str(fields["key"]),
        funds=tuple(map(str, fields["funds"])),
        year=int(fields["year"]),
        waived=float(fields["waived"]),
        income=str(fields["income"]),
        outgo=str(fields["outgo"]),
        subsidy_share=float(fields["subsidy_share"]),
    )
