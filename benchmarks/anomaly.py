"""Four public tables with 10 % of the anomalies of the training part known: the chosen scorer against single peers.

`measured`  <table>_auc, _ap, _recall_at_1_percent, _ece, _brier_skill of `anlan risk evaluate`'s chosen scorer, and
            mean_auc over tables with mean_auc_low, mean_auc_high (95 %);
            gain_auc: by how much mean_auc is above the one peer whose mean is highest, with gain_auc_low, _high;
            gain_auc_each: the mean of how much it is above the best peer of each table
`peer`      <table>_<peer>_auc and mean_<peer>_auc: IForest, ECOD, KNN, LOF, LightGBM and logistic regression alone
`limit`     <table>_auc and mean_auc of LightGBM with all labels known
`ratio`     auc_to_<peer>

Tables of the reference data that are not there, and with --quick the two large ones, are left out and named in
`missing` of the manifest. With --quick there is one draw.
"""

import os
from pathlib import Path

import numpy as np

from benchmarks.outcome import Outcome, run
from training.anomaly.drawing import CHOSEN, PEERS
from training.anomaly.evaluating import Found, evaluate
from training.anomaly.table import Asked, read

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
_RESAMPLES, _MIDDLE = 2_000, (2.5, 97.5)


def benchmark(quick: bool) -> Outcome:
    """Evaluate every table that is there."""
    asked = Asked(
        "y", known_share=KNOWN_SHARE, draws=1 if quick else DRAWS, seed=SEED, workers=len(os.sched_getaffinity(0))
    )
    found = {
        table: evaluate(read(REFERENCE / file, asked), asked)
        for table, file in TABLES.items()
        if (REFERENCE / file).is_file() and (table in QUICK or not quick)
    }
    missing = [table for table in TABLES if table not in found]
    if not found:
        return Outcome(NAME, {}, {}, {}, {}, {"missing": missing})
    measured = {
        f"{table}_{figure}": each.figures[CHOSEN][figure].value for table, each in found.items() for figure in _FIGURES
    }
    peer = {f"{table}_{name}_auc": each.figures[name]["auc"].value for table, each in found.items() for name in PEERS}
    limit = {f"{table}_auc": each.figures[_LIMIT]["auc"].value for table, each in found.items()}
    means = {name: float(np.mean([each.figures[name]["auc"].value for each in found.values()])) for name in PEERS}
    best = max(means, key=lambda name: means[name])
    limit["mean_auc"] = float(np.mean(list(limit.values())))
    measured |= _mean("mean_auc", [each.by_draw[CHOSEN] for each in found.values()])
    gains = [np.subtract(each.by_draw[CHOSEN], each.by_draw[best]) for each in found.values()]
    measured |= _mean("gain_auc", gains) | {
        "gain_auc_each": float(np.mean([each.gain.value for each in found.values()]))
    }
    return Outcome(
        name=NAME,
        measured=measured,
        peer=peer | {f"mean_{name}_auc": mean for name, mean in means.items()},
        limit=limit,
        ratio={f"auc_to_{name}": measured["mean_auc"] / mean for name, mean in means.items()},
        manifest={
            "known_share": KNOWN_SHARE, "draws": asked.draws, "seed": SEED, "best_single_peer": best,
            "best_peer_of_table": {table: each.peer for table, each in found.items()},
            "known_anomalies": {table: each.known[0] for table, each in found.items()},
            "weights": {table: _rounded(each) for table, each in found.items()}, "missing": missing,
        },
    )  # fmt: skip


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
