"""A scenario: which country, what it varies from the base assumptions and the law, and where it starts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulation.regions.fund_data import FundData

NATION = "CN"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is projected.

    name       the country pack, such as `china`
    settings   changes of assumptions or of the law in force, each `key=value`, `key+=change` or `key@year=value`
    overlays   reform files in the format of the rule book
    start      for a back-test, the year after whose end nothing is known (None: start from the latest published year)
    last_year  the last projected year
    region     whose accounts and whose law: the nation, or the region of `fund_data`
    fund_data  the accounts of a region (None: the nation's)
    """

    name: str = "china"
    settings: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    start: int | None = None
    last_year: int = 2100
    region: str = NATION
    fund_data: FundData | None = None

    def with_settings(self, settings: Sequence[str]) -> "Scenario":
        """The same scenario with further settings."""
        return replace(self, settings=(*self.settings, *settings))
