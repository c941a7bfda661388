"""Company: pairs who share more keys than chance explains where everybody goes as often and every key is as full.

The null model keeps the degrees of both sides: a pair with degrees a and b shares about a * b * S keys, S being the sum
over keys of n * (n - 1), divided by the square of the number of links.
"""

import numpy as np
from scipy.stats import poisson

from training.risk.network.kernels import join_groups, pairs_of_keys
from training.risk.network.links import Floats, Links, Whole

# Two who meet once tell nothing; and a chance below one in so many powers of ten is no chance.
_LEAST_MEETINGS, _LEAST_SURPRISE = 2, 5.0
COMPANY = ("company", "meetings", "company_size")


def surprising_pairs(links: Links, subjects: int) -> tuple[Whole, Whole, Floats, Floats]:
    """[pair] both subjects, keys shared beyond expectation, and the surprise: -log10 of the chance of so many."""
    order = np.lexsort((links.subject, links.key))
    key, subject = links.key[order], links.subject[order]
    members = np.bincount(key, minlength=links.keys).astype(np.int64)
    pairs = int((members * (members - 1) // 2).sum())
    first, second = np.empty(pairs, np.int64), np.empty(pairs, np.int64)
    pairs_of_keys(np.r_[0, np.cumsum(members)].astype(np.int64), subject, first, second)
    codes, shared = np.unique(first * subjects + second, return_counts=True)
    often = shared >= _LEAST_MEETINGS
    codes, shared = codes[often], shared[often]
    left, right = codes // subjects, codes % subjects
    degree = np.bincount(subject, minlength=subjects).astype(np.float64)
    rate = float((members * (members - 1)).sum()) / max(subject.size, 1) ** 2
    expected = degree[left] * degree[right] * rate
    surprise = -poisson.logsf(shared - 1, expected) / np.log(10)
    told = surprise >= _LEAST_SURPRISE
    return left[told], right[told], (shared - expected)[told], surprise[told]


def company_of(links: Links, subjects: int) -> tuple[Floats, Whole]:
    """[subject, COMPANY] companions, meetings beyond expectation, size of the community; [subject] its number.

    A community is a connected group of surprising pairs; who has no companion is one of their own.
    """
    left, right, beyond, _ = surprising_pairs(links, subjects)
    companions = np.bincount(np.r_[left, right], minlength=subjects).astype(np.float64)
    meetings = np.bincount(np.r_[left, right], weights=np.r_[beyond, beyond], minlength=subjects)
    community = np.arange(subjects, dtype=np.int64)
    join_groups(left, right, community)
    size = np.bincount(community, minlength=subjects)[community].astype(np.float64)
    return np.column_stack([companions, meetings, np.where(companions > 0, size, 0.0)]), community
