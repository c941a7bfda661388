"""What stands in the columns of an unknown feed: how much of it each validator takes, and what it looks like."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from datapool.standards.column_sql import fault_of, value_of
from datapool.standards.identifiers import VALID_IDS, IdKind, UsccKind
from datapool.standards.item_types import ItemType
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.slots import Slot
from datapool.standards.sources import Column
from datapool.standards.sql import quote

# How telling it is that a validator takes a value, in bits of chance: a number that was not meant as one seldom passes.
_BITS = {
    ItemType.CITIZEN_ID: 12.0,
    ItemType.USCC: 12.0,
    ItemType.MOMENT: 10.0,
    ItemType.DATE: 8.0,
    ItemType.REGION: 8.0,
    ItemType.MONTH: 7.0,
    ItemType.ACCOUNT: 2.0,
    ItemType.PHONE: 4.0,
    ItemType.MONEY: 2.0,
    ItemType.SHARE: 2.0,
    ItemType.INTEGER: 2.0,
    ItemType.KEY: 1.0,
    ItemType.NAME: 0.5,
    ItemType.TEXT: 0.0,
}
# A number with a right check digit is one even where the pool's own regions are not known here.
_IS_IDENTIFIER = {
    ItemType.CITIZEN_ID: (*VALID_IDS, IdKind.UNKNOWN_REGION),
    ItemType.USCC: (UsccKind.USCC,),
}
Kind = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of every column against every slot.

    filled    [column] share of rows with a value
    distinct  [column] different values ÷ values
    passes    [column, slot] share of the values that the slot's validator takes
    alike     [column, slot] share that looks as its values usually do; NaN where nothing is known
    typical   [column, slot] share of the numbers in its usual interval; NaN where none is known
    covered   [column, slot] share of its code list that appears; NaN where it has none
    agrees    [column, slot] share of rows that agree with a citizen number beside it; NaN where there is none
    """

    filled: NDArray[np.float64]
    distinct: NDArray[np.float64]
    passes: NDArray[np.float64]
    alike: NDArray[np.float64]
    typical: NDArray[np.float64]
    covered: NDArray[np.float64]
    agrees: NDArray[np.float64]


def bits(slot: Slot) -> float:
    """How telling it is that a value passes the slot's validator, in bits of chance."""
    codes = slot.item.code_list
    if codes is None:
        return _BITS[slot.item.type]
    if codes.pattern:
        return 8.0
    length = max(map(len, codes.codes))
    return min(8.0, length * math.log2(10) - math.log2(len(codes.codes)))


def read_contents(feed: Feed, slots: Sequence[Slot], connection: duckdb.DuckDBPyConnection) -> Contents:
    """Put the values of each column to the validators of the catalogue and to what is known of each slot.

    connection  prepared with the regions of the pool
    """
    texts = [[value.strip() for value in column if value and value.strip()] for column in feed.values]
    passes = _passes(connection, texts, slots)
    return Contents(
        filled=np.array([len(values) / max(1, feed.rows) for values in texts]),
        distinct=np.array([len(set(values)) / max(1, len(values)) for values in texts]),
        passes=passes,
        alike=np.array([[_alike(values, slot.profile.like) for slot in slots] for values in texts]),
        typical=np.array([_typical(values, slots) for values in texts]),
        covered=np.array([[_covered(set(values), slot) for slot in slots] for values in texts]),
        agrees=_agreement(feed, slots, passes),
    )


def _passes(
    connection: duckdb.DuckDBPyConnection, texts: Sequence[Sequence[str]], slots: Sequence[Slot]
) -> NDArray[np.float64]:
    """[column, slot] the shares, asked of all columns at once: to plan a query takes longer than to run it."""
    places = [at for at, values in enumerate(texts) for _ in values]
    given = {"place": pa.array(places, type=pa.int64()), "t": pa.array([text for values in texts for text in values])}
    connection.register("given", pa.table(given))
    kinds = {_kind(slot): slot for slot in slots}
    shares = np.zeros((len(texts), len(slots)))
    for part in _parts(kinds):
        values = ", ".join(f"{_value(kinds[kind])} AS v{at}" for at, kind in enumerate(part))
        passes = ", ".join(f"avg(CAST({_passing(kinds[kind], f'v{at}')} AS INTEGER))" for at, kind in enumerate(part))
        query = f"SELECT place, {passes} FROM (SELECT place, t, {values} FROM given) GROUP BY place"
        for place, *found in connection.execute(query).fetchall():
            share = dict(zip(part, found, strict=True))
            for at, slot in enumerate(slots):
                shares[place, at] = share.get(_kind(slot), shares[place, at])
    return shares


