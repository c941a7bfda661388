"""Sealed values open in their own cell, unchanged and with their key, or not at all."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import AnlanError
from datapool.vault.key_ring import KeyRing
from datapool.vault.master_key import MasterKey
from datapool.vault.refusal import KeyLost, NotSealable, SealBroken
from datapool.vault.sealing import NONCE_BYTES, NUMBER_BYTES, Place, open_sealed, reseal, seal

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PLACE = Place("hrss_insured", "person_name")
MASTER = MasterKey(bytes(range(32)))
NAMES = pa.array(["王小明", "王小明", "", None, "买买提·阿不都", "x" * 31, "x" * 32, "\x80é", "张"], pa.string())
RECORDS = pa.array([f"r{at}" for at in range(len(NAMES))])


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "vault", MASTER, now=NOW)


def nonces(sealed: pa.Array) -> list[bytes]:
    return [value[NUMBER_BYTES : NUMBER_BYTES + NONCE_BYTES] for value in sealed.to_pylist() if value is not None]


def test_what_was_sealed_opens_again(ring: KeyRing) -> None:
    sealed = seal(ring, PLACE, RECORDS, NAMES)
    assert open_sealed(ring, PLACE, RECORDS, sealed).equals(NAMES)


def test_nothing_of_the_text_and_not_even_its_length_shows(ring: KeyRing) -> None:
    sealed = seal(ring, PLACE, RECORDS, NAMES).to_pylist()
    assert sealed[3] is None and len({len(sealed[at]) for at in (0, 1, 2, 4, 5, 7, 8)}) == 1
    assert all("王小明".encode() not in value for value in sealed if value is not None)


def test_equal_names_never_look_alike(ring: KeyRing) -> None:
    many = pa.array(["王小明"] * 1000)
    records = pa.array(range(1000))
    sealed = seal(ring, PLACE, records, many).to_pylist() + seal(ring, PLACE, records, many).to_pylist()
    for start, end in ((NUMBER_BYTES + NONCE_BYTES, None), (-16, None)):
        assert len({value[start:end] for value in sealed}) == 2000


@given(st.lists(st.one_of(st.none(), st.text(max_size=80)), max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_comes_back(ring: KeyRing, texts: list[str | None]) -> None:
    values = pa.array(
        [None if text is None else text.encode("utf-8", "ignore").decode() for text in texts], pa.string()
    )
    records = pa.array(range(len(texts)), pa.int64())
    assert open_sealed(ring, PLACE, records, seal(ring, PLACE, records, values)).equals(values)


@pytest.mark.parametrize("place", [Place("hrss_insured", "address"), Place("tax_firms", "person_name")])
def test_a_cell_moved_to_another_column_or_table_is_found(ring: KeyRing, place: Place) -> None:
    sealed = seal(ring, PLACE, RECORDS, NAMES)
    with pytest.raises(SealBroken, match=f"{place}: 8 of 9"):
        open_sealed(ring, place, RECORDS, sealed)


def test_two_cells_exchanged_are_found_and_nothing_is_shown(ring: KeyRing) -> None:
    values = seal(ring, PLACE, RECORDS, NAMES).to_pylist()
    values[0], values[4] = values[4], values[0]
    with pytest.raises(SealBroken, match=r"2 of 9 .* the first in row 0") as refused:
        open_sealed(ring, PLACE, RECORDS, pa.array(values, pa.binary()))
    assert "王小明" not in str(refused.value)


def test_every_bit_of_a_sealed_value_counts(ring: KeyRing) -> None:
    record, (value,) = pa.array(["r"]), seal(ring, PLACE, pa.array(["r"]), pa.array(["王小明"])).to_pylist()
    for bit in range(8 * len(value)):
        changed = bytearray(value)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((SealBroken, KeyLost)):
            open_sealed(ring, PLACE, record, pa.array([bytes(changed)], pa.binary()))


def test_a_value_cut_at_any_byte_is_found(ring: KeyRing) -> None:
    record, (value,) = pa.array(["r"]), seal(ring, PLACE, pa.array(["r"]), pa.array(["王小明"])).to_pylist()
    for kept in range(len(value)):
        with pytest.raises((SealBroken, KeyLost)):
            open_sealed(ring, PLACE, record, pa.array([value[:kept]], pa.binary()))
    with pytest.raises(SealBroken):
        open_sealed(ring, PLACE, record, pa.array([value + b"\0"], pa.binary()))


def test_a_column_that_was_never_sealed_is_refused(ring: KeyRing) -> None:
    with pytest.raises(NotSealable, match="not sealed values"):
        open_sealed(ring, PLACE, RECORDS, NAMES)


def test_a_value_of_another_vault_does_not_open(ring: KeyRing, tmp_path: Path) -> None:
    other = KeyRing.make(tmp_path / "other", MASTER, now=NOW)
    with pytest.raises(SealBroken):
        open_sealed(ring, PLACE, RECORDS, seal(other, PLACE, RECORDS, NAMES))


def test_new_values_lie_under_the_new_key_and_old_ones_open_still(ring: KeyRing) -> None:
    old = seal(ring, PLACE, RECORDS, NAMES)
    assert ring.add_data_key(now=NOW) == 2 == ring.current
    new = seal(ring, PLACE, RECORDS, NAMES)
    assert {value[:NUMBER_BYTES] for value in new.to_pylist() if value} == {b"\0\0\0\2"}
    for sealed in (old, new):
        assert open_sealed(ring, PLACE, RECORDS, sealed).equals(NAMES)


def test_resealing_moves_old_values_only(ring: KeyRing) -> None:
    old = seal(ring, PLACE, RECORDS, NAMES)
    ring.add_data_key(now=NOW)
    fresh = seal(ring, PLACE, RECORDS, NAMES)
    mixed = pa.array([*old.to_pylist()[:5], *fresh.to_pylist()[5:]], pa.binary())
    moved = reseal(ring, PLACE, RECORDS, mixed)
    assert moved.to_pylist()[5:] == fresh.to_pylist()[5:]
    assert {value[:NUMBER_BYTES] for value in moved.to_pylist() if value} == {b"\0\0\0\2"}
    assert open_sealed(ring, PLACE, RECORDS, moved).equals(NAMES)
    assert reseal(ring, PLACE, RECORDS, moved) is moved


def test_resealing_a_tampered_column_seals_nothing(ring: KeyRing) -> None:
    values = seal(ring, PLACE, RECORDS, NAMES).to_pylist()
    ring.add_data_key(now=NOW)
    values[0] = values[1]
    with pytest.raises(SealBroken):
        reseal(ring, PLACE, RECORDS, pa.array(values, pa.binary()))


@pytest.mark.parametrize(
    ("records", "values", "reason"),
    [
        (pa.array(["a", "a"]), pa.array(["x", "y"]), "missing or stand twice"),
        (pa.array(["a", None]), pa.array(["x", "y"]), "missing or stand twice"),
        (pa.array(["a"]), pa.array(["x", "y"]), "2 values and 1 records"),
        (pa.array([1.0, 2.0]), pa.array(["x", "y"]), "Name a record by text or whole number"),
        (pa.array(["a", "b"]), pa.array([1, 2]), "Cast it to text first"),
    ],
)
def test_what_could_not_be_told_apart_is_not_sealed(
    ring: KeyRing, records: pa.Array, values: pa.Array, reason: str
) -> None:
    with pytest.raises(NotSealable, match=reason):
        seal(ring, PLACE, records, values)


@pytest.mark.parametrize("name", ["a.b", "", "a b", "表", "a\0", "1a"])
def test_a_name_that_could_be_read_as_two_is_refused(name: str) -> None:
    with pytest.raises(NotSealable):
        Place(name, "column")
    with pytest.raises(NotSealable):
        Place("table", name)


SEALING = """
import sys
from pathlib import Path
import pyarrow as pa
from datapool.vault.key_ring import KeyRing
from datapool.vault.master_key import MasterKey
from datapool.vault.sealing import Place, seal
ring = KeyRing.open(Path(sys.argv[1]), MasterKey(bytes(range(32))))
for _ in range(20):
    for value in seal(ring, Place("t", "c"), pa.array(range(50)), pa.array(["x"] * 50)).to_pylist():
        print(value[:16].hex())
