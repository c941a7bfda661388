"""A release gives what was agreed upon and no more, once it is written down to the row; a refusal gives nothing."""

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from core.chain import ChainBroken, ChainNotWritten, verify
from core.errors import InputError
from core.principal import Principal, Role
from datapool.pool import Pool
from datapool.sharing import release as releasing
from datapool.sharing.ledger import Ledger
from datapool.sharing.person_key import PersonKey
from datapool.sharing.refusal import KeyLost, ReleaseRefused
from datapool.sharing.release import Asked, lines_of, release
from datapool.sharing.row_test import RowTest
from tests.datapool.sharing.world import DEATHS, MEANS, NOW, bodies, change, who

INSURED = Asked("hrss_insured")


def refused(reason: str, pool: Pool, asked: Asked = INSURED, *, name: str = MEANS, **by: Any) -> ReleaseRefused:
    """Ask; check that it is refused for that reason, that this is written down, and that nothing else is."""
    before = len(bodies(pool))
    with pytest.raises(ReleaseRefused) as caught:
        release(name, pool, asked, **{"who": who(), "now": NOW, **by})
    assert caught.value.reason == reason
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], entry["reason"]) == ("refusal", reason)
    assert "persons" not in entry and "lines" not in entry
    return caught.value


def rows_of(pool: Pool, sql: str) -> list[tuple[Any, ...]]:
    with pool.connect() as connection:
        return connection.execute(sql).fetchall()