def _parts(kinds: Mapping[Kind, Slot]) -> Iterator[list[Kind]]:
    """Validators to put in one query: those with tables of regions in them each alone."""
    alone = [kind for kind in kinds if kind[0] in (ItemType.CITIZEN_ID, ItemType.USCC, ItemType.REGION)]
    yield from ([kind] for kind in alone)
    yield [kind for kind in kinds if kind not in alone]


def _kind(slot: Slot) -> Kind:
    """What makes a validator: slots of the same kind share one."""
    item = slot.item
    return item.type, item.code_list.key if item.code_list else "", item.least, item.most, item.longest, item.ahead


def _value(slot: Slot) -> str:
    item = slot.item
    return f"anlan_{item.type}(t).kind" if item.type.is_identifier else value_of(item, "t")


def _passing(slot: Slot, value: str) -> str:
    item = slot.item
    if item.type.is_identifier:
        return f"{value} IN ({', '.join(map(quote, _IS_IDENTIFIER[item.type]))})"
    return f"{fault_of(Column('t', item, 't'), 't', value)} IS NULL"


def _alike(values: Sequence[str], pattern: str | None) -> float:
    if pattern is None or not values:
        return math.nan
    like = re.compile(pattern)
    return sum(like.search(value) is not None for value in values) / len(values)


def _typical(values: Sequence[str], slots: Sequence[Slot]) -> list[float]:
    """For each slot: of the values that are numbers and not naught, the share in its usual interval."""
    numbers = np.array([number for value in values if (number := _number(value))])
    return [_within(numbers, slot.profile.typical) for slot in slots]


def _within(numbers: NDArray[np.float64], interval: tuple[float, float] | None) -> float:
    if interval is None or numbers.size == 0:
        return math.nan
    return float(np.mean((numbers >= interval[0]) & (numbers <= interval[1])))


def _number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def _covered(values: set[str], slot: Slot) -> float:
    codes = slot.item.code_list
    if codes is None or not codes.codes:
        return math.nan
    return len(values & set(codes.codes)) / len(codes.codes)


def _agreement(feed: Feed, slots: Sequence[Slot], passes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sex and birth can be read in a citizen number of the same row: what agrees with it is that very thing."""
    found = np.full(passes.shape, math.nan)
    numbers = next((at for at, slot in enumerate(slots) if slot.item.type is ItemType.CITIZEN_ID), None)
    if numbers is None or not (passes[:, numbers] >= 0.5).any():
        return found
    ids = feed.values[int(passes[:, numbers].argmax())]
    for at, slot in enumerate(slots):
        told = {"sex": _sex, "birth_date": _birth}.get(slot.column)
        if told is None:
            continue
        for column, values in enumerate(feed.values):
            rows = [
                (told(number.strip()), value) for number, value in zip(ids, values, strict=True) if number and value
            ]
            known = [(said, _digits(value)) for said, value in rows if said]
            if known:
                found[column, at] = sum(said == value for said, value in known) / len(known)
    return found


def _sex(number: str) -> str:
    """1 for a man, 2 for a woman, from the sequence of a number of 18 or 15 digits; empty for anything else."""
    last = {18: number[16:17], 15: number[14:15]}.get(len(number), "")
    return ("1" if int(last) % 2 else "2") if last.isascii() and last.isdigit() else ""


def _birth(number: str) -> str:
    """Eight digits, empty for anything else."""
    return {18: number[6:14], 15: f"19{number[6:12]}"}.get(len(number), "")


def _digits(value: str) -> str:
    return re.sub(r"[-/ ]", "", value)
