"""Who may ask who looked: what Cedar says of every row of the person decides, and a refusal is written down."""

from itertools import product

import pytest

from core.principal import Principal, Role
from datapool.access.deciding import decide
from datapool.access.rule_files import load_rules
from datapool.access.values import entity, text, truth
from datapool.persons.finding import find_person
from datapool.pool import Pool
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.permitted_looks import SEE_LOOKS, looks_denied, permitted_looks
from datapool.viewing.viewing import view_person
from tests.datapool.sharing.world import bodies
from tests.datapool.viewing.conftest import HERS
from tests.datapool.viewing.world import NOW, TODAY, asking, citizen, permitted_facts

OWN_PURPOSE = {
    Role.AUDITOR: "audit", Role.DATA_STEWARD: "data_quality", Role.RISK_INVESTIGATOR: "fraud_investigation",
    Role.CITIZEN: "own_record",
}  # fmt: skip

FIELD = {
    "department": entity("Department", "hrss"), "table": text("hrss_insured"), "column": text("person_name"),
    "item": text("person_name"), "class": entity("Class", "personal"), "about_person": truth(True),
    "region": entity("Region", "470101"), "subject": text("u-1"),
}  # fmt: skip


def refused(pool: Pool, person: str, who: Principal) -> ReleaseRefused:
    """Why, once it is certain that the refusal is the one entry that was added."""
    before = len(bodies(pool))
    with pytest.raises(ReleaseRefused) as caught:
        permitted_looks(pool, person, who=who, now=NOW)
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], entry["reason"]) == ("refusal", caught.value.reason)
    assert HERS not in str(entry) and HERS not in str(caught.value)
    return caught.value


def cedar_allows(pool: Pool, who: Principal) -> bool:
    """Whether Cedar allows it of some cell of the rows of hrss:0001, who is the citizen that asks."""
    about = who.subject if Role.CITIZEN in who.roles else "person:x"
    return bool(permitted_facts(pool, "hrss:0001", who, about, action=SEE_LOOKS))


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_looks_are_told_where_cedar_allows_it_of_a_row_and_nowhere_else(laid_out: Pool, role: Role) -> None:
    subject = "person_no:0001" if role is Role.CITIZEN else "u-1"
    told = 0
    for purpose, region in product((*OWN_PURPOSE.values(), "handling_case"), ("4701", "4706", "11")):
        who = asking(role, purpose=purpose, subject=subject, region=region)
        if cedar_allows(laid_out, who):
            assert permitted_looks(laid_out, "hrss:0001", who=who, now=NOW).person == find_person(laid_out, "hrss:0001")
            told += 1
        else:
            refused(laid_out, "hrss:0001", who)
    assert (told > 0) == (role in OWN_PURPOSE)


def test_a_watcher_learns_of_a_look_and_a_watcher_elsewhere_does_not(pool: Pool) -> None:
    entry = view_person(pool, "hrss:0002", who=asking(), as_of=TODAY, now=NOW).entry
    told = permitted_looks(pool, "hrss:0002", who=asking(Role.AUDITOR, purpose="audit"), now=NOW)
    assert [look.number for look in told.looks] == [entry]
    elsewhere = refused(pool, "hrss:0002", asking(Role.AUDITOR, purpose="audit", region="4706"))
    assert elsewhere.reason == "nothing_seen"


def test_citizens_learn_who_looked_at_them_and_nothing_of_others(pool: Pool) -> None:
    entry = view_person(pool, "hrss:0001", who=asking(), as_of=TODAY, now=NOW).entry
    told = permitted_looks(pool, "hrss:0001", who=citizen("person_no:0001"), now=NOW)
    assert [look.number for look in told.looks] == [entry]
    assert refused(pool, "hrss:0003", citizen("person_no:0001")).reason == "another_person"


@pytest.mark.parametrize(
    "who",
    [
        asking(),
        asking(Role.AUDITOR, purpose="data_quality"),
        asking(Role.DATA_STEWARD, purpose="audit"),
        asking(Role.FUND_MANAGER, purpose="fund_management"),
        asking(Role.ML_ENGINEER, purpose="model_training"),
        asking(Role.REGIONAL_CENTRE, purpose="regional_service"),
    ],
)
def test_whoever_watches_over_nobody_is_told_why_in_both_languages(pool: Pool, who: Principal) -> None:
    denied = looks_denied(pool, who)
    assert denied is not None and "查看谁看过" in denied.zh and "see who looked" in denied.en
    refusal = refused(pool, "hrss:0001", who)
    assert refusal.reason == "access_rules" and denied.en.rstrip(".") in str(refusal)


def test_two_roles_do_not_lend_each_other_a_purpose(pool: Pool) -> None:
    """A clerk who is an auditor as well asks as an auditor, or not at all."""
    both = frozenset({Role.CLERK, Role.AUDITOR})
    assert refused(pool, "hrss:0001", asking(roles=both)).reason == "access_rules"
    assert permitted_looks(pool, "hrss:0001", who=asking(roles=both, purpose="audit"), now=NOW).looks == ()


def test_an_unknown_purpose_is_refused(pool: Pool) -> None:
    assert refused(pool, "hrss:0001", asking(Role.AUDITOR, purpose="gossip")).reason == "unknown_purpose"


def test_only_the_roles_that_the_rules_name_see_looks_for_any_purpose() -> None:
    watching = set(OWN_PURPOSE)
    for role in Role:
        allowed = False
        for purpose in load_rules().vocabulary["Purpose"]:
            (answer,) = decide(load_rules(), asking(role, purpose=purpose), SEE_LOOKS, [FIELD])
            allowed |= answer.allowed
        assert allowed == (role in watching), role
