"""Marts: what of the pool a purpose may see, cut off at a day, persons under names that only this purpose has."""

from datapool.marts.linked import Linked
from datapool.marts.mart import Mart, MartTable, Snapshot
from datapool.marts.opening import open

__all__ = ["Linked", "Mart", "MartTable", "Snapshot", "open"]
