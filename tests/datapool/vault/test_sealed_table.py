"""A sealed table hides what is sensitive, can be searched by number, and opens as it was, or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from core.errors import UnknownKey
from datapool.standards.catalogue import load_catalogue
from datapool.vault.key_ring import KeyRing
from datapool.vault.master_key import MasterKey
from datapool.vault.refusal import KeyLost, NotSealable, SealBroken, WrongMasterKey
from datapool.vault.sealed_table import RECORD, about_sealed, open_table, reseal_table, rows_with, seal_table

NOW = datetime(2026, 1, 2, tzinfo=UTC)
MASTER = MasterKey(bytes(range(32)))
NUMBER = "470102199003070013"
ROWS = pa.table(
    {
        "person_no": pa.array(["1", "2", "3"]),
        "citizen_id": pa.array([NUMBER, None, "470102199003070021"]),
        "diagnosis": pa.array(["I10", "E11.9", None]),
        "admitted_on": pa.array([date(2026, 1, 1), None, date(1900, 2, 28)]),
        "moment": pa.array([datetime(2026, 1, 1, 12, 30), None, None], pa.timestamp("us")),
        "bill_amount": pa.array([Decimal("12.30"), Decimal("-0.01"), None], pa.decimal128(14, 2)),
        "quantity": pa.array([1, None, 3], pa.int64()),
        "rate": pa.array([0.1, None, 1 / 3], pa.float64()),
    }
)
ITEMS = {
    column: load_catalogue().get(column)
    for column in ("citizen_id", "diagnosis", "admitted_on", "moment", "bill_amount", "quantity", "rate")
}


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "vault", MASTER, now=NOW)


@pytest.fixture
def sealed(ring: KeyRing) -> pa.Table:
    return seal_table(ring, ROWS, table="health_claims", name="r1", items=ITEMS)


def test_every_type_opens_as_it_was_also_from_a_file(ring: KeyRing, sealed: pa.Table, tmp_path: Path) -> None:
    parquet.write_table(sealed, tmp_path / "sealed.parquet")
    assert open_table(ring, parquet.read_table(tmp_path / "sealed.parquet")).equals(ROWS)


def test_nothing_that_is_sealed_stands_in_the_file(sealed: pa.Table, tmp_path: Path) -> None:
    parquet.write_table(sealed, tmp_path / "sealed.parquet", compression="none", use_dictionary=False)
    written = (tmp_path / "sealed.parquet").read_bytes()
    assert NUMBER.encode() not in written and b"E11.9" not in written
    parquet.write_table(ROWS, tmp_path / "plain.parquet", compression="none", use_dictionary=False)
    plain = (tmp_path / "plain.parquet").read_bytes()
    assert NUMBER.encode() in plain and b"E11.9" in plain


def test_a_number_is_found_however_it_was_typed_and_nothing_else_has_an_index(ring: KeyRing, sealed: pa.Table) -> None:
    item = load_catalogue()["citizen_id"]
    assert rows_with(ring, sealed, item, "citizen_id", NUMBER) == [1]
    assert rows_with(ring, sealed, item, "citizen_id", NUMBER[:-1] + "9") == []
    assert [name for name in sealed.column_names if name.endswith("_index")] == ["citizen_id_index"]
    with pytest.raises(UnknownKey, match="no blind index"):
        rows_with(ring, sealed, load_catalogue()["diagnosis"], "diagnosis", "I10")


def test_some_columns_open_and_the_other_sealed_ones_stay_away(ring: KeyRing, sealed: pa.Table) -> None:
    assert open_table(ring, sealed, ["diagnosis"]).equals(ROWS.select(["person_no", "diagnosis"]))
    with pytest.raises(UnknownKey, match="person_no is not sealed"):
        open_table(ring, sealed, ["person_no"])


@pytest.mark.parametrize("column", sorted(ITEMS))
def test_cells_that_changed_places_open_nothing(ring: KeyRing, sealed: pa.Table, column: str) -> None:
    values = sealed[column].to_pylist()
    first, second = [row for row, value in enumerate([*values, None]) if value is not None][:1] * 2
    second = (first + 1) % len(values)
    values[first], values[second] = values[second], values[first]
    swapped = sealed.set_column(sealed.column_names.index(column), column, pa.array(values, pa.binary()))
    with pytest.raises(SealBroken):
        open_table(ring, swapped)


def test_a_cell_of_another_table_or_column_opens_nothing(ring: KeyRing, sealed: pa.Table) -> None:
    other = seal_table(ring, ROWS, table="health_claims", name="r2", items=ITEMS)
    at = sealed.column_names.index("diagnosis")
    with pytest.raises(SealBroken):
        open_table(ring, sealed.set_column(at, "diagnosis", other["diagnosis"]))
    with pytest.raises(SealBroken):
        open_table(ring, sealed.set_column(at, "diagnosis", sealed["citizen_id"]))


def test_with_another_master_key_or_without_the_keys_nothing_opens(
    ring: KeyRing, sealed: pa.Table, tmp_path: Path
) -> None:
    with pytest.raises(WrongMasterKey):
        KeyRing.open(tmp_path / "vault", MasterKey(bytes(32)))
    stranger = KeyRing.make(tmp_path / "other", MASTER, now=NOW)
    with pytest.raises(SealBroken):
        open_table(stranger, sealed)
    (tmp_path / "vault" / "keys.json").unlink()
    with pytest.raises(KeyLost):
        KeyRing.open(tmp_path / "vault", MASTER)


def test_after_a_rotation_old_tables_open_and_resealed_ones_lie_under_the_new_key(
    ring: KeyRing, sealed: pa.Table
) -> None:
    ring.add_data_key(now=NOW)
    assert open_table(ring, sealed).equals(ROWS)
    again = reseal_table(ring, sealed)
    assert open_table(ring, again).equals(ROWS)
    heads = {value[:4] for column in ITEMS for value in again[column].to_pylist() if value is not None}
    assert heads == {(2).to_bytes(4, "big")}
    assert about_sealed(again) == about_sealed(sealed)


def test_names_that_are_taken_and_columns_that_are_not_there_are_refused(ring: KeyRing) -> None:
    with pytest.raises(UnknownKey, match="no column account_no"):
        seal_table(ring, ROWS, table="health_claims", name="r1", items={"account_no": None})
    with_record = ROWS.append_column(RECORD, pa.array(["a", "b", "c"]))
    with pytest.raises(NotSealable, match="_record is there already"):
        seal_table(ring, with_record, table="health_claims", name="r1", items=ITEMS)
    with pytest.raises(NotSealable, match="no sealed table"):
        about_sealed(ROWS)
    nested = ROWS.append_column("many", pa.array([[1], [2], None]))
    with pytest.raises(NotSealable, match="many holds list"):
        seal_table(ring, nested, table="health_claims", name="r1", items={"many": None})


def test_only_the_numbers_that_are_named_get_a_blind_index(ring: KeyRing) -> None:
    items = {column: load_catalogue()[column] for column in ("person_no", "citizen_id")}
    named = seal_table(ring, ROWS, table="health_claims", name="r2", items=items, indexed=("citizen_id",))
    assert (
        dict(about_sealed(named).items) == {"citizen_id": "citizen_id"} and "person_no_index" not in named.schema.names
    )
    none = seal_table(ring, ROWS, table="health_claims", name="r3", items=items, indexed=())
    assert dict(about_sealed(none).items) == {} and open_table(ring, none).equals(ROWS)
