"""What says of a pair more than its evidence: a certain rule, or what a person has decided."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Grounds = NDArray[np.int8]


class Ground(IntEnum):
    """One of them, by the number that stands for it in arrays; of several the highest holds."""

    EVIDENCE = 0
    SAME_CITIZEN_ID = 1
    WORD_FOR_WORD = 2
    TWO_PERSONS_ONE_NUMBER = 3
    DECIDED_SAME = 4
    DECIDED_NOT_THE_SAME = 5

    @property
    def word(self) -> str:
        """As people and programs read it; nothing where only the evidence counts."""
        return self.name.lower() if self else ""


def keeping_apart(grounds: Grounds) -> NDArray[np.bool_]:
    """[pair] whether its ground forbids to join it."""
    return np.isin(grounds, (Ground.TWO_PERSONS_ONE_NUMBER, Ground.DECIDED_NOT_THE_SAME))
