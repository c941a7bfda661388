"""Compiled access on tables of the pool: what is masked, what a missing value does, and attempts to slip past."""

from random import Random

import cedarpy
import duckdb
import pyarrow as pa
import pytest

from core.errors import UnknownKey
from core.principal import Principal, Role
from datapool.access.compiling import Compiled, compile_access, compile_rules
from datapool.access.condition import ALWAYS, NEVER
from datapool.access.rule import Rule
from datapool.access.rule_files import load_rules
from datapool.access.shape import shape_of, subject
from datapool.access.values import text
from datapool.access.world import Request, World
from datapool.standards.sources import load_sources
from rules.bilingual import Bilingual
from tests.datapool.access.random_rules import ROW_ATTRIBUTES, draw_request, shape

TITLE = Bilingual("规则", "rule")


def principal(
    role: Role, purpose: str, region: str | None = "4701", tenant: str = "hrss", who: str = "me"
) -> Principal:
    return Principal(who, tenant, frozenset({role}), region, purpose)


def access(who: Principal, table: str, action: str = "read_rows") -> Compiled:
    return compile_access(load_rules(), who, action, shape_of(load_sources()[table]))


def rows_of(table: str, **columns: list[str | None]) -> pa.Table:
    """Rows with these columns; every other column says `x`, or nothing where it is no text."""
    kinds = {name: column.duckdb_type for name, column in shape_of(load_sources()[table]).columns.items()}
    size = len(next(iter(columns.values())))
    filled = {name: columns.get(name, ["x" if kind == "VARCHAR" else None] * size) for name, kind in kinds.items()}
    return pa.table({name: pa.array(values, pa.string()) for name, values in filled.items()})


def read(compiled: Compiled, rows: pa.Table) -> list[dict[str, object]]:
    with duckdb.connect() as connection:
        connection.register("source", rows)
        found: list[dict[str, object]] = connection.sql(compiled.select("source")).to_arrow_table().to_pylist()
    return found


REGIONS = ["470102", "4701", "470201", "47", None, "4701O2", "47010", "", "470102 ", "４７０１０２"]


def test_a_clerk_sees_persons_of_their_own_prefecture_only() -> None:
    rows = rows_of("hrss_insured", region_code=REGIONS, person_no=[str(at) for at in range(len(REGIONS))])
    found = read(access(principal(Role.CLERK, "handling_case"), "hrss_insured"), rows)
    assert [row["region_code"] for row in found] == ["470102", "4701"]


def test_sensitive_columns_of_another_department_are_masked() -> None:
    rows = rows_of("health_deaths", region_code=["470102"], citizen_id=["470102199001010011"])
    (found,) = read(access(principal(Role.CLERK, "handling_case"), "health_deaths"), rows)
    assert found["person_name"] == "x" and found["citizen_id"] is None and found["citizen_id_written"] is None
    own = access(principal(Role.CLERK, "handling_case", tenant="health"), "health_deaths")
    assert read(own, rows)[0]["citizen_id"] == "470102199001010011"


def test_a_column_seen_of_some_rows_is_empty_in_the_others() -> None:
    rows = rows_of("health_providers", region_code=["470102", "480101", None], provider_name=["a", "b", "c"])
    found = read(access(principal(Role.DATA_STEWARD, "data_quality", tenant="health"), "health_providers"), rows)
    assert [(row["provider_name"], row["region_code"]) for row in found] == [("a", "470102"), ("b", None), ("c", None)]


def test_citizens_see_their_own_record_and_no_other() -> None:
    who = principal(Role.CITIZEN, "own_record", None, who=subject("person_no", "17"))
    rows = rows_of("hrss_insured", person_no=["17", "18", None, "person_no:17"], citizen_id=["a", "b", "c", "d"])
    assert [(row["person_no"], row["citizen_id"]) for row in read(access(who, "hrss_insured"), rows)] == [("17", "a")]


def test_a_number_of_one_department_opens_no_record_of_another() -> None:
    who = principal(Role.CITIZEN, "own_record", None, who=subject("person_no", "17"))
    assert read(access(who, "health_members"), rows_of("health_members", member_no=["17"])) == []


@pytest.mark.parametrize("role", [Role.FUND_MANAGER, Role.ML_ENGINEER])
def test_who_works_with_results_reads_no_row_about_a_person(role: Role) -> None:
    for name, table in load_sources().items():
        for purpose in ("fund_management", "model_training", "handling_case"):
            compiled = access(principal(role, purpose, "CN"), name)
            about_person = "subject" in shape_of(table).of_rows
            assert compiled.readable == (NEVER if about_person else compiled.readable)
            for column, found in compiled.columns.items():
                assert found.readable == NEVER or compiled.shape.columns[column].sensitivity == "public"


def test_investigations_are_closed_to_clerks_and_open_to_investigators() -> None:
    assert access(principal(Role.CLERK, "handling_case"), "hrss_investigations").readable == NEVER
    seen = access(principal(Role.RISK_INVESTIGATOR, "fraud_investigation"), "hrss_investigations")
    assert seen.readable != NEVER and seen.columns["finding"].readable == seen.readable


def test_a_quote_in_who_asks_stays_a_text() -> None:
    request = draw_request_of("' OR TRUE --")
    policies = "permit (principal, action, resource) when { resource.subject == principal.subject };"
    compiled = compiled_of(policies, request)
    assert kept(compiled, subject=["' OR TRUE --", "x"]) == [0]


