"""The fields of a country file, read one by one; whatever is unknown, missing or of the wrong kind is named with its
line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from core.documents import Document
from core.errors import InputError, UnknownKey, WrongType
from rules.bilingual import read_bilingual

Reference = str | float
PAGE = "docs/a-new-country.md"


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping of a document and the path of keys that leads to it."""

    document: Document
    data: Mapping[Any, Any]
    keys: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """The path of keys, as a person would say it."""
        return ".".join(map(str, self.keys)) or self.document.path.name

    def __contains__(self, field: str) -> bool:
        return field in self.data

    def only(self, *allowed: str) -> "Fields":
        """Itself; UnknownKey with the nearest known field where it has another than `allowed`."""
        for field in self.data:
            if field not in allowed:
                near = get_close_matches(str(field), allowed, n=1, cutoff=0.5)
                hint = f"Did you mean {near[0]}? " if near else ""
                raise self.error(
                    f"{self.name} has no field {field!r}.",
                    f"{hint}Fields are: {', '.join(allowed)}.",
                    field,
                    UnknownKey,
                )
        return self

    def error(self, what: str, remedy: str, field: Any = None, kind: type[InputError] = InputError) -> InputError:
        """The error to raise about this mapping or one of its fields, with file and line."""
        keys = self.keys if field is None else (*self.keys, field)
        return kind(what, remedy=remedy, path=self.document.path, line=self.document.line(*keys))

    def raw(self, field: str) -> Any:
        """The value of a field that must be there."""
        if self.data.get(field) is None:
            raise self.error(f"{self.name} has no {field!r}.", f"Add a `{field}:` line; see {PAGE}.")
        return self.data[field]

    def reference(self, field: str, default: Reference | None = None) -> Reference:
        """A number, or the name of a row of the law, the assumptions or the published figures."""
        value = self.data.get(field, default)
        if value is None:
            value = self.raw(field)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self.error(
                f"{self.name}.{field} is neither a number nor the name of a row.",
                "Write 0.1 or a key.",
                field,
                WrongType,
            )
        return value if isinstance(value, str) else float(value)

    def number(self, field: str, default: float | None = None) -> float:
        """A plain number."""
        value = self.data.get(field, default)
        if value is None:
            value = self.raw(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"{self.name}.{field} is not a number.", "Give a plain number.", field, WrongType)
        return float(value)

    def whole(self, field: str, default: int | None = None) -> int:
        """A whole number such as a year or an age."""
        number = self.number(field, default)
        if number != int(number):
            raise self.error(f"{self.name}.{field} is not a whole number.", "Leave out the fraction.", field, WrongType)
        return int(number)

    def is_so(self, field: str) -> bool:
        """`true` or `false`; false where the field is not there."""
        value = self.data.get(field, False)
        if not isinstance(value, bool):
            raise self.error(f"{self.name}.{field} is not true or false.", "Write true or false.", field, WrongType)
        return value

    def text(self, field: str, default: str | None = None) -> str:
        """A text."""
        value = self.data.get(field, default)
        if value is None:
            value = self.raw(field)
        if not isinstance(value, str):
            raise self.error(f"{self.name}.{field} is not a text.", "Write a word or a sentence.", field, WrongType)
        return value

    def choice(self, field: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of `choices`."""
        value = self.text(field, default)
        if value not in choices:
            near = get_close_matches(value, choices, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise self.error(
                f"{self.name}.{field} cannot be {value!r}.",
                f"{hint}Choose one of: {', '.join(choices)}.",
                field,
                UnknownKey,
            )
        return value

    def titled(self, field: str) -> Mapping[str, str]:
        """A text in Chinese and English."""
        return read_bilingual(self.document, self.raw(field), *self.keys, field).to_json()

    def part(self, field: str) -> "Fields":
        """A mapping inside this one; an empty one where it is not there."""
        value = self.data.get(field)
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            raise self.error(
                f"{self.name}.{field} is not a mapping.", f"Write its fields below it; see {PAGE}.", field, WrongType
            )
        return Fields(self.document, value, (*self.keys, field))

    def parts(self, field: str) -> Iterator[tuple[str, "Fields"]]:
        """Name and fields of every part under `field`."""
        group = self.part(field)
        for name in group.data:
            yield str(name), group.part(name)
