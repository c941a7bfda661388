"""What somebody sees of a table, in words: rows, columns, rules, and nothing of who asks."""

import json

import pytest

from core.principal import Principal, Role
from datapool.access.condition import (
    ALWAYS,
    NEVER,
    Below,
    Condition,
    IsTrue,
    Matches,
    Not,
    OneOf,
    Present,
    Same,
    Within,
    all_of,
    any_of,
)
from datapool.access.condition_words import condition_words
from datapool.access.explaining import Explanation, explain_access
from datapool.access.rule_files import load_rules
from datapool.access.shape import shape_of
from datapool.access.values import Kind, Known, text
from datapool.standards.sources import load_sources


def explained(role: Role, purpose: str, table: str, region: str | None = "4701", who: str = "me") -> Explanation:
    principal = Principal(who, "hrss", frozenset({role}), region, purpose)
    return explain_access(load_rules(), principal, "read_rows", shape_of(load_sources()[table]))


def test_every_column_is_explained_whoever_asks() -> None:
    for table in ("hrss_insured", "health_settlements", "hrss_employers", "civil_marriages"):
        for role in Role:
            for purpose in ("handling_case", "own_record", "audit"):
                found = explained(role, purpose, table)
                for column in found.columns:
                    assert column.why.zh and column.why.en and column.why.zh != column.why.en
                    assert (column.seen.extent == "no_row") == ("Allowed" not in column.why.en)


def test_what_a_clerk_sees_is_told_with_rules_and_region() -> None:
    found = explained(Role.CLERK, "handling_case", "health_deaths")
    assert found.seen.rows.zh == "记录所属地区在4701之内" and found.seen.extent == "some_rows"
    columns = {column.name: column for column in found.columns}
    assert columns["citizen_id"].seen.extent == "no_row" and columns["citizen_id"].rules == ()
    assert [rule.id for rule in columns["cause"].rules] == ["medical-stays-medical"]
    assert [rule.id for rule in columns["person_name"].rules] == ["clerk-own-region", "persons-only-in-own-region"]


def test_words_call_a_citizen_oneself_and_not_by_number() -> None:
    found = explained(Role.CITIZEN, "own_record", "hrss_insured", None, "person_no:4711")
    assert found.seen.rows.zh == "记录所涉人员是本人" and "oneself" in found.seen.rows.en
    said = json.dumps([column.why.to_json() for column in found.columns])
    assert "4711" not in said


def test_json_names_every_rule_it_speaks_of() -> None:
    found = explained(Role.AUDITOR, "audit", "hrss_insured").to_json()
    named = {rule["rule"] for rule in found["rules"]}
    assert named == {rule for column in found["columns"] for rule in column["rules"]} and named
    assert all(rule["legal_basis"] and set(rule["title"]) == {"zh", "en"} for rule in found["rules"])
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("role", "purpose", "said"),
    [
        (Role.CLERK, "handling_case", "没有规则允许：窗口经办人员，为了办理业务，查看谁看过。"),
        (Role.AUDITOR, "data_quality", "没有规则允许：审计人员，为了数据质量核对，查看谁看过。"),
        (Role.FUND_MANAGER, "fund_management", "禁止：基金管理人员和模型工程师不接收个人记录"),
        (Role.CITIZEN, "handling_case", "没有规则允许：公民本人，为了办理业务，查看谁看过。"),
    ],
)
def test_why_somebody_may_not_ask_who_looked_is_said_in_both_languages(role: Role, purpose: str, said: str) -> None:
    principal = Principal("person_no:1", "hrss", frozenset({role}), "4701", purpose)
    found = explain_access(load_rules(), principal, "see_looks", shape_of(load_sources()["hrss_insured"]))
    why = {column.name: column.why for column in found.columns}["person_name"]
    assert found.seen.extent == "no_row" and why.zh.startswith(said)
    assert why.en.startswith(("No rule permits it: see who looked", "Forbidden: Fund managers"))


NUMBER = Known(Kind.LONG, 3)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (ALWAYS, "全部记录", "every row"),
        (NEVER, "没有记录", "no row"),
        (Present("region"), "记录所属地区已填写", "the row's region is given"),
        (Within("region", "CN"), "记录所属地区在全国之内", "the row's region lies in the nation"),
        (all_of([Present("n"), OneOf("n", (NUMBER,))]), "n是3", "n is 3"),
        (any_of([IsTrue("a"), Not(IsTrue("b"))]), "a为是，或者并非（b为是）", "a is yes, or not (b is yes)"),
        (all_of([IsTrue("a"), any_of([IsTrue("b"), IsTrue("c")])]), "a为是，且（b为是，或者c为是）", None),
        (Same("a", "b"), "a等于b", "a equals b"),
        (Below("a", 5, False), "a小于5", "a is less than 5"),
        (Below(5, "a", True), "5不大于a", "5 is at most a"),
        (Matches("a", ("x", "")), "a形如“x*”", 'a has the form "x*"'),
        (OneOf("subject", (text("me"), text("you"))), "记录所涉人员是本人、you", None),
    ],
)
def test_a_condition_reads_in_both_languages(condition: Condition, zh: str, en: str | None) -> None:
    said = condition_words(condition, "me")
    assert said.zh == zh and (en is None or said.en == en)
