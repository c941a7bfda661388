"""The people of a pension scheme on one 31 December.

Axes everywhere: group (as named by the country pack), sex 0 male 1 female, age 0 to 100 at 31 December.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OLD, MIDDLE, NEW = 0, 1, 2
KINDS = ("old", "middle", "new")


class PensionStock(NamedTuple):
    """Members at 31 December; averages are per person of the cell.

    active             [group, sex, age] persons insured and not yet drawing
    years              [group, sex, age] contribution years, deemed years excluded
    index_sum          [group, sex, age] sum over those years of base ÷ average wage (years × average index)
    account            [group, sex, age] yuan recorded in the personal account
    retired            [kind, group, sex, age] persons drawing: retired before the reform, with deemed years, without
    pooled_pension     [group, sex, age] yuan a month paid by the pooled fund
    account_pension    [group, sex, age] yuan a month charged to the personal account
    account_left       [group, sex, age] yuan of the account not yet paid out
    """

    active: Floats
    years: Floats
    index_sum: Floats
    account: Floats
    retired: Floats
    pooled_pension: Floats
    account_pension: Floats
    account_left: Floats

    def copy(self) -> "PensionStock":
        """A stock the kernel may change."""
        return PensionStock(*(cells.copy() for cells in self))
