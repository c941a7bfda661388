"""Rules, principals and tables drawn at random, with rows that lack attributes and expressions that fail."""

from random import Random
from typing import Any

import pyarrow as pa

from datapool.access.shape import ProtectedColumn, RowAttribute, Shape
from datapool.access.values import Entity, Kind, Known, entity, record, text, truth
from datapool.access.world import Request, World
from rules.bilingual import Bilingual

TEXTS = ("", "a", "ab", "A", "a%b", "a_b", "!", "'", "\\", "中", "中文", "é", "é", "a\nb", "*", " a")
NUMBERS = (-(2**63), -1, 0, 1, 2, 2**63 - 1)
REGIONS = ("CN", "47", "4701", "470101", "470199", "48", "4801", "East", "47011", "x", "")
DEPARTMENTS = ("hrss", "tax", "gov", "")
CLASSES = ("public", "personal", "sensitive")
ROLES = ("clerk", "auditor", "staff")
KINDS = ("bool", "long", "string", "entity", "set")
ACTION = Entity("Action", "read")
# Attribute, kind and type of what each row brings along.
ROW_ATTRIBUTES = {
    "region": (Kind.ENTITY, "Region", REGIONS, pa.string()),
    "owner": (Kind.ENTITY, "Department", DEPARTMENTS, pa.string()),
    "subject": (Kind.STRING, "", TEXTS, pa.string()),
    "other": (Kind.STRING, "", TEXTS, pa.string()),
    "n": (Kind.LONG, "", NUMBERS, pa.int64()),
    "m": (Kind.LONG, "", NUMBERS, pa.int64()),
    "flag": (Kind.BOOL, "", (True, False), pa.bool_()),
}
PATHS = {
    "bool": ("resource.flag", "resource.about", "principal.flag", "context.flag"),
    "long": ("resource.n", "resource.m", "principal.level", "context.level"),
    "string": ("resource.subject", "resource.other", "resource.table", "principal.subject", "context.word"),
    "entity": (
        "resource.region", "resource.owner", "resource.class", "principal.region", "principal.tenant",
        "principal", "action", "context.purpose", "principal.boss",
    ),
    "set": ("principal.tags", "principal.regions"),
}  # fmt: skip
BEYOND = (
    "resource.n + 1 == 2",
    'resource == Field::"1"',
    'resource in Field::"1"',
    "resource.region.level == 1",
    "resource.region has level",
    "resource.region in resource.owner",
    'decimal("1.0").lessThan(decimal("2.0"))',
    'ip("10.0.0.1").isIpv4()',
    "principal in resource",
    "{a: resource.n}.a == 1",
    'resource.subject like "a\\0*"',
    'resource.hasTag("x")',
)


def draw_table(random: Random) -> pa.Table:
    """Up to nine rows, a quarter of the values missing."""
    size = random.randint(1, 9)
    columns = {
        name: pa.array([None if random.random() < 0.25 else random.choice(drawn) for _ in range(size)], kind)
        for name, (_, _, drawn, kind) in ROW_ATTRIBUTES.items()
    }
    return pa.table({"id": pa.array(range(size)), **columns})


def shape(columns: tuple[str, ...] = CLASSES) -> Shape:
    """A table with a column of each class."""
    return Shape(
        table="drawn",
        title=Bilingual("随机", "drawn"),
        fixed={"table": text("drawn"), "about": truth(True)},
        of_rows={name: RowAttribute(kind, f't."{name}"', type) for name, (kind, type, _, _) in ROW_ATTRIBUTES.items()},
        columns={
            name: ProtectedColumn(Bilingual(name, name), "BIGINT", name, {"class": entity("Class", name)})
            for name in columns
        },
        parents=frozenset({Entity("Table", "drawn")}),
    )


def draw_request(random: Random) -> Request:
    """A principal who lacks attributes now and then, in a world with things in things."""
    user, boss = Entity("User", "u"), Entity("User", "boss")
    attributes = {
        "flag": truth(random.random() < 0.5),
        "level": Known(Kind.LONG, random.choice(NUMBERS)),
        "subject": text(random.choice(TEXTS)),
        "region": entity("Region", random.choice(REGIONS)),
        "tenant": entity("Department", random.choice(DEPARTMENTS)),
        "boss": Known(Kind.ENTITY, boss),
        "tags": Known(Kind.SET, frozenset(text(random.choice(TEXTS)) for _ in range(random.randint(0, 3)))),
        "regions": Known(
            Kind.SET, frozenset(entity("Region", random.choice(REGIONS)) for _ in range(random.randint(0, 3)))
        ),
    }
    context = {
        "flag": truth(random.random() < 0.5),
        "level": Known(Kind.LONG, random.choice(NUMBERS)),
        "word": text(random.choice(TEXTS)),
        "purpose": entity("Purpose", random.choice(TEXTS[1:3])),
    }
    world = World(
        {
            user: {name: value for name, value in attributes.items() if random.random() < 0.9},
            boss: {"level": Known(Kind.LONG, 1)},
        },
        {
            user: frozenset(Entity("Role", role) for role in ROLES[:2] if random.random() < 0.5),
            Entity("Role", "clerk"): frozenset({Entity("Role", "staff")}),
            Entity("Department", "hrss"): frozenset({Entity("Department", "gov")}),
            Entity("Region", "4701"): frozenset({Entity("Region", "East")}),
            Entity("Region", "48"): frozenset({Entity("Department", "gov")}),
            Entity("Table", "drawn"): frozenset({Entity("Department", "tax")}),
        },
    )
    return Request(user, ACTION, record(**{n: v for n, v in context.items() if random.random() < 0.9}), world)


