"""A journal gives back every group that was answered, none that was not, and tells where it is damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.risk.streaming.limited import files_of_at_most
from training.risk.streaming.frame import HEAD_BYTES
from training.risk.streaming.journal import Journal, is_there, read
from training.risk.streaming.state import JOURNALS, StateNotWritten, StateUnusable

STATE, OTHER = b"8 bytes.", b"8 others"
SIZE = 1024
GROUPS = (b"one", "zwölf 十二".encode(), b"", b"x" * 200)


@contextmanager
def journal_of(folder: Path, place: int = 0, size: int = SIZE) -> Iterator[Journal]:
    journal = Journal.open(folder, STATE, place=place, size=size)
    try:
        yield journal
    finally:
        journal.close()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The file that has GROUPS at the places 1 to 4."""
    with journal_of(tmp_path) as journal:
        assert [journal.append(one) for one in GROUPS] == [1, 2, 3, 4]
    return tmp_path / JOURNALS[0]


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


def end_of(places: int) -> int:
    """The byte behind so many groups."""
    return sum(HEAD_BYTES + len(one) for one in GROUPS[:places])


def test_groups_come_back_in_order_after_any_place(written: Path) -> None:
    for after in range(5):
        assert read(written.parent, STATE, after) == [(at, GROUPS[at - 1]) for at in range(after + 1, 5)]


def test_a_last_group_that_is_torn_anywhere_is_dropped_and_written_over(written: Path) -> None:
    whole = written.read_bytes()
    for at in range(end_of(3), end_of(4)):
        written.write_bytes(whole[:at] + bytes(len(whole) - at))
        assert read(written.parent, STATE, 0) == list(enumerate(GROUPS[:3], 1))
    with journal_of(written.parent, place=3) as journal:
        assert journal.append(b"anew") == 4
    assert read(written.parent, STATE, 3) == [(4, b"anew")]


def test_a_byte_flipped_amid_the_journal_is_told_with_its_group_file_and_place(written: Path) -> None:
    whole = written.read_bytes()
    for place in (1, 2, 3):
        for at in range(end_of(place - 1), end_of(place)):
            flip(written, at)
            with pytest.raises(StateUnusable, match=f"group {place} cannot be read") as told:
                read(written.parent, STATE, 0)
            assert told.value.path == written
            assert f"byte {end_of(place - 1)}:" in told.value.what
            assert "send the events again" in told.value.remedy
            written.write_bytes(whole)


def test_damage_to_what_the_database_has_does_no_harm(written: Path) -> None:
    for at in range(end_of(2)):
        flip(written, at)
    assert read(written.parent, STATE, 2) == [(3, GROUPS[2]), (4, GROUPS[3])]


def test_groups_that_are_missing_between_the_database_and_the_journal_are_told(tmp_path: Path) -> None:
    with journal_of(tmp_path, place=6) as journal:
        journal.append(b"the seventh")
    assert read(tmp_path, STATE, 6) == [(7, b"the seventh")]
    with pytest.raises(StateUnusable, match="group 5 cannot be read"):
        read(tmp_path, STATE, 4)


def test_a_journal_of_another_state_is_not_taken_for_ones_own(written: Path) -> None:
    with pytest.raises(StateUnusable, match="another state"):
        read(written.parent, OTHER, 0)


def test_a_group_that_the_disk_does_not_take_is_refused_and_leaves_no_trace(tmp_path: Path) -> None:
    with journal_of(tmp_path) as journal:
        journal.append(b"kept")
        with files_of_at_most(0), pytest.raises(StateNotWritten, match="File too large"):
            journal.append(b"nowhere")
        assert read(tmp_path, STATE, 0) == [(1, b"kept")]
        with files_of_at_most(2 * SIZE), pytest.raises(StateNotWritten):
            # It begins a file of its own and goes beyond what may be written.
            journal.append(b"z" * 3 * SIZE)
        assert read(tmp_path, STATE, 0) == [(1, b"kept")]
        assert journal.append(b"room again") == 2
    assert read(tmp_path, STATE, 0) == [(1, b"kept"), (2, b"room again")]


def test_a_torn_group_that_could_not_be_cut_off_is_before_the_next_is_written(tmp_path: Path) -> None:
    with journal_of(tmp_path) as journal:
        at = end_of(1)
        journal.append(GROUPS[0])
        with files_of_at_most(at + HEAD_BYTES - 2), pytest.raises(StateNotWritten):
            journal.append(b"its head is not whole, and the zeros over it are not either")
        with files_of_at_most(0):
            for _ in range(2):
                with pytest.raises(StateNotWritten):
                    journal.append(b"still no room")
        assert journal.append(b"room") == 2
    assert read(tmp_path, STATE, 0) == [(1, GROUPS[0]), (2, b"room")]


def test_no_file_grows_while_groups_are_small(tmp_path: Path) -> None:
    with journal_of(tmp_path) as journal:
        for _ in range(200):
            journal.append(b"small " * 9)
    assert [(tmp_path / name).stat().st_size for name in JOURNALS] == [SIZE, SIZE]
    assert is_there(tmp_path)


def test_a_file_is_written_over_only_once_all_of_it_is_in_the_database(tmp_path: Path) -> None:
    with journal_of(tmp_path) as journal:
        needed = []
        for _ in range(12):
            needed.append(journal.waits_for(300))
            journal.append(b"y" * 300)
    # Three go into a file: the third file is the first again, whose last group is the third.
    assert needed == [0, 0, 0, 0, 0, 0, 3, 0, 0, 6, 0, 0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=2 * SIZE), st.booleans()), max_size=40), st.data())
def test_whatever_is_written_and_carried_all_that_is_not_in_the_database_comes_back(
    steps: list[tuple[bytes, bool]], data: st.DataObject
) -> None:
    """Groups of any size, the journal opened again now and then: it has what the database lacks, in order."""
    with TemporaryDirectory() as place:
        folder, had, lacking = Path(place), 0, []
        journal = Journal.open(folder, STATE, place=0, size=SIZE)
        for text, is_opened_again in steps:
            # Marks are never part of what is written, which is UTF-8.
            one = text.hex().encode()
            had = max(had, journal.waits_for(len(one)), data.draw(st.integers(had, journal.place)))
            lacking = [*((at, each) for at, each in lacking if at > had), (journal.append(one), one)]
            lacking = [each for each in lacking if each[0] > had]
            assert read(folder, STATE, had) == lacking
            if is_opened_again:
                journal.close()
                had, lacking = journal.place, []
                journal = Journal.open(folder, STATE, place=had, size=SIZE)
        journal.close()
