"""What a site started is ended, whatever it did to its groups and names, and nothing else is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serving.site.processes import Group, end, member, start
from serving.site.supervised import Supervised

# A leader that ignores TERM, a child in a group of its own, and a grandchild whose parent is gone.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", child], process_group=0)
orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
subprocess.run([sys.executable, "-c", orphan])
print("ready", flush=True)
time.sleep(600)
"""


def begin(folder: Path, script: str, name: str = "one") -> Group:
    log = folder / f"{name}.log"
    variables = {"PATH": os.environ["PATH"]}
    return start(name, [sys.executable, "-c", script], variables=variables, log=log, folder=folder)


def wait_for(path: Path, text: str) -> None:
    until = time.monotonic() + 20
    while text not in (path.read_text() if path.exists() else ""):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_who_ignores_term_and_who_left_the_group_is_ended_too(tmp_path: Path) -> None:
    group = begin(tmp_path, STUBBORN)
    wait_for(tmp_path / "one.log", "ready")
    members = group.members()
    assert len(members) == 3
    assert len({os.getpgid(one.pid) for one in members}) > 1
    assert end([group], seconds=0.5) == []
    assert group.members() == []
    assert not group.is_alive()


def test_who_ends_when_told_is_not_killed(tmp_path: Path) -> None:
    script = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(print('tidied', flush=True))); " \
             "print('ready', flush=True); time.sleep(600)"  # fmt: skip
    group = begin(tmp_path, script)
    wait_for(tmp_path / "one.log", "ready")
    begun = time.monotonic()
    assert end([group], seconds=10) == []
    assert time.monotonic() - begun < 5
    assert "tidied" in (tmp_path / "one.log").read_text()


def test_a_number_that_was_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    group = begin(tmp_path, "import time; time.sleep(600)")
    other = Group("one", group.pid, group.born - 1)
    assert other.members() == []
    assert end([other], seconds=0.2) == []
    assert member(group.pid) is not None
    end([group], seconds=5)


def test_processes_of_others_are_no_members(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    group = begin(tmp_path, "import time; time.sleep(600)")
    try:
        assert [one.pid for one in group.members()] == [group.pid]
        end([group], seconds=5)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_what_ends_at_once_is_started_again_with_growing_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Supervised("one", lambda: begin(tmp_path, ""))
    now = [100.0]
    monkeypatch.setattr("serving.site.supervised.time.monotonic", lambda: now[0])
    pauses = []
    for _ in range(9):
        assert one.start_if_due()
        one.clear()
        begun = now[0]
        while not one.start_if_due():
            now[0] += 0.25
        pauses.append(now[0] - begun)
        one.clear()
        now[0] += 1000
    assert one.restarts == 18
    assert pauses == sorted(pauses)
    assert 0.5 == pauses[0] < pauses[1] < pauses[-1] == 30.0


def test_what_lived_long_is_started_again_at_once(tmp_path: Path) -> None:
    one = Supervised("one", lambda: begin(tmp_path, "import time; time.sleep(600)"))
    one.start_if_due()
    assert one.is_alive()
    one._begun -= 1000
    assert one.group is not None
    os.kill(one.group.pid, signal.SIGKILL)
    until = time.monotonic() + 5
    while one.is_alive():
        assert time.monotonic() < until
    one.clear()
    assert one.start_if_due()
    assert one.is_alive()
    end([one.group], seconds=5)


# A leader that starts what has to run and one that nobody needs, and goes.
PARTING = """
import subprocess, sys
for name in ("vital", "unused"):
    code = f"open('/proc/self/comm', 'w').write({name!r}); import time; print({name!r}, flush=True); time.sleep(600)"
    subprocess.Popen([sys.executable, "-c", code])
"""


def test_once_its_leader_has_gone_a_group_lives_as_long_as_what_is_vital(tmp_path: Path) -> None:
    one = Supervised("one", lambda: begin(tmp_path, PARTING), vital=("vital",), unused=("'unused'",))
    one.start_if_due()
    assert one.group is not None
    wait_for(tmp_path / "one.log", "unused")
    wait_for(tmp_path / "one.log", "vital")
    until = time.monotonic() + 10
    while len(one.group.members()) > 1:
        assert one.is_alive()
        assert time.monotonic() < until
        time.sleep(0.05)
    (vital,) = one.group.members()
    assert vital.name == "vital"
    os.kill(vital.pid, signal.SIGKILL)
    while one.is_alive():
        assert time.monotonic() < until
    one.clear()
    assert one.restarts == 1
