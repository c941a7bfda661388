"""How long frauds last, and what pensions do meanwhile."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.fraud.stage import Scene

Index = NDArray[np.int64]
_WITHIN_YEARS = 1.25
_LEAST_PAYMENTS = 30


def durations(draw: np.random.Generator, rule: Mapping[str, float], count: int) -> Index:
    """[case] months by a log-normal law with the rule's median and spread, not below its least."""
    drawn = rule["median"] * np.exp(rule["spread"] * draw.standard_normal(count))
    return np.maximum(np.round(drawn), rule["least"]).astype(np.int64)


def yearly_raise(scene: Scene) -> NDArray[np.float64]:
    """[month] factor by which employees' pensions rise on the month before, read off those in payment."""
    months = scene.block.months
    factor = np.ones(scene.months)
    employees = np.isin(scene.block.people.scheme, (110, 120))
    paid = months.pension_due[employees].astype(np.float64)
    for month in range(1, scene.months):
        both = (paid[:, month - 1] > 0) & (paid[:, month] > 0)
        if both.sum() >= _LEAST_PAYMENTS:
            factor[month] = np.clip(np.median(paid[both, month] / paid[both, month - 1]), 1.0, _WITHIN_YEARS)
    return factor


def with_raises(scene: Scene, first: Index, amount: Index) -> Index:
    """[case, month] fen of a pension that begins in month `first` with `amount` and rises as others do; 0 before."""
    level = np.cumprod(yearly_raise(scene))
    month = np.arange(scene.months)
    series = np.round(amount[:, None] * level[None, :] / level[np.maximum(first, 0)][:, None])
    return np.where(month[None, :] >= first[:, None], series, 0).astype(np.int64)
