"""Conditions as SQL for DuckDB, true or false for every row and never NULL."""

from collections.abc import Mapping

from core.principal import NATION
from datapool.access.condition import (
    All,
    Any,
    Below,
    Condition,
    Constant,
    IsTrue,
    Matches,
    Not,
    OneOf,
    Present,
    Same,
    Within,
)
from datapool.access.shape import RowAttribute
from datapool.access.values import Entity, Known
from datapool.access.world import REGION_DIGITS, is_region_code
from datapool.standards.sql import quote

_ESCAPE = "!"
_CODE = "|".join(f"[0-9]{{{digits}}}" for digits in REGION_DIGITS)


def condition_sql(condition: Condition, attributes: Mapping[str, RowAttribute]) -> str:
    """A condition over columns of the alias `t`; parts stand in the order of their texts."""

    def said(part: Condition) -> str:
        match part:
            case Constant(holds):
                return "TRUE" if holds else "FALSE"
            case All(parts):
                return f"({' AND '.join(_in_order(map(said, parts)))})"
            case Any(parts):
                return f"({' OR '.join(sorted(map(said, parts)))})"
            case Not(inner):
                return f"(NOT {said(inner)})"
            case Present(attribute):
                return f"({attributes[attribute].sql}) IS NOT NULL"
            case IsTrue(attribute):
                return f"({attributes[attribute].sql})"
            case OneOf(attribute, values):
                return f"({attributes[attribute].sql}) IN ({', '.join(map(_literal, values))})"
            case Same(attribute, other):
                return f"({attributes[attribute].sql}) = ({attributes[other].sql})"
            case Below(left, right, or_equal):
                return f"{_number(left, attributes)} {'<=' if or_equal else '<'} {_number(right, attributes)}"
            case Within(attribute, region):
                return _within(attributes[attribute].sql, region)
            case Matches(attribute, pieces):
                pattern = "%".join(map(_escaped, pieces))
                return f"({attributes[attribute].sql}) LIKE {quote(pattern)} ESCAPE {quote(_ESCAPE)}"

    # Conditions never come to NULL; should one do so after all, the row is kept back.
    return f"coalesce({said(condition)}, FALSE)" if not isinstance(condition, Constant) else said(condition)


def _in_order(parts: "map[str]") -> list[str]:
    """Whether a value is there is asked before what it is."""
    return sorted(parts, key=lambda text: (not text.endswith("IS NOT NULL"), text))


def _literal(known: Known) -> str:
    value = known.value
    if isinstance(value, Entity):
        return quote(value.id)
    return str(value) if isinstance(value, int) else quote(str(value))


def _number(side: str | int, attributes: Mapping[str, RowAttribute]) -> str:
    return str(side) if isinstance(side, int) else f"({attributes[side].sql})"


def _within(sql: str, region: str) -> str:
    """A code lies in those of fewer digits that it begins with, and every code in the nation."""
    itself = f"({sql}) = {quote(region)}"
    is_code = f"regexp_full_match(({sql}), {quote(_CODE)})"
    if region == NATION:
        return f"({itself} OR {is_code})"
    if is_region_code(region):
        return f"({itself} OR (starts_with(({sql}), {quote(region)}) AND {is_code}))"
    return itself


def _escaped(piece: str) -> str:
    return "".join(f"{_ESCAPE}{letter}" if letter in (_ESCAPE, "%", "_") else letter for letter in piece)
