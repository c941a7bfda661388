"""The figure whose change is split: one number of one fund."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import InputError
from simulation.funds.ledger import FundAccounts
from simulation.funds.measures import (
    HORIZONS,
    Surroundings,
    months_payable,
    open_group_obligation,
    summarised,
)
from simulation.schemes.context import SchemeContext
from simulation.single_fund import accounts_of, judged_by

SUMMARISED = ("actuarial_balance", "cost_rate_summarised", "income_rate_summarised")
YEARLY = ("accumulated_balance", "annual_balance", "income", "outgo", "months_payable")
WHOLE = "open_group_obligation"
SHARE, YUAN, MONTHS = "share of the contribution base", "yuan (CNY)", "months"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure by its name, such as `actuarial_balance.75`, `accumulated_balance.2050` or `open_group_obligation`."""

    name: str

    @property
    def unit(self) -> str:
        """What it is counted in."""
        stem = self.name.partition(".")[0]
        return SHARE if stem in SUMMARISED else MONTHS if stem == "months_payable" else YUAN

    def reader(self, fund: str, last_year: int) -> Callable[[SchemeContext], float]:
        """What reads the figure off the surroundings of a scenario; InputError for a name or year that cannot be."""
        stem, _, part = self.name.partition(".")
        read: Callable[[FundAccounts, Surroundings, int], float]
        if stem in SUMMARISED and part in map(str, HORIZONS):
            read = lambda accounts, judged, _: _number(summarised(accounts, judged)[stem][part], self.name)  # noqa: E731
        elif stem in YEARLY and part.isdigit():
            read = lambda accounts, _, first: _in_year(accounts, stem, int(part) - first)  # noqa: E731
        elif self.name == WHOLE:
            read = lambda accounts, judged, _: open_group_obligation(accounts, judged)  # noqa: E731
        else:
            raise self._unknown()
        if stem in YEARLY and int(part) > last_year:
            raise self._unknown()
        return lambda context: read(accounts_of(context, fund), judged_by(context), int(context.years[0]))

    def _unknown(self) -> InputError:
        return InputError(
            f"{self.name!r} is not a figure whose change can be split.",
            remedy=f"Choose {', '.join(SUMMARISED)} with .25, .50 or .75, {', '.join(YEARLY)} with a projected year, "
            f"as in accumulated_balance.2050, or {WHOLE}.",
        )


def _number(value: float | None, name: str) -> float:
    if value is None:
        raise InputError(f"the projection is too short for {name}.", remedy="Choose a shorter horizon.")
    return value


def _in_year(accounts: FundAccounts, stem: str, row: int) -> float:
    if row < 0:
        raise InputError(f"{stem} is published, not projected, in that year.", remedy="Choose a projected year.")
    values = (
        months_payable(accounts.accumulated_balance, accounts.outgo)
        if stem == "months_payable"
        else getattr(accounts, stem)
    )
    return float(values[row])
