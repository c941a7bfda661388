"""Chance for the made-up province: a stream of its own for every purpose in every block, whatever the order of work."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

PROVINCE = -1
_WORD = 2**64


@dataclass(frozen=True, slots=True)
class Draws:
    """The streams of one block of persons; `PROVINCE` is the block of what all persons share."""

    seed: int
    block: int

    def generator(self, purpose: str) -> np.random.Generator:
        """The stream for `purpose`: a function of seed, block and purpose only, from its beginning."""
        key = np.array([self.seed % _WORD, ((self.block + 1) << 32) | crc32(purpose.encode())], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key))
