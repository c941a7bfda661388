"""Fit the weights of the mapping on made-up unknown feeds: `python -m tests.datapool.standards.mapping.fitting`.

Only the first half of the tables is used; the tests try the weights on the other half.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from datapool.standards.expressions import prepare
from datapool.standards.mapping.assignment import assign, standing
from datapool.standards.mapping.contents import read_contents
from datapool.standards.mapping.evidence import (
    EVIDENCE,
    STANDING,
    STANDING_OF,
    WEIGHTS,
    Weights,
    judge,
    score,
    weigh,
    with_context,
)
from datapool.standards.mapping.slots import Slot, load_slots
from datapool.standards.regions import load_regions
from tests.datapool.standards.mapping.unknown_feeds import WAYS, Sent, send, tables

SEEDS = range(3)
FOLDS = 4
HEADER = """# The weights by which columns of unknown feeds are mapped to items. Fitted on feeds made from half of the
# source descriptions, under other headers and under none, by `python -m tests.datapool.standards.mapping.fitting`.
# `evidence` gives the log odds of a pair of a column and a slot, `standing` those of an assignment being right.
"""


def main() -> int:
    slots, connection = load_slots(), duckdb.connect()
    prepare(connection, load_regions())
    sent = [send(table, way, seed) for table in tables(0) for way in WAYS for seed in SEEDS]
    judged = [judge(one.feed, slots, read_contents(one.feed, slots, connection)) for one in sent]
    evidence = fit_evidence(judged, sent, slots)
    standings = {is_nameless: fit_standing(is_nameless, judged, sent, slots) for is_nameless in STANDING_OF}
    write(Weights(evidence, standings), WEIGHTS)
    return 0


def fit_evidence(
    judged: Sequence[NDArray[np.float64]], sent: Sequence[Sent], slots: Sequence[Slot]
) -> NDArray[np.float64]:
    """Weights of the evidence; the context rests on them in turn, so they are fitted a few times over."""
    fitted = fit_pairs(judged, sent, slots)
    for _ in range(3):
        informed = [with_context(evidence, weigh(evidence, fitted), slots) for evidence in judged]
        fitted = fit_pairs(informed, sent, slots)
    return fitted


def fit_standing(
    is_nameless: bool, judged: Sequence[NDArray[np.float64]], sent: Sequence[Sent], slots: Sequence[Slot]
) -> NDArray[np.float64]:
    """Weights of the standing, from assignments under weights fitted on other tables: so unknown feeds meet them."""
    names = sorted({one.table for one in sent})
    rows: list[NDArray[np.float64]] = []
    right: list[bool] = []
    for fold in range(FOLDS):
        others = [at for at, one in enumerate(sent) if names.index(one.table) % FOLDS != fold]
        evidence = fit_evidence([judged[at] for at in others], [sent[at] for at in others], slots)
        for at in set(range(len(sent))) - set(others):
            if sent[at].feed.has_headers != is_nameless:
                standings, hits = placed(judged[at], sent[at], slots, Weights(evidence, {}))
                rows.append(standings)
                right += hits
    sys.stderr.write(f"{STANDING_OF[is_nameless]}: {len(right)} columns, {np.mean(right):.3f} rightly assigned\n")
    model = LogisticRegression(C=10.0, max_iter=1000).fit(np.concatenate(rows), right)
    return np.append(model.coef_[0], model.intercept_[0])


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
    evidence: NDArray[np.float64], one: Sent, slots: Sequence[Slot], weights: Weights
) -> tuple[NDArray[np.float64], list[bool]]:
    """The standing of every assignment, and whether it was right; a column left over counts with its best slot."""
    scores = score(evidence, weights, slots)
    chosen = assign(scores)
    taken = [slots[int(scores[at].argmax()) if slot is None else slot] for at, slot in enumerate(chosen)]
    right = [truth == (slot.item.key, slot.column) for slot, truth in zip(taken, one.truth, strict=True)]
    return standing(scores, chosen), right


def write(weights: Weights, path: Path) -> None:
    named = {
        "evidence": (EVIDENCE, weights.evidence),
        **{STANDING_OF[nameless]: (STANDING, fitted) for nameless, fitted in weights.standing.items()},
    }
    content = {
        section: {name: round(float(value), 4) for name, value in zip((*names, "constant"), fitted, strict=True)}
        for section, (names, fitted) in named.items()
    }
    path.write_text(HEADER + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
