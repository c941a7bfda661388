"""Rows of a case: never a cell that Cedar denies, never a row of somebody else, always an entry in the log."""

from itertools import product

import pytest

from core.principal import Principal, Role
from datapool.access.deciding import decide
from datapool.access.rule_files import load_rules
from datapool.access.shape import shape_of
from datapool.access.values import entity
from datapool.pool import Pool
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.case_rows import RowsView, view_rows
from datapool.viewing.looks import who_looked
from tests.datapool.sharing.world import bodies
from tests.datapool.viewing.conftest import HERE, HERS, THERE
from tests.datapool.viewing.world import NOW, asking, citizen

INVESTIGATOR = asking(Role.RISK_INVESTIGATOR, purpose="fraud_investigation")
TABLES = ("hrss_insured", "health_members", "police_population")


def names_of(pool: Pool, table: str, condition: str = "TRUE") -> list[str]:
    with pool.connect([table], threads=1) as connection:
        rows = connection.execute(f"SELECT _batch, _line FROM {table} WHERE {condition} ORDER BY ALL").fetchall()
    return [f"{table}:{batch}:{line}" for batch, line in rows]


def view(pool: Pool, names: list[str], who: Principal = INVESTIGATOR, **more: tuple[str, ...]) -> RowsView:
    return view_rows(pool, "hrss:0001", names, who=who, now=NOW, **more)


def refused(pool: Pool, names: list[str], who: Principal) -> str:
    before = len(bodies(pool))
    with pytest.raises(ReleaseRefused) as caught:
        view(pool, names, who)
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], entry["reason"]) == ("refusal", caught.value.reason)
    assert HERS not in str(entry) and HERS not in str(caught.value)
    return caught.value.reason


def test_the_rows_asked_for_are_shown_and_the_look_is_in_the_log_without_a_number(pool: Pool) -> None:
    (mine,) = names_of(pool, "hrss_insured", "person_no = '0001'")
    found = view(pool, [mine])
    (row,) = found.rows
    assert (row.name, row.is_named, row.values["person_no"], found.missing) == (mine, True, "0001", ())
    entry = bodies(pool)[-1]
    assert (entry["kind"], entry["purpose"]) == ("view", "fraud_investigation")
    assert "hrss_insured.person_no" in entry["columns"]
    assert HERS not in str(entry) and "王芳" not in str(entry)
    assert [look.number for look in who_looked(pool, "hrss:0001")] == [found.entry]


ASKED_AS = [
    (Role.CLERK, "handling_case"),
    (Role.RISK_INVESTIGATOR, "fraud_investigation"),
    (Role.AUDITOR, "audit"),
    (Role.RISK_INVESTIGATOR, "audit"),
]


@pytest.mark.parametrize(("asked_as", "region"), list(product(ASKED_AS, ["CN", "4701"])))
def test_no_cell_is_shown_that_cedar_denies_and_nothing_kept_back_that_it_gives(
    laid_out: Pool, asked_as: tuple[Role, str], region: str
) -> None:
    role, purpose = asked_as
    who, names, allowed = asking(role, region=region, purpose=purpose), [], set()
    for table in TABLES:
        names += names_of(laid_out, table, f"citizen_id = '{HERS}'")
        shape = shape_of(laid_out.tables()[table])
        where = entity("Region", THERE if table == "health_members" else HERE)
        fields = [{**shape.fixed, **column.attributes, "region": where} for column in shape.columns.values()]
        answers = decide(load_rules(), who, "read_rows", fields)
        allowed |= {(table, name) for name, answer in zip(shape.columns, answers, strict=True) if answer.allowed}
    try:
        shown = {(row.table, name) for row in view(laid_out, names, who).rows for name in row.values}
    except ReleaseRefused:
        shown = set()
    assert shown <= allowed
    assert {table for table, _ in shown} == {table for table, _ in allowed}


def test_rows_of_somebody_else_are_not_shown_under_this_person_s_name(pool: Pool) -> None:
    others = names_of(pool, "hrss_insured", "person_no <> '0001'")
    (mine,) = names_of(pool, "hrss_insured", "person_no = '0001'")
    found = view(pool, [mine, *others])
    assert [row.values["person_no"] for row in found.rows] == ["0001"]
    assert set(found.missing) == set(others)


def test_other_rows_of_the_same_numbers_are_told_apart_from_those_asked_for(pool: Pool) -> None:
    rows = names_of(pool, "hrss_insured", "person_no = '0005'")
    found = view_rows(pool, "hrss:0005", rows[:1], also=("hrss_insured",), who=INVESTIGATOR, now=NOW)
    assert [row.is_named for row in found.rows] == [True, False, False]
    assert {row.name for row in found.rows} == set(rows)


@pytest.mark.parametrize(
    "name",
    ["hrss_insured:x:1", "hrss_insured::1", "hrss_insured:a:-1", "none:a:1", "hrss_insured:a:1' OR '1'='1", "", ":::",
     "hrss_insured'; DROP TABLE hrss_insured; --:a:1"],
)  # fmt: skip
def test_a_name_of_no_row_shows_nothing_and_is_told_as_missing(pool: Pool, name: str) -> None:
    (mine,) = names_of(pool, "hrss_insured", "person_no = '0001'")
    assert view(pool, [mine, name]).missing == (name,)
    assert refused(pool, [name], INVESTIGATOR) == "nothing_seen"


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (citizen("person_no:0001"), "another_person"),
        (asking(Role.RISK_INVESTIGATOR, purpose="fraud_investigation", region="11"), "nothing_seen"),
        (asking(Role.ML_ENGINEER, purpose="model_training"), "nothing_seen"),
        (asking(Role.RISK_INVESTIGATOR, purpose="gossip"), "unknown_purpose"),
    ],
)
def test_whoever_the_rules_give_nothing_is_refused_and_the_refusal_is_in_the_log(
    pool: Pool, who: Principal, reason: str
) -> None:
    assert refused(pool, names_of(pool, "hrss_insured", "person_no = '0001'"), who) == reason
