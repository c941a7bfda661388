"""A simple test of a row: a column has one of these values, lies between two, or is filled."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import InputError, WrongType
from datapool.standards.sql import identifier, quote
from rules.reading import Node

Value = str | int | float | date
_REMEDY = "Write `is: [value]`, `from:`, `until:` or `filled: true`."
_TYPES = "Put codes in quotes; write days as 2025-01-31."
_KEYS = {"column", "is", "from", "until", "filled"}
# [DuckDB type] the Python values that may stand for it.
_VALUES: dict[str, tuple[type, ...]] = {
    "VARCHAR": (str,),
    "BIGINT": (int,),
    "DOUBLE": (int, float),
    "DECIMAL(14,2)": (int, float),
    "DATE": (date,),
    "TIMESTAMP": (date,),
}


@dataclass(frozen=True, slots=True)
class RowTest:
    """Rows pass whose value is known and right; an empty value never passes.

    one_of       any of these; empty: any value
    least, most  both included; None: open
    """

    column: str
    one_of: tuple[Value, ...] = ()
    least: Value | None = None
    most: Value | None = None

    def sql(self, kind: str) -> str:
        """SQL that is true for rows that pass; `kind` is the DuckDB type of the column."""
        name = identifier(self.column)
        parts = [f"{name} IS NOT NULL"]
        if self.one_of:
            parts.append(f"{name} IN ({', '.join(_literal(value, kind) for value in self.one_of)})")
        if self.least is not None:
            parts.append(f"{name} >= {_literal(self.least, kind)}")
        if self.most is not None:
            parts.append(f"{name} <= {_literal(self.most, kind)}")
        return f"({' AND '.join(parts)})"

    def fits(self, kind: str) -> bool:
        """Whether its values are of the type of the column."""
        allowed = _VALUES.get(kind, ())
        values = [*self.one_of, *(value for value in (self.least, self.most) if value is not None)]
        return all(isinstance(value, allowed) and not isinstance(value, bool) for value in values)


def read_row_test(node: Node, columns: dict[str, str]) -> RowTest:
    """{column: …, is: […]}, {column: …, from: …, until: …} or {column: …, filled: true}.

    columns  [column] DuckDB type, of the table it is about
    """
    raw = node.mapping(_KEYS) if isinstance(node.raw, dict) else {}
    name = raw.get("column")
    if name not in columns:
        raise node.refusal(InputError, f"there is no column {name} to test.", f"Columns: {', '.join(columns)}.")
    listed = raw.get("is", [])
    if not isinstance(listed, list) or ("is" in raw and not listed) or raw.get("filled", True) is not True:
        raise node.refusal(WrongType, "this is no test of a row.", _REMEDY)
    if len(raw) < 2:
        raise node.refusal(InputError, "this tests nothing.", _REMEDY)
    test = RowTest(str(name), tuple(listed), raw.get("from"), raw.get("until"))
    if not test.fits(columns[str(name)]):
        raise node.refusal(
            WrongType,
            f"a value is not of the type of {name}, {columns[str(name)]}.",
            _TYPES,
        )
    return test


def _literal(value: Value, kind: str) -> str:
    text = str(Decimal(str(value))) if isinstance(value, int | float) else str(value)
    return f"CAST({quote(text)} AS {kind})"
