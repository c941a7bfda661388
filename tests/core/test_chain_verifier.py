"""Nobody can change a log unseen: every byte, line and file of it counts."""

import json
import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from core.chain import Chain, main, verify
from core.errors import FileMissing, InputError
from tests.core.chain_filling import SMALL, filled, parts
from tests.processes import run_python

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def test_a_byte_changed_anywhere_is_found_1000_of_1000(path: Path) -> None:
    filled(path, 60, segment_bytes=SMALL)
    Chain(path, segment_bytes=SMALL).append({"last": True})
    assert len(parts(path)) == 2
    contents = {part: part.read_bytes() for part in parts(path)}
    chance, found = random.Random(5), 0
    for _ in range(1_000):
        part = chance.choices(list(contents), [len(data) for data in contents.values()])[0]
        changed = bytearray(contents[part])
        at = chance.randrange(len(changed))
        changed[at] ^= chance.randrange(1, 256)
        part.write_bytes(changed)
        verdict = verify(path)
        number = (0 if part != path else 60) + contents[part][:at].count(b"\n") + 1
        found += verdict.fault is not None and verdict.fault.number == number
        part.write_bytes(contents[part])
    assert found == 1_000
    assert verify(path).is_whole


@pytest.mark.parametrize("byte", [b" ", b"\n", b"\r"])
def test_a_byte_put_in_anywhere_is_found(path: Path, byte: bytes) -> None:
    filled(path, 2)
    data = path.read_bytes()
    for at in range(len(data) + 1):
        path.write_bytes(data[:at] + byte + data[at:])
        assert not verify(path).is_whole, at


def test_a_byte_taken_out_anywhere_is_found(path: Path) -> None:
    filled(path, 3)
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + data[at + 1 :])
        assert not verify(path).is_whole, at


def removed(lines: list[bytes], at: int) -> list[bytes]:
    return lines[:at] + lines[at + 1 :]


def doubled(lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]]


def swapped(lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def written_anew(lines: list[bytes], at: int) -> list[bytes]:
    """An entry whose own hash fits, in place of the one that was there."""
    said = json.loads(lines[at])
    begun = f'{{"number":{at + 1},"previous":"{said["previous"]}","body":{{"who":"nobody"}}'.encode()
    return [*lines[:at], begun + f',"hash":"{sha256(begun).hexdigest()}"}}\n'.encode(), *lines[at + 1 :]]


@pytest.mark.parametrize(
    ("change", "first"),
    [(removed, 0), (doubled, 1), (swapped, 0), (written_anew, 1)],
    ids=["removed", "doubled", "swapped", "written anew"],
)
def test_a_line_removed_doubled_swapped_or_put_in_is_found_where_it_is(
    path: Path, change: Callable[[list[bytes], int], list[bytes]], first: int
) -> None:
    filled(path, 12)
    lines = path.read_bytes().splitlines(keepends=True)
    for at in range(len(lines) - 1):
        path.write_bytes(b"".join(change(lines, at)))
        fault = verify(path).fault
        assert fault is not None and (fault.number, fault.reason) == (at + 1 + first, "misplaced")
        assert fault.line == at + 1 + first


def test_a_cut_end_is_found_where_a_head_was_noted_down(path: Path) -> None:
    log = filled(path, 12)
    head, lines = log.head(), path.read_bytes().splitlines(keepends=True)
    assert head is not None
    for kept in range(12):
        path.write_bytes(b"".join(lines[:kept]))
        assert verify(path).is_whole
        fault = verify(path, [head]).fault
        assert fault is not None and (fault.number, fault.reason) == (kept + 1, "cut_off")


def test_a_log_written_anew_is_found_where_an_entry_was_noted_down(path: Path) -> None:
    log = filled(path, 12)
    noted = [entry.head for entry in log.entries()][6]
    assert verify(path, [noted]).is_whole
    path.unlink()
    Chain(path).append(*({"forged": at} for at in range(12)))
    assert verify(path).is_whole
    fault = verify(path, [noted]).fault
    assert fault is not None and (fault.number, fault.reason) == (7, "another")


def test_a_closed_part_removed_renamed_or_moved_is_found(path: Path) -> None:
    log = Chain(path, segment_bytes=SMALL)
    for at in range(20):
        log.append({"n": at, "text": "x" * 100})
    first, second, third = parts(path)[:3]
    for change, back in (
        (lambda: second.rename(path.with_name("aside")), lambda: path.with_name("aside").rename(second)),
        (lambda: first.rename(path.with_name("aside")), lambda: path.with_name("aside").rename(first)),
        (
            lambda: third.rename(path.with_name(f"{path.name}.000000000999")),
            lambda: path.with_name(f"{path.name}.000000000999").rename(third),
        ),
    ):
        change()
        assert not verify(path).is_whole
        back()
        assert verify(path).is_whole


def test_a_log_that_is_not_there_is_no_whole_log(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        verify(tmp_path / "nothing")
    with pytest.raises(InputError):
        verify(tmp_path)


def test_the_program_says_whether_a_log_is_whole(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = filled(path, 5).head()
    assert main([str(path), "--head", str(head)]) == 0
    assert f"5 entries fit. Head: {head}" in capsys.readouterr().out
    path.write_bytes(path.read_bytes().replace("用户3".encode(), "用户8".encode()))
    assert main([str(path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["whole"], said["entries"], said["fault"]["entry"], said["fault"]["line"]) == (False, 3, 4, 4)
    assert main([str(path), "--head", "five"]) == 2
    assert main([str(path.with_name("none"))]) == 2


def test_the_program_needs_nothing_but_the_files_and_python(path: Path) -> None:
    filled(path, 5)
    done = run_python(["-S", "-m", "core.chain", str(path)], folder=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
