"""Unified social credit codes of made-up employers and providers: valid by GB 32100, never assigned to anybody."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.identities.citizen_ids import digits_of

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# By kind of employer: registering department and type, GB 32100-2015 table 1.
PREFIX_OF_KIND = {1: "91", 2: "12", 3: "92", 4: "91", 5: "52"}
PROVIDER_PREFIX = "12"
_BODY_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_BODY_CHECKS = np.frombuffer(b"0X987654321", dtype=np.uint8)
_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
_VALUES = np.full(128, -1, dtype=np.int64)
_VALUES[_LETTERS] = np.arange(len(ALPHABET))


def credit_codes(
    prefixes: NDArray[np.str_], regions: NDArray[np.integer], bodies: NDArray[np.integer]
) -> NDArray[np.bytes_]:
    """A code for each body: prefix, region, organisation code with its own check (GB 11714), check character.

    prefixes   [body] two characters: registering department and type
    regions    [body] six-digit code
    bodies     [body] number below 10**8, different for every body
    returns    [body] 18 ASCII characters
    """
    count = len(regions)
    text = np.empty((count, 18), dtype=np.uint8)
    text[:, :2] = np.asarray(prefixes).astype("S2").view(np.uint8).reshape(count, 2)
    text[:, 2:8] = digits_of(regions, 6)
    text[:, 8:16] = digits_of(bodies, 8)
    text[:, 16] = _BODY_CHECKS[(text[:, 8:16].astype(np.int64) - ord("0")) @ _BODY_WEIGHTS % 11]
    text[:, 17] = _LETTERS[-(_VALUES[text[:, :17]] @ _WEIGHTS) % 31]
    return text.view("S18").reshape(count)
