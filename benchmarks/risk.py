"""How many of the frauds of a made-up province are found, at what price, and how true the chances are.

`python -m benchmarks.risk --train DIR [DIR …] --test DIR [--json]` learns from the investigations of some provinces and
scores another, whose hidden truth is read here and nowhere else. The peer is LightGBM on what each subject's own
records say, learned from the same findings in the same run. The budget is one alert per thousand persons and month over
all months of the history, spent on the likeliest first. `unseen` orders subjects without a single finding of the kind.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from benchmarks.outcome import cost, machine
from benchmarks.risk_truth import persons_of_truth
from datapool import marts
from datapool.synthetic.difficulty.subjects import EMPLOYER, read_truth
from rules.book import RuleBook
from training.risk.alerting import Source
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.asking import ask_question
from training.risk.behaviour.learning import Told
from training.risk.behaviour.unusual import UNUSUAL
from training.risk.casebook import open_casebook
from training.risk.finding import alerts_in, everything, gather, last_day, learn_gathered
from training.risk.typologies import Kind, load_typologies

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_WHO, _FEN = "benchmark", 100
_PRECISION, _ALERTED, _UNSEEN_SHARE, _PER_PERSON_AND_MONTH = 0.9, 0.5, 0.01, 0.001
# Below this chance a subject counts as not scored at all.
_LEAST = 0.001
_REDRAWS, _INTERVAL, _BINS, _FIFTHS, _LEAST_IN_A_FIFTH = 300, (2.5, 97.5), 20, 5, 50
_PEER: Mapping[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 10, "num_threads": 1,
    "seed": 1, "deterministic": True, "verbosity": -1,
}  # fmt: skip
_PEER_ROUNDS = 150


@dataclass(frozen=True, slots=True)
class Ranked:
    """One typology: everybody who was scored or is guilty.

    chance, guilty, yuan  [subject] yuan is what was wrongly paid to the guilty
    others                subjects besides, who were not scored and did nothing
    """

    chance: Floats
    guilty: Flags
    yuan: Floats
    others: int

    @property
    def all(self) -> int:
        """Subjects."""
        return int(self.guilty.size) + self.others


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.risk")
    parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="DIR")
    parser.add_argument("--test", type=Path, required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="the object on one line")
    chosen = parser.parse_args()
    found = measure(chosen.train, chosen.test)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=None if chosen.json else 2) + "\n")


def measure(train: Sequence[Path], test: Path) -> dict[str, Any]:
    """Everything about one province, learned from others."""
    now = datetime.now(UTC)
    gathered = gather([(root, last_day(root)) for root in train], who=_WHO, now=now)
    models, missing = learn_gathered(gathered)
    truth = {code: _truth(test, code) for code in load_typologies()}
    by_code: dict[str, dict[str, Any]] = {code: {} for code in truth}
    with open_casebook(marts.Snapshot(test, last_day(test)), everything(), who=_WHO, now=now) as casebook:
        alerts = alerts_in(casebook, models, source=Source(_WHO, ""), book=RuleBook.load(), least=_LEAST)
        persons, months = casebook.connection.sql(
            "SELECT (SELECT count(DISTINCT _linked) FROM hrss_insured),"
            " (SELECT date_diff('month', min(period), max(period)) + 1 FROM hrss_contributions)"
        ).fetchall()[0]
        for question in QUESTIONS:
            code = question.rule.typology
            subjects = ask_question(casebook, question).without_rows()
            nobody, is_person = np.zeros(len(subjects.names), bool), load_typologies()[code].subject == "person"
            asked = Told(subjects, nobody, nobody)
            by_code[code] |= {
                "peer_ap": _peer(gathered.subjects[question.name], asked, truth[code]),
                "unseen_recall_top1": _unseen(asked, truth[code], persons if is_person else len(subjects.names)),
                "unseen_recall_top1_of_subjects": _unseen(asked, truth[code], len(subjects.names)),
            }
    ranked = {code: _ranked(alerts, code, truth[code], persons) for code in truth}
    budget = round(persons * _PER_PERSON_AND_MONTH * months)
    spent = least_within(alerts, budget)
    for code, one in ranked.items():
        by_code[code] = {**_quality(one), **_rings(alerts, code), **_in_budget(one, spent), **by_code[code]}
    return {
        "name": "risk",
        "measured": _headline(by_code, ranked),
        "calibration_of_alerted": fifths(ranked),
        "typologies": by_code,
        "budget": {"alerts": budget, "months": months, "persons": persons, "least_chance": spent},
        "not_learned": missing,
        "manifest": {"train": [path.name for path in train], "test": test.name},
        **cost(),
        "machine": machine(),
    }


def _truth(root: Path, code: str) -> dict[str, float]:
    """[subject] yuan that the guilty of a typology cost. Those whom no department knows are left out."""
    if load_typologies()[code].subject == "employer":
        names, fens = _employers(root, int(code[1:]))
    else:
        rows = persons_of_truth(root, "frauds")
        rows = rows.filter(pc.equal(rows["typology"], int(code[1:])))
        names, fens = rows["person"].to_pylist(), rows["overpaid"].to_pylist()
    yuan: dict[str, float] = {}
    for name, fen in zip(names, fens, strict=True):
        if name is not None:
            yuan[name] = yuan.get(name, 0.0) + (fen or 0) / _FEN
    return yuan


def _employers(root: Path, typology: int) -> tuple[list[str], list[int]]:
    hidden = read_truth(root)
    mine = pc.and_(pc.equal(hidden.frauds["subject_kind"], EMPLOYER), pc.equal(hidden.frauds["typology"], typology))
    rows, firms = hidden.frauds.filter(mine), hidden.organisations
    firms = firms.filter(pc.equal(firms["subject_kind"], EMPLOYER))
    key = dict(zip(firms["subject"].to_pylist(), firms["key"].to_pylist(), strict=True))
    return [key[one] for one in rows["subject"].to_pylist()], rows["overpaid"].to_pylist()


def _ranked(alerts: pa.Table, code: str, guilty: Mapping[str, float], persons: int) -> Ranked:
    """Everybody with an alert, by the likeliest of theirs, and the guilty who have none."""
    mine = alerts.filter(pc.equal(alerts["typology"], code))
    likeliest: dict[str, float] = {}
    for subject, chance in zip(mine["subject"].to_pylist(), mine["probability"].to_pylist(), strict=True):
        likeliest[subject] = max(chance, likeliest.get(subject, 0.0))
    names = [*likeliest, *(subject for subject in guilty if subject not in likeliest)]
    return Ranked(
        np.asarray([likeliest.get(name, 0.0) for name in names], np.float64),
        np.asarray([name in guilty for name in names], bool),
        np.asarray([guilty.get(name, 0.0) for name in names], np.float64),
        max(persons - len(names), 0),
    )


def _quality(one: Ranked) -> dict[str, Any]:
    if not one.guilty.any():
        return {"frauds": 0}
    order = np.argsort(-one.chance, kind="stable")
    hits = np.cumsum(one.guilty[order])
    count, precise = int(one.guilty.sum()), hits / np.arange(1, hits.size + 1) >= _PRECISION
    above = one.chance >= _ALERTED
    false = float((above & ~one.guilty).sum()) / max(one.all - count, 1)
    share = count / one.all
    error = float(((one.chance - one.guilty) ** 2).sum()) / one.all
    return {
        "frauds": count,
        "ap": float(average_precision_score(one.guilty, one.chance)),
        "ap_interval": _interval(one),
        "recall_at_p90": float(hits[precise].max(initial=0)) / count,
        "recall_at_twice_the_frauds": float(hits[min(2 * count, hits.size) - 1]) / count,
        "balanced_accuracy": (float(above[one.guilty].mean()) + 1 - false) / 2,
        "ece": ece(one),
        "brier_skill": 1 - error / max(share * (1 - share), 1e-12),
        "expected_frauds": float(one.chance.sum()),
    }


def _interval(one: Ranked) -> list[float]:
    """95 %, redrawing subjects; those who were not scored and did nothing change nothing."""
    draw = np.random.default_rng(1)
    scores = []
    for _ in range(_REDRAWS):
        times = draw.poisson(1.0, one.guilty.size)
        if times[one.guilty].any():
            scores.append(average_precision_score(one.guilty, one.chance, sample_weight=times))
    return [float(value) for value in np.percentile(scores, _INTERVAL)]


def ece(one: Ranked) -> float:
    """Expected calibration error over everybody; who was not scored has a chance of nought."""
    bins = np.minimum((one.chance * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.bincount(bins, weights=one.chance - one.guilty, minlength=_BINS)
    return float(np.abs(gaps).sum()) / one.all


def fifths(ranked: Mapping[str, Ranked]) -> list[dict[str, float]]:
    """Alerts of one half or more of all kinds, in fifths by chance: how many, predicted and observed."""
    chance = np.concatenate([one.chance for one in ranked.values()])
    guilty = np.concatenate([one.guilty for one in ranked.values()])
    alerted = np.flatnonzero(chance >= _ALERTED)
    parts = np.array_split(alerted[np.argsort(chance[alerted], kind="stable")], _FIFTHS)
    return [
        {"cases": part.size, "predicted": float(chance[part].mean()), "observed": float(guilty[part].mean())}
        for part in parts
        if part.size
    ]


def least_within(alerts: pa.Table, budget: int) -> float:
    """The chance from which on all alerts are looked at within the budget."""
    falling = np.sort(alerts["probability"].to_numpy())[::-1]
    return float(falling[budget - 1]) if falling.size > budget else 0.0


def _in_budget(one: Ranked, least: float) -> dict[str, float]:
    if not one.guilty.any():
        return {}
    hit = one.guilty & (one.chance >= max(least, _LEAST))
    return {
        "recall_in_budget": float(hit.sum() / one.guilty.sum()),
        "yuan_recall_in_budget": float(one.yuan[hit].sum() / max(one.yuan.sum(), 1e-9)),
    }


def _rings(alerts: pa.Table, code: str) -> dict[str, int]:
    mine = alerts.filter(pc.equal(alerts["typology"], code))
    named = [ring for ring in mine["ring"].to_pylist() if ring is not None]
    return {"alerts": mine.num_rows, "rings": len(set(named)), "alerts_in_rings": len(named)}


def _peer(parts: Sequence[Told], asked: Told, guilty: Mapping[str, float]) -> float | None:
    """AP of LightGBM on what subjects' own records say; None where it has nothing to learn from."""
    question = asked.subjects.question
    kept = [
        place for place, name in enumerate(asked.subjects.cases.figures) if name not in (*question.grouped, *UNUSUAL)
    ]
    figures = np.concatenate([part.subjects.cases.matrix()[:, kept] for part in parts])
    confirmed = np.concatenate([part.confirmed for part in parts])
    if not confirmed.any():
        return None
    trees = lightgbm.train(dict(_PEER), lightgbm.Dataset(figures, confirmed.astype(np.float64)), _PEER_ROUNDS)
    score = np.asarray(trees.predict(asked.subjects.cases.matrix()[:, kept]))
    is_guilty = np.asarray([name in guilty for name in asked.subjects.names], bool)
    if not is_guilty.any():
        return 0.0
    return float(average_precision_score(is_guilty, score)) * int(is_guilty.sum()) / len(guilty)


