"""Whether whole columns of whole regions may be used: asked once for each column and region, without reading a row."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from core.principal import Principal
from datapool.access.deciding import Answer, decide
from datapool.access.rule import RuleSet
from datapool.access.shape import Shape, shape_of
from datapool.access.values import Known, entity
from datapool.access.world import REGION
from datapool.standards.sources import Table


def denied_columns(
    rules: RuleSet,
    principal: Principal,
    action: str,
    *,
    wanted: Mapping[str, Sequence[str]],
    described: Mapping[str, Table],
    regions: Sequence[str],
) -> dict[tuple[str, str], Answer]:
    """[table, column] why it may not be used in one of the regions; empty where everything may.

    wanted   [table] columns of the pool
    regions  all in which the rows lie; where nobody can say, a rule that asks for the region denies
    Raises UnknownKey for a purpose or an action that is in no catalogue.
    """
    asked = list(_fields(wanted, described, regions))
    answers = decide(rules, principal, action, [field for _, _, field in asked])
    denied: dict[tuple[str, str], Answer] = {}
    for (table, column, _), answer in zip(asked, answers, strict=True):
        if not answer.allowed:
            denied.setdefault((table, column), answer)
    return denied


def _fields(
    wanted: Mapping[str, Sequence[str]], described: Mapping[str, Table], regions: Sequence[str]
) -> Iterator[tuple[str, str, dict[str, Known]]]:
    shapes: dict[str, Shape] = {table: shape_of(described[table]) for table in wanted}
    for table, columns in wanted.items():
        for column, region in product(columns, regions or (None,)):
            field = {**shapes[table].fixed, **shapes[table].columns[column].attributes}
            # Rows bring along whom they are about as well; what asks for it cannot be judged, and with that denies.
            yield table, column, field if region is None else {**field, "region": entity(REGION, region)}