class Rules:
    """Writes rules; `beyond` says how often an expression is one that SQL is not made of."""

    def __init__(self, random: Random, beyond: float = 0.0) -> None:
        self._random, self._beyond = random, beyond

    def draw(self) -> str:
        """One to four rules, the first of them a permission."""
        effects = ["permit", *(self._random.choice(("permit", "forbid")) for _ in range(self._random.randint(0, 3)))]
        return "\n".join(self._rule(effect) for effect in effects)

    def _rule(self, effect: str) -> str:
        clauses = [
            f"{self._random.choice(('when', 'when', 'unless'))} {{ {self.expression('bool', 3)} }}"
            for _ in range(self._random.choice((0, 1, 1, 1, 2)))
        ]
        return f"{effect} ({self._principal()}, {self._action()}, {self._resource()}) {' '.join(clauses)};"

    def _principal(self) -> str:
        return self._mostly(
            "principal",
            'principal in Role::"clerk"', 'principal in Role::"staff"', 'principal == User::"u"',
            "principal is User", 'principal is User in Role::"auditor"', "principal is Machine",
        )  # fmt: skip

    def _action(self) -> str:
        return self._mostly(
            "action", 'action == Action::"read"', 'action in [Action::"read", Action::"write"]',
            'action == Action::"write"',
        )  # fmt: skip

    def _resource(self) -> str:
        return self._mostly(
            "resource", "resource is Field", 'resource is Field in Table::"drawn"', 'resource in Department::"tax"',
            'resource in Table::"another"', "resource is Machine",
        )  # fmt: skip

    def _mostly(self, usual: str, *others: str) -> str:
        return usual if self._random.random() < 0.6 else self._random.choice(others)

    def expression(self, kind: str, depth: int) -> str:
        """An expression that is meant to be of a kind."""
        random = self._random
        if random.random() < 0.03:
            kind = random.choice(KINDS)
        if kind == "bool" and random.random() < self._beyond:
            return f"({random.choice(BEYOND)})"
        if depth == 0 or random.random() < 0.15:
            return self._leaf(kind)
        if random.random() < 0.06:
            parts = (self.expression(each, depth - 1) for each in ("bool", kind, kind))
            return "(if {} then {} else {})".format(*parts)
        written: Any = getattr(self, f"_{kind}")
        return f"({written(depth - 1)})"

    def _leaf(self, kind: str) -> str:
        random = self._random
        if random.random() < 0.6:
            return random.choice(PATHS[kind])
        match kind:
            case "bool":
                return random.choice(("true", "false"))
            case "long":
                return f"({random.choice(NUMBERS)})"
            case "string":
                return quoted(random.choice(TEXTS))
            case "entity":
                return self._entity_literal()
            case _:
                return f"[{', '.join(self._leaf(random.choice(KINDS[1:4])) for _ in range(random.randint(0, 3)))}]"

    def _entity_literal(self) -> str:
        type, ids = self._random.choice((("Region", REGIONS), ("Department", DEPARTMENTS), ("Role", ROLES)))
        return f"{type}::{quoted(self._random.choice(ids))}"

    def _bool(self, depth: int) -> str:
        random = self._random
        some = lambda kind: self.expression(kind, depth)  # noqa: E731
        kind = random.choice(KINDS)
        match random.randint(0, 13):
            case 0 | 1:
                return f"{some('bool')} && {some('bool')}"
            case 2 | 3:
                return f"{some('bool')} || {some('bool')}"
            case 4:
                return f"!{some('bool')}"
            case 5 | 6:
                return f"{some(kind)} {random.choice(('==', '!='))} {some(kind)}"
            case 7:
                return f"{some('long')} {random.choice(('<', '<=', '>', '>='))} {some('long')}"
            case 8:
                return f"{some('entity')} in {some(random.choice(('entity', 'set')))}"
            case 9:
                owner = random.choice(("resource", "principal", "context", "principal.boss", some("entity")))
                return f"{owner} has {random.choice(('region', 'subject', 'n', 'level', 'nothing', 'boss.level'))}"
            case 10:
                form = "".join(random.choice(("*", "\\*", "a", "b", "%", "_", "中", "!")) for _ in range(3))
                return f'{some("string")} like "{form}"'
            case 11:
                return f"{some('set')}.contains({some(random.choice(KINDS[1:4]))})"
            case 12:
                call = random.choice(("containsAll", "containsAny"))
                return f"{some('set')}.{call}({some('set')})"
            case _:
                within = random.choice(("", f" in {some('entity')}"))
                return random.choice((f"{some('entity')} is Region{within}", f"{some('set')}.isEmpty()"))

    def _long(self, depth: int) -> str:
        numbers = [self._random.choice((*map(str, NUMBERS), "principal.level", "context.level")) for _ in range(2)]
        return f"({numbers[0]}) {self._random.choice('+-*')} ({numbers[1]})"

    def _string(self, depth: int) -> str:
        return self._leaf("string")

    def _entity(self, depth: int) -> str:
        return self._leaf("entity")

    def _set(self, depth: int) -> str:
        kind = self._random.choice(KINDS[1:])
        return f"[{', '.join(self.expression(kind, depth) for _ in range(self._random.randint(0, 3)))}]"


def quoted(value: str) -> str:
    """A text as Cedar writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
