"""What is in view: one fund of a scenario, the base it is compared with, the last year of the charts, the language."""

from dataclasses import dataclass

import numpy as np

from simulation.outlook import yearly
from simulation.result import FundResult, Projection

ACCOUNTS = ("income", "outgo", "accumulated_balance")


@dataclass(frozen=True, slots=True)
class FundView:
    """The fund that the views below the first screen show.

    name   of the fund
    until  the last year of charts and of the table by year
    """

    projection: Projection
    base: Projection
    name: str
    until: int
    language: str

    @property
    def fund(self) -> FundResult:
        """The fund in the scenario."""
        return self.projection.funds[self.name]

    @property
    def base_fund(self) -> FundResult | None:
        """The fund in the base; None where the scenario leaves its accounts as they are."""
        base = self.base.funds[self.name]
        is_same = all(
            np.array_equal(yearly(self.fund, name), yearly(base, name), equal_nan=True)  # type: ignore[arg-type]
            for name in ACCOUNTS
        )
        return None if is_same else base

    @property
    def last(self) -> int:
        """The last projected year."""
        return int(self.projection.years[-1])
