"""Everybody can learn who looked at their data: every release and view that told of them, and no other."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.chain import Chain, ChainBroken
from core.errors import InputError
from core.principal import Role
from datapool.pool import Pool
from datapool.sharing import release as releasing
from datapool.sharing.index import Index, Used
from datapool.sharing.ledger import Ledger
from datapool.sharing.looking import looked, record_view
from datapool.sharing.person_key import PERSON_ITEMS, PersonKey
from datapool.sharing.person_numbers import numbers_of
from datapool.sharing.refusal import KeyLost, ReleaseRefused
from datapool.sharing.release import Asked, release
from datapool.sharing.row_test import RowTest
from tests.datapool.aggregates.tiny_pool import insured, pool_of
from tests.datapool.quality.mini_province import identifier
from tests.datapool.sharing.world import DEATHS, MEANS, NOW, bodies, who


def ask(pool: Pool, sql: str) -> list[Any]:
    with pool.connect() as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def busy(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool of which much has been given and looked at."""
    monkeypatch.setattr(releasing, "ROWS_OF_AN_ENTRY", 20)
    release(MEANS, pool, Asked("hrss_insured"), who=who(), now=NOW)
    release(MEANS, pool, Asked("hrss_pensions", ("amount",), ("4702",)), who=who(), now=NOW)
    police = who(tenant="hrss", purpose="entitlement_check", subject="checker")
    release(DEATHS, pool, Asked("police_changes"), who=police, now=NOW)
    for number in ("4701000003", "4701000007"):
        seen = [PersonKey("person_no", number)]
        record_view(pool, seen, columns=["address"], who=who(tenant="hrss", purpose="handling_case"), now=NOW)
    return pool


def test_a_person_learns_of_every_entry_that_tells_of_them_and_of_no_other(busy: Pool) -> None:
    """Against a reading of the whole log, for everybody."""
    key, told = Ledger(busy.root).pseudonyms(), bodies(busy)
    people = ask(busy, "SELECT DISTINCT person_no, citizen_id FROM hrss_insured")
    assert len(people) > 80
    seen = 0
    for person_no, citizen_id in people:
        keys = [PersonKey("person_no", person_no), PersonKey("citizen_id", citizen_id or "")]
        names = {key.of(each) for each in keys}
        expected = {
            (body["at"], body["who"], body["purpose"], body.get("agreement", ""), tuple(body["columns"]))
            for body in told
            if names & set(body["persons"])
        }
        found = looked(busy, keys)
        assert len(found) == len(expected)
        assert {(look.at, look.who, look.purpose, look.agreement, look.columns) for look in found} == expected
        seen += len(found)
    assert seen > 60


def test_a_look_says_who_when_for_what_and_which_columns(busy: Pool) -> None:
    (look,) = [each for each in looked(busy, [PersonKey("person_no", "4701000007")]) if each.kind == "view"]
    assert look.to_json() == {
        "entry": len(bodies(busy)), "kind": "view", "at": NOW.isoformat(), "who": "clerk-7",
        "tenant": "hrss", "purpose": "handling_case", "agreement": None, "table": None, "columns": ["address"],
    }  # fmt: skip


def test_a_release_that_stands_in_several_entries_is_one_look(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "ROWS_OF_AN_ENTRY", 1)
    found = ask(
        pool, "SELECT person_no FROM hrss_pensions WHERE region = '4701' GROUP BY 1 HAVING count(*) > 3 ORDER BY 1"
    )
    person = found[0][0]
    one = Asked("hrss_pensions", where=(RowTest("person_no", (person,)),))
    release(MEANS, pool, one, who=who(), now=NOW)
    given = release(MEANS, pool, one, who=who(), now=NOW + timedelta(days=1))
    looks = looked(pool, [PersonKey("person_no", person)])
    assert [look.number for look in looks] == [1, given.entry] and given.entry > 4


def test_nobody_learns_of_looks_at_another_kind_of_number(busy: Pool) -> None:
    assert looked(busy, [PersonKey("member_no", "4701000007")]) == []
    assert looked(busy, []) == []


@pytest.mark.parametrize("harm", ["gone", "garbage", "of another log", "cut", "emptied"])
def test_the_index_is_made_anew_whatever_became_of_it(busy: Pool, harm: str, tmp_path: Path) -> None:
    keys = [PersonKey("person_no", "4701000003")]
    before = looked(busy, keys)
    file = Ledger(busy.root).folder / "index.sqlite"
    if harm == "gone":
        file.unlink()
    elif harm == "garbage":
        file.write_bytes(b"no database" * 1000)
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    elif harm == "emptied":
        file.write_bytes(b"")
    else:
        other = Chain(tmp_path / "other.jsonl")
        other.append(*({"kind": "view", "persons": ["x"], "columns": []} for _ in range(50)))
        file.unlink()
        assert Index(other, file).keys() == []
    assert before and looked(busy, keys) == before


def test_the_index_reads_on_and_does_not_begin_again(busy: Pool) -> None:
    keys = [PersonKey("person_no", "4701000003")]
    before = looked(busy, keys)
    file = Ledger(busy.root).folder / "index.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE witness (x)")
    record_view(busy, keys, columns=["phone"], who=who(purpose="handling_case"), now=NOW)
    assert len(looked(busy, keys)) == len(before) + 1
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM witness").fetchone() == (0,)


