"""What was written to the log is there, in order, and nobody can change it unseen."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.chain import START, Chain, ChainBroken, ChainNotWritten, Head, Position, verify
from core.errors import WrongType
from tests.core.chain_filling import SMALL, filled, parts
from tests.processes import run_python

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def test_every_entry_names_its_number_and_the_hash_of_the_one_before(path: Path) -> None:
    filled(path, 3)
    previous = "0" * 64
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        said = json.loads(line)
        assert list(said) == ["number", "previous", "body", "hash"]
        assert (said["number"], said["previous"]) == (number, previous)
        assert said["hash"] == sha256(line[: line.rindex(b',"hash"')]).hexdigest()
        previous = said["hash"]
    assert verify(path).head == Head(3, previous)


def test_the_body_is_written_in_one_way_only(path: Path) -> None:
    one, other = Chain(path), Chain(path.with_name("other"))
    first, second = (
        one.append({"b": [1, "二"], "a": {"y": None, "x": True}}),
        other.append({"a": {"x": True, "y": None}, "b": [1, "二"]}),
    )
    assert first[0].hash == second[0].hash
    assert '"body":{"a":{"x":true,"y":null},"b":[1,"二"]},' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": {1, 2}}, {"x": "\ud800"}, {"x": b"bytes"}])
def test_what_json_cannot_say_is_refused_and_nothing_is_written(path: Path, body: dict[str, Any]) -> None:
    with pytest.raises(WrongType):
        Chain(path).append({"fine": 1}, body)
    assert not path.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(bodies=st.lists(st.dictionaries(st.sampled_from("abc"), JSON, max_size=3), max_size=8))
def test_what_was_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, bodies: list[dict[str, Any]]) -> None:
    log = Chain(tmp_path_factory.mktemp("log") / "log", segment_bytes=300)
    for body in bodies:
        log.append(body)
    assert [dict(entry.body) for entry in log.entries()] == bodies
    assert [entry.number for entry in log.entries()] == list(range(1, len(bodies) + 1))
    if bodies:
        assert verify(log.path).head == log.head()


def test_a_full_file_is_closed_and_the_next_goes_on_with_the_chain(path: Path) -> None:
    log = Chain(path, segment_bytes=SMALL)
    for at in range(20):
        log.append({"n": at, "text": "x" * 100})
    assert len(parts(path)) > 4
    assert verify(path) == verify(path, [Head(1, next(log.entries()).hash), log.head() or Head(9, "0")])
    assert [entry.body["n"] for entry in log.entries()] == list(range(20))


# --- Reading on -----------------------------------------------------------------------------------------------------


def test_reading_goes_on_where_it_stopped_across_files(path: Path) -> None:
    log = Chain(path, segment_bytes=SMALL)
    position, seen = START, list[int]()
    for at in range(25):
        log.append({"n": at, "text": "x" * 90})
        if at % 3 == 0:
            for position, entry in log.read(position):  # noqa: B007, B020
                seen.append(entry.body["n"])
    assert seen == list(range(25))
    assert list(log.read(position)) == []


@pytest.mark.parametrize("harm", ["shorter", "another", "gone"])
def test_reading_on_in_another_log_is_refused(path: Path, harm: str) -> None:
    log = filled(path, 5)
    *_, (position, _) = log.read()
    path.unlink()
    if harm != "gone":
        filled(path, 4 if harm == "shorter" else 5).append({"x": 1})
    if harm == "another":
        path.write_bytes(path.read_bytes().replace("用户1".encode(), "用户7".encode()))
    stale = Position(position.first, position.offset, position.number, position.hash[::-1])
    with pytest.raises(ChainBroken):
        list(log.read(stale if harm == "another" else position))


def test_reading_stops_at_an_entry_that_does_not_fit(path: Path) -> None:
    log = filled(path, 5)
    path.write_bytes(path.read_bytes().replace("用户3".encode(), "用户8".encode()))
    read = log.entries()
    assert [next(read).number for _ in range(3)] == [1, 2, 3]
    with pytest.raises(ChainBroken, match="Entry 4"):
        next(read)


# --- Writing --------------------------------------------------------------------------------------------------------


def test_only_the_end_of_a_long_log_is_looked_at(path: Path) -> None:
    """Whatever stands before the last entry, an append goes on from that: it did not read it."""
    log = filled(path, 200)
    data = bytearray(path.read_bytes())
    data[: len(data) // 2] = b"\x00" * (len(data) // 2)
    path.write_bytes(data)
    assert [entry.number for entry in log.append({"next": 1})] == [201]


def test_a_last_line_longer_than_a_block_is_found(path: Path) -> None:
    log = filled(path, 3)
    log.append({"long": "长" * 20_000})
    assert log.append({"next": 1})[0].number == 5
    assert verify(path).is_whole


def test_the_begin_of_a_line_that_a_killed_writer_left_is_cut_off(path: Path) -> None:
    log = filled(path, 3)
    whole = path.read_bytes()
    line = Chain(path.with_name("other")).append({"torn": "行"})[0]
    torn = f'{{"number":4,"previous":"{line.hash}","body":{{"torn":"行"}}}}'.encode()
    for length in range(1, len(torn)):
        path.write_bytes(whole + torn[:length])
        assert [entry.number for entry in log.entries()] == [1, 2, 3]
        assert log.head() == Head(3, json.loads(whole.splitlines()[-1])["hash"])
        assert log.append({"next": length})[0].number == 4
        assert verify(path).is_whole


def test_a_whole_line_that_lacks_only_its_end_gets_it(path: Path) -> None:
    log = filled(path, 3)
    path.write_bytes(path.read_bytes()[:-1])
    assert log.append({"next": 1})[0].number == 4
    assert verify(path).is_whole


def test_something_behind_the_last_entry_is_not_cut_off_but_refused(path: Path) -> None:
    log = filled(path, 3)
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    kept = path.read_bytes()
    with pytest.raises(ChainBroken, match="behind the last entry"):
        log.append({"next": 1})
    assert path.read_bytes() == kept


def test_nothing_is_built_upon_a_last_entry_that_was_changed(path: Path) -> None:
    log = filled(path, 3)
    path.write_bytes(path.read_bytes().replace("用户2".encode(), "用户9".encode()))
    with pytest.raises(ChainBroken, match="not as it was written"):
        log.append({"next": 1})


def test_an_entry_that_the_disk_does_not_take_is_an_error_and_leaves_nothing(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ChainNotWritten):
        Chain(path).append({"x": 1})


def test_a_disk_that_runs_full_in_the_middle_of_a_line_leaves_the_log_as_it_was(path: Path) -> None:
    filled(path, 3)
    before = path.read_bytes()
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom core.chain import Chain, ChainNotWritten\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nlimit = int(sys.argv[2])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "try:\n    Chain(Path(sys.argv[1])).append({'text': 'x' * 5000})\n"
        "except ChainNotWritten:\n    sys.exit(7)\n"
    )
    done = run_python(["-c", program, str(path), str(len(before) + 1000)], folder=ROOT)
    assert (done.returncode, done.stderr) == (7, "")
    assert path.read_bytes() == before


def test_many_threads_and_processes_write_one_chain(path: Path) -> None:
    with ProcessPoolExecutor(3) as processes, ThreadPoolExecutor(4) as threads:
        work = [processes.submit(_write, str(path), at) for at in range(3)]
        work += [threads.submit(_write, str(path), at) for at in range(3, 7)]
        numbers = [number for each in work for number in each.result()]
    assert sorted(numbers) == list(range(1, 7 * 15 + 1))
    assert verify(path).head == Chain(path).head()
    assert len(parts(path)) > 1


def _write(path: str, who: int) -> list[int]:
    log = Chain(Path(path), segment_bytes=4_000)
    return [log.append({"who": who, "n": at})[0].number for at in range(15)]


def test_what_is_appended_may_rest_on_what_was_read_for_the_log_is_held(path: Path) -> None:
    """Each adds one to the sum it read: without the lock, sums would be lost."""

    def add(_: int) -> None:
        log = Chain(path)
        with log.writing() as writer:
            last = max((entry.body["sum"] for entry in log.entries()), default=0)
            writer.append({"sum": last + 1})

    with ThreadPoolExecutor(6) as together:
        list(together.map(add, range(40)))
    assert [entry.body["sum"] for entry in Chain(path).entries()] == list(range(1, 41))


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=pytest.mark.slow)])
def test_what_was_acknowledged_to_a_writer_that_is_killed_is_there(path: Path, rounds: int) -> None:
    chance, acknowledged = random.Random(rounds), dict[int, str]()
    for turn in range(rounds):
        words = [sys.executable, "-m", "tests.core.chain_writing", str(path), str(turn), str(chance.randrange(3000))]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            acknowledged |= _pairs(writer.stdout.readline())
            time.sleep(chance.random() * 0.2)
            os.kill(writer.pid, signal.SIGKILL)
            for line in writer.stdout:
                acknowledged |= _pairs(line)
        Chain(path).append({"after": turn})
        assert verify(path).is_whole
    found = {entry.number: entry.hash for entry in Chain(path).entries()}
    assert len(acknowledged) > 2 * rounds
    assert {number: found.get(number) for number in acknowledged} == acknowledged


def _pairs(line: str) -> dict[int, str]:
    number, _, own = line.partition(" ")
    return {int(number): own.strip()} if len(own.strip()) == 64 else {}
