"""The base projection of China, read by fund, measure and year."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china import scenario as china
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext


@dataclass(frozen=True)
class Valued:
    """The projection of a scenario and what lies under it."""

    scenario: Scenario

    @cached_property
    def projection(self) -> Projection:
        """Funds, people and measures."""
        return china.project(self.scenario)

    @cached_property
    def context(self) -> SchemeContext:
        """Years, economy, law and assumptions of the projection."""
        return china.context_for(self.scenario)

    def series(self, fund: str, measure: str) -> NDArray[np.float64]:
        """[year] a yearly measure of a fund on the years of the projection."""
        values = self.projection.funds[fund].measures[measure]
        assert isinstance(values, np.ndarray)
        return values

    def at(self, fund: str, measure: str, year: int) -> float:
        """A yearly measure of a fund in one year."""
        return float(self.series(fund, measure)[year - int(self.projection.years[0])])
