"""Names of a purpose: the same for the same number, and nothing without the key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from datapool.marts.naming import DIGITS, Naming, pool_key

KEY = bytes(range(32))
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30)


@settings(max_examples=50, deadline=None)
@given(item=TEXTS, number=TEXTS)
def test_the_database_and_python_give_the_same_names(item: str, number: str) -> None:
    naming = Naming.of(KEY, "risk")
    with duckdb.connect() as connection:
        connection.execute(naming.macro())
        found = connection.execute("SELECT renamed(?, ?)", [item, number]).fetchall()
    assert found == [(naming.name(item, number),)]


def test_a_name_depends_on_key_purpose_item_and_number() -> None:
    names = {
        Naming.of(key, purpose).name(item, number)
        for key in (KEY, KEY[::-1])
        for purpose in ("risk", "statistics")
        for item in ("phone", "account_no")
        for number in ("1", "2")
    }
    assert len(names) == 16
    assert all(len(name) == DIGITS for name in names)


def test_nothing_stays_nothing() -> None:
    with duckdb.connect() as connection:
        connection.execute(Naming.of(KEY, "risk").macro())
        assert connection.execute("SELECT renamed('phone', NULL)").fetchall() == [(None,)]


def test_the_fingerprint_tells_keys_apart_and_holds_no_part_of_them() -> None:
    one, other = Naming.of(KEY, "risk"), Naming.of(KEY[::-1], "risk")
    assert one.fingerprint != other.fingerprint
    assert one.fingerprint not in one.inner + one.outer


def test_a_short_key_is_refused_without_being_told() -> None:
    with pytest.raises(InputError, match="5 bytes; 32 are needed") as caught:
        Naming.of(b"hello", "risk")
    assert "hello" not in str(caught.value)


def test_the_key_of_a_pool_is_drawn_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "marts"
    with ThreadPoolExecutor(8) as together:
        keys = set(together.map(pool_key, [folder] * 16))
    assert len(keys) == 1
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["key"]


def test_a_key_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    pool_key(tmp_path)
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(InputError, match="not a key of the marts"):
        pool_key(tmp_path)
