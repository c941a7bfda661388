from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from core.chain import ChainBroken
from core.errors import InputError
from datapool.linkage.decisions import DecisionBook, Said, fingerprints

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def columns(**values: list[str | None]) -> dict[str, pa.ChunkedArray]:
    return {name: pa.chunked_array([pa.array(each, pa.string())]) for name, each in values.items()}


def test_a_record_keeps_its_name_in_whatever_order_it_is_delivered() -> None:
    first = fingerprints(columns(a=["x", "y"], b=["1", None]))
    again = fingerprints(columns(b=[None, "1"], a=["y", "x"]))
    assert first == again[::-1] and len(set(first)) == 2
    assert fingerprints(columns(a=["x1"], b=[None])) != fingerprints(columns(a=["x"], b=["1"]))


def test_the_last_decision_holds_and_an_undone_one_leaves_the_state_before(tmp_path: Path) -> None:
    book = DecisionBook(tmp_path / "decisions.jsonl")
    before = book.current()
    book.decide("b", "a", Said.NOT_THE_SAME, who="clerk", now=NOW)
    assert book.current().said == {("a", "b"): Said.NOT_THE_SAME}
    book.decide("a", "b", Said.SAME, who="clerk", now=NOW)
    assert book.current().said == {("a", "b"): Said.SAME}
    book.decide("a", "b", Said.UNDONE, who="clerk", now=NOW)
    assert book.current() == before


def test_a_decision_finds_every_delivery_of_its_records(tmp_path: Path) -> None:
    book = DecisionBook(tmp_path / "decisions.jsonl")
    book.decide("p", "q", Said.SAME, who="clerk", now=NOW)
    left, right = book.current().rows(["q", "x", "p", "q"], Said.SAME)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (2, 3)]
    assert [rows.size for rows in book.current().rows(["q", "x"], Said.SAME)] == [0, 0]


def test_nobody_decides_nothing_and_what_was_not_said_is_not_undone(tmp_path: Path) -> None:
    book = DecisionBook(tmp_path / "decisions.jsonl")
    with pytest.raises(InputError, match="nobody"):
        book.decide("a", "b", Said.SAME, who=" ", now=NOW)
    with pytest.raises(InputError, match="no decision"):
        book.decide("a", "b", Said.UNDONE, who="clerk", now=NOW)


def test_a_decision_changed_on_disk_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    book = DecisionBook(path)
    book.decide("a", "b", Said.SAME, who="clerk", now=NOW)
    book.decide("a", "c", Said.SAME, who="clerk", now=NOW)
    path.write_bytes(path.read_bytes().replace(b"clerk", b"thief", 1))
    with pytest.raises(ChainBroken):
        book.current()
