"""Sealed releases: nothing sensitive leaves in plain text, only the receiver opens it, the log tells what left."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from core.errors import InputError
from datapool.pool import Pool
from datapool.sharing import release as releasing
from datapool.sharing.agreement_file import AgreementWrong, load_agreement
from datapool.sharing.ledger import Ledger
from datapool.sharing.refusal import ReleaseRefused
from datapool.sharing.release import Asked, Released, release
from datapool.sharing.sealing import Sealing, row_hashes
from datapool.standards.catalogue import load_catalogue
from datapool.vault.key_ring import FILE, KeyRing
from datapool.vault.master_key import draw_master_key, read_master_key
from datapool.vault.refusal import WrongMasterKey
from datapool.vault.sealed_table import about_sealed, open_table, rows_with
from tests.datapool.sharing.world import MEANS, NOW, bodies, change, who

INSURED = Asked("hrss_insured")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Vaults of two receivers, each under a master key of its own."""
    for receiver in ("civil", "tax"):
        make_vault(tmp_path, receiver)
    return tmp_path


def make_vault(house: Path, receiver: str) -> None:
    vault, key = house / "vaults" / receiver, house / f"{receiver}.key"
    vault.mkdir(parents=True)
    KeyRing.make(vault, draw_master_key(key, pool=vault), now=NOW)


def ring_of(house: Path, receiver: str) -> KeyRing:
    vault = house / "vaults" / receiver
    return KeyRing.open(vault, read_master_key(house / f"{receiver}.key", pool=vault))


def sealing(house: Path, columns: tuple[str, ...] | None = None, *, key: str = "civil.key") -> Sealing:
    return Sealing(house / "vaults", house / key, "release1", columns)


def given(pool: Pool, sealed: Sealing | None, asked: Asked = INSURED) -> Released:
    return release(MEANS, pool, asked, who=who(), now=NOW, sealing=sealed)


def refused(pool: Pool, sealed: Sealing, reason: str, asked: Asked = INSURED) -> ReleaseRefused:
    """Check the reason, and that the refusal is the one entry that was added."""
    before = len(bodies(pool))
    with pytest.raises(ReleaseRefused) as caught:
        given(pool, sealed, asked)
    assert caught.value.reason == reason
    (entry,) = bodies(pool)[before:]
    assert (entry["kind"], entry["reason"]) == ("refusal", reason) and "lines" not in entry
    return caught.value


def test_what_has_to_be_encrypted_leaves_sealed_and_opens_with_the_receivers_key_only(pool: Pool, house: Path) -> None:
    plain = given(pool, None).rows
    found = given(pool, sealing(house))
    numbers = {number for number in plain["citizen_id"].to_pylist() if number}
    assert found.sealed == ("citizen_id",) and found.unsealed == () and numbers
    written = str(found.rows.to_pydict())
    assert not [number for number in numbers if number in written]
    assert open_table(ring_of(house, "civil"), found.rows).equals(plain)
    stranger = read_master_key(house / "tax.key", pool=house / "vaults")
    with pytest.raises(WrongMasterKey):
        KeyRing.open(house / "vaults" / "civil", stranger)
    with pytest.raises(Exception, match=r"sealed values were changed|no data key"):
        open_table(ring_of(house, "tax"), found.rows)


def test_more_columns_can_be_sealed_than_have_to_be(pool: Pool, house: Path) -> None:
    columns = ("citizen_id", "person_name", "person_no")
    found = given(pool, sealing(house, columns))
    assert set(found.sealed) == set(columns)
    assert open_table(ring_of(house, "civil"), found.rows).equals(given(pool, None).rows)


def test_equal_numbers_are_found_only_where_the_agreement_allows_it(pool: Pool, house: Path) -> None:
    columns = ("citizen_id", "person_no")
    found = given(pool, sealing(house, columns)).rows
    assert set(about_sealed(found).items) == {"citizen_id"} and "person_no_index" not in found.column_names
    number = next(each for each in given(pool, None).rows["citizen_id"].to_pylist() if each)
    at = rows_with(ring_of(house, "civil"), found, load_catalogue()["citizen_id"], "citizen_id", number)
    opened = open_table(ring_of(house, "civil"), found)["citizen_id"].to_pylist()
    assert at == [row for row, each in enumerate(opened, 1) if each == number]
    without = change(pool.root, lambda said: said["tables"]["hrss_insured"].pop("equality"))
    assert dict(about_sealed(given(without, sealing(house)).rows).items) == {}