def draw_request_of(who: str) -> Request:
    """The request of the random trials, with this subject."""
    drawn = draw_request(Random(1))
    attributes = {drawn.principal: {**drawn.world.attributes[drawn.principal], "subject": text(who)}}
    return Request(drawn.principal, drawn.action, drawn.context, World(attributes, drawn.world.parents))


def compiled_of(policies: str, request: Request) -> Compiled:
    templates = cedarpy.policies_to_pst(policies).static_policies
    rules = [Rule.of(template, id=name, title=TITLE) for name, template in templates.items()]
    return compile_rules(rules, request, shape(("public",)))


def kept(compiled: Compiled, **columns: list[object]) -> list[int]:
    size = len(next(iter(columns.values())))
    table = pa.table(
        {"id": range(size)}
        | {name: pa.array(columns.get(name, [None] * size), kind) for name, (_, _, _, kind) in ROW_ATTRIBUTES.items()}
    )
    with duckdb.connect() as connection:
        connection.register("source", table)
        rows = connection.execute(f"SELECT id FROM source AS t WHERE {compiled.row_filter} ORDER BY id").fetchall()
    return [row[0] for row in rows]


PERMIT = "permit (principal, action, resource);"


@pytest.mark.parametrize(
    "clause",
    [
        "when { resource.n == 1 }", "when { resource.n != 1 }", "unless { resource.n > 5 }",
        "when { [1, 2].contains(resource.n) }", "when { 1 < resource.n }", "when { resource.n == resource.m }",
        'when { resource.subject like "*" }', 'unless { resource.region in Region::"47" }',
        "when { if resource.flag then false else false }", "when { [resource.n].containsAny([9]) }",
    ],
)  # fmt: skip
def test_whoever_lacks_what_a_prohibition_asks_for_is_kept_back(clause: str) -> None:
    """Cedar itself skips the prohibition and lets the row pass: the gap that compiling closes."""
    text = f"{PERMIT} forbid (principal, action, resource) {clause};"
    entities = [{"uid": {"type": "Field", "id": "1"}, "attrs": {}, "parents": []}]
    asked = {"principal": 'User::"u"', "action": 'Action::"read"', "resource": 'Field::"1"', "context": {}}
    assert cedarpy.is_authorized(asked, text, entities).allowed
    assert kept(compiled_of(text, draw_request_of("u")), n=[None]) == []


@pytest.mark.parametrize(
    "clause", ["when { resource.n == 1 }", "unless { resource.n == 1 }", "when { !resource.flag }"]
)
def test_a_permission_that_fails_gives_nothing_and_another_still_gives(clause: str) -> None:
    alone = f"permit (principal, action, resource) {clause};"
    assert kept(compiled_of(alone, draw_request_of("u")), n=[None]) == []
    assert kept(compiled_of(f"{alone} {PERMIT}", draw_request_of("u")), n=[None]) == [0]


BEYOND = 'decimal("1.0").lessThan(decimal("2.0"))'


def test_an_operator_that_cannot_be_compiled_denies() -> None:
    request = draw_request_of("u")
    alone = compiled_of(f"permit (principal, action, resource) when {{ {BEYOND} }};", request)
    assert kept(alone, n=[1]) == [] and alone.columns["public"].given_up == {"policy0": ("decimal", "decimal")}
    forbidden = compiled_of(f"{PERMIT} forbid (principal, action, resource) when {{ !({BEYOND}) }};", request)
    assert kept(forbidden, n=[1]) == []
    narrowed = f"{PERMIT} forbid (principal, action, resource) when {{ resource.n == 1 && {BEYOND} }};"
    assert kept(compiled_of(narrowed, request), n=[1, 2, None]) == [1]


def test_an_expression_with_too_many_cases_denies() -> None:
    many = ", ".join(f"if resource.n == {at} then {at} else -{at + 1}" for at in range(9))
    text = f"permit (principal, action, resource) when {{ [{many}].contains(3) }};"
    compiled = compiled_of(text, draw_request_of("u"))
    assert compiled.readable == NEVER and compiled.columns["public"].given_up
    few = text.replace(many, "if resource.n == 3 then 3 else 4")
    assert kept(compiled_of(few, draw_request_of("u")), n=[3, 4, None]) == [0]


def test_every_row_where_nothing_is_asked_of_it() -> None:
    compiled = compiled_of(PERMIT, draw_request_of("u"))
    assert compiled.readable == ALWAYS and compiled.row_filter == "TRUE" and kept(compiled, n=[None, 1]) == [0, 1]


def test_no_rule_at_all_gives_nothing() -> None:
    compiled = compile_rules([], draw_request_of("u"), shape(("public",)))
    assert compiled.row_filter == "FALSE"


@pytest.mark.parametrize(("purpose", "action"), [("spying", "read_rows"), ("audit", "delete_rows")])
def test_what_is_in_no_catalogue_is_refused_before_anything_is_compiled(purpose: str, action: str) -> None:
    with pytest.raises(UnknownKey):
        access(principal(Role.AUDITOR, purpose), "hrss_insured", action)


def test_linkage_may_say_who_a_row_is_about() -> None:
    table = shape_of(load_sources()["health_members"], "'person:' || t.member_no")
    who = principal(Role.CITIZEN, "own_record", None, who="person:17")
    compiled = compile_access(load_rules(), who, "read_rows", table)
    assert len(read(compiled, rows_of("health_members", member_no=["17", "18"]))) == 1
