"""A blind index finds equal numbers however they were typed, tells nothing else, and is refused where it would."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from datapool.standards.catalogue import Item, load_catalogue
from datapool.vault.blind_index import INDEX_BYTES, blind_index, blind_value
from datapool.vault.key_ring import KeyRing
from datapool.vault.master_key import MasterKey
from datapool.vault.refusal import NotIndexable

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def item(key: str) -> Item:
    return load_catalogue()[key]


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "vault", MasterKey(bytes(32)), now=NOW)


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        (
            "citizen_id",
            [
                "47010219900101001X",
                "47010219900101001x",
                " 47010219900101001X ",
                "４７０１０２１９９００１０１００１Ｘ",
            ],
        ),
        ("phone", ["13900000001", "139 0000 0001", "+8613900000001", "139-0000-0001", "１３９０００００００１"]),
        ("account_no", ["6200000000001", "6200 0000 0000 1"]),
        ("person_no", ["a17", " a17", "a17\t"]),
    ],
)
def test_a_number_is_found_however_it_was_typed(ring: KeyRing, key: str, spellings: list[str]) -> None:
    found = blind_index(ring, item(key), pa.array([*spellings, "1", None])).to_pylist()
    assert len(set(found[:-2])) == 1 and found[-2] != found[0] and found[-1] is None
    assert blind_value(ring, item(key), spellings[-1]) == found[0] and len(found[0]) == INDEX_BYTES


def test_two_items_and_two_vaults_share_no_index(ring: KeyRing, tmp_path: Path) -> None:
    other = KeyRing.make(tmp_path / "other", MasterKey(bytes(32)), now=NOW)
    same = "13900000001"
    found = {blind_value(ring, item(key), same) for key in ("phone", "account_no", "person_no", "citizen_id")}
    assert len(found) == 4 and blind_value(other, item("phone"), same) not in found


def test_an_index_outlives_new_data_keys_and_new_master_keys(ring: KeyRing) -> None:
    before = blind_value(ring, item("phone"), "13900000001")
    ring.add_data_key(now=NOW)
    ring.rewrap(MasterKey(bytes(range(32))))
    assert blind_value(ring, item("phone"), "13900000001") == before


def test_keys_that_differ_by_a_capital_are_two(ring: KeyRing) -> None:
    assert blind_value(ring, item("person_no"), "a17") != blind_value(ring, item("person_no"), "A17")


@pytest.mark.parametrize("key", ["person_name", "sex", "birth_date", "address", "contribution_base"])
def test_what_could_be_guessed_has_no_index(ring: KeyRing, key: str) -> None:
    with pytest.raises(NotIndexable, match=key):
        blind_index(ring, item(key), pa.array(["x"]))
    with pytest.raises(NotIndexable):
        blind_value(ring, item(key), "x")
