"""Rings: suspected subjects who are connected with each other, under one name."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np

from training.risk.network.links import Links, groups_of

_DIGITS = 16


def rings_of(
    links: Mapping[str, Links], chance: np.ndarray, names: Sequence[str], typology: str, *, least: float
) -> list[str | None]:
    """[subject] the name of their ring: those with a chance of `least` or more whom keys connect, two at the least.

    The name follows from the typology and the first of its members, so that it stays while that one is in it.
    """
    suspected = chance >= least
    among = {
        kind: Links(one.subject[suspected[one.subject]], one.key[suspected[one.subject]], one.keys)
        for kind, one in links.items()
    }
    group = groups_of(among, chance.size)
    members: dict[int, list[int]] = {}
    for place in np.flatnonzero(suspected).tolist():
        members.setdefault(int(group[place]), []).append(place)
    rings: list[str | None] = [None] * chance.size
    for places in members.values():
        if len(places) < 2:
            continue
        ring = sha256(f"ring:{typology}:{min(names[place] for place in places)}".encode()).hexdigest()[:_DIGITS]
        for place in places:
            rings[place] = ring
    return rings
