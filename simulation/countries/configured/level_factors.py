"""The factors that bring a scheme to the published figures of one year; the same in every later year and scenario."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Levels:
    """Factors on what the shapes by age and the rules give.

    opening_accounts  on what was paid into accounts until the base year
    """

    contributors: float = 1.0
    contribution_base: float = 1.0
    beneficiaries: float = 1.0
    benefits: float = 1.0
    opening_accounts: float = 1.0

    @property
    def earnings(self) -> float:
        """The factor on the earnings of all contributors."""
        return self.contributors * self.contribution_base
