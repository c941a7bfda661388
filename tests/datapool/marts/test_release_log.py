"""Every release is a line on disk before anything is handed out."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.chain import ChainBroken, verify
from datapool.marts.release_log import LOG_FILE, ReleaseNotLogged, append_release, releases


def test_releases_are_numbered_in_the_order_they_came_even_when_many_come_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as together:
        numbers = list(together.map(lambda who: append_release(tmp_path, {"who": str(who)}), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    log = releases(tmp_path)
    assert [line["release"] for line in log] == list(range(1, 41))
    assert {line["who"] for line in log} == {str(who) for who in range(40)}


def test_a_line_torn_by_a_kill_is_cut_off_and_its_number_given_again(tmp_path: Path) -> None:
    append_release(tmp_path, {"who": "one"})
    with (tmp_path / LOG_FILE).open("ab") as log:
        log.write(b'{"release": 2, "wh')
    assert [line["who"] for line in releases(tmp_path)] == ["one"]
    assert append_release(tmp_path, {"who": "two"}) == 2
    assert [line["who"] for line in releases(tmp_path)] == ["one", "two"]


def test_a_release_that_cannot_be_written_down_is_an_error(tmp_path: Path) -> None:
    (tmp_path / LOG_FILE).mkdir()
    with pytest.raises(ReleaseNotLogged, match="Nothing was handed out"):
        append_release(tmp_path, {"who": "one"})


def test_no_log_means_no_releases(tmp_path: Path) -> None:
    assert releases(tmp_path) == []


def test_a_release_changed_afterwards_is_found(tmp_path: Path) -> None:
    append_release(tmp_path, {"who": "one"})
    append_release(tmp_path, {"who": "two"})
    log = tmp_path / LOG_FILE
    log.write_bytes(log.read_bytes().replace(b"one", b"eno"))
    fault = verify(log).fault
    assert fault is not None and fault.number == 1
    with pytest.raises(ChainBroken):
        releases(tmp_path)
