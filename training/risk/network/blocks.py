"""Dense blocks: subjects and keys that hang together more than any others, found by peeling."""

import numpy as np

from training.risk.network.kernels import peel
from training.risk.network.links import Floats, Links

# A key of many counts less (Hooi et al. 2016), and so many blocks are looked for.
_DAMPING, _MOST_BLOCKS = 5.0, 8


def block_density(links: Links, risk: Floats, *, blocks: int = _MOST_BLOCKS) -> Floats:
    """[subject] density of the block that they are in, nought outside all of them.

    risk  [subject] what the subject brings to a block beside its links
    Blocks are taken one after the other, the links of those found before being left out.
    """
    density = np.zeros(risk.size)
    left = links
    for _ in range(blocks):
        if left.subject.size == 0:
            break
        members, found = _densest(left, risk)
        if members.size < 2:
            break
        density[members] = np.maximum(density[members], found)
        inside = np.isin(left.subject, members)
        left = Links(left.subject[~inside], left.key[~inside], left.keys)
    return density


def _densest(links: Links, risk: Floats) -> tuple[np.ndarray, float]:
    names, subject = np.unique(links.subject, return_inverse=True)
    keys, key = np.unique(links.key, return_inverse=True)
    members = np.bincount(key)
    weight = 1.0 / np.log(members[key] + _DAMPING)
    ends = np.r_[subject, key + names.size]
    others = np.r_[key + names.size, subject]
    order = np.argsort(ends, kind="stable")
    start = np.r_[0, np.cumsum(np.bincount(ends, minlength=names.size + keys.size))].astype(np.int64)
    worth = np.r_[risk[names], np.zeros(keys.size)]
    removed = np.zeros(worth.size, np.int64)
    step, density = peel(start, others[order].astype(np.int64), np.r_[weight, weight][order], worth, removed)
    return names[removed[: names.size] >= step], float(density)
