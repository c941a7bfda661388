"""Which classes of pairs are one person and which are kin: copies err, but kin are strangers in what is their own.

A slip leaves a likeness behind; what two members of a household have each to themselves, such as the given name or the
date of birth, is no more alike than that of any two persons. A class of pairs in which such columns stand at chance,
while others are shared by nearly all, is a household and not a person.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from datapool.linkage.kind import Kind
from datapool.linkage.model import Flags, Model, Relation

# How much less often than between random persons a column differs; below, it stands at chance.
_AT_CHANCE, _CLEARLY_AT_CHANCE, _SHARED = 0.3, 0.2, 0.75
_SHARPLY_AT_CHANCE, _ALL_SHARED = 0.1, 0.8
_FEWEST_OWN, _FEWEST_SHARED, _FEWEST_PAIRS = 2, 2, 5.0
# Fewer pairs than this share of the matches are no household, but copies with a value changed.
_LEAST_SHARE = 0.02
# Without a date of birth: the share of what a record tells that must stand at chance.
_SHARE_OF_OWN = 0.2
_SOFT = (Kind.CODE, Kind.NUMBER)


def judged(model: Model) -> Model:
    """The model with each class marked as matches or not."""
    lifts = _lifts(model)
    classes = [replace(each, is_match=_is_match(model, lifts, at)) for at, each in enumerate(model.classes)]
    return replace(model, classes=tuple(classes))


def crisp_relations(model: Model) -> tuple[Relation, ...]:
    """Of the classes meant for kin those that really are: a sharp line between what is shared and what is own.

    Beside each, [comparison] what is own.
    """
    lifts, bits, told = _lifts(model), _bits(model), _told(model)
    kept = []
    fewest = max(_FEWEST_PAIRS, _LEAST_SHARE * model.matches)
    for at, each in enumerate(model.classes):
        if each.is_match or _is_match(model, lifts, at) or each.share * model.total < fewest:
            continue
        own = lifts[at] < _AT_CHANCE
        shared = told & ~own
        if shared.sum() < _FEWEST_SHARED or lifts[at][own & told].mean() >= _CLEARLY_AT_CHANCE:
            continue
        if np.average(lifts[at][shared], weights=bits[shared]) > _SHARED:
            kept.append((each, own))
    return tuple(kept)


def _is_match(model: Model, lifts: NDArray[np.float64], at: int) -> bool:
    told, bits = _told(model), _bits(model)
    is_own = (lifts[at] < _AT_CHANCE) & told
    kinds = [each.kind for each in model.comparisons]
    numbers = np.array([kind is Kind.CITIZEN_ID for kind in kinds]) & told
    if numbers.any() and is_own[numbers].all():
        return False
    dates = np.array([kind is Kind.DATE for kind in kinds]) & told
    personal = is_own & np.array([kind not in _SOFT for kind in kinds])
    if dates.any():
        return bool(not is_own[dates].all() or personal.sum() < _FEWEST_OWN)
    if _is_sharp(lifts[at], told, personal):
        return False
    # A number that names one person in the whole file, shared by the two, is a personal one.
    naming = np.array([kind in (Kind.CODE, Kind.CITIZEN_ID) for kind in kinds]) & told & (bits >= bits.max() - 2)
    if naming.any() and not is_own[naming].all():
        return True
    return bool(personal.sum() < _FEWEST_OWN or bits[is_own].sum() < _SHARE_OF_OWN * bits[told].sum())


def _is_sharp(lifts: NDArray[np.float64], told: Flags, personal: Flags) -> bool:
    """One personal column as unlike as among strangers, all else the same: copies are worn everywhere a little."""
    rest = told & ~personal
    return bool(
        personal.sum() == 1 and (lifts[personal] < _SHARPLY_AT_CHANCE).all() and (lifts[rest] > _ALL_SHARED).all()
    )


def _lifts(model: Model) -> NDArray[np.float64]:
    """[class, comparison] 1 where the pairs of a class never differ, 0 where they do as often as random persons."""
    random, *in_class = (
        np.array(
            [np.exp(table[1 : 1 + each.unlike]).sum() for table, each in zip(tables, model.comparisons, strict=True)]
        )
        for tables in (model.forest.marginals, *(each.chances for each in model.classes))
    )
    return np.asarray(1.0 - np.array(in_class) / random)


def _bits(model: Model) -> NDArray[np.float64]:
    """[comparison] how much it tells that a value is the same."""
    same = [
        np.exp(table[1 + each.lowest_same :]).sum()
        for table, each in zip(model.forest.marginals, model.comparisons, strict=True)
    ]
    return np.asarray(-np.log2(np.array(same)))


def _told(model: Model) -> Flags:
    """[comparison] whether it tells persons apart at all: a number at chance in every class is none of theirs."""
    lifts = _lifts(model)
    alive = np.array([each.share * model.total > 1.0 for each in model.classes])
    soft = np.array([each.kind in _SOFT for each in model.comparisons])
    at_chance = (lifts[alive] < _AT_CHANCE).all(axis=0) if alive.any() else np.zeros(len(soft), bool)
    return np.asarray(~(soft & at_chance))
