"""`link`: from one or two files of records to persons, step by step."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from core import duck
from datapool.linkage.candidates import Candidates, find_candidates
from datapool.linkage.certain import Certain, find_certain
from datapool.linkage.clusters import Evidence, Flags, Ints, Sides, clusters_at, merge
from datapool.linkage.columns import NOT_SAID, ONE_VALUE, Column, look_at
from datapool.linkage.configuration import Configuration
from datapool.linkage.decisions import Decisions, Said, fingerprints
from datapool.linkage.estimate import estimate
from datapool.linkage.grounds import Ground, Grounds, keeping_apart
from datapool.linkage.linked import Linked
from datapool.linkage.model import Model
from datapool.linkage.patterns import Floats, distinct, patterns_of
from datapool.linkage.preparation import Prepared, prepare
from datapool.linkage.records import as_records
from datapool.linkage.threshold import choose
from datapool.standards.regions import Regions

# The estimate rests on so many pairs at most, drawn from those compared.
_PAIRS_OF_AN_ESTIMATE = 400_000
# Share of a file's linked records, and how many, that may have two sure partners before a person is taken to be there
# several times.
_SEVERAL, _FEWEST_SEVERAL, _SURE = 0.03, 5, 3.0
_NOTHING = Decisions()
_AS_JUDGED = Configuration()


def link(
    left: pa.Table,
    right: pa.Table | None = None,
    *,
    regions: Regions,
    configuration: Configuration = _AS_JUDGED,
    decisions: Decisions = _NOTHING,
    truth: str | Sequence[str] = (),
    threads: int = 2,
) -> Linked:
    """Find out which records are of one person, within a file or between two.

    configuration  what a person says about columns and threshold; everything else is judged from the data
    decisions      what people have said of pairs: it holds against any evidence
    truth          a column that names persons, or one of each file: it is left out
    Raises InputError for tables without rows, UnknownKey for columns that are not there.
    """
    left, right = as_records(left), None if right is None else as_records(right)
    hidden = (truth, truth) if isinstance(truth, str) else truth
    columns = look_at(left, right, configuration, regions, truth=hidden)
    connection = duck.connect(settings={"threads": threads})
    connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    prepared = prepare(connection, left, right, columns, regions)
    content = _content(left, right, columns)
    certain = find_certain(prepared)
    once = _once(certain.left, certain.right, prepared.right)
    settled = _settled(certain, prepared.right, once)
    candidates = find_candidates(prepared, settled, most=configuration.most_pairs, seed=configuration.seed)
    model = _model(prepared, candidates, certain, seed=configuration.seed)
    odds = _odds(model, candidates)
    sides = _sides(candidates, odds, prepared.right, once)
    evidence, said = _evidence(candidates, odds, certain, decisions=decisions, content=content)
    merges = merge(evidence, sides)
    expected = float((1.0 / (1.0 + np.exp(-np.clip(odds, -500, 500)))).sum() + evidence.bound.sum())
    choice = choose(merges, expected=expected, fixed=configuration.threshold)
    clusters = clusters_at(merges, choice.threshold, len(prepared.right))
    return Linked(
        clusters,
        columns,
        prepared,
        sides,
        evidence,
        said,
        certain,
        merges,
        choice,
        model,
        candidates.blocking.found,
        content,
    )


def _content(left: pa.Table, right: pa.Table | None, columns: tuple[Column, ...]) -> dict[str, pa.ChunkedArray]:
    """[column] what is the content of a record: not its number, nor what one was told to ignore."""
    return {
        each.left: left[each.left]
        if right is None
        else pa.chunked_array([*left[each.left].chunks, *right[each.right].chunks], pa.string())
        for each in columns
        if each.why in (NOT_SAID, ONE_VALUE)
    }


def _once(left: Ints, right: Ints, of_right: Flags) -> tuple[bool, bool]:
    """Whether each person is but once in the left file and in the right, as far as these links show."""
    if not of_right.any():
        return False, False
    if not len(left):
        return True, True
    partners_of_left, partners_of_right = (np.unique(rows, return_counts=True)[1] > 1 for rows in (left, right))
    return _are_few(partners_of_right), _are_few(partners_of_left)


def _are_few(several: Flags) -> bool:
    return bool(several.sum() < _FEWEST_SEVERAL or several.mean() <= _SEVERAL)


def _settled(certain: Certain, of_right: Flags, once: tuple[bool, bool]) -> Flags:
    """[record] whether it has found the only record of the other file that can be its own."""
    settled = np.zeros(len(of_right), bool)
    if all(once):
        settled[certain.left] = settled[certain.right] = True
    return settled


def _model(prepared: Prepared, candidates: Candidates, certain: Certain, *, seed: int) -> Model | None:
    found = candidates.found.levels
    if not len(found) or not prepared.comparisons:
        return None
    if len(found) > _PAIRS_OF_AN_ESTIMATE:
        found = found[np.random.default_rng(seed).choice(len(found), _PAIRS_OF_AN_ESTIMATE, replace=False)]
    nothing = found[:0]
    patterns = patterns_of(
        found,
        candidates.sampled.levels,
        pairs_found=len(candidates.found),
        total=max(candidates.total, len(candidates.found)),
    )
    sure = patterns_of(certain.levels, nothing, pairs_found=len(certain.left), total=max(1, len(certain.left)))
    return estimate(prepared.comparisons, patterns, records=len(prepared.right), sure=sure)


def _odds(model: Model | None, candidates: Candidates) -> Floats:
    if model is None:
        return np.zeros(0)
    levels, codes = distinct(candidates.found.levels)
    return model.log_odds(levels)[codes]


def _sides(candidates: Candidates, odds: Floats, right: Flags, once: tuple[bool, bool]) -> Sides:
    """One to one, unless certain links or sure pairs show that persons are there several times."""
    sure = odds > _SURE
    by_evidence = _once(candidates.found.left[sure], candidates.found.right[sure], right)
    return Sides(right, once[0] and by_evidence[0], once[1] and by_evidence[1])


def _evidence(
    candidates: Candidates, odds: Floats, certain: Certain, *, decisions: Decisions, content: dict[str, pa.ChunkedArray]
) -> tuple[Evidence, Grounds]:
    """Everything that speaks for or against a pair, each pair once: a decision before a rule, a rule before chances."""
    names = fingerprints(content) if decisions.said else []
    same, apart = (decisions.rows(names, said) for said in (Said.SAME, Said.NOT_THE_SAME))
    found, doubtful = candidates.found, certain.doubtful
    left = np.concatenate([found.left, certain.left, doubtful.left, same[0], apart[0]])
    right = np.concatenate([found.right, certain.right, doubtful.right, same[1], apart[1]])
    grounds = np.concatenate(
        [
            np.full(len(found), Ground.EVIDENCE, np.int8),
            certain.grounds,
            np.full(len(doubtful), Ground.TWO_PERSONS_ONE_NUMBER, np.int8),
            np.full(len(same[0]), Ground.DECIDED_SAME, np.int8),
            np.full(len(apart[0]), Ground.DECIDED_NOT_THE_SAME, np.int8),
        ]
    )
    values = np.concatenate([odds, np.zeros(len(left) - len(odds))])
    # Of the same pair the last ground holds: the parts stand in the order of their weight.
    _, last = np.unique((left * (max(right.max(initial=0), 0) + 1) + right)[::-1], return_index=True)
    kept = np.sort(len(left) - 1 - last)
    left, right, values, grounds = left[kept], right[kept], values[kept], grounds[kept]
    is_apart = keeping_apart(grounds)
    return Evidence(left, right, values, (grounds > 0) & ~is_apart, is_apart), grounds
