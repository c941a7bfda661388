"""One JSON object per line: text and numbers as they are written, nothing rounded, nothing guessed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from datapool.intake.content import Block
from datapool.intake.lines import CONTROL, Lines, decode, odd_lines
from datapool.intake.rows import Broken, Rows, table_of_records

Pairs = list[tuple[str, Any]]


class _NoRow(ValueError):
    def __init__(self, reason: str, column: str = "") -> None:
        self.reason, self.column = reason, column
        super().__init__(reason)


class _Nested(list[Any]):
    """The pairs of an object: told apart from a list."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def read_json(block: Block, columns: Mapping[str, str], encoding: str) -> Rows:
    """The rows of one block.

    columns   [key as delivered] its column in the pool; a key that is left out is a value that is missing
    """
    lines = Lines(block)
    text = decode(block, encoding)
    odd = odd_lines(lines, text)
    broken = [Broken(line + block.first_line, reason) for line, reason in odd.items()]
    kept, records = [], []
    for number, line in enumerate(text.removesuffix(b"\n").split(b"\n")):
        if number in odd:
            continue
        try:
            records.append(_record(line, columns))
            kept.append(number + block.first_line)
        except _NoRow as no_row:
            broken.append(Broken(number + block.first_line, no_row.reason, no_row.column))
    table = table_of_records(list(columns.values()), kept, records)
    return Rows(
        table,
        tuple(sorted(broken, key=lambda each: each.line)),
        lambda line: lines.original(line - block.first_line),
    )


def keys_of(line: bytes) -> list[str] | None:
    """The keys of one object as they stand, None when the line holds none."""
    try:
        return [key for key, _ in _object(line)]
    except _NoRow:
        return None


def _record(line: bytes, columns: Mapping[str, str]) -> Sequence[str | None]:
    pairs = _object(line)
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _NoRow("repeated_key")
    if not values.keys() <= columns.keys():
        raise _NoRow("unknown_key")
    return [_text(values.get(key), columns[key]) for key in columns]


def _object(line: bytes) -> Pairs:
    try:
        found = _DECODER.decode(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _NoRow("not_json") from None
    if not isinstance(found, _Nested):
        raise _NoRow("not_json")
    return found


def _text(value: Any, column: str) -> str | None:
    if value is None:
        return None
    if type(value) is _Number:
        # 1e300 would pass for a key.
        if "e" in value.lower():
            raise _NoRow("wrong_type", column)
        return value
    if type(value) is not str:
        raise _NoRow("wrong_type", column)
    if value.isprintable():
        return value
    if any(ord(letter) < 0x20 or letter == "\x7f" for letter in value):
        raise _NoRow(CONTROL, column)
    if any("\ud800" <= letter <= "\udfff" or letter in "\ufffd\ufeff" for letter in value):
        raise _NoRow("damaged_text", column)
    return value


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Nested, parse_float=_Number, parse_int=_Number, parse_constant=_refuse, strict=True
)
