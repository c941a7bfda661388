"""What is in view: one fund of a scenario, the base it is compared with, the last year of the charts, the language."""

from dataclasses import dataclass

from simulation.result import FundResult, Projection


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
        """The fund in the base; None while the scenario is the base."""
        return None if self.projection is self.base else self.base.funds[self.name]

    @property
    def last(self) -> int:
        """The last projected year."""
        return int(self.projection.years[-1])
