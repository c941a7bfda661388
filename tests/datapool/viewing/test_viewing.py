"""One person, shown: never a cell that Cedar denies, always an entry in the log, nothing where anything is wrong."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.chain import ChainNotWritten
from core.errors import AnlanError
from core.principal import Principal, Role
from datapool.access.rule_files import RuleRefused, load_rules
from datapool.persons.decisions import Verdict
from datapool.persons.finding import find_person
from datapool.pool import Pool
from datapool.sharing.ledger import Ledger
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing import viewing
from datapool.viewing.claims import principal_of
from datapool.viewing.looks import looks_at, who_looked
from datapool.viewing.person_view import PersonView
from datapool.viewing.queue import decide_for, open_doubts_for, undo_for
from datapool.viewing.viewing import view_as_owner, view_person
from tests.datapool.persons.registers import linked, pool_of, resident
from tests.datapool.sharing.world import bodies
from tests.datapool.viewing.conftest import HERS, ONE_FOR_TWINS, SHARED, THREE, TWINS
from tests.datapool.viewing.world import NOW, TODAY, asking, citizen, permitted_facts

PURPOSES = load_rules().vocabulary["Purpose"]
PERSONS = ("hrss:0001", "hrss:0002", "hrss:0003", "hrss:0005", "health:8")
SUBJECTS = ("person_no:0001", "person_no:0002", "member_no:7", f"citizen_id:{HERS}", "u-1")
REGIONS = ("CN", "47", "4701", "4706", "470101", "470602", "11")


def view(pool: Pool, person: str, who: Principal) -> PersonView:
    return view_person(pool, person, who=who, as_of=TODAY, now=NOW)


def refused(pool: Pool, person: str, who: Principal) -> str:
    """Why, once it is certain that the refusal is in the log and nothing else is."""
    before = len(bodies(pool))
    with pytest.raises(ReleaseRefused) as caught:
        view(pool, person, who)
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], entry["reason"]) == ("refusal", caught.value.reason)
    assert caught.value.exit_code == 2
    for secret in (HERS, SHARED, *TWINS, *THREE, "王芳", "0001"):
        assert secret not in str(caught.value) and secret not in str(entry)
    return caught.value.reason


def shown_is_what_cedar_permits(pool: Pool, person: str, who: Principal) -> bool:
    """Compare a view with the answers of Cedar, cell by cell; whether anything was shown."""
    about = who.subject if Role.CITIZEN in who.roles else "person:x"
    permitted = permitted_facts(pool, person, who, about)
    before = len(bodies(pool))
    try:
        seen = view(pool, person, who)
    except ReleaseRefused as refusal:
        (entry,) = bodies(pool)[before:]
        assert (entry["kind"], entry["reason"]) == ("refusal", refusal.reason)
        # A citizen is refused as well where Cedar, who knows nothing of persons, would go by the subject alone.
        assert not permitted or Role.CITIZEN in who.roles
        return False
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], seen.entry) == ("view", before + 1)
    assert dict(seen.facts) == permitted
    told = {f"{each.source.table}.{each.source.column}" for each in permitted.values()}
    assert told <= set(entry["columns"])
    return True


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=st.sets(st.sampled_from(list(Role)), min_size=1, max_size=2),
    purpose=st.sampled_from(PURPOSES),
    region=st.sampled_from(REGIONS),
    tenant=st.sampled_from(("hrss", "health", "police", "tax")),
    subject=st.sampled_from(SUBJECTS),
    person=st.sampled_from(PERSONS),
)
def test_no_view_shows_a_cell_that_cedar_denies(
    laid_out: Pool, roles: set[Role], purpose: str, region: str, tenant: str, subject: str, person: str
) -> None:
    who = Principal(subject, tenant, frozenset(roles), region, purpose)
    shown_is_what_cedar_permits(laid_out, person, who)


# [role] the one purpose for which it sees rows about persons.
SEEING = {
    Role.DATA_STEWARD: "data_quality", Role.CLERK: "handling_case", Role.RISK_INVESTIGATOR: "fraud_investigation",
    Role.AUDITOR: "audit", Role.REGIONAL_CENTRE: "regional_service", Role.CITIZEN: "own_record",
}  # fmt: skip


@pytest.mark.parametrize(("role", "purpose"), SEEING.items())
def test_each_role_sees_for_its_purpose_what_cedar_permits(laid_out: Pool, role: Role, purpose: str) -> None:
    subject = "person_no:0001" if role is Role.CITIZEN else "u-1"
    who = asking(role, purpose=purpose, subject=subject)
    assert shown_is_what_cedar_permits(laid_out, "hrss:0001", who)


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_every_role_purpose_and_region_sees_what_cedar_permits_and_is_in_the_log(laid_out: Pool, role: Role) -> None:
    seen = 0
    for purpose, region in product(PURPOSES, ("CN", "4701", "4706", "11")):
        subject = "person_no:0001" if role is Role.CITIZEN else "u-1"
        who = asking(role, purpose=purpose, subject=subject, region=region)
        seen += shown_is_what_cedar_permits(laid_out, "hrss:0001", who)
    assert (seen > 0) == (role in SEEING)


# --- What is seen ---------------------------------------------------------------------------------------------------


def test_values_are_chosen_among_what_may_be_read(pool: Pool) -> None:
    here = view(pool, "hrss:0001", asking(Role.AUDITOR, purpose="audit"))
    there = view(pool, "hrss:0001", asking(Role.AUDITOR, purpose="audit", region="4706"))
    assert here.facts["address"].value == "丙路3号" and "address" not in there.facts
    assert {link.table for link in there.records.values()} == {"health_members"}
    assert there.facts["person_name"].source.table == "health_members"
    assert "health" not in here.facts["person_name"].confirmed_by


def test_what_is_withheld_is_told_by_the_rules_alone(pool: Pool) -> None:
    """Of persons with and without an account, at home here and elsewhere."""
    who = asking(Role.AUDITOR, purpose="audit", region="47")
    first, *others = (view(pool, person, who) for person in ("hrss:0001", "hrss:0003", "health:8"))
    assert all((each.withheld, each.rows) == (first.withheld, first.rows) for each in others)
    assert first.withheld["account_no"].tables == ("hrss_insured",)
    assert "sensitive-needs-purpose" in first.withheld["account_no"].why.en
    assert "citizen_id" in first.withheld and "citizen_id" not in first.facts
    assert set(first.rows) == set(first.rows) & set(pool.tables()) and "hrss_insured" in first.rows


def test_clerks_see_sensitive_items_of_their_own_department_only(pool: Pool) -> None:
    seen = view(pool, "hrss:0001", asking())
    assert seen.facts["citizen_id"].source.table == "hrss_insured" and not seen.facts["citizen_id"].others
    assert "hrss_insured" not in seen.withheld["citizen_id"].tables
    assert "police_population" in seen.withheld["citizen_id"].tables


def test_citizens_see_their_own_record_over_all_departments_and_prefectures(pool: Pool) -> None:
    for subject in ("person_no:0001", "member_no:7", f"citizen_id:{HERS}"):
        seen = view(pool, "health:7", citizen(subject))
        tables = {link.table for link in seen.records.values()}
        assert tables == {"hrss_insured", "health_members", "police_population", "civil_marriages"}
        assert seen.facts["citizen_id"].value == HERS and seen.withheld == {}
        # The row of the marriage tells of the husband as well, who is somebody else.
        assert "陈大" not in str(seen) and TWINS[0] not in str(seen)


@pytest.mark.parametrize("item", ["address", "person_name", "citizen_id", "phone", "death_date"])
@pytest.mark.parametrize(
    "who", [asking(), asking(Role.AUDITOR, purpose="audit"), asking(Role.AUDITOR, purpose="audit", region="4706")]
)
def test_a_look_at_one_item_gives_and_writes_down_that_item_alone(pool: Pool, who: Principal, item: str) -> None:
    whole = view(pool, "hrss:0001", who)
    before, everything = len(bodies(pool)), set(bodies(pool)[-1]["columns"])
    try:
        seen = view_person(pool, "hrss:0001", who=who, as_of=TODAY, now=NOW, item=item)
    except ReleaseRefused as refusal:
        assert refusal.reason == "access_rules" and item not in whole.facts and item in whole.withheld
        (entry,) = bodies(pool)[before:]
        assert (entry["kind"], entry["reason"]) == ("refusal", "access_rules") and "columns" not in entry
        return
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], seen.entry) == ("view", before + 1)
    assert dict(seen.facts) == {name: fact for name, fact in whole.facts.items() if name == item}
    assert set(seen.withheld) <= {item} and set(seen.records) <= set(whole.records)
    items = {
        f"{table}.{name}": column.item.key
        for table, described in pool.tables().items()
        for column in described.columns
        for name, _ in column.standard_columns
    }
    told = set(entry["columns"])
    if item in seen.facts:
        assert told == {column for column in everything if items[column] == item}
        assert f"{seen.facts[item].source.table}.{seen.facts[item].source.column}" in told
    assert told and len(told) < len(items)


def test_the_owner_of_the_files_sees_everything_and_is_in_the_log(pool: Pool) -> None:
    seen = view_as_owner(pool, "hrss:0001", purpose="audit", as_of=TODAY, now=NOW)
    (entry,) = bodies(pool)
    assert (entry["who"], entry["purpose"], seen.entry) == ("local", "audit", 1)
    assert seen.facts["citizen_id"].value == HERS and seen.withheld == {}
    with pytest.raises(ReleaseRefused):
        view_as_owner(pool, "hrss:0001", purpose="gossip", as_of=TODAY, now=NOW)
    assert bodies(pool)[-1]["reason"] == "unknown_purpose"


# --- What is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("person_no:0004", "shared_number"),
        ("member_no:8", "shared_number"),
        (f"citizen_id:{SHARED}", "shared_number"),
        (f"citizen_id:{ONE_FOR_TWINS}", "open_doubt"),
        ("person_no:0006", "open_doubt"),
        ("person_no:0005", "several_numbers"),
        (f"citizen_id:{THREE[1]}", "several_numbers"),
        ("person_no:9999", "nothing_seen"),
        ("0001", "wrong_claims"),
        ("employer_no:0001", "wrong_claims"),
        ("person_no:0002", "another_person"),
        ("member_no:0001", "nothing_seen"),
    ],
)
def test_a_citizen_who_is_not_beyond_doubt_this_person_sees_nothing(pool: Pool, subject: str, reason: str) -> None:
    assert refused(pool, "hrss:0001", citizen(subject)) == reason


@pytest.mark.parametrize("person", ["hrss:0002", "hrss:9999", f"police:{SHARED}", "f" * 20, "x", "king:1", "hrss:"])
def test_a_citizen_learns_nothing_of_others_not_even_whether_they_are_there(pool: Pool, person: str) -> None:
    assert refused(pool, person, citizen("person_no:0001")) == "another_person"


def test_twins_with_numbers_of_their_own_see_themselves_and_not_each_other(pool: Pool) -> None:
    assert view(pool, "hrss:0002", citizen("person_no:0002")).facts["person_name"].value == "陈大"
    assert view(pool, "hrss:0003", citizen("person_no:0003")).facts["person_name"].value == "陈二"
    assert refused(pool, "hrss:0003", citizen("person_no:0002")) == "another_person"


def test_a_clerk_who_asks_for_a_number_of_two_people_is_told_that_it_is(pool: Pool) -> None:
    """Of two people in one register of the police, each of whom bears it."""
    both = pool_of(pool.root, {"police_population": [resident("黄海", SHARED, "1966-07-08", "1")]}, delivery="2020")
    linked(both)
    assert refused(both, f"police:{SHARED}", asking()) == "shared_number"


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (asking(purpose="gossip"), "unknown_purpose"),
        (asking(purpose="means_test"), "access_rules"),
        (asking(Role.ML_ENGINEER, purpose="model_training"), "access_rules"),
        (asking(Role.FUND_MANAGER, purpose="fund_management"), "access_rules"),
        (asking(region="4702"), "nothing_seen"),
        (asking(Role.CITIZEN, subject="person_no:0001", purpose="handling_case"), "access_rules"),
    ],
)
def test_whoever_the_rules_give_nothing_is_refused(pool: Pool, who: Principal, reason: str) -> None:
    assert refused(pool, "hrss:0001", who) == reason


def test_nobody_can_tell_a_person_out_of_reach_from_one_who_is_not_there(pool: Pool) -> None:
    who, said = asking(region="4706"), []
    for person in ("hrss:0002", "hrss:9999", "0" * 20, find_person(pool, "hrss:0002")):
        with pytest.raises(ReleaseRefused) as caught:
            view(pool, person, who)
        said.append(caught.value.reason)
    assert set(said) == {"nothing_seen"}


def test_a_day_before_anything_was_known_shows_nothing(pool: Pool) -> None:
    with pytest.raises(ReleaseRefused):
        view_person(pool, "hrss:0001", who=asking(), as_of=TODAY.replace(year=1990), now=NOW)
    assert [entry["kind"] for entry in bodies(pool)] == ["refusal"]


@pytest.mark.parametrize("harm", ["gone", "another"])
def test_a_lost_key_of_the_log_is_refused(pool: Pool, harm: str) -> None:
    view(pool, "hrss:0001", asking())
    key = Ledger(pool.root).folder / "key"
    key.unlink()
    if harm == "another":
        key.write_bytes(b"k" * 32)
        key.chmod(0o600)
    assert refused(pool, "hrss:0001", asking()) == "key_lost"
    assert "persons" not in bodies(pool)[-1]


def test_a_lost_key_of_the_names_is_refused(pool: Pool) -> None:
    (pool.root / "pool" / "persons" / "key").unlink()
    assert refused(pool, "hrss:0001", asking()) == "names_key_lost"
    assert refused(pool, "hrss:0001", citizen("person_no:0001")) == "names_key_lost"


def test_rules_that_cannot_be_read_show_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "schema.cedarschema").write_text("no schema", encoding="utf-8")
    monkeypatch.setattr(viewing, "load_rules", lambda: load_rules(tmp_path / "rules"))
    with pytest.raises(RuleRefused):
        load_rules(tmp_path / "rules")
    assert refused(pool, "hrss:0001", asking()) == "access_error"


def test_nothing_is_shown_that_cannot_be_written_down(pool: Pool) -> None:
    view(pool, "hrss:0001", asking())
    log = Ledger(pool.root).log.path
    log.unlink()
    log.mkdir()
    with pytest.raises((ChainNotWritten, AnlanError)):
        view(pool, "hrss:0001", asking())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda said: said.pop("region"), "no_region"),
        (lambda said: said.update(region=None), "no_region"),
        (lambda said: said.update(region="47012"), "wrong_claims"),
        (lambda said: said.update(roles=["king"]), "wrong_claims"),
        (lambda said: said.update(roles=[]), "wrong_claims"),
        (lambda said: said.pop("sub"), "wrong_claims"),
        (lambda said: (said.pop("region"), said.update(purpose="Gossip!")), "wrong_claims"),
    ],
)
def test_wrong_claims_are_refused_and_the_log_repeats_none_of_them(
    pool: Pool, changed: Callable[[dict[str, Any]], object], reason: str
) -> None:
    said = asking(subject=f"x:{HERS}").to_claims()
    changed(said)
    with pytest.raises(ReleaseRefused) as caught:
        principal_of(pool, said, now=NOW)
    (entry,) = bodies(pool)
    assert (entry["kind"], entry["reason"], caught.value.reason) == ("refusal", reason, reason)
    assert HERS not in str(entry) and HERS not in str(caught.value)


# --- Who looked -----------------------------------------------------------------------------------------------------


def test_a_look_is_found_under_every_record_of_the_person_and_under_no_other(pool: Pool) -> None:
    entry = view(pool, "hrss:0001", asking(region="4706")).entry
    name = find_person(pool, "hrss:0001")
    for asked in ("hrss:0001", "health:7", f"police:{HERS}", name):
        assert [look.number for look in who_looked(pool, asked)] == [entry]
    for other in ("hrss:0002", "hrss:0004", "health:8"):
        assert who_looked(pool, other) == []


def test_refusals_are_no_looks(pool: Pool) -> None:
    refused(pool, "hrss:0001", asking(Role.ML_ENGINEER, purpose="model_training"))
    assert bodies(pool)[-1]["persons"] and who_looked(pool, "hrss:0001") == []


def test_looks_at_the_other_bearer_of_a_number_stay_the_others(pool: Pool) -> None:
    view(pool, "hrss:0004", asking())
    assert who_looked(pool, "health:8") == []
    mine = looks_at(pool, "hrss:0004")
    assert len(mine.looks) == 1 and mine.left_out == 1


# --- The clerical queue ---------------------------------------------------------------------------------------------


def test_a_clerk_sees_doubts_of_the_own_area_only(pool: Pool) -> None:
    everywhere = open_doubts_for(pool, who=asking(region="CN"), now=NOW)
    assert len(everywhere) == 2
    assert open_doubts_for(pool, who=asking(region="4701"), now=NOW) == everywhere
    assert open_doubts_for(pool, who=asking(region="4706"), now=NOW) == ()
    with pytest.raises(ReleaseRefused):
        open_doubts_for(pool, who=asking(Role.AUDITOR, purpose="audit"), now=NOW)
    (entry,) = bodies(pool)
    assert entry["reason"] == "access_rules"


def test_a_decision_is_in_the_name_of_who_made_it_and_of_nobody_elsewhere(pool: Pool) -> None:
    doubt = open_doubts_for(pool, who=asking(), now=NOW)[0]
    pair = (doubt.record.record, doubt.other.record)
    for who in (asking(region="4706"), asking(Role.AUDITOR, purpose="audit"), citizen("person_no:0004")):
        with pytest.raises(ReleaseRefused):
            decide_for(pool, Verdict.SAME, pair, who=who, now=NOW)
    with pytest.raises(ReleaseRefused):
        decide_for(pool, Verdict.SAME, (pair[0], "f" * 20), who=asking(), now=NOW)
    kept = decide_for(pool, Verdict.SAME, pair, who=asking(subject="clerk-9"), now=NOW)
    assert (kept.who, kept.number) == ("clerk-9", 1)
    for who, number in ((asking(region="4706"), 1), (asking(), 7)):
        with pytest.raises(ReleaseRefused):
            undo_for(pool, number, who=who, now=NOW)
    assert undo_for(pool, 1, who=asking(), now=NOW).undoes == 1
    assert [entry["kind"] for entry in bodies(pool)] == ["refusal"] * 6


def test_a_doubt_that_a_clerk_settled_lets_the_citizen_in(pool: Pool) -> None:
    assert refused(pool, "hrss:0006", citizen("person_no:0006")) == "open_doubt"
    (doubt,) = [each for each in open_doubts_for(pool, who=asking(), now=NOW) if each.are_joined]
    decide_for(pool, Verdict.NOT_SAME, (doubt.record.record, doubt.other.record), who=asking(), now=NOW)
    linked(pool)
    # Parted, the two still stand under one number.
    assert refused(pool, "hrss:0006", citizen("person_no:0006")) == "shared_number"
