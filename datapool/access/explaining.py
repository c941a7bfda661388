"""What one principal may read of one table and why, in words; no row is read for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.principal import Principal
from datapool.access.compiling import ColumnAccess, Compiled, compile_access
from datapool.access.condition import ALWAYS, NEVER, Condition
from datapool.access.condition_words import condition_words
from datapool.access.deciding import nothing_permits, said_of
from datapool.access.rule import Rule, RuleSet
from datapool.access.shape import Shape
from rules.bilingual import Bilingual

EVERY_ROW, SOME_ROWS, NO_ROW = "every_row", "some_rows", "no_row"


@dataclass(frozen=True, slots=True)
class Explained:
    """Rows, of the table or of one column.

    extent  every_row, some_rows or no_row
    rows    which, in words
    """

    extent: str
    rows: Bilingual


@dataclass(frozen=True, slots=True)
class ExplainedColumn:
    """A column: which rows of it are seen, the rules that decide, and why in words."""

    name: str
    title: Bilingual
    sensitivity: str
    seen: Explained
    rules: tuple[Rule, ...]
    why: Bilingual


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer."""

    compiled: Compiled
    principal: Principal
    action: str
    seen: Explained
    columns: tuple[ExplainedColumn, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything but who asks, whose number the filter may hold all the same."""
        named = {rule.id: rule for column in self.columns for rule in column.rules}
        return {
            "table": self.compiled.shape.table,
            "action": self.action,
            "roles": sorted(self.principal.roles),
            "tenant": self.principal.tenant,
            "region": self.principal.region,
            "purpose": self.principal.purpose,
            "rows": {**_json(self.seen), "filter": self.compiled.row_filter},
            "columns": [
                {
                    "column": column.name,
                    "title": column.title.to_json(),
                    "class": column.sensitivity,
                    **_json(column.seen),
                    "mask": self.compiled.mask(column.name),
                    "rules": [rule.id for rule in column.rules],
                    "why": column.why.to_json(),
                }
                for column in self.columns
            ],
            "rules": [named[rule].to_json() for rule in sorted(named)],
        }


def explain_access(rules: RuleSet, principal: Principal, action: str, table: Shape) -> Explanation:
    """What the principal may do with the table; UnknownKey for a purpose or an action that is in no catalogue."""
    compiled = compile_access(rules, principal, action, table)
    by_id = {rule.id: rule for rule in rules.rules}
    columns = tuple(
        ExplainedColumn(
            name=name,
            title=table.columns[name].title,
            sensitivity=table.columns[name].sensitivity,
            seen=_explained(access.readable, principal),
            rules=_rules(access, by_id),
            why=_why(access, by_id, principal, action),
        )
        for name, access in compiled.columns.items()
    )
    return Explanation(compiled, principal, action, _explained(compiled.readable, principal), columns)


def _explained(condition: Condition, principal: Principal) -> Explained:
    extent = EVERY_ROW if condition == ALWAYS else NO_ROW if condition == NEVER else SOME_ROWS
    return Explained(extent, condition_words(condition, principal.subject))


def _rules(access: ColumnAccess, by_id: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """Those that decide: where nothing is seen, those that deny it; elsewhere those that give and those that narrow."""
    if access.readable == NEVER:
        return tuple(by_id[rule] for rule, left in access.forbidden.items() if left == NEVER)
    return tuple(by_id[rule] for rule in (*access.permitted, *access.forbidden))


def _why(access: ColumnAccess, by_id: Mapping[str, Rule], principal: Principal, action: str) -> Bilingual:
    permitted = [by_id[rule] for rule in access.permitted]
    if access.readable == NEVER:
        forbidden = [by_id[rule] for rule, left in access.forbidden.items() if left == NEVER]
        failed = [by_id[rule] for rule in access.given_up if by_id[rule].forbids]
        both = [by_id[rule] for rule in access.forbidden] if permitted and not forbidden else forbidden
        return said_of(False, (), both, failed) or nothing_permits(principal, action)
    said = said_of(True, permitted, (), ())
    narrowed = said_of(False, (), [by_id[rule] for rule in access.forbidden], ())
    if said is None or narrowed is None:
        return said or nothing_permits(principal, action)
    return Bilingual(f"{said.zh}其余记录{narrowed.zh}", f"{said.en} Other rows: {narrowed.en}")


def _json(explained: Explained) -> dict[str, Any]:
    return {"seen": explained.extent, "which": explained.rows.to_json()}