def _unseen(asked: Told, guilty: Mapping[str, float], among: int) -> float | None:
    """Recall in the top 1 % of `among`, by how unusual each subject is and with no finding at all.

    Of all persons, those of whom the question is not asked come last: where it is asked of few, that alone finds them.
    """
    if not guilty:
        return None
    figures, names = asked.subjects.cases.figures, asked.subjects.names
    columns = [asked.subjects.cases.matrix()[:, figures.index(name)] for name in UNUSUAL]
    order = np.argsort(-np.sum(columns, axis=0), kind="stable")
    top = order[: max(1, round(among * _UNSEEN_SHARE))]
    return sum(names[place] in guilty for place in top.tolist()) / len(guilty)


def _headline(by_code: Mapping[str, Mapping[str, Any]], ranked: Mapping[str, Ranked]) -> dict[str, Any]:
    kinds = {code: load_typologies()[code].kind for code in by_code}
    organised = [by_code[code] for code, kind in kinds.items() if kind is Kind.ORGANISED and "ap" in by_code[code]]
    matchable = [by_code[code] for code, kind in kinds.items() if kind is Kind.MATCHABLE and "ap" in by_code[code]]
    unseen = sorted(
        value for row in by_code.values() if (value := row.get("unseen_recall_top1")) is not None
    )  # fmt: skip
    yuan = sum(float(one.yuan.sum()) for one in ranked.values())
    found = sum(float(one.yuan.sum()) * by_code[code].get("yuan_recall_in_budget", 0.0) for code, one in ranked.items())
    gains = [row["ap"] - (row["peer_ap"] or 0.0) for row in organised]
    return {
        "matchable_recall_at_p90_worst": min((row["recall_at_p90"] for row in matchable), default=None),
        "organised_ap_mean": float(np.mean([row["ap"] for row in organised])) if organised else None,
        "organised_gain_mean": float(np.mean(gains)) if gains else None,
        "unseen_recall_top1_median": float(np.median(unseen)) if unseen else None,
        "unseen_recall_top1_worst": unseen[0] if unseen else None,
        "ece_worst": max((row["ece"] for row in by_code.values() if "ece" in row), default=None),
        "yuan_recall_in_budget": found / max(yuan, 1e-9),
    }


if __name__ == "__main__":
    main()
