"""Addresses of the made-up province as text: where a household or a firm is, in full or as a department shortens it."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from datapool.synthetic.identities.permutations import mixed

FILE = Path(__file__).parent / "places.yaml"
PROVINCE_NAME = "澜江省"
_SHORTER = (("街道", ""), ("号楼", "#"), ("号", "-"), ("单元", "-"), ("室", ""))
_FIELDS = 8


def addresses(
    numbers: NDArray[np.integer], counties: NDArray[np.str_], key: int, *, rural: NDArray[np.bool_]
) -> NDArray[np.str_]:
    """[place] an address in full; equal numbers in one county give equal addresses.

    numbers    of the household or building
    counties   name of the prefecture and county of each
    rural      whether it lies in a village
    """
    parts = (mixed(numbers, key)[:, None] >> np.arange(0, _FIELDS * 8, 8, dtype=np.uint64)).astype(np.uint8)
    rows = zip(counties.tolist(), parts.tolist(), rural.tolist(), strict=True)
    return np.array([PROVINCE_NAME + county + (_village(part) if far else _town(part)) for county, part, far in rows])


def shortened(address: str) -> str:
    """An address as a clerk in a hurry types it: no province, signs instead of words."""
    text = address.removeprefix(PROVINCE_NAME)
    for word, sign in _SHORTER:
        text = text.replace(word, sign)
    return text.rstrip("-#")


def _town(part: list[int]) -> str:
    where = "".join(_chosen(part, ("streets", "roads")))
    home = f"{part[4] % 30 + 1}号楼{part[5] % 6 + 1}单元{part[6] % 18 + 1}{part[7] % 4 + 1:02d}室"
    return f"{where}{part[3] + 1}号{_chosen(part[2:], ('estates',))[0]}{home}"


def _village(part: list[int]) -> str:
    return f"{''.join(_chosen(part, ('towns', 'villages')))}{part[2] % 20 + 1}组{(part[3] << 8 | part[4]) % 400 + 1}号"


def _chosen(part: list[int], names: tuple[str, ...]) -> list[str]:
    lists = _places()
    return [lists[name][chance % len(lists[name])] for name, chance in zip(names, part, strict=False)]


@cache
def _places() -> dict[str, list[str]]:
    return {name: texts.split() for name, texts in load_document(FILE).data.items()}
