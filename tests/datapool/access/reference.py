"""What Cedar itself says of every field, row by row; a prohibition whose evaluation fails is taken to deny."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import cedarpy
import pyarrow as pa

from datapool.access.shape import Shape
from datapool.access.values import Entity, Known
from datapool.access.world import Request
from tests.datapool.access.random_rules import REGIONS, ROW_ATTRIBUTES

_FAILED = re.compile(r"evaluating policy `([^`]+)`")


def allowed(policies: cedarpy.PolicySet, request: Request, shape: Shape, table: pa.Table) -> dict[str, set[int]]:
    """[column] the rows of it that may be read."""
    forbidding = {name for name, template in policies.to_pst().static_policies.items() if template.effect == "forbid"}
    rows = table.to_pylist()
    fields = [(column, row) for column in shape.columns for row in rows]
    entities = [*_world(request), *(_field(shape, column, row) for column, row in fields)]
    asked = [
        {
            "principal": _uid(request.principal),
            "action": _uid(request.action),
            "resource": {"type": shape.type, "id": f"{column} {row['id']}"},
            "context": dict(_json_fields(request.context)),
        }
        for column, row in fields
    ]
    answers = cedarpy.is_authorized_batch(asked, policies, entities)
    found: dict[str, set[int]] = {column: set() for column in shape.columns}
    for (column, row), answer in zip(fields, answers, strict=True):
        failed = {name for error in answer.diagnostics.errors for name in _FAILED.findall(error)}
        if answer.allowed and not failed & forbidding:
            found[column].add(row["id"])
    return found


def _world(request: Request) -> Iterator[dict[str, Any]]:
    world = request.world
    regions = {Entity("Region", code) for code in REGIONS}
    for entity in {*world.attributes, *world.parents, *regions}:
        yield {
            "uid": _uid(entity),
            "attrs": {name: _json(value) for name, value in world.attributes.get(entity, {}).items()},
            "parents": [_uid(parent) for parent in {*world.parents.get(entity, ()), *_around(entity)}],
        }


def _around(entity: Entity) -> Iterator[Entity]:
    """The province of a prefecture, the prefecture of a county, the nation of a province."""
    if entity.type == "Region" and re.fullmatch("(?:[0-9]{2}){1,3}", entity.id):
        yield Entity("Region", entity.id[:-2] if len(entity.id) > 2 else "CN")


def _field(shape: Shape, column: str, row: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {name: _json(value) for name, value in {**shape.fixed, **shape.columns[column].attributes}.items()}
    for name, (_, type, _, _) in ROW_ATTRIBUTES.items():
        if row[name] is not None:
            attributes[name] = {"__entity": {"type": type, "id": row[name]}} if type else row[name]
    return {
        "uid": {"type": shape.type, "id": f"{column} {row['id']}"},
        "attrs": attributes,
        "parents": [_uid(parent) for parent in shape.parents],
    }


def _uid(entity: Entity) -> dict[str, str]:
    return {"type": entity.type, "id": entity.id}


def _json_fields(record: Known) -> Iterator[tuple[str, Any]]:
    assert isinstance(record.value, tuple)
    for name, value in record.value:
        yield name, _json(value)


def _json(known: Known) -> Any:
    value = known.value
    if isinstance(value, Entity):
        return {"__entity": _uid(value)}
    if isinstance(value, frozenset):
        return [_json(each) for each in value]
    return dict(_json_fields(known)) if isinstance(value, tuple) else value
