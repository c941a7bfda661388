"""How findable the organised frauds of the made-up province are by behaviour over time and the graph together.

`python -m benchmarks.fraud_reference --train DIR DIR … --test DIR` learns on made-up provinces whose truth it reads and
is scored on another. It is a yardstick of the generator, not the project's detector: LightGBM on figures of each
subject, then again with the risk of those who share a phone, an account, an employer, a clerk, a place and day.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from benchmarks.fraud_links import LINKED
from datapool.synthetic.difficulty.care_tables import load_care_tables
from datapool.synthetic.difficulty.naive import guilty_subjects, prepare, read_all, rows_of
from datapool.synthetic.difficulty.precision import Score, score
from datapool.synthetic.difficulty.raw_feeds import open_feeds
from datapool.synthetic.difficulty.records import QUESTIONS
from datapool.synthetic.difficulty.subjects import load_truth, read_truth

ORGANISED = (4, 5, 7, 8, 11)
_FOLDS, _PRECISION = 5, 0.9
_LEARNING = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 10,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
}
_ROUNDS, _MOST_OTHERS = 200, 20_000
# [typology] who is linked to whom: rows of key and group.
LINKS: Mapping[int, Mapping[str, str]] = {
    4: {
        "clerk": "SELECT person_no AS key, clerk_no AS grp FROM hrss_awards WHERE retirement_kind IN ('2', '3')",
        "pair": "SELECT person_no AS key, clerk_no || approver_no AS grp FROM hrss_awards WHERE pension_scheme = '110'",
        "appraiser": "SELECT person_no AS key, appraiser_no AS grp FROM hrss_awards WHERE appraiser_no IS NOT NULL",
        "phone": "SELECT person_no AS key, phone AS grp FROM persons WHERE on_phone > 1",
        "last employer": """SELECT a.person_no AS key, arg_max(c.employer_no, c.period) AS grp FROM hrss_awards a
            JOIN hrss_contributions c USING (person_no) WHERE a.retirement_kind IN ('2', '3') GROUP BY 1""",
        "clerk and time": """SELECT person_no AS key, clerk_no || date_trunc('year', first_benefit_month) AS grp
            FROM hrss_awards WHERE pension_scheme = '110'""",
    },
    5: {
        "employer": "SELECT person_no AS key, employer_no AS grp FROM spells WHERE employer_no IS NOT NULL",
        "agent": "SELECT person_no AS key, agent AS grp FROM spell_facts WHERE agent IS NOT NULL",
        "payer": "SELECT person_no AS key, payer AS grp FROM spell_facts WHERE payer IS NOT NULL",
        "phone": "SELECT person_no AS key, phone AS grp FROM persons WHERE on_phone > 1",
        "joined together": "SELECT person_no AS key, employer_no || first_month AS grp FROM spells"
        " WHERE employer_no IS NOT NULL",
    },
    7: {
        "place and day": "SELECT member_no AS key, provider_no || day AS grp FROM supplies WHERE resale",
        "place and week": "SELECT member_no AS key, provider_no || date_trunc('week', day) AS grp"
        " FROM supplies WHERE resale",
        "company": """SELECT a.member_no AS key, a.member_no || b.member_no AS grp FROM supplies a JOIN supplies b
            ON a.provider_no = b.provider_no AND a.day = b.day AND a.member_no <> b.member_no WHERE a.resale
                AND b.resale
            GROUP BY a.member_no, b.member_no HAVING count(*) > 2
            UNION SELECT b.member_no, a.member_no || b.member_no FROM supplies a JOIN supplies b
            ON a.provider_no = b.provider_no AND a.day = b.day AND a.member_no <> b.member_no WHERE a.resale
                AND b.resale
            GROUP BY a.member_no, b.member_no HAVING count(*) > 2""",
    },
    8: {
        "house and day": "SELECT member_no AS key, provider_no || admitted_on AS grp FROM stays",
        "house": "SELECT member_no AS key, provider_no AS grp FROM stays",
        "house and year": "SELECT member_no AS key, provider_no || date_part('year', admitted_on) AS grp FROM stays",
    },
    11: {
        "account": "SELECT person_no AS key, account AS grp FROM persons WHERE on_account > 1",
        "clerk": "SELECT person_no AS key, clerk_no AS grp FROM hrss_operations"
        " WHERE operation_kind IN ('05', '06', '08')",
        "transfer clerk": "SELECT person_no AS key, clerk_no AS grp FROM hrss_operations"
        " WHERE operation_kind IN ('01', '05', '06')",
        "pair": """SELECT person_no AS key, clerk_no || approver_no AS grp FROM hrss_operations
            WHERE operation_kind IN ('04', '05', '06', '08')""",
        "phone": "SELECT person_no AS key, phone AS grp FROM persons WHERE on_phone > 1",
        "account clerk": "SELECT person_no AS key, clerk_no AS grp FROM hrss_operations WHERE operation_kind = '04'",
    },
}


def subjects_of(folder: Path, typologies: Sequence[int]) -> dict[int, tuple[pd.DataFrame, dict[str, pd.DataFrame]]]:
    """[typology] a row per subject with its figures and `guilty`, and the links by kind."""
    found = {}
    with TemporaryDirectory() as scratch:
        feeds = open_feeds(folder, Path(scratch) / "feeds.duckdb")
        load_truth(feeds.connection, read_truth(folder))
        load_care_tables(feeds)
        questions = {typology: LINKED.get(typology, QUESTIONS[typology]) for typology in typologies}
        read_all(feeds, questions.values())
        for typology, question in questions.items():
            prepare(feeds, question)
            figures = rows_of(feeds, question, question.figures).groupby("subject").max()
            records = rows_of(feeds, question, question.record)
            own = records.drop(columns=records.select_dtypes(exclude="number").columns.difference(["subject"]))
            own = own.groupby("subject").agg(["mean", "max", "min"])
            own.columns = ["_".join(column) for column in own.columns]
            frame = figures.join(own, how="left").astype(float)
            frame["guilty"] = frame.index.isin(guilty_subjects(feeds, typology))
            links = {kind: rows_of(feeds, question, sql) for kind, sql in LINKS.get(typology, {}).items()}
            found[typology] = (frame, links)
        feeds.connection.close()
    return found


def neighbours(risk: pd.Series, links: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Per subject and kind of link: how many others, the sum, mean and greatest group mean of their risk."""
    columns = {}
    for kind, link in links.items():
        rows = link.dropna().drop_duplicates()
        own = rows["subject"].map(risk).fillna(0.0)
        by = own.groupby(rows["grp"])
        count, total = by.transform("size") - 1, by.transform("sum") - own
        rows = rows.assign(count=count, total=total, mean=total / count.clip(lower=1))
        each = rows.groupby("subject")
        columns[f"{kind} others"] = each["count"].max()
        columns[f"{kind} groups"] = each.size()
        columns[f"{kind} sum"] = each["total"].sum()
        columns[f"{kind} most"] = each["total"].max()
        columns[f"{kind} mean"] = each["mean"].max()
        columns[f"{kind} usual"] = each["mean"].mean()
    return pd.DataFrame(columns).reindex(risk.index).fillna(0.0)


