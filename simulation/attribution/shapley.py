"""Shapley values: what each of several causes adds to a whole, averaged over every order in which they could come.

A set of causes is a whole number whose bit i says whether cause i is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

Value = Callable[[int], float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """What each cause adds; together exactly value(all) − value(none), up to rounding.

    values           [cause]
    standard_errors  [cause] of sampled values; zero where every order was counted
    """

    values: Floats
    standard_errors: Floats


def exact_shares(value: Value, causes: int) -> Shares:
    """Over all orders, by the 2^n sets (Shapley 1953).

    φ_i = Σ over sets S without i of |S|! (n − |S| − 1)! ÷ n! × (v(S with i) − v(S))
    """
    sets = np.arange(1 << causes)
    values = np.array([value(members) for members in sets.tolist()])
    size = np.array([members.bit_count() for members in sets.tolist()])
    weight = np.array([factorial(s) * factorial(causes - s - 1) / factorial(causes) for s in range(causes)])
    shares = np.zeros(causes)
    for cause in range(causes):
        without = sets[sets & (1 << cause) == 0]
        shares[cause] = weight[size[without]] @ (values[without | (1 << cause)] - values[without])
    return Shares(shares, np.zeros(causes))


def sampled_shares(value: Value, causes: int, *, orders: int, seed: int) -> Shares:
    """Over `orders` random orders, each followed by its reverse; every order adds up to the whole, so their mean does.

    The standard error is that of the mean over the pairs of an order and its reverse.
    """
    stream = np.random.Generator(np.random.Philox(seed))
    pairs = np.empty((orders, causes))
    for row in range(orders):
        order = stream.permutation(causes)
        pairs[row] = (_added(value, order) + _added(value, order[::-1])) / 2.0
    spread = pairs.std(axis=0, ddof=1) if orders > 1 else np.full(causes, np.nan)
    return Shares(pairs.mean(axis=0), spread / np.sqrt(orders))


def _added(value: Value, order: NDArray[np.int64]) -> Floats:
    """[cause] what each adds when they come in this order."""
    added = np.zeros(order.size)
    members, before = 0, value(0)
    for cause in order.tolist():
        members |= 1 << cause
        after = value(members)
        added[cause] = after - before
        before = after
    return added
