"""A scenario: which country, what it varies from the base assumptions and the law, and where it starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is projected.

    name       the country pack, such as `china`
    settings   changes of assumptions or of the law in force, each `key=value`, `key+=change` or `key@year=value`
    overlays   reform files in the format of the rule book
    start      for a back-test, the year after whose end nothing is known (None: start from the latest published year)
    last_year  the last projected year
    """

    name: str = "china"
    settings: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    start: int | None = None
    last_year: int = 2100

    def with_settings(self, settings: Sequence[str]) -> "Scenario":
        """The same scenario with further settings."""
        return Scenario(self.name, (*self.settings, *settings), self.overlays, self.start, self.last_year)
