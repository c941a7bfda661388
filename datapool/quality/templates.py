"""The ways a rule can be written, each turned into the SQL of the rows that break it.

In a rule's SQL the row is `r`, a lookup goes by its name (`person.died_on`), and {word} is a word of the target.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datapool.quality.lookups import Lookup, known_lookup

_TRUE = "TRUE"


@dataclass(frozen=True, slots=True)
class Condition:
    """Judged row by row: which rows are judged, and which of them break the rule. A NULL is neither.

    refers   the lookup a reference needs, if it is one, and the SQL of the key under which a row finds its line there
    """

    applies: str
    breaks: str
    refers: Lookup | None = None
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Judged together: a query whose rows, whole rows of the table, are those that break the rule."""

    sql: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """Judged at intake: the quarantined rows that a batch records for these reasons (none: all that remain)."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batchwise:
    """Judged by batch or delivery, from the records alone: the name of a judgement of `datapool.quality.deliveries`."""

    judgement: str


@dataclass(frozen=True, slots=True)
class KeyRepeated:
    """Judged by key: the same key again in one delivery, or (`unchanged`) the same record again in a later one."""

    unchanged: bool


Compiled = Condition | Rows | Recorded | Batchwise | KeyRepeated
Words = Mapping[str, Any]


def compile_condition(template: str, arguments: Mapping[str, Any], words: Words) -> Compiled:
    """The condition of a rule at one target.

    Raises ValueError or TypeError when the template does not take these arguments.
    """
    return TEMPLATES[template](words, **arguments)


def _row(words: Words, *, breaks: str, when: str = _TRUE) -> Condition:
    """Any condition on the row and its lookups."""
    return Condition(_fill(when, words), _fill(breaks, words))


def _filled(words: Words, *, value: str = "r.{column}", when: str = _TRUE) -> Condition:
    """The value must be there."""
    return Condition(_fill(when, words), _fill(f"coalesce(trim(CAST({value} AS VARCHAR)), '') = ''", words))


def _one_of(words: Words, *, values: Sequence[str], when: str = _TRUE) -> Condition:
    """The value must be in a list."""
    listed = ", ".join(quoted(value) for value in values)
    return _row(words, when=when, breaks=f"r.{{column}} NOT IN ({listed})")


def _between(words: Words, *, least: str, most: str, value: str = "r.{column}", when: str = _TRUE) -> Condition:
    """The value must lie between two figures, both allowed."""
    return _row(words, when=f"({when}) AND {value} IS NOT NULL", breaks=f"NOT ({value} BETWEEN ({least}) AND ({most}))")


def _ordered(words: Words, *, first: str, then: str, slack_days: int = 0, when: str = _TRUE) -> Condition:
    """One day must not lie before another, but for some days of slack."""
    both = f"({when}) AND {first} IS NOT NULL AND {then} IS NOT NULL"
    return _row(words, when=both, breaks=f"CAST({then} AS DATE) < CAST({first} AS DATE) - {int(slack_days)}")


def _within_days(words: Words, *, since: str, until: str, most: int, when: str = _TRUE) -> Condition:
    """No more than some days may pass between one day and another."""
    both = f"({when}) AND {since} IS NOT NULL AND {until} IS NOT NULL"
    return _row(words, when=both, breaks=f"CAST({until} AS DATE) > CAST({since} AS DATE) + {int(most)}")


def _sum_of(words: Words, *, total: str, parts: Sequence[str], tolerance: float, when: str = _TRUE) -> Condition:
    """A total must be the sum of its parts, within a tolerance in yuan."""
    added = " + ".join(f"coalesce(r.{part}, 0)" for part in parts)
    return _row(words, when=when, breaks=f"abs(r.{total} - ({added})) > {float(tolerance)}")


def _same_as(words: Words, *, other: str, value: str = "r.{column}", when: str = _TRUE) -> Condition:
    """The value must be the other record's, where both are there."""
    both = f"({when}) AND {value} IS NOT NULL AND {other} IS NOT NULL"
    return _row(words, when=both, breaks=f"{value} <> {other}")


def _refers_to(words: Words, *, table: str, column: str, value: str = "r.{column}", when: str = _TRUE) -> Condition:
    """What is named must exist in another table."""
    lookup, key = known_lookup(_fill(table, words), _fill(column, words)), _fill(value, words)
    (found,) = lookup.key
    return Condition(f"({_fill(when, words)}) AND {key} IS NOT NULL", f"{lookup.name}.{found} IS NULL", lookup, (key,))


def _one_per(words: Words, *, one: str, of: str, when: str = _TRUE) -> Rows:
    """For each value of `of` there may be one value of `one` only; all the rows that share it break the rule."""
    return Rows(
        _fill(
            f"""SELECT r.* FROM {{table}} r JOIN (
                SELECT {of} AS shared FROM {{table}} r WHERE ({when}) AND {of} IS NOT NULL
                GROUP BY 1 HAVING min({one}) <> max({one})
            ) twice ON twice.shared = {of} WHERE {when}""",
            words,
        )
    )


def _query(words: Words, *, rows: str) -> Rows:
    """Any query of whole rows of the table."""
    return Rows(_fill(rows, words))


def _recorded(words: Words, *, reasons: Sequence[str] = ()) -> Recorded:
    return Recorded(tuple(reasons))


def _batchwise(words: Words, *, judgement: str) -> Batchwise:
    return Batchwise(judgement)


def _unique_key(words: Words, *, unchanged: bool = False) -> KeyRepeated:
    return KeyRepeated(unchanged)


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def _fill(sql: str, words: Words) -> str:
    return sql.format_map(words)


TEMPLATES: Mapping[str, Callable[..., Compiled]] = {
    "row": _row,
    "filled": _filled,
    "one_of": _one_of,
    "between": _between,
    "ordered": _ordered,
    "within_days": _within_days,
    "sum_of": _sum_of,
    "same_as": _same_as,
    "refers_to": _refers_to,
    "one_per": _one_per,
    "query": _query,
    "recorded": _recorded,
    "batchwise": _batchwise,
    "unique_key": _unique_key,
}
