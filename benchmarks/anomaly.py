"""Four public tables with 10 % of the anomalies of the training part known: the chosen scorer against single peers.

`measured`  <table>_auc, _ap, _recall_at_1_percent, _ece, _brier_skill of `anlan risk evaluate`'s chosen scorer, and
            mean_auc over tables with mean_auc_low, mean_auc_high (95 %);
            gain_auc: by how much mean_auc is above the one peer whose mean is highest, with gain_auc_low, _high;
            <table>_gain_auc, _low, _high: by how much it is above the best peer of that table, in hindsight;
            gain_auc_each: their mean, with gain_auc_each_low, _high
`peer`      <table>_<peer>_auc and mean_<peer>_auc: IForest, ECOD, KNN, LOF, LightGBM and logistic regression alone;
            where PyOD can be imported, its IForest, ECOD, COPOD, KNN and LOF on the same rows as well, pyod_<peer>
`limit`     <table>_auc and mean_auc of LightGBM with all labels known
`ratio`     auc_to_<peer>

Tables of the reference data that are not there, and with --quick the two large ones, are left out and named in
`missing` of the manifest. With --quick there is one draw.
"""

import importlib
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed  # type: ignore[import-untyped]

from benchmarks.outcome import Outcome, run
from training.anomaly.detectors import MOST_NEIGHBOURS_FROM
from training.anomaly.drawing import CHOSEN, PEERS
from training.anomaly.evaluating import Found, evaluate
from training.anomaly.features import Features, features_of, prepared
from training.anomaly.splitting import Draw, draws
from training.anomaly.table import Asked, Table, read
from training.scoring import Ranking

NAME = "anomaly"
ROOT = Path(__file__).parent.parent
REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", ROOT.parent / "shared" / "data")) / "risk"
TABLES = {
    "thyroid": "38_thyroid.npz", "cardio": "6_cardio.npz", "campaign": "5_campaign.npz", "shuttle": "32_shuttle.npz"
}  # fmt: skip
QUICK = ("thyroid", "cardio")
KNOWN_SHARE, DRAWS, SEED = 0.1, 10, 1
_FIGURES = ("auc", "ap", "recall_at_1_percent", "ece", "brier_skill")
_LIMIT = "lightgbm_on_all_labels"
# [peer] module and class of PyOD; distances are taken to as many rows as ours are.
_FOREIGN = {
    "pyod_iforest": ("pyod.models.iforest", "IForest"), "pyod_ecod": ("pyod.models.ecod", "ECOD"),
    "pyod_copod": ("pyod.models.copod", "COPOD"), "pyod_knn": ("pyod.models.knn", "KNN"),
    "pyod_lof": ("pyod.models.lof", "LOF"),
}  # fmt: skip
_OF_NEIGHBOURS = ("pyod_knn", "pyod_lof")
_RESAMPLES, _MIDDLE = 2_000, (2.5, 97.5)


def benchmark(quick: bool) -> Outcome:
    """Evaluate every table that is there."""
    asked = Asked(
        "y", known_share=KNOWN_SHARE, draws=1 if quick else DRAWS, seed=SEED, workers=len(os.sched_getaffinity(0))
    )
    there = {
        table: read(REFERENCE / file, asked)
        for table, file in TABLES.items()
        if (REFERENCE / file).is_file() and (table in QUICK or not quick)
    }
    missing = [table for table in TABLES if table not in there]
    if not there:
        return Outcome(NAME, {}, {}, {}, {}, {"missing": missing})
    found = {name: evaluate(table, asked) for name, table in there.items()}
    # [table][peer][draw]
    aucs = {
        name: {**{peer: found[name].by_draw[peer] for peer in PEERS}, **_foreign(table, asked)}
        for name, table in there.items()
    }
    peers = tuple(next(iter(aucs.values())))
    means = {peer: float(np.mean([np.mean(each[peer]) for each in aucs.values()])) for peer in peers}
    best = max(means, key=lambda name: means[name])
    best_each = {name: max(each, key=lambda peer: float(np.mean(each[peer]))) for name, each in aucs.items()}
    limit = {f"{table}_auc": each.figures[_LIMIT]["auc"].value for table, each in found.items()}
    return Outcome(
        name=NAME,
        measured=_measured(found, aucs, best, best_each),
        peer={f"{table}_{peer}_auc": float(np.mean(each[peer])) for table, each in aucs.items() for peer in peers}
        | {f"mean_{peer}_auc": mean for peer, mean in means.items()},
        limit=limit | {"mean_auc": float(np.mean(list(limit.values())))},
        ratio={
            f"auc_to_{peer}": float(np.mean([np.mean(each.by_draw[CHOSEN]) for each in found.values()]) / mean)
            for peer, mean in means.items()
        },
        manifest={
            "known_share": KNOWN_SHARE, "draws": asked.draws, "seed": SEED, "best_single_peer": best,
            "best_peer_of_table": best_each,
            "known_anomalies": {table: each.known[0] for table, each in found.items()},
            "weights": {table: _rounded(each) for table, each in found.items()}, "missing": missing,
        },
    )  # fmt: skip