def tuples(table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


# --- What is given --------------------------------------------------------------------------------------------------


def test_the_rows_and_columns_agreed_upon_are_given(pool: Pool) -> None:
    given = release(MEANS, pool, Asked("hrss_pensions"), who=who(), now=NOW)
    expected = rows_of(
        pool,
        "SELECT person_no, period, amount, region_code FROM hrss_pensions WHERE payment_result = '1' "
        "AND period >= DATE '2020-01-01' AND region IN ('4701', '4702') ORDER BY _batch, _line",
    )
    assert len(expected) > 50
    assert tuples(given.rows) == expected
    assert given.keep_until == date(2027, 3, 1)


def test_fewer_columns_regions_and_rows_can_be_asked_for(pool: Pool) -> None:
    asked = Asked("hrss_pensions", ("amount", "person_no"), ("4702",), (RowTest("period", least=date(2020, 6, 1)),))
    given = release(MEANS, pool, asked, who=who(), now=NOW)
    expected = rows_of(
        pool,
        "SELECT amount, person_no FROM hrss_pensions WHERE payment_result = '1' AND period >= DATE '2020-06-01' "
        "AND region = '4702' ORDER BY _batch, _line",
    )
    assert expected and tuples(given.rows) == expected


@pytest.mark.parametrize(("region", "rows"), [("CN", 1), ("47", 1), ("4701", 1), ("470102", 1), ("33", 0)])
def test_nobody_is_given_rows_beyond_their_own_region(pool: Pool, region: str, rows: int) -> None:
    given = release(MEANS, pool, INSURED, who=who(region=region), now=NOW)
    codes = set(given.rows.column("region_code").to_pylist())
    assert bool(codes) == rows
    assert all(region == "CN" or code.startswith(region) for code in codes)
    assert codes <= {"470102", "470202"}


def test_a_release_of_no_rows_is_a_release(pool: Pool) -> None:
    given = release(MEANS, pool, Asked("hrss_insured", where=(RowTest("person_no", ("nobody",)),)), who=who(), now=NOW)
    assert (given.rows.num_rows, given.entry) == (0, 1)
    assert bodies(pool)[0]["persons"] == [] and bodies(pool)[0]["lines"] == {}


# --- What is written down -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows_of_an_entry", [7, 2_000])
def test_the_log_tells_every_row_and_person_that_was_given(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, rows_of_an_entry: int
) -> None:
    monkeypatch.setattr(releasing, "ROWS_OF_AN_ENTRY", rows_of_an_entry)
    given = release(MEANS, pool, INSURED, who=who(), now=NOW)
    told = bodies(pool)
    assert len(told) == -(-given.rows.num_rows // rows_of_an_entry)
    assert [(body["part"], body["parts"]) for body in told] == [(at + 1, len(told)) for at in range(len(told))]
    assert sum(body["rows"] for body in told) == given.rows.num_rows
    places = {(batch, line) for body in told for batch, spans in body["lines"].items() for line in unfolded(spans)}
    of_rows = rows_of(pool, "SELECT _batch, _line, person_no, citizen_id, region FROM hrss_insured")
    assert places == {(batch, line) for batch, line, _, _, region in of_rows if region in ("4701", "4702")}
    key = Ledger(pool.root).pseudonyms()
    expected = {
        key.of(PersonKey(item, number))
        for batch, line, person_no, citizen_id, _ in of_rows
        if (batch, line) in places
        for item, number in (("person_no", person_no), ("citizen_id", citizen_id))
        if number
    }
    assert {person for body in told for person in body["persons"]} == expected


def test_an_entry_says_who_when_for_what_by_which_agreement(pool: Pool) -> None:
    given = release(MEANS, pool, Asked("hrss_insured", ("citizen_id",)), who=who(), now=NOW)
    (body,) = bodies(pool)
    assert {name: body[name] for name in ("kind", "who", "tenant", "at", "day", "purpose", "agreement")} == {
        "kind": "release", "who": "clerk-7", "tenant": "civil", "at": NOW.isoformat(), "day": "2026-03-01",
        "purpose": "means_test", "agreement": MEANS,
    }  # fmt: skip
    assert (body["table"], body["columns"], body["keep_until"]) == ("hrss_insured", ["citizen_id"], "2027-03-01")
    assert re.fullmatch("[0-9a-f]{64}", body["agreement_hash"])
    assert verify(Ledger(pool.root).log.path).head.number == given.entry  # type: ignore[union-attr]


def test_the_log_itself_names_nobody(pool: Pool) -> None:
    release(MEANS, pool, INSURED, who=who(), now=NOW)
    release(DEATHS, pool, Asked("police_changes"), who=who(tenant="hrss", purpose="entitlement_check"), now=NOW)
    refused("columns_beyond", pool, Asked("hrss_insured", ("phone", "110101199001011234")))
    refused("table_beyond", pool, Asked("110101199001011234"))
    refused("unknown_agreement", pool, name="110101199001011234")
    log = Ledger(pool.root).log.path.read_text(encoding="utf-8")
    numbers = rows_of(pool, "SELECT DISTINCT unnest([person_no, citizen_id, person_name, phone]) FROM hrss_insured")
    numbers += rows_of(
        pool, "SELECT DISTINCT unnest([citizen_id, citizen_id_written, person_name]) FROM police_changes"
    )
    assert len(numbers) > 400
    assert [number for (number,) in numbers if number and number in log] == []
    assert "110101199001011234" not in log


def test_every_person_of_a_row_is_told_also_a_spouse_and_one_with_a_mistyped_number(pool: Pool) -> None:
    def marriages(agreement: dict[str, Any]) -> None:
        agreement.update(provider="civil", receiver="hrss", purpose="register_upkeep")
        agreement["tables"] = {"civil_marriages": {"columns": ["registered_on"], "regions": "all", "where": []}}

    pool = change(pool.root, marriages)
    release(MEANS, pool, Asked("civil_marriages"), who=who(tenant="hrss", purpose="register_upkeep"), now=NOW)
    key = Ledger(pool.root).pseudonyms()
    of_both = rows_of(
        pool,
        "SELECT unnest([coalesce(husband_id, husband_id_written), coalesce(wife_id, wife_id_written)]) "
        "FROM civil_marriages",
    )
    assert of_both
    assert set(bodies(pool)[0]["persons"]) == {key.of(PersonKey("citizen_id", number)) for (number,) in of_both}


def unfolded(spans: str) -> list[int]:
    found: list[int] = []
    for span in spans.split(","):
        first, _, last = span.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def test_lines_are_folded_and_unfolded_alike() -> None:
    places = [("a", 2), ("a", 3), ("a", 4), ("a", 9), ("b", 1), ("b", 3), ("b", 4)]
    assert lines_of(places) == {"a": "2-4,9", "b": "1,3-4"}
    assert [(batch, line) for batch, spans in lines_of(places).items() for line in unfolded(spans)] == places


# --- What is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda a: a.update(state="suspended"), "suspended"),
        (lambda a: a.update(state="draft"), "not_in_force"),
        (lambda a: a.update(state="ended"), "not_in_force"),
        (lambda a: a["valid"].update(until=date(2026, 2, 28)), "expired"),
        (lambda a: a["valid"].update({"from": date(2026, 3, 2)}), "not_yet_valid"),
        (lambda a: a.update(receiver="health"), "another_receiver"),
        (lambda a: a.update(purpose="marketing"), "wrong_agreement"),
        (lambda a: a.update(purpose="handling_case"), "another_purpose"),
        (lambda a: a.pop("liability"), "wrong_agreement"),
        (lambda a: a["tables"].pop("hrss_insured"), "table_beyond"),
    ],
    ids=[
        "suspended", "draft", "ended", "expired", "not yet valid", "another receiver", "purpose unknown",
        "another purpose", "no liability", "table not covered",
    ],
)  # fmt: skip
def test_an_agreement_that_does_not_hold_gives_nothing(
    pool: Pool, changed: Callable[[dict[str, Any]], object], reason: str
) -> None:
    refused(reason, change(pool.root, changed))


