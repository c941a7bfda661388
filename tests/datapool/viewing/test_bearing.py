"""Who bears a number: the file beside the index and the rows themselves say the same, and the file tells no number."""

from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapool.persons.naming import naming_of
from datapool.persons.storing import persons_folder, read_index
from datapool.pool import Pool
from datapool.viewing.bearing import FOLDER, bearers, bearing_file, scanned
from tests.datapool.persons.registers import insured, linked, pool_of, resident
from tests.datapool.viewing.conftest import BORN, HERS, ONE_FOR_TWINS, SHARED, THREE, TWINS

NUMBERS = (HERS, *TWINS, SHARED, ONE_FOR_TWINS, *THREE, "nobody's", "x'; --")


def kept(pool: Pool) -> Path:
    return persons_folder(pool.root) / FOLDER


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.sampled_from(NUMBERS), max_size=4, unique=True),
    department=st.sampled_from((None, "hrss", "health", "police", "civil", "tax")),
)
def test_the_file_says_what_the_rows_say(laid_out: Pool, numbers: list[str], department: str | None) -> None:
    index = read_index(laid_out.root)
    asked = bearers(laid_out, index, numbers, department=department)
    assert asked == (scanned(laid_out, index, numbers, department=department) if numbers else {})


def test_two_persons_under_one_number_are_both_found_however_it_is_typed(pool: Pool) -> None:
    index = read_index(pool.root)
    (number,) = bearers(pool, index, [f" {SHARED.lower()} "])
    assert number == SHARED and len(bearers(pool, index, [SHARED])[SHARED]) == 2
    assert len(bearers(pool, index, [SHARED], department="health")[SHARED]) == 1


def test_a_wrong_number_is_found_as_it_was_written(tmp_path: Path) -> None:
    wrong = HERS[:-1] + ("0" if HERS[-1] != "0" else "1")
    pool = pool_of(tmp_path / "pool", {"police_population": [resident("王芳", wrong, BORN, "2")]})
    index = linked(pool)
    assert len(bearers(pool, index, [wrong])[wrong]) == 1 and bearers(pool, index, [HERS]) == {}


def test_the_file_tells_no_number_and_is_in_the_order_in_which_it_is_looked_up(pool: Pool) -> None:
    path = bearing_file(pool, read_index(pool.root), naming_of(pool.root))
    rows = parquet.read_table(path)
    assert rows.column_names == ["number", "department", "person"] and rows.num_rows > 10
    assert not [number for number in NUMBERS if number in str(rows.to_pydict())]
    assert rows["number"].to_pylist() == sorted(rows["number"].to_pylist())


def test_a_new_index_has_a_new_file_and_the_old_one_goes(pool: Pool) -> None:
    bearers(pool, read_index(pool.root), [HERS])
    (old,) = kept(pool).iterdir()
    new = number_of_new_person(pool)
    again = Pool.open(pool.root)
    index = linked(again)
    assert len(bearers(again, index, [new])[new]) == 1
    (path,) = kept(pool).iterdir()
    assert path.name == f"{index.version}.parquet" != old.name


def number_of_new_person(pool: Pool) -> str:
    new = TWINS[0][:-4] + "9990"
    rows = [insured("0099", "吴新", new, "1990-01-02", "1")]
    pool_of(pool.root, {"hrss_insured": rows}, delivery="2022")
    return new


@pytest.mark.parametrize("harm", ["cut", "empty", "key", "no folder"])
def test_a_file_that_is_damaged_or_cannot_be_made_is_done_without(pool: Pool, harm: str) -> None:
    index = read_index(pool.root)
    expected = bearers(pool, index, [SHARED, HERS])
    (path,) = kept(pool).iterdir()
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "key":
        (persons_folder(pool.root) / "key").unlink()
    else:
        path.unlink()
        kept(pool).rmdir()
        kept(pool).write_text("in the way", encoding="utf-8")
    assert bearers(pool, index, [SHARED, HERS]) == expected and expected
