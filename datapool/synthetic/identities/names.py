"""Names of made-up persons: by sex, time of birth and nationality, so that namesakes are as frequent as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from datapool.synthetic.identities.citizen_ids import calendar_number
from datapool.synthetic.identities.permutations import fractions

FOLDER = Path(__file__).parent
DOT = "·"
RARE_SHARE = 0.006
_RANK_OFFSET = 4
_YEAR = 10_000
Names = NDArray[np.str_]
Draw = np.random.Generator


@dataclass(frozen=True, slots=True)
class Choice:
    """Texts and the running sum of their shares."""

    texts: Names
    upto: NDArray[np.float64]

    @classmethod
    def of(cls, texts: Sequence[str], weights: Sequence[float] | None = None) -> "Choice":
        """With the given weights, or with weights that fall with the place."""
        share = np.array(weights or [1.0 / (place + _RANK_OFFSET) for place in range(len(texts))])
        return cls(np.array(texts), np.cumsum(share) / share.sum())

    def at(self, chances: NDArray[np.float64]) -> Names:
        """The texts at `chances`, from 0 to below 1."""
        return self.texts[np.minimum(np.searchsorted(self.upto, chances, side="right"), len(self.texts) - 1)]


@dataclass(frozen=True, slots=True)
class Bearers:
    """Those who are to be named; every field is [person]. `family` is a number that a family shares."""

    born: NDArray[np.integer]
    male: NDArray[np.bool_]
    ethnic: NDArray[np.integer]
    family: NDArray[np.integer]


def full_names(bearers: Bearers, draw: Draw, family_key: int) -> Names:
    """[person] a name each: surname and given name, or the parts of a minority name."""
    names = np.strings.add(surnames().at(fractions(bearers.family, family_key)), given_names(bearers, draw))
    chances = draw.random(len(names))
    for group, rule in _minorities().items():
        chosen = np.flatnonzero((bearers.ethnic == group) & (chances < rule["share"]))
        if chosen.size:
            theirs = _minority_names(rule, bearers.male[chosen], draw)
            names = names.astype(f"U{max(names.dtype.itemsize, theirs.dtype.itemsize) // 4}")
            names[chosen] = theirs
    return names


def given_names(bearers: Bearers, draw: Draw) -> Names:
    """[person] a given name in the way of the years of their birth; a few carry a rare character."""
    years = calendar_number(bearers.born) // _YEAR
    names = np.empty(len(years), dtype="U2")
    since = -_YEAR
    for era in _eras():
        for male in (True, False):
            chosen = np.flatnonzero((years > since) & (years <= era["until"]) & (bearers.male == male))
            names[chosen] = _given(era["male" if male else "female"], era["shares"], draw, chosen.size)
        since = era["until"]
    rare = np.flatnonzero(draw.random(len(names)) < RARE_SHARE)
    first = names[rare].astype("U1")
    names[rare] = np.strings.add(first, draw.choice(rare_characters(), rare.size))
    return names


@cache
def surnames() -> Choice:
    """Han surnames by their share."""
    weights = load_document(FOLDER / "surnames.yaml").data["weights"]
    return Choice.of(list(weights), list(weights.values()))


@cache
def rare_characters() -> Names:
    """Characters for given names that old code pages lack."""
    return np.array(str(load_document(FOLDER / "characters.yaml").data["rare"]).split())


def _given(choices: dict[str, Choice], shares: dict[str, float], draw: Draw, count: int) -> Names:
    chances = draw.random(count)
    put_together = np.strings.add(choices["first"].at(draw.random(count)), choices["second"].at(draw.random(count)))
    whole, single = choices["whole"].at(draw.random(count)), choices["single"].at(draw.random(count))
    is_whole = chances < shares["whole"]
    is_single = ~is_whole & (chances < shares["whole"] + shares["single"])
    return np.where(is_whole, whole, np.where(is_single, single, put_together))


def _minority_names(rule: dict[str, Any], male: NDArray[np.bool_], draw: Draw) -> Names:
    count = len(male)
    given = np.where(male, rule["male"].at(draw.random(count)), rule["female"].at(draw.random(count)))
    family = rule["family"].at(draw.random(count))
    front, back = (given, family) if rule["own_first"] else (family, given)
    joined = np.strings.add(np.strings.add(front, DOT), back)
    otherwise = given if rule["otherwise"] == "alone" else np.strings.add(front, back)
    return np.where(draw.random(count) < rule["joined"], joined, otherwise)


@cache
def _eras() -> list[dict[str, Any]]:
    eras = load_document(FOLDER / "given_names.yaml").data["eras"]
    return [{**era, "male": _choices(era["male"]), "female": _choices(era["female"])} for era in eras]


@cache
def _minorities() -> dict[int, dict[str, Any]]:
    groups = load_document(FOLDER / "minority_names.yaml").data["groups"]
    lists = ("male", "female", "family")
    return {group: {**rule, **_choices({name: rule[name] for name in lists})} for group, rule in groups.items()}


def _choices(lists: dict[str, str]) -> dict[str, Choice]:
    return {name: Choice.of(texts.split()) for name, texts in lists.items()}
