"""What the access rules say to a release: an agreement can give nothing that they keep back."""

from collections.abc import Sequence

from cedarpy import pst

from core.errors import AnlanError
from core.principal import Principal
from datapool.access.condition import NEVER, all_of
from datapool.access.condition_sql import condition_sql
from datapool.access.explaining import explain_access
from datapool.access.rule import Rule
from datapool.access.rule_files import load_rules
from datapool.access.shape import shape_of
from datapool.sharing.refusal import ReleaseRefused
from datapool.standards.sources import Table

SHARE_ROWS = "share_rows"


def givable_rows(table: Table, columns: Sequence[str], who: Principal) -> str:
    """SQL over the alias `t` for the rows of which every one of the columns may be given; never NULL.

    Raises ReleaseRefused: access_rules where no row of a column may be given, with why; access_error where the rules
    cannot be read.
    """
    try:
        explained = explain_access(load_rules(), who, SHARE_ROWS, shape_of(table))
    except AnlanError as err:
        raise ReleaseRefused("access_error", str(err)) from err
    by_name = {column.name: column for column in explained.columns}
    for name in columns:
        if explained.compiled.columns[name].readable == NEVER:
            rules = tuple(rule.id for rule in by_name[name].rules)
            why = f"{table.full_name}.{name}: {by_name[name].why.en}".rstrip(".")
            raise ReleaseRefused("access_rules", "Leave it out, or ask for another purpose.", why, rules=rules)
    every = all_of(explained.compiled.columns[name].readable for name in columns)
    return condition_sql(every, explained.compiled.shape.of_rows)


def sharing_rules() -> tuple[Rule, ...]:
    """The access rules that say anything to a release, as they stand in their files."""
    return tuple(rule for rule in load_rules().rules if _speaks_of_sharing(rule.template.action))


def _speaks_of_sharing(actions: pst.ActionConstraint) -> bool:
    match actions:
        case pst.ActionEq(action):
            return action.id == SHARE_ROWS
        case pst.ActionIn(several):
            return any(action.id == SHARE_ROWS for action in several)
        case _:
            return True
