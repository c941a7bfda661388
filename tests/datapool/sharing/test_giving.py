"""No agreement gives what an access rule keeps back, whatever it says, and a refusal names the rules."""

from itertools import product
from typing import Any

import pytest

from core.principal import Principal, Role
from datapool.access.deciding import decide
from datapool.access.rule_files import RuleRefused, load_rules
from datapool.access.shape import shape_of
from datapool.access.values import entity
from datapool.access.words import access_words
from datapool.pool import Pool
from datapool.sharing import giving
from datapool.sharing.agreement_file import load_agreements
from datapool.sharing.giving import SHARE_ROWS, givable_rows, sharing_rules
from datapool.sharing.purpose import load_purposes
from datapool.sharing.refusal import ReleaseRefused
from datapool.sharing.release import Asked, release
from datapool.sharing.row_test import RowTest
from tests.datapool.sharing.world import DEATHS, MEANS, NOW, bodies, change, who


def why(pool: Pool, agreement: str, asked: Asked, asks: Principal) -> dict[str, Any]:
    """The entry of a refusal for the rules' sake."""
    with pytest.raises(ReleaseRefused) as caught:
        release(agreement, pool, asked, who=asks, now=NOW)
    (entry,) = bodies(pool)
    assert (entry["kind"], entry["reason"], caught.value.reason) == ("refusal", "access_rules", "access_rules")
    assert all(rule in str(caught.value) for rule in entry.get("rules", ()))
    return entry


def test_data_to_check_means_go_to_civil_affairs_whatever_the_agreement_says(pool: Pool) -> None:
    changed = change(pool.root, lambda said: said.update(receiver="tax"))
    entry = why(changed, MEANS, Asked("hrss_insured"), who(tenant="tax"))
    assert entry["rules"] == ["means-tested-by-civil-affairs"]


def test_a_diagnosis_is_given_to_no_other_department(pool: Pool) -> None:
    def with_cause(said: dict[str, Any]) -> None:
        said.update(provider="health")
        said["tables"] = {"health_deaths": {"columns": ["citizen_id", "cause"], "regions": "all", "where": []}}

    changed, asks = change(pool.root, with_cause, DEATHS), who(tenant="hrss", purpose="entitlement_check")
    assert why(changed, DEATHS, Asked("health_deaths"), asks)["rules"] == ["medical-stays-medical"]
    given = release(DEATHS, changed, Asked("health_deaths", ("citizen_id",)), who=asks, now=NOW)
    assert given.rows.column_names == ["citizen_id"]


def test_what_may_not_be_given_may_not_be_tested_either(pool: Pool) -> None:
    def with_cause(said: dict[str, Any]) -> None:
        said.update(provider="health")
        said["tables"] = {"health_deaths": {"columns": ["citizen_id", "cause"], "regions": "all", "where": []}}

    changed, asks = change(pool.root, with_cause, DEATHS), who(tenant="hrss", purpose="entitlement_check")
    tested = Asked("health_deaths", ("citizen_id",), where=(RowTest("cause", ("C34",)),))
    assert why(changed, DEATHS, tested, asks)["rules"] == ["medical-stays-medical"]


@pytest.mark.parametrize("role", [Role.FUND_MANAGER, Role.ML_ENGINEER])
def test_who_never_sees_rows_is_given_none_by_an_agreement(pool: Pool, role: Role) -> None:
    entry = why(pool, MEANS, Asked("hrss_insured"), who(roles=frozenset({role})))
    assert "no-rows-for-funds-and-models" in entry["rules"]


def test_rules_that_cannot_be_read_give_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise RuleRefused("a rule is broken.", remedy="Mend it.")

    monkeypatch.setattr(giving, "load_rules", broken)
    with pytest.raises(ReleaseRefused):
        release(MEANS, pool, Asked("hrss_insured"), who=who(), now=NOW)
    assert [entry["reason"] for entry in bodies(pool)] == ["access_error"]


@pytest.mark.parametrize("region", ["CN", "47", "4701", "4702", "470102", "11"])
@pytest.mark.parametrize("table", ["hrss_insured", "police_sentences", "health_deaths", "hrss_investigations"])
def test_every_row_that_may_be_given_is_one_of_which_cedar_permits_every_column(
    pool: Pool, table: str, region: str
) -> None:
    """And no fewer: for several columns, roles and purposes, asked of Cedar row by row."""
    described, rules = pool.tables()[table], load_rules()
    shape, region_column = shape_of(described), described.region_column.column
    with pool.connect([table]) as connection:
        rows = connection.execute(f'SELECT _line, _batch, "{region_column}" FROM "{table}"').fetchall()[:40]
        places = [row[:2] for row in rows]
        for role, purpose in product(
            (Role.DATA_STEWARD, Role.RISK_INVESTIGATOR), ("means_test", "statistics", "audit")
        ):
            asks = who(roles=frozenset({role}), region=region, purpose=purpose, tenant="civil")
            for columns in (["region_code"], list(shape.columns)[3:6], list(shape.columns)):
                fields = [
                    {**shape.fixed, **shape.columns[name].attributes, "region": entity("Region", own)}
                    for _, _, own in rows
                    for name in columns
                ]
                allowed = [answer.allowed for answer in decide(rules, asks, SHARE_ROWS, fields)]
                many = len(columns)
                permitted = {place for at, place in enumerate(places) if all(allowed[at * many : (at + 1) * many])}
                try:
                    where = givable_rows(described, columns, asks)
                except ReleaseRefused:
                    assert permitted == set()
                    continue
                found = connection.execute(f'SELECT _line, _batch FROM "{table}" AS t WHERE {where}').fetchall()
                assert set(found) & set(places) == permitted


def test_every_agreement_of_the_examples_gives_its_receiver_all_its_columns(pool: Pool) -> None:
    for pact in load_agreements(pool).values():
        asks = who(tenant=pact.receiver, purpose=pact.purpose.name, roles=frozenset({Role.DATA_STEWARD}))
        for share in pact.shares.values():
            assert givable_rows(pool.tables()[share.table], share.columns, asks) != "FALSE"


def test_the_rules_of_sharing_speak_of_every_purpose_that_agreements_have() -> None:
    rules = sharing_rules()
    assert {rule.forbids for rule in rules} == {True, False}
    said = " ".join(str(rule.template.clauses) for rule in rules if not rule.forbids)
    assert all(purpose in said for purpose in load_purposes() if purpose != "own_record")


def test_a_purpose_is_called_the_same_by_agreements_and_by_access_rules() -> None:
    words = access_words("purposes")
    purposes = load_purposes()
    assert len(purposes) > 8
    assert {name: each.title.zh for name, each in purposes.items()} == {name: words[name].zh for name in purposes}
