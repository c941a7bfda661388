"""Access rules compiled for a whole table: which rows a principal may read, and of which rows each column.

What the rules mean, for one column of one row:

- A permission applies where its scope and clauses come to true. Where evaluating it fails, it does not apply.
- A prohibition applies where they come to true, and where evaluating it fails. Cedar itself would skip a prohibition
  that fails, so that a row without a region would slip past "only in one's own region".
- The field may be read where some permission applies and no prohibition does.
- An expression that is not compiled counts as one whose evaluation fails. So SQL never gives more than Cedar would.

A row may be read where any of its columns may; a column that may not is NULL there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.principal import Principal
from datapool.access.asking import request_of
from datapool.access.condition import ALWAYS, NEVER, Condition, all_of, any_of
from datapool.access.condition_sql import condition_sql
from datapool.access.outcome import when
from datapool.access.rule import Rule, RuleSet
from datapool.access.shape import ROW, Shape
from datapool.access.translation import Translator
from datapool.access.values import FALSE, TRUE, Known
from datapool.access.world import Request
from datapool.standards.sql import identifier


@dataclass(frozen=True, slots=True)
class ColumnAccess:
    """Which rows of a column may be read, and by which rules.

    readable   the rows
    permitted  [rule] rows it gives; rules that give none are left out
    forbidden  [rule] rows it leaves; rules that leave every row are left out
    given_up   [rule] what of it could not be compiled, which denies
    """

    readable: Condition
    permitted: Mapping[str, Condition]
    forbidden: Mapping[str, Condition]
    given_up: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Compiled:
    """What one principal may read of one table. SQL speaks of its rows by the alias `t`."""

    shape: Shape
    columns: Mapping[str, ColumnAccess]

    @cached_property
    def readable(self) -> Condition:
        """Rows of which at least one column may be read."""
        return any_of(column.readable for column in self.columns.values())

    @property
    def row_filter(self) -> str:
        """The rows, as SQL that is never NULL."""
        return condition_sql(self.readable, self.shape.of_rows)

    def mask(self, column: str) -> str:
        """A column as it may be read of the rows that pass the filter: itself, or NULL."""
        readable = self.columns[column].readable
        name = f"{ROW}.{identifier(column)}"
        if readable == NEVER:
            return f"CAST(NULL AS {self.shape.columns[column].duckdb_type})"
        if readable in (ALWAYS, self.readable):
            return name
        return f"CASE WHEN {condition_sql(readable, self.shape.of_rows)} THEN {name} END"

    def select(self, relation: str | None = None) -> str:
        """A query for what may be read.

        relation  SQL of the table with all its columns (None: the table by its name)
        """
        columns = ", ".join(f"{self.mask(column)} AS {identifier(column)}" for column in self.columns)
        source = identifier(self.shape.table) if relation is None else relation
        return f"SELECT {columns} FROM {source} AS {ROW} WHERE {self.row_filter}"


def compile_access(rules: RuleSet, principal: Principal, action: str, table: Shape) -> Compiled:
    """What a principal may do with every row and column of a table; no row is read.

    Raises UnknownKey for a purpose or an action that is in no catalogue.
    """
    return compile_rules(rules.rules, request_of(rules, principal, action), table)


def compile_rules(rules: Sequence[Rule], request: Request, table: Shape) -> Compiled:
    """The same for any rules and any request."""
    known: _Known = {}
    return Compiled(table, {name: _compile_column(rules, request, table, name, known=known) for name in table.columns})


@dataclass(frozen=True, slots=True)
class _Carried:
    """What a rule came to: the rows it applies to, those it surely does not apply to, what was given up."""

    applies: Condition
    fails_to: Condition
    given_up: tuple[str, ...]


# A rule comes to the same for columns that agree in the attributes it mentions.
_Known = dict[tuple[str, frozenset[tuple[str, Known]]], _Carried]


def _compile_column(
    rules: Sequence[Rule], request: Request, table: Shape, column: str, *, known: _Known
) -> ColumnAccess:
    carried = {rule.id: _carry(rule, request, table, column, known=known) for rule in rules}
    permitted = {rule.id: carried[rule.id].applies for rule in rules if not rule.forbids}
    left = {rule.id: carried[rule.id].fails_to for rule in rules if rule.forbids}
    return ColumnAccess(
        readable=all_of((any_of(permitted.values()), *left.values())),
        permitted={rule: rows for rule, rows in permitted.items() if rows != NEVER},
        forbidden={rule: rows for rule, rows in left.items() if rows != ALWAYS},
        given_up={rule: each.given_up for rule, each in carried.items() if each.given_up},
    )


def _carry(rule: Rule, request: Request, table: Shape, column: str, *, known: _Known) -> _Carried:
    attributes = table.columns[column].attributes.items()
    key = rule.id, frozenset(pair for pair in attributes if pair[0] in rule.mentions)
    if key not in known:
        translator = Translator(request, table, column)
        outcome = translator.fulfilled(rule.template)
        known[key] = _Carried(when(outcome, TRUE), when(outcome, FALSE), tuple(translator.given_up))
    return known[key]
