"""The kind of row of numbers that a formula reads: a NumPy array in a kernel, a tuple elsewhere."""

from typing import Protocol


class Numbers(Protocol):
    """Numbers by position."""

    def __getitem__(self, position: int, /) -> float: ...

    def __len__(self) -> int: ...