"""


def test_no_nonce_comes_twice_though_several_processes_seal_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    KeyRing.make(folder, MASTER, now=NOW)
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SEALING, str(folder)], stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(3)
    ]
    seen = [line for process in running for line in process.communicate()[0].split()]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(seen) == 3 * 20 * 50 == len(set(seen))
    # Without the random bytes too: every batch has a lease number of its own.
    leases = {line[2 * NUMBER_BYTES : 2 * NUMBER_BYTES + 8] for line in seen}
    assert leases == {f"{number:08x}" for number in range(1, 61)}


def test_no_nonce_comes_twice_after_the_keys_were_restored_from_a_copy(ring: KeyRing, tmp_path: Path) -> None:
    copy = (tmp_path / "vault" / "keys.json").read_bytes()
    seen: list[bytes] = []
    for _ in range(20):
        (tmp_path / "vault" / "keys.json").write_bytes(copy)
        seen += nonces(seal(ring, PLACE, RECORDS, NAMES))
    assert len(seen) == len(set(seen)) == 20 * 8


def test_random_damage_never_shows_a_text(ring: KeyRing) -> None:
    random, sealed = Random(5), seal(ring, PLACE, RECORDS, NAMES).to_pylist()
    for _ in range(300):
        values = [None if value is None else bytearray(value) for value in sealed]
        at = random.choice([0, 1, 2, 4, 5, 6, 7, 8])
        values[at][random.randrange(len(values[at]))] ^= random.randint(1, 255)
        with pytest.raises(AnlanError) as refused:
            open_sealed(ring, PLACE, RECORDS, pa.array([value and bytes(value) for value in values], pa.binary()))
        assert type(refused.value) in (SealBroken, KeyLost)


def test_columns_of_a_table_in_pieces_are_sealed_alike(ring: KeyRing) -> None:
    table = pa.concat_tables(
        [pa.table({"r": RECORDS[:4], "v": NAMES[:4]}), pa.table({"r": RECORDS[4:], "v": NAMES[4:]})]
    )
    sealed = seal(ring, PLACE, table["r"], table["v"])
    ring.add_data_key(now=NOW)
    pieces = pa.chunked_array([sealed[:2], sealed[2:]])
    moved = reseal(ring, PLACE, table["r"], pieces)
    assert open_sealed(ring, PLACE, table["r"], moved).equals(NAMES)
