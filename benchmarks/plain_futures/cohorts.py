"""The members of the employees' pension of one block of futures, in one year."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.futures.pension.figures import ACCOUNT_RATE, POOLED_RATE, Law

Floats = NDArray[np.float64]


class Members(NamedTuple):
    """The members of one block of futures in one year, changed in place; the axes are those of `futures.figures`.

    row, shift  the year, and what is added to an age for its column
    """

    row: int
    shift: int
    law: Law
    cells: Floats
    gained: Floats
    common: Floats
    of_group: Floats
    flows: Floats

    def columns(self, first: int, after_last: int) -> slice:
        """The columns of those who are from `first` to before `after_last` at the year's end."""
        return slice(first + self.shift, after_last + self.shift)

    @property
    def rate(self) -> Floats:
        """[group, path] the year's whole contribution rate."""
        return np.asarray((self.law.rates[POOLED_RATE] + self.law.rates[ACCOUNT_RATE])[:, self.row, None])
