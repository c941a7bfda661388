"""Names, credit codes and keys of the employers, providers, doctors and clerks of the made-up province."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from datapool.synthetic.identities.credit_codes import PREFIX_OF_KIND, PROVIDER_PREFIX, credit_codes
from datapool.synthetic.identities.permutations import Permutation, key_of, mixed

FILE = Path(__file__).parent / "organisations.yaml"
EMPLOYER_DIGITS, PROVIDER_DIGITS, DOCTOR_DIGITS, CLERK_DIGITS = 8, 10, 12, 6
_PROVIDERS_FROM = 50_000_000
_PUBLIC_BODY, _AGENCY, _SOCIAL, _BUSINESS = 2, 4, 5, 3
_HOSPITAL, _PRIMARY = 1, 2

Ints = NDArray[np.int64]


def organisation_numbers(count: int, seed: int, purpose: str, digits: int) -> Ints:
    """Keys of the first `count` organisations (or officers) of one sort, as numbers of `digits` digits."""
    return Permutation.of_digits(key_of(seed, purpose), digits)(np.arange(count, dtype=np.int64))


def employer_codes(kinds: NDArray[np.integer], regions: Ints, seed: int) -> NDArray[np.str_]:
    """[employer] unified social credit code."""
    prefixes = np.array([PREFIX_OF_KIND[int(kind)] for kind in kinds])
    return credit_codes(prefixes, regions, _bodies(np.arange(len(kinds)), seed)).astype("U18")


def provider_codes(regions: Ints, seed: int) -> NDArray[np.str_]:
    """[provider] unified social credit code."""
    bodies = _bodies(np.arange(len(regions)) + _PROVIDERS_FROM, seed)
    return credit_codes(np.full(len(regions), PROVIDER_PREFIX), regions, bodies).astype("U18")


def employer_names(
    kinds: NDArray[np.integer], industries: NDArray[np.str_], counties: NDArray[np.str_], seed: int
) -> NDArray[np.str_]:
    """[employer] a name by kind and industry; the prefecture stands in front."""
    parts = _parts(len(kinds), seed, "employer names")
    rows = zip(kinds.tolist(), industries.tolist(), counties.tolist(), parts, strict=True)
    return np.array([_employer_name(*row) for row in rows])


def provider_names(
    kinds: NDArray[np.integer], levels: NDArray[np.integer], counties: NDArray[np.str_], seed: int
) -> NDArray[np.str_]:
    """[provider] a name by kind and level; the county stands in front."""
    parts = _parts(len(kinds), seed, "provider names")
    rows = zip(kinds.tolist(), levels.tolist(), counties.tolist(), parts, strict=True)
    return np.array([_provider_name(*row) for row in rows])


def _bodies(numbers: Ints, seed: int) -> Ints:
    return Permutation.of_digits(key_of(seed, "organisation codes"), 8)(numbers)


def _parts(count: int, seed: int, purpose: str) -> list[list[int]]:
    """[organisation] four whole numbers below 65,536 that choose the words of a name."""
    words = mixed(np.arange(count), key_of(seed, purpose))
    parts: list[list[int]] = (words[:, None] >> np.arange(0, 64, 16, dtype=np.uint64)).astype(np.uint16).tolist()
    return parts


def _employer_name(kind: int, industry: str, county: str, part: list[int]) -> str:
    words = _words()
    prefecture = county[: county.find("市") + 1] or county
    if kind == _PUBLIC_BODY:
        office = _one(words["public"].get(industry, words["public"]["other"]), part[0])
        return county + office.replace("{n}", "一二三四五六七八九"[part[1] % 9])
    own = _one(words["words"], part[0]) + ("" if part[3] % 3 else _one(words["words"], part[2]))
    trade = _one(words["agencies"] if kind == _AGENCY else words["trades"][industry], part[1])
    return f"{prefecture}{own}{trade}{words['forms'][kind]}"


def _provider_name(kind: int, level: int, county: str, part: list[int]) -> str:
    words = _words()
    if kind == _HOSPITAL:
        return county + _one(words["hospitals"][level], part[0])
    if kind == _PRIMARY:
        return county + _one(words["words"], part[1]) + _one(words["primary"], part[0])
    return county + _one(words["words"], part[1]) + _one(words["pharmacies"], part[0]) + f"{part[2] % 60 + 1}店"


def _one(texts: str, chance: int) -> str:
    choices = texts.split()
    return choices[chance % len(choices)]


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = load_document(FILE).data
    return words
