"""Links that need no estimate: the same valid citizen number, or the same record word for word."""

from dataclasses import dataclass

import numpy as np

from datapool.linkage.clusters import Flags, Ints
from datapool.linkage.comparison import Comparison
from datapool.linkage.kind import Kind
from datapool.linkage.patterns import Floats, Levels
from datapool.linkage.preparation import RECORDS, Prepared
from datapool.linkage.vectors import Vectors, vectors_of

SAME_NUMBER, WORD_FOR_WORD = "same_citizen_id", "word_for_word"
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

    rule      [pair] SAME_NUMBER or WORD_FOR_WORD
    levels    [pair, comparison] what their comparison shows
    doubtful  pairs that share a number although name and birth disagree: for a person to look at
    """

    left: Ints
    right: Ints
    rule: tuple[str, ...]
    levels: Levels
    doubtful: Vectors


def find_certain(prepared: Prepared) -> Certain:
    """Look for them in the table of records."""
    numbered = vectors_of(prepared.connection, RECORDS, _numbered(prepared), prepared.comparisons)
    disagrees = _is_another(numbered.levels, prepared.comparisons)
    copies = vectors_of(prepared.connection, RECORDS, _copies(prepared), prepared.comparisons)
    copies = _part(copies, _is_telling(copies, prepared.told))
    known = set(zip(numbered.left.tolist(), numbered.right.tolist(), strict=True))
    fresh = np.array(
        [pair not in known for pair in zip(copies.left.tolist(), copies.right.tolist(), strict=True)], bool
    )
    agreed, copies = _part(numbered, ~disagrees), _part(copies, fresh)
    return Certain(
        np.concatenate([agreed.left, copies.left]),
        np.concatenate([agreed.right, copies.right]),
        (SAME_NUMBER,) * len(agreed) + (WORD_FOR_WORD,) * len(copies),
        np.vstack([agreed.levels, copies.levels]),
        _part(numbered, disagrees),
    )


def _part(vectors: Vectors, chosen: Flags) -> Vectors:
    return Vectors(vectors.left[chosen], vectors.right[chosen], vectors.levels[chosen])


def _numbered(prepared: Prepared) -> str:
    """SQL for the pairs with the same valid citizen number in any of the columns that hold such."""
    columns = [at for at, each in enumerate(prepared.comparisons) if each.kind is Kind.CITIZEN_ID]
    return _met([f'"i{at}"' for at in columns], prepared)


def _copies(prepared: Prepared) -> str:
    """SQL for the pairs all of whose values are the same, missing ones with missing ones."""
    values = ", ".join(f"coalesce(\"v{at}\", '')" for at in range(len(prepared.comparisons)))
    return _met([f"concat_ws(chr(31), {values})"] if values else [], prepared)


def _met(keys: list[str], prepared: Prepared) -> str:
    """SQL for the pairs with the same key: all of a small group, of a larger one those with its first record."""
    if not keys:
        return "SELECT CAST(0 AS BIGINT) AS join_key_l, CAST(0 AS BIGINT) AS join_key_r WHERE false"
    sides = "l.side = 0 AND r.side = 1" if prepared.right.any() else "l.row < r.row"
    parts = (
        f"""
        SELECT l.row AS join_key_l, r.row AS join_key_r FROM
        (SELECT row, side, {key} AS met, row_number() OVER same AS place FROM {RECORDS} WHERE {key} IS NOT NULL
         WINDOW same AS (PARTITION BY {key}, side ORDER BY row)) l
        JOIN
        (SELECT row, side, {key} AS met, row_number() OVER same AS place FROM {RECORDS} WHERE {key} IS NOT NULL
         WINDOW same AS (PARTITION BY {key}, side ORDER BY row)) r
        ON l.met = r.met WHERE {sides} AND (l.place = 1 OR r.place <= {_ALL_AGAINST_ALL})
        """
        for key in keys
    )
    return f"SELECT DISTINCT join_key_l, join_key_r FROM ({' UNION ALL '.join(parts)})"


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
