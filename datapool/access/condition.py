"""Conditions on a row that are either true or false, never unknown: what a rule leaves open until the row is there.

A test (`OneOf`, `Below`, …) says nothing of rows that lack the attribute; so a condition always asks first whether the
attribute is present. Negations stand before tests only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from datapool.access.values import Known


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every row."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Present:
    """The row has the attribute."""

    attribute: str


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A yes-or-no attribute is yes."""

    attribute: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute is one of these values, all of its kind."""

    attribute: str
    values: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Two attributes are equal."""

    attribute: str
    other: str


@dataclass(frozen=True, slots=True)
class Below:
    """A number is less than another; each is an attribute (str) or a number known beforehand."""

    left: str | int
    right: str | int
    or_equal: bool


@dataclass(frozen=True, slots=True)
class Within:
    """A region is this one or lies in it."""

    attribute: str
    region: str


@dataclass(frozen=True, slots=True)
class Matches:
    """A text has this form.

    pieces  texts that follow one another with anything, or nothing, between two of them
    """

    attribute: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A test fails."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: "frozenset[Condition]"


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: "frozenset[Condition]"


Test = Present | IsTrue | OneOf | Same | Below | Within | Matches
Condition = Constant | Test | Not | All | Any
ALWAYS, NEVER = Constant(True), Constant(False)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Every one of them."""
    parts: set[Condition] = set()
    for condition in conditions:
        parts |= condition.parts if isinstance(condition, All) else {condition}
    parts.discard(ALWAYS)
    if NEVER in parts or _contradict(parts):
        return NEVER
    settled = frozenset(part for part in parts if not isinstance(part, Any))
    left = {any_of(_given(choice, settled) for choice in part.parts) for part in parts if isinstance(part, Any)}
    if left <= parts:
        return _one_or(parts, ALWAYS, All)
    return all_of(settled | left)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """At least one of them; what others imply is left out, so that the whole stays readable."""
    parts: set[Condition] = set()
    for condition in conditions:
        parts |= condition.parts if isinstance(condition, Any) else {condition}
    parts.discard(NEVER)
    if ALWAYS in parts or _contradict(parts):
        return ALWAYS
    parts = _joined(parts)
    if ALWAYS in parts:
        return ALWAYS
    needs = {part: _needs(part) for part in parts}
    kept = {part for part in parts if not any(needs[other] < needs[part] for other in parts)}
    return _one_or(kept, NEVER, Any)


def negated(condition: Condition) -> Condition:
    """The opposite of a test, under whatever the test stands."""
    match condition:
        case Constant(holds):
            return Constant(not holds)
        case Not(part):
            return part
        case All(parts):
            return any_of(map(negated, parts))
        case Any(parts):
            return all_of(map(negated, parts))
        case _:
            return Not(condition)


def size(condition: Condition) -> int:
    """How many tests there are."""
    match condition:
        case All(parts) | Any(parts):
            return sum(map(size, parts))
        case _:
            return 1


def _needs(condition: Condition) -> frozenset[Condition]:
    return condition.parts if isinstance(condition, All) else frozenset({condition})


def _given(condition: Condition, settled: frozenset[Condition]) -> Condition:
    """What is left of it where other conditions are known to hold."""
    parts = _needs(condition)
    if any(_opposite(part) in settled for part in parts):
        return NEVER
    return all_of(parts - settled)


def _opposite(part: Condition) -> Condition | None:
    """The opposite of a single test; of a choice, which is never settled, None."""
    return None if isinstance(part, All | Any) else negated(part)


def _contradict(parts: set[Condition]) -> bool:
    return any(isinstance(part, Not) and part.part in parts for part in parts)


def _joined(parts: set[Condition]) -> set[Condition]:
    """Two that differ in one test only, which holds here and fails there, become what they share."""
    while True:
        needs = {_needs(part): part for part in parts}
        for need, part in needs.items():
            for test in need:
                twin = (need - {test}) | {negated(test)}
                if not isinstance(test, All | Any) and twin in needs:
                    shared = all_of(need - {test})
                    parts = (parts - {part, needs[twin]}) | (shared.parts if isinstance(shared, Any) else {shared})
                    break
            else:
                continue
            break
        else:
            return parts


def _one_or(parts: set[Condition], none: Condition, kind: type[All] | type[Any]) -> Condition:
    if not parts:
        return none
    return next(iter(parts)) if len(parts) == 1 else kind(frozenset(parts))
