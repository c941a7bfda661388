"""Neighbour risk: what those who share a key have of a risk that was counted without knowing them."""

import numpy as np

from training.risk.network.kernels import neighbour_sums
from training.risk.network.links import Floats, Links

SUMS = ("others", "sum", "mean")


def neighbour_risk(links: Links, risk: Floats) -> Floats:
    """[subject, SUMS] others behind one key at most, and the greatest sum and mean of their risk.

    risk  [subject] the chance by a model that was not told of anybody in the subject's connected group
    """
    count, total = np.zeros(links.keys, np.int64), np.zeros(links.keys)
    most, mean = np.zeros(risk.size), np.zeros(risk.size)
    neighbour_sums(links.subject, links.key, risk, count, total, most, mean)
    others = np.zeros(risk.size)
    np.maximum.at(others, links.subject, (count[links.key] - 1).astype(np.float64))
    return np.column_stack([others, most, mean])