def _measured(
    found: Mapping[str, Found], aucs: Mapping[str, Mapping[str, tuple[float, ...]]], best: str,
    best_each: Mapping[str, str],
) -> dict[str, float]:  # fmt: skip
    chosen = {name: each.by_draw[CHOSEN] for name, each in found.items()}
    each_gains = {name: np.subtract(chosen[name], aucs[name][best_each[name]]) for name in found}
    measured = {
        f"{table}_{figure}": each.figures[CHOSEN][figure].value for table, each in found.items() for figure in _FIGURES
    }
    measured |= _mean("mean_auc", list(chosen.values()))
    measured |= _mean("gain_auc", [np.subtract(chosen[name], aucs[name][best]) for name in found])
    for name, gains in each_gains.items():
        measured |= _mean(f"{name}_gain_auc", [gains])
    return measured | _mean("gain_auc_each", list(each_gains.values()))


def _foreign(table: Table, asked: Asked) -> dict[str, tuple[float, ...]]:
    """[peer][draw] the AUC of PyOD's detectors on the rows that ours see; none where it cannot be imported."""
    try:
        importlib.import_module("pyod")
    except ImportError:
        return {}
    features = features_of(table)
    drawn = draws(table.is_anomaly, table.order, known_share=asked.known_share, count=asked.draws, seed=asked.seed)
    found = Parallel(n_jobs=min(asked.workers, asked.draws))(
        delayed(_foreign_draw)(features, table.is_anomaly, draw) for draw in drawn
    )
    return {name: tuple(each[name] for each in found) for name in _FOREIGN}


def _foreign_draw(features: Features, labels: np.ndarray, draw: Draw) -> dict[str, float]:
    views, found = prepared(features, draw).views, {}
    random = np.random.default_rng([SEED, draw.number])
    for name, (module, kind) in _FOREIGN.items():
        rows = views.train
        if name in _OF_NEIGHBOURS and rows.shape[0] > MOST_NEIGHBOURS_FROM:
            rows = rows[random.choice(rows.shape[0], MOST_NEIGHBOURS_FROM, replace=False)]
        seeded = {"random_state": SEED + draw.number} if name == "pyod_iforest" else {}
        detector = getattr(importlib.import_module(module), kind)(**seeded).fit(rows)
        found[name] = Ranking(labels[draw.test], np.asarray(detector.decision_function(views.others))).auc()
    return found


def _mean(name: str, by_draw: list[tuple[float, ...]] | list[np.ndarray]) -> dict[str, float]:
    """The mean over tables and draws, and its interval over draws: those of each table drawn again with replacement."""
    random = np.random.default_rng(SEED)
    drawn = [random.choice(np.asarray(each), (_RESAMPLES, len(each))).mean(axis=1) for each in by_draw]
    low, high = np.percentile(np.mean(drawn, axis=0), _MIDDLE)
    return {name: float(np.mean([np.mean(each) for each in by_draw])), f"{name}_low": low, f"{name}_high": high}


def _rounded(found: Found) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in found.weights.items()}


if __name__ == "__main__":
    raise SystemExit(run(NAME, benchmark))
