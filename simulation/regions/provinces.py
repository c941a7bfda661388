"""Provinces side by side: who pays, who draws and what moves, year by year; arrays are [province, year]."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PensionFlows:
    """One pension fund of several provinces, or of a nation as one row: [province, year].

    contributors, retirees   persons at 31 December: those who pay, those who draw
    wage                     average wage, yuan a year
    assessed_wages           yuan on which the central adjustment is levied
    contributions, subsidy, benefits   yuan of the year; pooling between provinces is on neither side
    """

    contributors: Floats
    retirees: Floats
    wage: Floats
    assessed_wages: Floats
    contributions: Floats
    subsidy: Floats
    benefits: Floats

    def since(self, row: int) -> "PensionFlows":
        """The same without the first `row` years."""
        return PensionFlows(*(getattr(self, item.name)[:, row:] for item in fields(self)))


@dataclass(frozen=True, slots=True)
class Province:
    """A row of the table.

    code           region code; empty for a province that is made up
    is_illustrative  every figure of it is made up (示意), and must be shown so
    position       row and column on a grid of tiles; layout only
    """

    code: str
    name: Words
    is_illustrative: bool
    position: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Provinces:
    """Provinces that add up to a nation.

    years         [year]
    is_estimated  [year] the nation's own figures of the year are published and split, or derived
    """

    rows: tuple[Province, ...]
    years: NDArray[np.int64]
    flows: PensionFlows
    is_estimated: NDArray[np.bool_]