@pytest.mark.parametrize("listed", [["person_name"], ["phone"], ["citizen_id", "citizen_id"], "citizen_id"])
def test_equality_is_for_numbers_that_are_given(pool: Pool, listed: Any) -> None:
    changed = change(pool.root, lambda said: said["tables"]["hrss_insured"].update(equality=listed))
    with pytest.raises(InputError) as caught:
        load_agreement(changed, MEANS)
    assert isinstance(caught.value, AgreementWrong) or "no columns" in str(caught.value)


def lose(house: Path) -> None:
    (house / "vaults" / "civil" / FILE).unlink()


def damage(house: Path) -> None:
    path = house / "vaults" / "civil" / FILE
    path.write_bytes(path.read_bytes()[:-40])


def expose(house: Path) -> None:
    (house / "civil.key").chmod(0o644)


@pytest.mark.parametrize(
    "harm",
    [
        lose,
        damage,
        expose,
        lambda house: (house / "civil.key").unlink(),
        lambda house: (house / "tax.key").replace(house / "civil.key"),
        lambda house: (house / "vaults").rename(house / "elsewhere"),
    ],
)
def test_a_key_that_is_lost_wrong_or_exposed_gives_nothing(
    pool: Pool, house: Path, harm: Callable[[Path], object]
) -> None:
    harm(house)
    refused(pool, sealing(house), "seal_key_lost")
    assert [body["kind"] for body in bodies(pool)] == ["refusal"]


def test_a_key_inside_the_pool_or_among_the_vaults_gives_nothing(pool: Pool, house: Path) -> None:
    for folder in (pool.root, house / "vaults"):
        copy = folder / "civil.key"
        copy.write_bytes((house / "civil.key").read_bytes())
        copy.chmod(0o600)
        refused(pool, Sealing(house / "vaults", copy, "release1"), "seal_key_lost")


def test_a_master_key_of_two_receivers_gives_nothing(pool: Pool, house: Path) -> None:
    vault = house / "vaults" / "health"
    vault.mkdir()
    KeyRing.make(vault, read_master_key(house / "civil.key", pool=vault), now=NOW)
    assert "health" in str(refused(pool, sealing(house), "seal_key_shared"))


def test_a_sealed_release_seals_all_that_has_to_be_and_nothing_that_is_not_given(pool: Pool, house: Path) -> None:
    assert "citizen_id" in str(refused(pool, sealing(house, ("person_name",)), "not_sealed"))
    refused(pool, sealing(house, ("citizen_id", "phone")), "columns_beyond")
    refused(pool, sealing(house), "columns_beyond", Asked("hrss_insured", ("person_no",)))


def test_what_is_given_unsealed_although_it_ought_to_be_is_in_the_log(pool: Pool) -> None:
    found = given(pool, None)
    assert found.unsealed == ("citizen_id",)
    assert bodies(pool)[0]["unsealed"] == ["citizen_id"] and "sealed" not in bodies(pool)[0]
    given(pool, None, Asked("hrss_insured", ("person_no",)))
    assert "unsealed" not in bodies(pool)[1]


@pytest.mark.parametrize("rows_of_an_entry", [7, 2_000])
def test_the_hashes_in_the_log_are_those_of_the_rows_that_were_given(
    pool: Pool, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_of_an_entry: int
) -> None:
    monkeypatch.setattr(releasing, "ROWS_OF_AN_ENTRY", rows_of_an_entry)
    found, key = given(pool, sealing(house)), Ledger(pool.root).pseudonyms()
    told = bodies(pool)
    assert all(body["sealed"] == ["citizen_id"] and "unsealed" not in body for body in told)
    assert {body["seal_key"] for body in told} == {ring_of(house, "civil").master_name}
    hashes = [each for body in told for each in body["row_hashes"]]
    parquet.write_table(found.rows, tmp_path / "given.parquet")
    read = parquet.read_table(tmp_path / "given.parquet")
    assert row_hashes(key, read) == hashes and len(set(hashes)) == read.num_rows > 7
    plain = open_table(ring_of(house, "civil"), read)
    assert not set(row_hashes(key, plain)) & set(hashes)
    changed = read.set_column(1, "person_no", [read["person_no"].to_pylist()[::-1]])
    assert row_hashes(key, changed) != hashes
