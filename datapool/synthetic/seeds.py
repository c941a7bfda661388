"""Which made-up provinces may be learned from: the last digit of the seed says for what each may be used."""

from typing import Literal

from core.errors import ValueOutOfRange

Split = Literal["train", "validation", "test"]
_SPLITS: tuple[Split, ...] = (*("train",) * 6, *("validation",) * 2, *("test",) * 2)


def split_of(seed: int) -> Split:
    """train for seeds ending in 0 to 5, validation for 6 and 7, test for 8 and 9."""
    if seed < 0:
        raise ValueOutOfRange(f"the seed {seed} is negative.", remedy="Give a seed of 0 or more.")
    return _SPLITS[seed % len(_SPLITS)]
