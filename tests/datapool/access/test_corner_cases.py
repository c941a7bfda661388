"""Expressions at the edges of Cedar's meaning: compiled, each gives what Cedar itself gives."""

from collections.abc import Iterator
from random import Random

import cedarpy
import duckdb
import pyarrow as pa
import pytest

from datapool.access.compiling import compile_rules
from datapool.access.rule import Rule
from datapool.access.values import Kind, Known, entity, record, text, truth
from datapool.access.world import Request, World
from rules.bilingual import Bilingual
from tests.datapool.access.random_rules import ROW_ATTRIBUTES, draw_request, shape
from tests.datapool.access.reference import allowed

EXPRESSIONS = (
    # Of another kind than is due.
    "(true && 5) == 5", "(false || 5) == 5", "(true || 5) == true", "(false && 5) == false", "!5 == 5", "5 && true",
    "(if 1 then true else true)", "(if resource.flag then 1 else true)", "(if resource.flag then true else 1)",
    '1 < "a"', '"a" < "b"', "resource.subject < resource.other", "true < false", '5 like "*"', "principal like \"*\"",
    "5 in principal", "principal in 5", 'principal in [Role::"x", 5]', "principal in []", "5 is User",
    "resource.n.contains(1)", "[1].containsAll(1)", "[1].containsAny(1)", "resource.n.isEmpty()", "[].isEmpty()",
    "resource.n has a", "resource.subject has a", "true has a", "5 has a", "[1] has a",
    # Equality of unlike things.
    "1 == true", '1 == "1"', 'resource.n == "1"', "resource.flag == 1", "resource.subject == resource.n",
    "resource.region == resource.owner", 'resource.region == Department::"hrss"', "resource.region == 47",
    "[1, 2] == [2, 1, 1]", "[1] == [1, 2]", "[resource.n] == [1]", "[resource.n, 1] == [1]", "[1, 2] == [resource.n]",
    "[resource.n, resource.m] == [resource.m, resource.n]", "[[resource.n]].contains([1])", "[[]] == []",
    "{a: 1} == {a: 1}", "{a: 1} == {a: true}", "{a: 1} has a", "{a: {b: 1}} has a.b", "{a: 1}.b == 1",
    # What is there and what is not.
    "resource has n", "resource has nothing", "resource has n && resource.n == 1", "resource has n || resource.n == 1",
    "!(resource has n) || resource.n == 1", "resource has n.a", "resource.nothing == 1", "resource.nothing != 1",
    'User::"ghost" has a', 'User::"ghost".a == 1', 'User::"ghost" == User::"ghost"', "principal.boss has level",
    "principal.boss.level == 1", "principal.boss.nothing == 1", "context has nothing", "context.nothing == 1",
    "principal has boss.level", "principal has boss.nothing", "principal has nothing.level",
    # Texts and forms.
    'resource.subject like "%"', 'resource.subject like "a_b"', 'resource.subject like "a*"',
    'resource.subject like "!"',
    'resource.subject like ""', 'resource.subject like "**"', 'resource.subject like "\\*"',
    'resource.subject like "*中*"',
    "resource.subject like \"'\"", 'resource.subject like "\\\\"', 'resource.subject like "a\\nb"', '"aXb" like "a*b"',
    'resource.subject == "\\u{e9}"', 'resource.subject == "e\\u{301}"', "resource.subject == \"'\"",
    # Numbers at their ends.
    "resource.n < 9223372036854775807", "resource.n <= 9223372036854775807", "resource.n > -9223372036854775808",
    "resource.n >= resource.m", "resource.n < resource.n", "resource.n <= resource.n", "9223372036854775807 + 1 == 0",
    "9223372036854775807 + 0 > 1", "3 * 4 == 12", "(-5) - 1 == -6", "-(principal.level) == 0",
    # Regions and what lies in what.
    'resource.region in Region::"47"', 'resource.region in Region::"East"', 'resource.region in Region::"CN"',
    'resource.region in Department::"gov"', 'resource.region in [Region::"48", Region::"470199"]',
    'resource.region in Region::"470"', 'resource.region in Region::""', 'resource.owner in Department::"gov"',
    'Region::"470101" in resource.region', 'Department::"hrss" in resource.owner',
    "resource.region in principal.regions",
    "resource.region in resource.region", 'resource.region is Region in Region::"48"', "resource.owner is Region",
    "resource is Field", "resource is Machine", 'resource in Table::"drawn"', 'resource in Department::"tax"',
    'resource in Department::"hrss"', "resource in principal", "resource == principal", 'resource == Table::"drawn"',
    "resource == 5", "[resource].contains(principal)", "[resource].contains(5)", "action == Action::\"read\"",
)  # fmt: skip


def fixed_request() -> Request:
    drawn = draw_request(Random(1))
    boss = entity("User", "boss").value
    attributes = {
        "level": Known(Kind.LONG, 0),
        "subject": text("a"),
        "boss": entity("User", "boss"),
        "regions": Known(Kind.SET, frozenset({entity("Region", "47"), entity("Region", "x")})),
    }
    world = World({drawn.principal: attributes, boss: {"level": Known(Kind.LONG, 1)}}, drawn.world.parents)  # type: ignore[dict-item]
    return Request(drawn.principal, drawn.action, record(flag=truth(True)), world)


def every_value() -> pa.Table:
    """Each value of each attribute in some row, rows without any, and rows with all."""
    size = max(len(drawn) for _, _, drawn, _ in ROW_ATTRIBUTES.values())
    columns = {
        name: pa.array([*(drawn[at % len(drawn)] for at in range(size)), None, *drawn[:2]], kind)
        for name, (_, _, drawn, kind) in ROW_ATTRIBUTES.items()
    }
    columns["m"] = pa.array([None if at % 3 == 0 else at % 3 for at in range(size + 3)], pa.int64())
    return pa.table({"id": pa.array(range(size + 3)), **columns})


REQUEST, TABLE, SHAPE = fixed_request(), every_value(), shape(("public",))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.register("drawn rows", TABLE)
        yield opened


def given(policies: str, connection: duckdb.DuckDBPyConnection) -> tuple[set[int], set[int], bool]:
    """The rows SQL gives, those Cedar gives, and whether all could be compiled."""
    parsed = cedarpy.PolicySet.from_str(policies)
    templates = parsed.to_pst().static_policies
    rules = [Rule.of(each, id=name, title=Bilingual("规则", "rule")) for name, each in templates.items()]
    compiled = compile_rules(rules, REQUEST, SHAPE)
    rows = connection.execute(f'SELECT id FROM "drawn rows" AS t WHERE {compiled.row_filter}').fetchall()
    found, expected = {row[0] for row in rows}, allowed(parsed, REQUEST, SHAPE, TABLE)["public"]
    return found, expected, not compiled.columns["public"].given_up


GIVEN_UP = (
    "resource == principal", "[resource].contains(principal)", 'resource == Table::"drawn"',
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_compiled_expressions_mean_what_cedar_means(expression: str, connection: duckdb.DuckDBPyConnection) -> None:
    for policies in (
        f"permit (principal, action, resource) when {{ {expression} }};",
        f"permit (principal, action, resource) unless {{ {expression} }};",
        f"permit (principal, action, resource); forbid (principal, action, resource) when {{ {expression} }};",
        f"permit (principal, action, resource); forbid (principal, action, resource) unless {{ {expression} }};",
    ):
        found, expected, is_whole = given(policies, connection)
        assert found <= expected, policies
        assert not is_whole or found == expected, policies
        assert is_whole is (expression not in GIVEN_UP), policies