def test_the_day_that_counts_is_the_day_in_china(pool: Pool) -> None:
    pool = change(pool.root, lambda a: a["valid"].update(until=date(2026, 3, 1)))
    last = datetime.fromisoformat("2026-03-01T15:59:00+00:00")
    assert release(MEANS, pool, INSURED, who=who(), now=last).rows.num_rows
    refused("expired", pool, now=last + timedelta(minutes=1))
    with pytest.raises(InputError, match="time zone"):
        release(MEANS, pool, INSURED, who=who(), now=datetime(2026, 3, 1))


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (who(tenant="tax"), "another_receiver"),
        (who(roles=frozenset({Role.CITIZEN})), "another_receiver"),
        (who(purpose="marketing"), "unknown_purpose"),
        (who(purpose="fund_supervision"), "another_purpose"),
        (who(roles=frozenset({Role.ML_ENGINEER}), region=None), "rows_beyond"),
    ],
)
def test_who_may_not_ask_is_given_nothing(pool: Pool, by: Principal, reason: str) -> None:
    refused(reason, pool, who=by)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Asked("hrss_clerks"), "table_beyond"),
        (Asked("nothing"), "table_beyond"),
        (Asked("hrss_insured", ("phone",)), "columns_beyond"),
        (Asked("hrss_insured", ("person_no", "account_no")), "columns_beyond"),
        (Asked("hrss_insured", ('person_no" FROM hrss_insured --',)), "columns_beyond"),
        (Asked("hrss_insured", ("person_no", "person_no")), "columns_beyond"),
        (Asked("hrss_insured", ()), "columns_beyond"),
        (Asked("hrss_insured", regions=("4703",)), "rows_beyond"),
        (Asked("hrss_insured", regions=("4701", "4706")), "rows_beyond"),
        (Asked("hrss_insured", regions=("47",)), "rows_beyond"),
        (Asked("hrss_insured", regions=("4701') OR ('1",)), "rows_beyond"),
        # What stands in a column that is not given could be found out by testing it.
        (Asked("hrss_insured", where=(RowTest("account_no", ("620",)),)), "columns_beyond"),
        (Asked("hrss_insured", where=(RowTest("1=1 OR person_no", ("x",)),)), "columns_beyond"),
        (Asked("hrss_pensions", where=(RowTest("period", least="2020"),)), "wrong_test"),
    ],
    ids=str,
)
def test_what_lies_beyond_the_agreement_is_refused(pool: Pool, asked: Asked, reason: str) -> None:
    refused(reason, pool, asked)


def test_a_region_that_was_agreed_upon_but_is_not_ones_own_is_refused(pool: Pool) -> None:
    refused("rows_beyond", pool, Asked("hrss_insured", regions=("4702",)), who=who(region="4701"))


def test_a_test_that_is_no_test_lets_nothing_out(pool: Pool) -> None:
    attack = RowTest("person_name", ("' OR TRUE OR '", "x') OR ('1'='1"))
    assert release(MEANS, pool, Asked("hrss_insured", where=(attack,)), who=who(), now=NOW).rows.num_rows == 0


@pytest.mark.parametrize("name", ["nobody", "../pool", "..", "", "hrss-civil-means/../hrss-civil-means"])
def test_an_agreement_that_is_not_there_is_refused(pool: Pool, name: str) -> None:
    refused("unknown_agreement", pool, name=name)
    assert bodies(pool)[0]["agreement"] == ""


# --- How fast -------------------------------------------------------------------------------------------------------


def limited(pool: Pool, **rate: int) -> Pool:
    return change(pool.root, lambda a: a["rate"].update(rate))


