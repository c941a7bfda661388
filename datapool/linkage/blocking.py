"""Which pairs are worth comparing: rules of equal keys, chosen by their cost and what they would find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import duckdb
import numpy as np
from numpy.typing import NDArray

from datapool.linkage.kind import Kind

Flags = NDArray[np.bool_]
# How many matches are imagined to judge what a rule would find, and how the dirt is spread over them.
_IMAGINED, _DIRT = 4000, np.array([0.5, 1.0, 1.5, 3.0])
_LARGEST_SAMPLE = 60_000
_ENOUGH = 0.9995
# Share of matches in which a value is kept as it is; of the others, those in which a key made of a part still agrees.
_KEPT, _PART_KEPT = 0.8, 0.5
_MOST_KEYS = 3


@dataclass(frozen=True, slots=True)
class Key:
    """A text that two records may share.

    at     number of the column it is made from
    sql    over the columns of a record
    whole  whether it is the value itself, and not a part of it
    """

    at: int
    sql: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Records that share all of these keys are compared; `pairs` is the estimate of how many that are."""

    keys: tuple[Key, ...]
    pairs: float


@dataclass(frozen=True, slots=True)
class Blocking:
    """The rules chosen; none where all pairs are compared.

    found  share of the imagined matches that they find
    """

    rules: tuple[Rule, ...]
    found: float


def keys_of(at: int, kind: Kind) -> tuple[Key, ...]:
    """The keys that a column of this kind gives."""
    value = f'"v{at}"'
    parts: Mapping[Kind, tuple[str, ...]] = {
        Kind.NAME: (f"left({value}, 3)",),
        Kind.HAN: (f'"r{at}"',),
        Kind.DATE: (f"left({value}, 6)", f"right({value}, 4)"),
        Kind.EMAIL: (f'"s{at}"', f"left({value}, 4)"),
        Kind.PHONE: (f"right({value}, 7)",),
        Kind.CODE: (f"CASE WHEN length({value}) >= 5 THEN left({value}, length({value}) // 2 + 1) END",),
        Kind.CITIZEN_ID: (f"substring({value}, 1, 14)", f"substring({value}, 7, 12)"),
        Kind.TEXT: (f"left({value}, 8)", f"right({value}, 6)"),
    }
    return (Key(at, value, True), *(Key(at, part, False) for part in parts.get(kind, ())))


def choose(
    connection: duckdb.DuckDBPyConnection,
    records: str,
    keys: Sequence[Key],
    *,
    most: float,
    kept: Mapping[int, float],
    seed: int,
) -> Blocking:
    """The rules that find most of the imagined matches for so many pairs.

    records  table of derived columns with `row` and `side`: 0 left, 1 right, all 0 of one file
    most     pairs in all
    kept     [column] share of matches whose values agree, where it is known
    """
    present, sides = _sample(connection, records, keys)
    costs = _costs(present, sides, keys, most)
    imagined = _imagine(present, keys, kept, np.random.default_rng(seed))
    found = np.zeros(len(imagined), bool)
    chosen: list[Rule] = []
    left = most
    hits = {rule: imagined[:, list(rule)].all(axis=1) for rule in costs}
    while found.mean() < _ENOUGH:
        gains = {
            rule: (hit & ~found).mean() / (costs[rule] + 0.002 * most)
            for rule, hit in hits.items()
            if costs[rule] <= left
        }
        best = max(gains, key=lambda rule: gains[rule], default=None)
        if best is None or gains[best] * most < 1e-3:
            break
        found |= hits.pop(best)
        left -= costs[best]
        chosen.append(Rule(tuple(keys[at] for at in best), costs[best]))
    return Blocking(tuple(chosen), float(found.mean()))


