"""What rules may take for granted: entities with their attributes, who is in what, and the request itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.principal import NATION
from datapool.access.values import Entity, Known

REGION = "Region"
# Digits of a province, a prefecture and a county; each lies in those before it.
REGION_DIGITS = (2, 4, 6)


@dataclass(frozen=True)
class World:
    """Entities that are known before any row is read. Regions need not be listed: a code lies in those it begins with.

    attributes  [entity] its attributes; an entity without an entry does not exist, yet may be compared
    parents     [entity] those it is directly in
    """

    attributes: Mapping[Entity, Mapping[str, Known]] = field(default_factory=dict)
    parents: Mapping[Entity, frozenset[Entity]] = field(default_factory=dict)

    def with_parents(self, entity: Entity) -> frozenset[Entity]:
        """The entity and all it is in, at any remove."""
        found, open = {entity}, [entity]
        while open:
            here = open.pop()
            above = {*self.parents.get(here, ()), *_regions_around(here)} - found
            found |= above
            open.extend(above)
        return frozenset(found)

    def inside(self, entity: Entity, type: str) -> frozenset[str]:
        """Ids of that type that are the entity or in it, regions in regions aside."""
        mentioned = {*self._mentioned, entity}
        return frozenset(each.id for each in mentioned if each.type == type and entity in self.with_parents(each))

    @cached_property
    def _mentioned(self) -> frozenset[Entity]:
        return frozenset(self.attributes) | frozenset(self.parents)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, but for the rows."""

    principal: Entity
    action: Entity
    context: Known
    world: World


def is_region_code(code: str) -> bool:
    """Whether it has the form of a province, prefecture or county."""
    return len(code) in REGION_DIGITS and code.isascii() and code.isdigit()


def _regions_around(entity: Entity) -> Iterator[Entity]:
    if entity.type == REGION and is_region_code(entity.id):
        yield Entity(REGION, entity.id[:-2] or NATION)
