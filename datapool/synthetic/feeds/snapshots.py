"""Registers that are delivered year by year: who is new in them, and whose entry is no longer what it was."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of a register, by person and year.

    person, year   index of the entry, index of the year in whose delivery it comes
    is_first       whether the person is new in the register
    """

    person: Index
    year: Index
    is_first: NDArray[np.bool_]


def new_and_changed(states: list[NDArray[np.integer]], present: NDArray[np.bool_], order: Index) -> Entries:
    """A row in each year in which a person appears, or in which any of the states differs from the year before.

    states    [entry, year] at the end of the year, each
    order     entries in the order of the file
    present   [entry, year] whether the person stands in the register at the end of the year; once in, always in
    """
    known = np.logical_or.accumulate(present, axis=1)
    before = np.zeros_like(known)
    before[:, 1:] = known[:, :-1]
    changed = np.zeros_like(known)
    for state in states:
        changed[:, 1:] |= state[:, 1:] != state[:, :-1]
    place, year = np.nonzero((known & (~before | changed))[order])
    return Entries(order[place], year, ~before[order[place], year])