def test_a_log_that_was_changed_answers_nobody(busy: Pool) -> None:
    log = Ledger(busy.root).log.path
    (Ledger(busy.root).folder / "index.sqlite").unlink()
    log.write_bytes(log.read_bytes().replace(b"checker", b"nobodyy"))
    with pytest.raises(ChainBroken):
        looked(busy, [PersonKey("person_no", "4701000003")])


def test_a_lost_key_is_told_and_not_taken_for_nobody_looked(busy: Pool) -> None:
    key = Ledger(busy.root).folder / "key"
    key.unlink()
    with pytest.raises(KeyLost):
        looked(busy, [PersonKey("person_no", "4701000003")])
    with pytest.raises(KeyLost):
        record_view(busy, [PersonKey("person_no", "1")], columns=["x"], who=who(purpose="handling_case"), now=NOW)
    assert bodies(busy)[-1]["reason"] == "key_lost"
    assert not key.exists()


def test_a_view_for_a_purpose_that_is_not_in_the_catalogue_is_refused_and_written_down(pool: Pool) -> None:
    with pytest.raises(ReleaseRefused):
        record_view(pool, [PersonKey("person_no", "1")], columns=["x"], who=who(purpose="curiosity"), now=NOW)
    (entry,) = bodies(pool)
    assert (entry["kind"], entry["reason"], "persons" in entry) == ("refusal", "unknown_purpose", False)


@pytest.mark.parametrize(("persons", "columns"), [([], ["x"]), ([PersonKey("person_no", "1")], [])])
def test_a_view_of_nobody_or_nothing_is_no_view(pool: Pool, persons: list[PersonKey], columns: list[str]) -> None:
    with pytest.raises(InputError):
        record_view(pool, persons, columns=columns, who=who(purpose="handling_case"), now=NOW)
    assert bodies(pool) == []


def test_citizens_who_look_at_themselves_stand_in_the_log_without_their_number(pool: Pool) -> None:
    number = "470102199001011234"
    citizen = who(subject=number, tenant="public", roles=frozenset({Role.CITIZEN}), region=None, purpose="own_record")
    keys = [PersonKey("citizen_id", number)]
    record_view(pool, keys, columns=["amount"], who=citizen, now=NOW)
    assert number not in Ledger(pool.root).log.path.read_text(encoding="utf-8")
    assert [(look.who, look.tenant) for look in looked(pool, keys)] == [("self", "public")]


def test_two_pools_give_one_person_two_names(pool: Pool, tmp_path: Path) -> None:
    key = PersonKey("person_no", "1")
    assert Ledger(pool.root).pseudonyms().of(key) != Ledger(tmp_path / "elsewhere").pseudonyms().of(key)


@pytest.mark.parametrize("entries", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_long_log_answers_for_one_person_what_a_reading_of_it_tells(pool: Pool, entries: int) -> None:
    ledger = Ledger(pool.root)
    key = ledger.pseudonyms()
    names = [key.of(PersonKey("person_no", str(at))) for at in range(997)]
    said = {"kind": "release", "who": "u", "tenant": "civil", "at": NOW.isoformat(), "purpose": "means_test"}
    said |= {"table": "hrss_pensions", "columns": ["amount"], "agreement": MEANS, "part": 1, "key": key.fingerprint}
    for begun in range(0, entries, 1_000):
        ledger.log.append(
            *(
                {
                    **said,
                    "day": f"2026-03-{at % 28 + 1:02}",
                    "rows": at % 7,
                    "persons": [names[at % 997], names[at * 7 % 997]],
                }
                for at in range(begun, begun + 1_000)
            )
        )
    expected = [at + 1 for at in range(entries) if 5 in (at % 997, at * 7 % 997)]
    assert [look.number for look in looked(pool, [PersonKey("person_no", "5")])] == expected
    used = ledger.index.used(MEANS, "2026-03-05")
    of_day = range(4, entries, 28)
    assert used == Used(sum(at % 7 for at in of_day), len(of_day))


# --- The numbers of a person ----------------------------------------------------------------------------------------


def test_the_registers_give_the_other_numbers_of_a_person(pool: Pool) -> None:
    (person_no, citizen_id, member_no) = ask(
        pool,
        "SELECT i.person_no, citizen_id, member_no FROM hrss_insured i JOIN health_members USING (citizen_id) "
        "ORDER BY 1 LIMIT 1",
    )[0]
    for number in (person_no, citizen_id, member_no):
        keys = set(numbers_of(pool, number).keys)
        assert {PersonKey("person_no", person_no), PersonKey("citizen_id", citizen_id)} <= keys
        assert PersonKey("member_no", member_no) in keys


def test_a_number_that_nobody_knows_stands_for_itself_alone(pool: Pool) -> None:
    found = numbers_of(pool, "X' OR 1=1 --")
    assert set(found.keys) == {PersonKey(item, "X' OR 1=1 --") for item in PERSON_ITEMS}
    assert found.doubtful == ()


def test_one_citizen_number_of_two_people_does_not_open_the_looks_of_the_other(tmp_path: Path) -> None:
    shared = identifier("citizen_id", "470102198005010028", "ric18")
    pool = pool_of(
        tmp_path / "two",
        hrss_insured=[insured("P1", date(2019, 1, 1), **shared), insured("P2", date(2019, 1, 1), **shared)],
    )
    found = numbers_of(pool, "P1")
    assert PersonKey("person_no", "P2") not in found.keys
    assert found.doubtful == ("hrss_insured",)
