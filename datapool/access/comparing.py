"""Comparisons of values, as Cedar makes them, that leave open what only the row can tell."""

import re
from collections.abc import Iterable, Sequence

from cedarpy import pst

from datapool.access.condition import (
    ALWAYS,
    NEVER,
    Below,
    Condition,
    Constant,
    IsTrue,
    Matches,
    OneOf,
    Same,
    Within,
    all_of,
    any_of,
)
from datapool.access.outcome import BeyondCompiling
from datapool.access.values import Entity, Kind, Known, OfRow, RowItself, Several, Value
from datapool.access.world import REGION, World

_LEAST, _MOST = -(2**63), 2**63 - 1


def equal(left: Value, right: Value) -> Condition:
    """Whether two values are equal; values of different kinds are not."""
    if isinstance(left, Known) and isinstance(right, Known):
        return Constant(left == right)
    if isinstance(left, RowItself) or isinstance(right, RowItself):
        return _equal_itself(left, right)
    if is_set(left) and is_set(right):
        return all_of((contains_all(left, right), contains_all(right, left)))
    if isinstance(left, OfRow) and isinstance(right, OfRow):
        if (left.kind, left.entity_type) != (right.kind, right.entity_type):
            return NEVER
        first, second = sorted((left.attribute, right.attribute))
        return ALWAYS if first == second else Same(first, second)
    if isinstance(left, OfRow) and isinstance(right, Known):
        return _equal_known(left, right)
    if isinstance(left, Known) and isinstance(right, OfRow):
        return _equal_known(right, left)
    return NEVER


def _equal_known(row: OfRow, known: Known) -> Condition:
    if row.kind is not known.kind:
        return NEVER
    if isinstance(known.value, Entity) and known.value.type != row.entity_type:
        return NEVER
    return OneOf(row.attribute, (_writable(known),))


def _equal_itself(left: Value, right: Value) -> Condition:
    """A row has an identity of its own that no literal names; only the row equals the row."""
    if isinstance(left, RowItself) and isinstance(right, RowItself):
        return ALWAYS
    other = right if isinstance(left, RowItself) else left
    if isinstance(other, OfRow | Known) and other.kind is Kind.ENTITY:
        raise BeyondCompiling("the row itself compared with an entity")
    return NEVER


def _writable(known: Known) -> Known:
    _without_zero(known.value.id if isinstance(known.value, Entity) else str(known.value))
    return known


def _without_zero(text: str) -> str:
    """The text; one with a zero character cannot be written in SQL."""
    if "\0" in text:
        raise BeyondCompiling("a text with a zero character")
    return text


def is_set(value: Value) -> bool:
    """Whether it is a set."""
    return isinstance(value, Several) or (isinstance(value, Known) and value.kind is Kind.SET)


def elements(value: Value) -> tuple[Value, ...]:
    """Of a set."""
    if isinstance(value, Several):
        return value.elements
    return tuple(value.value) if isinstance(value, Known) and isinstance(value.value, frozenset) else ()


def contains(many: Value, one: Value) -> Condition:
    """Whether a set has a value."""
    return any_of(equal(each, one) for each in elements(many))


def contains_all(many: Value, those: Value) -> Condition:
    """Whether a set has every value of another."""
    return all_of(contains(many, each) for each in elements(those))


def contains_any(many: Value, those: Value) -> Condition:
    """Whether two sets share a value."""
    return any_of(contains(many, each) for each in elements(those))


def is_long(value: Value) -> bool:
    """Whether it is a number."""
    return isinstance(value, Known | OfRow) and value.kind is Kind.LONG


def told(yes_or_no: OfRow) -> Condition:
    """Whether a yes-or-no attribute is yes."""
    return IsTrue(yes_or_no.attribute)


def below(left: Value, right: Value, *, or_equal: bool) -> Condition:
    """Whether one number is less than another, or no more than it."""
    if isinstance(left, Known) and isinstance(right, Known):
        return Constant(number(left) < number(right) or (or_equal and left == right))
    first, second = (each.attribute if isinstance(each, OfRow) else number(each) for each in (left, right))
    if first == second:
        return Constant(or_equal)
    return Below(first, second, or_equal)


def fits(number: int) -> bool:
    """Whether Cedar can hold it."""
    return _LEAST <= number <= _MOST


def number(value: Value) -> int:
    """A number that is known."""
    if isinstance(value, Known) and isinstance(value.value, int):
        return value.value
    raise BeyondCompiling("a number that is none")


def like(value: Known | OfRow, pattern: Sequence[pst.PatternElem]) -> Condition:
    """Whether a text has a form."""
    pieces = tuple(_pieces(pattern))
    if isinstance(value, Known):
        form = ".*".join(map(re.escape, pieces))
        return Constant(re.fullmatch(form, str(value.value), re.DOTALL) is not None)
    return Matches(value.attribute, tuple(map(_without_zero, pieces)))


def _pieces(pattern: Sequence[pst.PatternElem]) -> Iterable[str]:
    piece = ""
    for each in pattern:
        if isinstance(each, pst.Char):
            piece += each.value
        else:
            yield piece
            piece = ""
    yield piece


def is_in(left: Value, right: Value, world: World, row_parents: frozenset[Entity]) -> Condition:
    """Whether an entity is another or in it; both are entities.

    row_parents  what every row is in
    """
    if isinstance(left, RowItself):
        if isinstance(right, Known) and isinstance(right.value, Entity):
            return _row_in(right.value, world, row_parents)
        raise BeyondCompiling("the row itself in something that differs from row to row")
    if isinstance(right, RowItself):
        raise BeyondCompiling("something in the row itself")
    if isinstance(left, OfRow) and isinstance(right, OfRow):
        if left == right:
            return ALWAYS
        raise BeyondCompiling("`in` between two attributes of the row")
    if isinstance(left, OfRow) and isinstance(right, Known) and isinstance(right.value, Entity):
        return _attribute_in(left, right.value, world)
    if isinstance(left, Known) and isinstance(left.value, Entity):
        around = world.with_parents(left.value)
        if isinstance(right, Known):
            return Constant(right.value in around)
        return _one_of(
            right, {each.id for each in around if isinstance(right, OfRow) and each.type == right.entity_type}
        )
    raise BeyondCompiling("`in` between things that are no entities")


def _row_in(entity: Entity, world: World, row_parents: frozenset[Entity]) -> Condition:
    around = {above for parent in row_parents for above in world.with_parents(parent)}
    return Constant(entity in around)


def _attribute_in(left: OfRow, entity: Entity, world: World) -> Condition:
    ids = world.inside(entity, left.entity_type)
    if left.entity_type != REGION:
        return _one_of(left, ids)
    # By its digits alone: that a region is in another for other reasons is no condition SQL could test.
    around = {id: World().with_parents(Entity(REGION, id)) for id in ids}
    widest = [id for id in ids if not any(Entity(REGION, other) in around[id] for other in ids if other != id)]
    return any_of(Within(left.attribute, _without_zero(id)) for id in widest)


def _one_of(value: Value, ids: Iterable[str]) -> Condition:
    if not isinstance(value, OfRow):
        raise BeyondCompiling("`in` between things that are no entities")
    known = tuple(_writable(Known(Kind.ENTITY, Entity(value.entity_type, id))) for id in sorted(ids))
    return OneOf(value.attribute, known) if known else NEVER
