"""The naive detectors, each as good as its kind can be: the best single rule, logistic regression on one record."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from datapool.synthetic.difficulty.logistic import fit, log_odds
from datapool.synthetic.difficulty.precision import Score, average_precision, score
from datapool.synthetic.difficulty.raw_feeds import Feeds
from datapool.synthetic.difficulty.records.question import Question

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]
_FOLDS, _PENALTIES = 5, (1e-4, 1e-2)
_MOST_LEARNED = 40_000
_MOST_KINDS = 15
_KEY = {"person": "person_no", "member": "member_no"}


@dataclass(frozen=True, slots=True)
class Rule:
    """The best single rule: a figure, whether large or small values are suspicious, and how good it is."""

    figure: str
    side: str
    score: Score


def read_all(feeds: Feeds, questions: Iterable[Question]) -> None:
    """Read every column that any of the questions asks for."""
    wanted: dict[str, set[str]] = {}
    for question in questions:
        for table, columns in question.columns.items():
            wanted.setdefault(table, set()).update(columns)
    for table, names in wanted.items():
        feeds.read(table, sorted(names))


def prepare(feeds: Feeds, question: Question) -> None:
    """Make the tables that the question needs; those already there stay."""
    for statement in question.prepare:
        feeds.connection.execute(statement)


def guilty_subjects(feeds: Feeds, typology: int) -> set[str]:
    """Those who did it, as subjects: numbers of persons, keys of employers; organisers apart."""
    rows = feeds.connection.execute(
        "SELECT DISTINCT key FROM truth_frauds WHERE typology = ? AND role = 1", [typology]
    ).fetchall()
    return {str(row[0]) for row in rows}


def rows_of(feeds: Feeds, question: Question, sql: str) -> pd.DataFrame:
    """The rows of a query, `subject` first: the person behind a key, or the key."""
    column = _KEY.get(question.subject)
    if column is None:
        query = f"SELECT key AS subject, * EXCLUDE (key) FROM ({sql})"
    else:
        # One person may have several keys: each row counts for the person, once for each of theirs.
        keys = f"(SELECT DISTINCT {column}, number::VARCHAR AS subject FROM truth_keys)"
        query = f"SELECT k.subject, r.* EXCLUDE (key) FROM ({sql}) r JOIN {keys} k ON k.{column} = r.key"
    return feeds.connection.execute(f"{query} ORDER BY ALL").df()


def best_rule(feeds: Feeds, question: Question, guilty: set[str]) -> Rule:
    """The figure of record or subject that ranks subjects best, tuned on the very frauds it is scored on."""
    best: Rule | None = None
    for sql in (question.figures, question.record):
        frame = rows_of(feeds, question, sql)
        subjects, place = np.unique(frame["subject"].to_numpy(str), return_inverse=True)
        labels = np.isin(subjects, list(guilty))
        for figure in frame.columns[1:]:
            if frame[figure].dtype.kind not in "biuf":
                continue
            values = frame[figure].astype(float).fillna(0.0).to_numpy()
            for side, sign in (("high", 1.0), ("low", -1.0)):
                highest = _highest(sign * values, place, subjects.size)
                if best is None or average_precision(highest, labels) > best.score.average_precision:
                    best = Rule(figure, side, score(highest, labels))
    assert best is not None
    return best


def one_record(feeds: Feeds, question: Question, guilty: set[str]) -> Score:
    """Logistic regression on the features of one record; a subject is as suspicious as its worst record.

    Predictions are out of fold by subject, the strength of regularisation is the best of a few.
    """
    frame = rows_of(feeds, question, question.record)
    subjects, place = np.unique(frame["subject"].to_numpy(str), return_inverse=True)
    labels = np.isin(subjects, list(guilty))
    matrix = _features(frame.iloc[:, 1:])
    best: Score | None = None
    for penalty in _PENALTIES:
        found = score(_highest(_out_of_fold(matrix, labels, place, penalty), place, subjects.size), labels)
        if best is None or found.average_precision > best.average_precision:
            best = found
    assert best is not None
    return best


def _highest(values: Floats, place: NDArray[np.int64], subjects: int) -> Floats:
    highest = np.full(subjects, -np.inf)
    np.maximum.at(highest, place, values)
    return highest


def _features(frame: pd.DataFrame) -> NDArray[np.float32]:
    """Numbers as they are (standard), squared, by rank, and whether missing; words as indicators of the commonest."""
    columns = []
    for name in frame.columns:
        values = frame[name]
        if values.dtype.kind not in "biuf":
            common = values.value_counts().index[:_MOST_KINDS]
            columns += [(values == kind).to_numpy(np.float32) for kind in common]
            continue
        number = values.astype(float).to_numpy()
        missing = ~np.isfinite(number)
        if missing.any():
            columns.append(missing.astype(np.float32))
            number = np.where(missing, np.nanmedian(number) if not missing.all() else 0.0, number)
        standard = np.clip((number - number.mean()) / (number.std() or 1.0), -20.0, 20.0)
        columns.append(standard.astype(np.float32))
        if np.unique(number[:1000]).size > 2:
            columns += [(standard**2).astype(np.float32), _bent(number).astype(np.float32)]
    return np.column_stack(columns)


def _bent(number: Floats) -> Floats:
    """By rank, as a normal variable: what a monotone transformation could do for the regression."""
    return np.asarray(ndtri((rankdata(number) - 0.5) / number.size), np.float64)


def _out_of_fold(matrix: NDArray[np.float32], guilty: Labels, place: NDArray[np.int64], penalty: float) -> Floats:
    """[record] log odds by a model that has seen none of the subject's records.

    It learns from all records of the guilty and as many of the others as it takes to know them well.
    """
    odds = np.zeros(place.size)
    fold_of, learns = _folds(guilty)[place], _learned(guilty, place)
    for fold in range(_FOLDS):
        train, test = (fold_of != fold) & learns, fold_of == fold
        is_bad = guilty[place[train]]
        if is_bad.any() and test.any():
            odds[test] = log_odds(matrix[test], fit(matrix[train].astype(np.float64), is_bad, penalty))
    return odds


def _learned(guilty: Labels, place: NDArray[np.int64]) -> Labels:
    draw = np.random.Generator(np.random.Philox(7))
    return np.asarray(guilty[place] | (draw.random(place.size) < _MOST_LEARNED / max(place.size, 1)))


def _folds(guilty: Labels) -> NDArray[np.int64]:
    """[subject] one of the folds, the guilty spread evenly."""
    order = np.random.Generator(np.random.Philox(3)).permutation(guilty.size)
    order = order[np.argsort(~guilty[order], kind="stable")]
    fold = np.empty(guilty.size, np.int64)
    fold[order] = np.arange(guilty.size) % _FOLDS
    return fold