def _train(features: pd.DataFrame, guilty: np.ndarray) -> lgb.Booster:
    """Learn from all the guilty and a draw of the others, who count for those left out."""
    share = min(1.0, _MOST_OTHERS / max(int((~guilty).sum()), 1))
    kept = guilty | (np.random.default_rng(2).random(guilty.size) < share)
    weight = np.where(guilty[kept], 1.0, 1.0 / share)
    return lgb.train(_LEARNING, lgb.Dataset(features[kept].to_numpy(), guilty[kept], weight=weight), _ROUNDS)


def _out_of_fold(features: pd.DataFrame, guilty: np.ndarray) -> np.ndarray:
    fold = np.random.default_rng(1).integers(0, _FOLDS, guilty.size)
    risk = np.zeros(guilty.size)
    for number in range(_FOLDS):
        out = fold == number
        risk[out] = _train(features[~out], guilty[~out]).predict(features[out].to_numpy())
    return risk


def recall_at(scores: np.ndarray, guilty: np.ndarray, precision: float) -> float:
    """The greatest recall at which the precision is still kept."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(guilty[order])
    kept = hits / np.arange(1, hits.size + 1) >= precision
    return float(hits[kept].max(initial=0) / max(int(guilty.sum()), 1))


def find(train: Sequence[tuple[Any, ...]], test: tuple[Any, ...]) -> tuple[Score, Score, float]:
    """Scores on the test province of the figures alone and with neighbours, and the recall at a precision of 0.9."""
    frames = [frame.assign(province=number) for number, (frame, _) in enumerate(train)]
    names = [name for name in frames[0].columns if name not in ("guilty", "province")]
    learned = pd.concat(frames)
    guilty = learned["guilty"].to_numpy(bool)
    risk = _out_of_fold(learned[names], guilty)
    first = _train(learned[names], guilty)
    pieces, at = [], 0
    for frame, links in train:
        own = pd.Series(risk[at : at + len(frame)], frame.index)
        pieces.append(frame[names].assign(risk=own).join(neighbours(own, links)))
        at += len(frame)
    wide = pd.concat(pieces)
    second = _train(wide, guilty)
    frame, links = test
    own = pd.Series(first.predict(frame[names].to_numpy()), frame.index)
    both = frame[names].assign(risk=own).join(neighbours(own, links))[wide.columns]
    labels = frame["guilty"].to_numpy(bool)
    last = np.asarray(np.asarray(second.predict(both.to_numpy())) if links else own)
    return score(np.asarray(own), labels), score(last, labels), recall_at(last, labels, _PRECISION)


def main() -> None:
    """Print one JSON object: per typology the number of frauds, and both detectors' average precision and recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="DIR")
    parser.add_argument("--test", type=Path, required=True, metavar="DIR")
    parser.add_argument("--typologies", default=",".join(map(str, ORGANISED)))
    chosen = parser.parse_args()
    typologies = [int(number) for number in chosen.typologies.split(",")]
    train = [subjects_of(folder, typologies) for folder in chosen.train]
    test = subjects_of(chosen.test, typologies)
    measured = {}
    for typology in typologies:
        alone, graph, recall = find([province[typology] for province in train], test[typology])
        measured[f"T{typology:02d}"] = {
            "frauds": graph.frauds,
            "subjects": graph.subjects,
            "figures_ap": round(alone.average_precision, 4),
            "graph_ap": round(graph.average_precision, 4),
            "interval": [round(graph.low, 4), round(graph.high, 4)],
            "recall_at_p90": round(recall, 4),
            "recall_at_twice_the_frauds": round(graph.recall, 4),
        }
        print(json.dumps({f"T{typology:02d}": measured[f"T{typology:02d}"]}), flush=True)
    print(json.dumps({"measured": measured}))


if __name__ == "__main__":
    main()
