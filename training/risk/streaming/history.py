"""What is known of one person: rows by table and identity, so that late, doubled and shuffled ones fall into place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Rows = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """Rows of one person; it never changes, a row more makes another.

    tables  [kind][id] rows; kinds that were not read are not in it
    """

    tables: Mapping[int, Rows]

    def has(self, kind: int) -> bool:
        """Whether there is any row of that kind; it must have been read."""
        return bool(self.tables[kind])

    def of(self, kind: int, day: int) -> list[Any]:
        """Rows known at the end of a day, in no order."""
        return [row for row in self.tables[kind].values() if row.known <= day]

    def without(self, kind: int, own: str) -> "History":
        """The same but for one row, if it is there."""
        if own not in self.tables[kind]:
            return self
        return History({**self.tables, kind: {name: row for name, row in self.tables[kind].items() if name != own}})

    def put(self, kind: int, row: Any) -> "History":
        """The same with a row, in place of the one of its identity."""
        return History({**self.tables, kind: {**self.tables[kind], row.id: row}})

    def joined(self, tables: Mapping[int, Rows]) -> "History":
        """The same with kinds that had not been read."""
        return History({**self.tables, **tables})