def _sample(
    connection: duckdb.DuckDBPyConnection, records: str, keys: Sequence[Key]
) -> tuple[NDArray[np.int64], tuple[Flags, float]]:
    """[record, key] a number for each key, -1 for none, of a sample; the sides, and how many pairs stand for one."""
    total = connection.sql(f"SELECT count(*) FROM {records}").fetchall()[0][0]
    step = max(1, -(-total // _LARGEST_SAMPLE))
    names = ", ".join(f"hash({key.sql}) AS h{at}, ({key.sql}) IS NOT NULL AS p{at}" for at, key in enumerate(keys))
    table = connection.sql(
        f"SELECT side, {names} FROM {records} WHERE hash(row) % {step} = 0 ORDER BY row"
    ).to_arrow_table()
    numbers = np.empty((table.num_rows, len(keys)), np.int64)
    for at in range(len(keys)):
        _, codes = np.unique(table[f"h{at}"].to_numpy(), return_inverse=True)
        numbers[:, at] = np.where(table[f"p{at}"].to_numpy(), codes, -1)
    share = table.num_rows / max(1, total)
    return numbers, (table["side"].to_numpy() == 1, 1.0 / max(share, 1e-9) ** 2)


def _costs(
    numbers: NDArray[np.int64], sides: tuple[Flags, float], keys: Sequence[Key], most: float
) -> dict[tuple[int, ...], float]:
    """[keys of a rule] pairs, of all rules that can be afforded; a rule is only made longer where it must be."""
    costs: dict[tuple[int, ...], float] = {}
    affordable = most / 3
    for size in range(1, _MOST_KEYS + 1):
        for rule in combinations(range(len(keys)), size):
            if len({keys[at].at for at in rule}) < size or any(
                part in costs for less in range(1, size) for part in combinations(rule, less)
            ):
                continue
            pairs = _pairs(numbers[:, list(rule)], *sides)
            if pairs <= affordable:
                costs[rule] = pairs
        if size == 2 and len(costs) > len(keys):
            break
    return costs


def _pairs(numbers: NDArray[np.int64], right: Flags, factor: float) -> float:
    rows = (numbers >= 0).all(axis=1)
    if not rows.any():
        return 0.0
    joined = numbers[rows, 0].astype(np.uint64)
    for at in range(1, numbers.shape[1]):
        joined = joined * np.uint64(1_000_003) + numbers[rows, at].astype(np.uint64)
    _, codes = np.unique(joined, return_inverse=True)
    if right.any():
        of_left, of_right = (
            np.bincount(codes[side], minlength=codes.max() + 1) for side in (~right[rows], right[rows])
        )
        return float((of_left.astype(float) * of_right).sum() * factor)
    sizes = np.bincount(codes).astype(float)
    return float((sizes * (sizes - 1) / 2).sum() * factor)


def _imagine(
    numbers: NDArray[np.int64], keys: Sequence[Key], kept: Mapping[int, float], draw: np.random.Generator
) -> Flags:
    """[match, key] whether the records of an imagined match share a key: both filled as those of the file are."""
    who, other = draw.integers(0, len(numbers), (2, _IMAGINED))
    dirt = draw.choice(_DIRT, _IMAGINED)
    shared = (numbers[who] >= 0) & (numbers[other] >= 0)
    for column in sorted({key.at for key in keys}):
        wrong = (1 - kept.get(column, _KEPT)) * dirt
        is_same = draw.random(_IMAGINED) >= wrong
        for at, key in enumerate(keys):
            if key.at == column:
                agrees = is_same if key.whole else is_same | (draw.random(_IMAGINED) < _PART_KEPT)
                shared[:, at] &= agrees
    return np.asarray(shared)


def pairs_sql(blocking: Blocking, records: str, *, two_sided: bool, where: str = "true") -> str:
    """SQL for the pairs that any rule asks for, each once: join_key_l < join_key_r.

    where  a condition on the records l and r
    """
    sides = "l.side = 0 AND r.side = 1" if two_sided else "l.row < r.row"
    if not blocking.rules:
        return (
            f"SELECT l.row AS join_key_l, r.row AS join_key_r FROM {records} l, {records} r WHERE {sides} AND {where}"
        )
    parts = (
        f"SELECT l.row AS join_key_l, r.row AS join_key_r FROM {records} l JOIN {records} r"
        f" ON {_agree(rule)} WHERE {sides} AND {where}"
        for rule in blocking.rules
    )
    return f"SELECT DISTINCT join_key_l, join_key_r FROM ({' UNION ALL '.join(parts)})"


def _agree(rule: Rule) -> str:
    return " AND ".join(f"{of_side(key.sql, 'l')} = {of_side(key.sql, 'r')}" for key in rule.keys)


def asked_for(blocking: Blocking) -> str:
    """SQL over l and r: whether some rule asks for the pair."""
    return " OR ".join(f"coalesce({_agree(rule)}, false)" for rule in blocking.rules) or "true"


def of_side(sql: str, side: str) -> str:
    """A key of the record on one side of a join: its columns are the only quoted words in it."""
    return sql.replace('"', f'{side}."', 1) if sql.count('"') == 2 else _all_of(sql, side)


def _all_of(sql: str, side: str) -> str:
    parts = sql.split('"')
    return "".join(f'{side}."{part}"' if at % 2 else part for at, part in enumerate(parts))