def test_requests_of_a_day_are_counted_from_the_log(pool: Pool) -> None:
    pool = limited(pool, requests_per_day=2)
    for _ in range(2):
        release(MEANS, pool, INSURED, who=who(), now=NOW)
    refused("too_many_requests", pool)
    # Neither a new process nor a lost index makes them forgotten.
    Ledger(pool.root).folder.joinpath("index.sqlite").unlink()
    refused("too_many_requests", Pool.open(pool.root))
    assert release(MEANS, pool, INSURED, who=who(), now=NOW + timedelta(days=1)).rows.num_rows


def test_rows_of_a_day_are_counted_in_all_and_none_of_too_many_is_given(pool: Pool) -> None:
    rows = release(MEANS, pool, INSURED, who=who(), now=NOW).rows.num_rows
    pool = limited(pool, rows_per_day=2 * rows)
    release(MEANS, pool, INSURED, who=who(), now=NOW)
    refused("too_many_rows", pool)
    few = Asked("hrss_insured", where=(RowTest("person_no", ("nobody",)),))
    assert release(MEANS, pool, few, who=who(), now=NOW).rows.num_rows == 0
    refused("too_many_rows", limited(pool, rows_per_day=1), few)
    assert release(MEANS, limited(pool, rows_per_day=rows), INSURED, who=who(), now=NOW + timedelta(days=1))


def test_rows_that_stand_in_several_entries_are_one_request(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "ROWS_OF_AN_ENTRY", 5)
    given = release(MEANS, pool, INSURED, who=who(), now=NOW)
    used = Ledger(pool.root).index.used(MEANS, "2026-03-01")
    assert (used.rows, used.requests) == (given.rows.num_rows, 1)


def test_refusals_use_nothing_up(pool: Pool) -> None:
    pool = limited(pool, requests_per_day=1)
    for _ in range(3):
        refused("another_receiver", pool, who=who(tenant="tax"))
    assert release(MEANS, pool, INSURED, who=who(), now=NOW).rows.num_rows


def test_several_processes_at_once_do_not_get_more_than_one_would(pool: Pool) -> None:
    limited(pool, requests_per_day=5)
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as together:
        answers = list(together.map(_ask, [str(pool.root)] * 12))
    assert sorted(answers) == ["given"] * 5 + ["too_many_requests"] * 7
    assert Ledger(pool.root).index.used(MEANS, "2026-03-01").requests == 5
    assert verify(Ledger(pool.root).log.path).is_whole


def _ask(root: str) -> str:
    try:
        release(MEANS, Pool.open(Path(root)), Asked("hrss_insured", ("person_no",)), who=who(), now=NOW)
    except ReleaseRefused as refusal:
        return refusal.reason
    return "given"


# --- Where it cannot be written down --------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["lost", "another", "cut short"])
def test_a_lost_or_changed_key_ends_all_releases(pool: Pool, harm: str) -> None:
    release(MEANS, pool, INSURED, who=who(), now=NOW)
    key = Ledger(pool.root).folder / "key"
    right = key.read_bytes()
    key.unlink()
    if harm != "lost":
        key.write_bytes(right[::-1] if harm == "another" else right[:16])
    assert isinstance(refused("key_lost", pool), KeyLost)
    assert key.exists() == (harm != "lost")
    key.write_bytes(right)
    assert release(MEANS, pool, INSURED, who=who(), now=NOW).rows.num_rows


def test_a_log_that_was_changed_ends_all_releases(pool: Pool) -> None:
    release(MEANS, pool, INSURED, who=who(), now=NOW)
    release(MEANS, pool, INSURED, who=who(), now=NOW)
    log = Ledger(pool.root).log.path
    log.write_bytes(log.read_bytes().replace(b"clerk-7", b"clerk-8"))
    with pytest.raises(ChainBroken):
        release(MEANS, pool, INSURED, who=who(), now=NOW)


def test_a_release_that_cannot_be_written_down_gives_nothing(pool: Pool) -> None:
    release(MEANS, pool, INSURED, who=who(), now=NOW)
    lock = Ledger(pool.root).folder / "log.jsonl.lock"
    lock.unlink()
    lock.mkdir()
    with pytest.raises(ChainNotWritten):
        release(MEANS, pool, INSURED, who=who(), now=NOW)
    assert len(bodies(pool)) == 1
