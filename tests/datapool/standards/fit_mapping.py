"""Fit the weights of the mapping on made-up unknown feeds: `python -m tests.datapool.standards.fit_mapping`.

Only the first half of the tables is used; the tests try the weights on the other half.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from datapool.standards.expressions import prepare
from datapool.standards.mapping.contents import read_contents
from datapool.standards.mapping.proposal import (
    EVIDENCE,
    STANDING,
    WEIGHTS,
    Weights,
    assign,
    judge,
    score,
    standing,
    with_context,
)
from datapool.standards.mapping.slots import Slot, load_slots
from datapool.standards.regions import load_regions
from tests.datapool.standards.unknown_feeds import WAYS, Sent, send, tables

SEEDS = range(2)
HEADER = """# The weights by which columns of unknown feeds are mapped to items. Fitted on feeds made from half of the
# source descriptions, under other headers and under none: `python -m tests.datapool.standards.fit_mapping`. `evidence`
# gives the log odds of a pair of a column and a slot, `standing` those of an assignment being right.
"""


def main() -> int:
    slots, connection = load_slots(), duckdb.connect()
    prepare(connection, load_regions())
    sent = [send(table, way, seed) for table in tables(0) for way in WAYS for seed in SEEDS]
    judged = [judge(one.feed, slots, read_contents(one.feed, slots, connection)) for one in sent]
    plain = fit_pairs([np.array(evidence) for evidence in judged], sent, slots)
    weights = Weights(plain[:-1], float(plain[-1]), np.zeros(len(STANDING)), 0.0)
    for _ in range(3):
        first = [evidence @ weights.evidence + weights.evidence_constant for evidence in judged]
        informed = [with_context(evidence, scores, slots) for evidence, scores in zip(judged, first, strict=True)]
        fitted = fit_pairs(informed, sent, slots)
        weights = Weights(fitted[:-1], float(fitted[-1]), np.zeros(len(STANDING)), 0.0)
    standings, right = placed(judged, sent, slots, weights)
    sure = LogisticRegression(C=10.0, max_iter=1000).fit(standings, right)
    write(weights, sure.coef_[0], float(sure.intercept_[0]), WEIGHTS)
    sys.stderr.write(f"{len(sent)} feeds, {len(right)} columns, {np.mean(right):.3f} rightly assigned\n")
    return 0


def fit_pairs(
    evidence: Sequence[NDArray[np.float64]], sent: Sequence[Sent], slots: Sequence[Slot]
) -> NDArray[np.float64]:
    """Weights and, last, the constant; a slot of the same item as the true one is neither right nor wrong."""
    rows, labels = [], []
    for matrix, one in zip(evidence, sent, strict=True):
        for at, truth in enumerate(one.truth):
            for place, slot in enumerate(slots):
                is_true = truth == (slot.item.key, slot.column)
                if truth is not None and slot.item.key == truth[0] and not is_true:
                    continue
                rows.append(matrix[at, place])
                labels.append(is_true)
    model = LogisticRegression(C=1.0, max_iter=3000).fit(np.array(rows), np.array(labels))
    return np.append(model.coef_[0], model.intercept_[0])


def placed(
    judged: Sequence[NDArray[np.float64]], sent: Sequence[Sent], slots: Sequence[Slot], weights: Weights
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The standing of every assignment, and whether it was right; a column left over counts with its best slot."""
    found = list(_placed(judged, sent, slots, weights))
    return np.concatenate([rows for rows, _ in found]), np.concatenate([right for _, right in found])


def _placed(
    judged: Sequence[NDArray[np.float64]], sent: Sequence[Sent], slots: Sequence[Slot], weights: Weights
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    for evidence, one in zip(judged, sent, strict=True):
        scores = score(evidence, weights, slots)
        chosen = assign(scores)
        taken = [int(scores[at].argmax()) if slot is None else slot for at, slot in enumerate(chosen)]
        right = [
            truth is not None and truth == (slots[slot].item.key, slots[slot].column)
            for slot, truth in zip(taken, one.truth, strict=True)
        ]
        yield standing(scores, chosen, is_nameless=not one.feed.has_headers), np.array(right)


def write(weights: Weights, sure: NDArray[np.float64], constant: float, path: Path) -> None:
    evidence = {name: round(float(value), 4) for name, value in zip(EVIDENCE, weights.evidence, strict=True)}
    standings = {name: round(float(value), 4) for name, value in zip(STANDING, sure, strict=True)}
    content = {
        "evidence": {"constant": round(weights.evidence_constant, 4), **evidence},
        "standing": {"constant": round(constant, 4), **standings},
    }
    path.write_text(HEADER + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
