"""The pairs that are looked at: those that the blocking rules find, and a random sample of all others."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from datapool.linkage.blocking import Blocking, asked_for, choose, keys_of, pairs_sql
from datapool.linkage.clusters import Flags
from datapool.linkage.preparation import RECORDS, Prepared
from datapool.linkage.vectors import Vectors, vectors_of

# Files as small as this are compared pair by pair, larger ones by rules that may cost so many pairs a record.
_ALL_PAIRS, _PAIRS_PER_RECORD, _FEWEST, _MOST = 600_000, 30, 1_000_000, 12_000_000
_SAMPLE = 200_000
_OPEN = "linkage_open"
_NONE = f"SELECT row AS join_key_l, row AS join_key_r FROM {_OPEN} WHERE false"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs compared.

    found    by the rules
    sampled  of those that no rule finds; none where all pairs were compared
    total    pairs there are
    blocking the rules
    """

    found: Vectors
    sampled: Vectors
    total: float
    blocking: Blocking


def find_candidates(prepared: Prepared, settled: Flags, *, most: int | None, seed: int) -> Candidates:
    """Choose the rules and compare.

    settled  [record] records of two files that have found their only counterpart: they are not looked at again
    most     pairs at most; None: judged by the size
    """
    connection, right = prepared.connection, prepared.right
    open_rows = np.flatnonzero(~settled)
    connection.register("linkage_rows", pa.table({"row": open_rows}))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_OPEN} AS SELECT r.* FROM {RECORDS} r JOIN linkage_rows USING (row)"
    )
    two = bool(right.any())
    lefts, rights = open_rows[~right[open_rows]], open_rows[right[open_rows]]
    total = float(len(lefts)) * len(rights) if two else len(open_rows) * (len(open_rows) - 1) / 2
    limit = float(most or min(_MOST, max(_FEWEST, _PAIRS_PER_RECORD * len(open_rows))))
    blocking = Blocking((), 1.0)
    if total > (most or _ALL_PAIRS):
        keys = [key for at, each in enumerate(prepared.comparisons) for key in keys_of(at, each.kind)]
        blocking = choose(connection, _OPEN, keys, most=limit, kept={}, seed=seed)
    found = _compared(prepared, pairs_sql(blocking, _OPEN, two_sided=two) if total and blocking.found else _NONE)
    sampled = _compared(prepared, _NONE)
    if blocking.rules:
        draw = np.random.default_rng(seed)
        one, other = draw.choice(lefts, _SAMPLE), draw.choice(rights if two else lefts, _SAMPLE)
        connection.register("linkage_drawn", pa.table({"a": np.minimum(one, other), "b": np.maximum(one, other)}))
        sampled = _compared(prepared, _others(blocking))
        connection.unregister("linkage_drawn")
    return Candidates(found, sampled, total, blocking)


def _compared(prepared: Prepared, pairs: str) -> Vectors:
    return vectors_of(prepared.connection, _OPEN, pairs, prepared.comparisons)


def _others(blocking: Blocking) -> str:
    """SQL for the pairs drawn that no rule asks for."""
    return f"""
        SELECT l.row AS join_key_l, r.row AS join_key_r FROM (SELECT DISTINCT a, b FROM linkage_drawn WHERE a < b) drawn
        JOIN {_OPEN} l ON l.row = drawn.a JOIN {_OPEN} r ON r.row = drawn.b WHERE NOT ({asked_for(blocking)})
    """
