"""Which of the values that departments tell of one item is the person's, by rules that are data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, UnknownKey
from datapool.standards.catalogue import Item, load_catalogue
from rules.reading import Node

FILE = Path(__file__).parent / "survivorship.yaml"


class Ground(StrEnum):
    """Why one value stands before another."""

    OWNER = "owner"
    CHECKED = "checked"
    LATEST = "latest"
    PRECEDENCE = "precedence"


# Where there was nothing to choose between.
ONLY, AGREED, ROW_ORDER = "only", "agreed", "row_order"


@dataclass(frozen=True, slots=True)
class Source:
    """The cell a value comes from: row `line` of the file at `path`, in the column of the pool.

    record    name of the record in the index of persons
    known_on  the day on which the row became known
    """

    record: str
    department: str
    table: str
    batch: str
    delivery: str
    path: str
    line: int
    column: str
    known_on: date


@dataclass(frozen=True, slots=True)
class Told:
    """A value as one row tells it; `is_checked`: it has passed its check, if its type has one."""

    value: str
    source: Source
    is_checked: bool
    precedence: int


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one item of a person.

    ground        why this value and no other: a Ground, or ONLY, AGREED, ROW_ORDER
    earlier       values that the same department told before, the latest first
    others        values that differ and are not earlier ones: of each department and value the latest
    confirmed_by  departments that tell this value, in the order of their tables
    """

    item: Item
    value: str
    source: Source
    ground: str
    earlier: tuple[Told, ...]
    others: tuple[Told, ...]
    confirmed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survivorship:
    """The rules: grounds in general, [item] grounds of its own, and items that are none of the person's."""

    grounds: tuple[Ground, ...]
    items: Mapping[str, tuple[Ground, ...]]
    of_the_record: frozenset[str]

    def fact(self, item: Item, told: Sequence[Told]) -> Fact:
        """The value of an item; `told` is not empty. Later in the same file breaks what is even in all grounds."""
        grounds = self.items.get(item.key, self.grounds)
        ranked = sorted(told, key=lambda each: (_place(each, item, grounds), _row(each)), reverse=True)
        chosen = ranked[0]
        rivals = [each for each in ranked if each.value != chosen.value]
        latest: dict[tuple[str, str], Told] = {}
        for each in sorted(rivals, key=lambda each: (each.source.known_on, _row(each)), reverse=True):
            latest.setdefault((each.source.department, each.value), each)
        earlier = [each for each in latest.values() if _is_earlier(each, chosen)]
        same = sorted((each for each in told if each.value == chosen.value), key=lambda each: each.precedence)
        return Fact(
            item=item,
            value=chosen.value,
            source=chosen.source,
            ground=_ground(ranked, rivals, item, grounds),
            earlier=tuple(earlier),
            others=tuple(each for each in latest.values() if each not in earlier),
            confirmed_by=tuple(dict.fromkeys(each.source.department for each in same)),
        )


@cache
def load_survivorship(path: Path = FILE) -> Survivorship:
    """The rules of the file. Raises UnknownKey with the line for a ground or item that nothing answers to."""
    document = load_document(path)
    root = Node(document, document.data)
    raw = root.mapping({"grounds", "items", "of_the_record"})
    catalogue = load_catalogue()
    for key in ("items", "of_the_record"):
        for item in raw[key]:
            if item not in catalogue:
                what = f"the catalogue has no item {item}."
                raise root.child(key).refusal(UnknownKey, what, "`anlan data catalogue` lists the items.")
    items = {item: _read_grounds(root.child("items").child(item)) for item in raw["items"]}
    return Survivorship(_read_grounds(root.child("grounds")), items, frozenset(raw["of_the_record"]))


def _read_grounds(node: Node) -> tuple[Ground, ...]:
    if not isinstance(node.raw, list) or not node.raw:
        raise node.refusal(InputError, "there are no grounds.", f"Give a list of {', '.join(Ground)}.")
    for ground in node.raw:
        if ground not in tuple(Ground):
            raise node.refusal(UnknownKey, f"there is no ground {ground}.", f"Use {', '.join(Ground)}.")
    return tuple(Ground(ground) for ground in node.raw)


def _place(told: Told, item: Item, grounds: Sequence[Ground]) -> tuple[Any, ...]:
    """The higher, the sooner it is taken."""
    places = {
        Ground.OWNER: told.source.department == item.owner,
        Ground.CHECKED: told.is_checked,
        Ground.LATEST: told.source.known_on,
        Ground.PRECEDENCE: -told.precedence,
    }
    return tuple(places[ground] for ground in grounds)


def _row(told: Told) -> tuple[str, str, str, int, str]:
    source = told.source
    return source.delivery, source.table, source.batch, source.line, source.column


def _is_earlier(told: Told, chosen: Told) -> bool:
    before = (told.source.known_on, _row(told)) < (chosen.source.known_on, _row(chosen))
    return told.source.department == chosen.source.department and before


def _ground(ranked: Sequence[Told], rivals: Sequence[Told], item: Item, grounds: Sequence[Ground]) -> str:
    """The first ground that tells the chosen value from the best of another value."""
    if not rivals:
        return ONLY if len(ranked) == 1 else AGREED
    first, second = (_place(each, item, grounds) for each in (ranked[0], rivals[0]))
    decided = (ground.value for ground, one, other in zip(grounds, first, second, strict=True) if one != other)
    return next(decided, ROW_ORDER)
