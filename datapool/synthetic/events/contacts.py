"""A contact with medical care before it becomes a bill: who, when, in which way, and what is fixed beforehand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

VISIT, PURCHASE, LONG, STAY = 0, 1, 2, 3
OPEN = -1

Columns = dict[str, NDArray[Any]]
_GIVEN = {
    "diagnosis": np.int16,
    "provider": np.int32,
    "doctor": np.int32,
    "item": np.int16,
    "quantity": np.int32,
    "days": np.int32,
}


def contact_table(person: NDArray[Any], day: NDArray[Any], way: int, **given: Any) -> Columns:
    """Rows of contacts; a column not given is OPEN and drawn later.

    person, day   [contact] index in the block; first day
    way           VISIT, PURCHASE, LONG (a prescription of a long illness) or STAY
    given         diagnosis, provider, doctor, item, quantity, days (of a stay, or supplied by a prescription)
    """
    count = person.size
    table: Columns = {
        "person": person.astype(np.int32),
        "day": np.asarray(day).astype(np.int32),
        "way": np.full(count, way, np.int8),
    }
    for name, kind in _GIVEN.items():
        table[name] = np.full(count, OPEN, kind)
        if name in given:
            table[name][:] = given[name]
    return table


def joined(tables: list[Columns]) -> Columns:
    """The rows of all tables, one table behind the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def in_order(table: Columns) -> Columns:
    """The rows by person and day; on the same day as they stood."""
    return taken(table, order_of(table["person"], table["day"]))


def order_of(person: NDArray[Any], day: NDArray[Any]) -> NDArray[np.int64]:
    """Positions by person and day, stable; a sort of numbers that hold all three is much faster than lexsort."""
    count = person.size
    if not count:
        return np.empty(0, np.int64)
    bits = int(count - 1).bit_length()
    first = int(day.min())
    day_bits = (int(day.max()) - first).bit_length()
    key = (person.astype(np.int64) << (bits + day_bits)) | ((day.astype(np.int64) - first) << bits) | np.arange(count)
    key.sort()
    return np.asarray(key & ((1 << bits) - 1))


def taken(table: Columns, place: NDArray[Any]) -> Columns:
    """The rows at the given places, or where a mask says so."""
    return {name: values[place] for name, values in table.items()}
