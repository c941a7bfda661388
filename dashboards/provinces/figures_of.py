"""The figures that a tile can show, and how each is written and coloured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboards.figures import plain, wan, yi
from simulation.regions.pooling import Pooling

Floats = NDArray[np.float64]
# Shares of the year's largest amount at which a tile takes the next stronger tint.
STEPS = (0.02, 0.15, 0.45)


@dataclass(frozen=True, slots=True)
class TileFigure:
    """One figure of every province and year.

    read        [province, year]
    write       as a tile shows it
    is_diverging  whether zero is the middle: above it receives, below it pays
    """

    read: Callable[[Pooling], Floats]
    write: Callable[[float], str]
    is_diverging: bool

    def tints(self, pooling: Pooling, at: int) -> list[str]:
        """[province] the class of each tile: p pays, r receives, s for figures without a middle, then 0 to 3."""
        values = self.read(pooling)
        shown = values[:, at]
        if self.is_diverging:
            largest = float(np.abs(shown).max()) or 1.0
            steps = [int(np.searchsorted(STEPS, abs(value) / largest, side="right")) for value in shown]
            return [f"{'r' if value > 0 else 'p'}{step}" for value, step in zip(shown, steps, strict=True)]
        low, high = float(values.min()), float(values.max())
        steps = [min(int(4 * (value - low) / ((high - low) or 1.0)), 3) for value in shown]
        return [f"s{step}" for step in steps]


FIGURES: Mapping[str, TileFigure] = {
    "net_transfer": TileFigure(lambda pooling: pooling.net_transfer, lambda value: yi(value, signed=True), True),
    "own_balance": TileFigure(lambda pooling: pooling.own_balance, lambda value: yi(value, signed=True), True),
    "payers_per_pensioner": TileFigure(
        lambda pooling: pooling.provinces.flows.contributors / pooling.provinces.flows.retirees,
        lambda value: plain(value, digits=2),
        False,
    ),
    "pensioners": TileFigure(lambda pooling: pooling.provinces.flows.retirees, wan, False),
}
UNITS = {
    "net_transfer": "money_unit",
    "own_balance": "money_unit",
    "payers_per_pensioner": "unit_ratio",
    "pensioners": "people_unit",
}
