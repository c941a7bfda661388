"""Links that need no estimate: the same valid citizen number, or the same record word for word."""

from dataclasses import dataclass

import numpy as np

from datapool.linkage.clusters import Flags, Ints
from datapool.linkage.comparison import MISSING, Comparison
from datapool.linkage.grounds import Ground, Grounds
from datapool.linkage.kind import Kind
from datapool.linkage.patterns import Floats, Levels
from datapool.linkage.preparation import RECORDS, Prepared
from datapool.linkage.vectors import Vectors, vectors_of

# Of more records with one number, each is compared with the first only.
_ALL_AGAINST_ALL = 8
# A record that could be anyone's is no copy of another: so many bits beyond what finds one pair among all.
_SPARE_BITS = 5.0
# Rungs from the bottom that do not count as agreement: a shared surname, a faint likeness.
_FAINT = {Kind.HAN: 1, Kind.NAME: 1}
_PERSONAL = (Kind.DATE, Kind.HAN, Kind.NAME)


@dataclass(frozen=True, slots=True)
class Certain:
    """Pairs that are one person for certain, and pairs with one number that look like two persons.

    grounds   [pair] the same citizen number, or word for word
    levels    [pair, comparison] what their comparison shows
    doubtful  pairs that share a number although name and birth disagree: for a person to look at
    """

    left: Ints
    right: Ints
    grounds: Grounds
    levels: Levels
    doubtful: Vectors


def find_certain(prepared: Prepared) -> Certain:
    """Look for them in the table of records."""
    numbered = vectors_of(prepared.connection, RECORDS, _numbered(prepared), prepared.comparisons)
    disagrees = _is_another(numbered.levels, prepared.comparisons)
    copies = vectors_of(prepared.connection, RECORDS, _copies(prepared), prepared.comparisons)
    known = np.isin(_name(copies, prepared), _name(numbered, prepared))
    copies = _part(copies, _is_telling(copies, prepared.told) & _is_same(copies.levels, prepared.comparisons) & ~known)
    agreed = _part(numbered, ~disagrees)
    return Certain(
        np.concatenate([agreed.left, copies.left]),
        np.concatenate([agreed.right, copies.right]),
        np.repeat(np.array([Ground.SAME_CITIZEN_ID, Ground.WORD_FOR_WORD], np.int8), [len(agreed), len(copies)]),
        np.vstack([agreed.levels, copies.levels]),
        _part(numbered, disagrees),
    )


def _name(vectors: Vectors, prepared: Prepared) -> Ints:
    """[pair] a number of its own."""
    return vectors.left * len(prepared.right) + vectors.right


def _part(vectors: Vectors, chosen: Flags) -> Vectors:
    return Vectors(vectors.left[chosen], vectors.right[chosen], vectors.levels[chosen])


def _numbered(prepared: Prepared) -> str:
    """SQL for the pairs with the same valid citizen number in any of the columns that hold such."""
    columns = [at for at, each in enumerate(prepared.comparisons) if each.kind is Kind.CITIZEN_ID]
    return _met([f'"i{at}"' for at in columns], prepared)


def _copies(prepared: Prepared) -> str:
    """SQL for the pairs all of whose values are the same, missing ones with missing ones, as far as a hash shows."""
    values = ", ".join(f'"v{at}"' for at in range(len(prepared.comparisons)))
    return _met([f"hash({values})"] if values else [], prepared)


def _met(keys: list[str], prepared: Prepared) -> str:
    """SQL for the pairs with the same key: all of a small group, of a larger one those with its first record."""
    if not keys:
        return "SELECT CAST(0 AS BIGINT) AS join_key_l, CAST(0 AS BIGINT) AS join_key_r WHERE false"
    two = bool(prepared.right.any())
    sides = "l.side = 0 AND r.side = 1" if two else "l.row < r.row"
    parts = (
        f"""
        (WITH keyed AS (SELECT row, side, {key} AS met FROM {RECORDS} WHERE {key} IS NOT NULL),
        met_again AS (
            SELECT met, count(*) AS records, min(row) AS one, max(row) AS other FROM keyed
            GROUP BY met HAVING count(*) > 1 {"AND min(side) < max(side)" if two else ""}
        ),
        placed AS (
            SELECT row, side, met, row_number() OVER (PARTITION BY met, side ORDER BY row) AS place
            FROM keyed JOIN met_again USING (met) WHERE records > 2
        )
        SELECT one AS join_key_l, other AS join_key_r FROM met_again WHERE records = 2
        UNION ALL
        SELECT l.row, r.row FROM placed l JOIN placed r
        ON l.met = r.met WHERE {sides} AND (l.place = 1 OR r.place <= {_ALL_AGAINST_ALL}))
        """
        for key in keys
    )
    return f"SELECT DISTINCT join_key_l, join_key_r FROM ({' UNION ALL '.join(parts)})"


def _is_same(levels: Levels, comparisons: tuple[Comparison, ...]) -> Flags:
    lowest = np.array([each.lowest_same for each in comparisons], np.int8)
    return np.asarray(((levels == MISSING) | (levels >= lowest)).all(axis=1))


def _is_telling(copies: Vectors, told: Floats) -> Flags:
    return np.asarray(told[copies.left] >= 2 * np.log2(max(2, len(told))) + _SPARE_BITS)


def _is_another(levels: Levels, comparisons: tuple[Comparison, ...]) -> Flags:
    """Whether name and birth disagree wherever they could be compared; where neither could, nothing disagrees."""
    compared, agrees = np.zeros(len(levels), np.int64), np.zeros(len(levels), np.int64)
    for at, comparison in enumerate(comparisons):
        if comparison.kind in _PERSONAL:
            compared += levels[:, at] >= 0
            agrees += levels[:, at] > _FAINT.get(comparison.kind, 0)
    return np.asarray((compared > 0) & (agrees == 0))
