"""How well the anomalies of a table can be found: every scorer over all draws, the chosen one against single peers."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joblib import Parallel, delayed  # type: ignore[import-untyped]

from training.anomaly.drawing import CHOSEN, PEERS, SEMI_SUPERVISED, SUPERVISED, UNSUPERVISED, Judged, Task, run
from training.anomaly.features import features_of, refuse_nothing
from training.anomaly.judging import difference, estimate_to_json, over_draws, plain, weights
from training.anomaly.splitting import MEANING_OF_LABELLED, SHARE_JUDGED, draws
from training.anomaly.table import Asked, Table
from training.evaluation import Estimate

Moved = Callable[[int, int], None]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "unsupervised": UNSUPERVISED,
    "semi_supervised": SEMI_SUPERVISED,
    "supervised": tuple(SUPERVISED),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is worth telling of a table.

    figures      [scorer][figure] over draws
    weights      [scorer] how much it counts in the chosen one, mean over draws
    peer         the single peer whose mean AUC is highest, known in hindsight only
    gain         by how much the AUC of the chosen one is above that peer's, paired by draw
    known        how many anomalies of the training part were known; of how many (first draw)
    """

    asked: Asked
    table: Table
    features: tuple[str, ...]
    figures: Mapping[str, Mapping[str, Estimate]]
    weights: Mapping[str, float]
    peer: str
    gain: Estimate
    by_draw: Mapping[str, tuple[float, ...]]
    known: tuple[int, int]
    split: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        table = self.table
        return {
            "rows": int(table.is_anomaly.size),
            "label": {**table.label.to_json(), "share": round(float(table.is_anomaly.mean()), 6)},
            "columns": table.kinds(),
            "left_out": dict(table.left_out),
            "features": len(self.features),
            "protocol": {
                "draws": self.asked.draws, "seed": self.asked.seed, "judged_share": SHARE_JUDGED, "split": self.split,
                "labelled_fraction": self.asked.known_share, "labelled": MEANING_OF_LABELLED,
                "known_anomalies": self.known[0], "of_anomalies": self.known[1],
                "time": self.asked.time or None, "entities": list(self.asked.entities),
            },
            "scorers": {
                name: {"kind": group, **plain(self.figures[name])} for group, names in GROUPS.items() for name in names
            },
            "chosen": {
                **plain(self.figures[CHOSEN]),
                "weights": {name: round(weight, 4) for name, weight in self.weights.items()},
                "auc_by_draw": [round(auc, 6) for auc in self.by_draw[CHOSEN]],
            },
            "best_single_peer": {
                "name": self.peer, **plain(self.figures[self.peer]),
                "chosen_minus_peer_auc": estimate_to_json(self.gain),
                "auc_by_draw": [round(auc, 6) for auc in self.by_draw[self.peer]],
            },
            "warnings": list(table.warnings),
        }  # fmt: skip


def evaluate(table: Table, asked: Asked, *, moved: Moved = lambda done, of: None) -> Found:
    """Every scorer on every draw. `moved` is told how many draws are done, of how many.

    Raises AnomaliesRefused or TimeRefused where the table cannot be split, NothingToLearnFrom where a part is constant.
    """
    order = table.order
    drawn = draws(table.is_anomaly, order, known_share=asked.known_share, count=asked.draws, seed=asked.seed)
    features = features_of(table)
    for draw in drawn:
        refuse_nothing(features, draw)
    # Judged by time, an entity has rows on both sides: only where it is kept whole must the choice keep it whole.
    groups = order.groups if order.times is None else None
    task = Task(
        features, table.is_anomaly, groups, weights(table.is_anomaly.size, order.groups, asked.seed),
        asked.known_share, asked.seed, order.times,
    )  # fmt: skip
    found: list[Judged] = []
    parallel = Parallel(n_jobs=min(asked.workers, asked.draws), return_as="generator")
    for judged in parallel(delayed(run)(task, draw) for draw in drawn):
        found.append(judged)
        moved(len(found), asked.draws)
    by_scorer = {name: [each.figures[name] for each in found] for name in found[0].figures}
    figures = {name: over_draws(each, asked.seed) for name, each in by_scorer.items()}
    peer = max(PEERS, key=lambda name: figures[name]["auc"].value)
    counted: dict[str, float] = defaultdict(float)
    for each in found:
        for name, weight in each.weights.items():
            counted[name] += weight / len(found)
    return Found(
        asked, table, (*features.names, *features.coded), figures, counted, peer,
        gain=difference(by_scorer[CHOSEN], by_scorer[peer], asked.seed),
        by_draw={name: tuple(float(each[0, 0]) for each in by_scorer[name]) for name in (*PEERS, CHOSEN)},
        known=(found[0].known, found[0].anomalies),
        split=order.said,
    )  # fmt: skip
