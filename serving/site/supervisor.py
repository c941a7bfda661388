"""The supervisor of a site on one machine: starts its part of Ray and what goes with it, and again whatever ends.

On the head these are deployer and gateway, on a machine that joined the courier.
"""

import argparse
import fcntl
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from core.errors import AnlanError
from serving.site import looking, looking_joined, ray_words
from serving.site.folder import SiteFolder, write_json
from serving.site.processes import Group, adopt, end, reap, start
from serving.site.supervised import Supervised

_TICK_S, _STATUS_EVERY_S = 0.1, 1.0
# A cluster that answered, and answers nothing for so long, is started again; one that starts may take longer, or a busy
# machine would start it again and again.
_SILENT_S, _STARTING_S = 90.0, 300.0
_HEAD = (("deployer", "serving.site.deployer"), ("gateway", "serving.gateway"))
_JOINED = (("courier", "serving.site.courier"),)


class Supervisor:
    """One site. What it finds and does is in the status file, a second old at most."""

    def __init__(self, folder: SiteFolder) -> None:
        self._folder, self._site = folder, folder.description
        self._variables = ray_words.variables(folder, self._site, os.environ)
        self._joined = folder.joined
        self._view: Any = looking_joined if self._joined else looking
        vital = ray_words.VITAL_OF_JOINED if self._joined else ray_words.VITAL
        self._ray = Supervised("ray", self._begin_ray, vital=vital, unused=ray_words.UNUSED)
        # In the order in which they are listed; the first goes when Ray does.
        self._others = [self._python(name, module) for name, module in (_JOINED if self._joined else _HEAD)]
        self._all = (self._ray, *self._others)
        self._started, self._stops = time.time(), threading.Event()
        self._silent_since, self._has_answered = time.monotonic(), False
        self._seen: dict[str, Any] | None = None
        self._is_recorded = True

    def stop(self, *_: Any) -> None:
        """End everything soon."""
        self._stops.set()

    def run(self) -> None:
        """Supervise until told to stop, then end what was started."""
        looks = threading.Thread(target=self._look, name="looks", daemon=True)
        looks.start()
        try:
            while not self._stops.wait(_TICK_S):
                reap()
                self._mend()
        finally:
            end([one.group for one in self._all if one.group is not None])
            self._tell(ready=False)

    def _mend(self) -> None:
        if self._ray.group is not None and (not self._ray.is_alive() or self._is_silent()):
            # Whoever was joined to it waits for what never comes.
            self._others[0].clear()
            self._ray.clear()
            self._silent_since, self._has_answered = time.monotonic(), False
        for one in self._others:
            if one.group is not None and not one.is_alive():
                one.clear()
        started = [one.start_if_due() for one in self._all]
        if any(started) or not self._is_recorded:
            self._record()

    def _record(self) -> None:
        groups = [one.group.to_json() for one in self._all if one.group is not None]
        try:
            write_json(self._folder.groups, {"groups": groups})
            self._is_recorded = True
        except AnlanError as err:
            # A full disk is no reason to stop serving; it is tried again until there is room.
            self._is_recorded = False
            _say(err)

    def _is_silent(self) -> bool:
        longest = _SILENT_S if self._has_answered else _STARTING_S
        return min(self._ray.age_s, time.monotonic() - self._silent_since) > longest

    def _begin_ray(self) -> Group:
        for name in (self._folder.upstreams, self._folder.deployed, self._folder.courier):
            name.unlink(missing_ok=True)
        sockets = self._folder.sockets
        # Emptied and not made anew: it lies where others could make one of its name.
        for left in sockets.iterdir() if sockets.is_dir() else ():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
        sockets.mkdir(mode=0o700, exist_ok=True)
        if self._joined is not None:
            return self._start("ray", ray_words.node_words(self._folder, self._site, self._joined))
        return self._start("ray", ray_words.head_words(self._folder, self._site))

    def _python(self, name: str, module: str) -> Supervised:
        words = [sys.executable, "-m", module, "--site", str(self._folder.path)]
        return Supervised(name, lambda: self._start(name, words))

    def _start(self, name: str, words: list[str]) -> Group:
        log = self._folder.logs / f"{name}.log"
        return start(name, words, variables=self._variables, log=log, folder=self._folder.path)

    def _look(self) -> None:
        """Ask around, apart from starting and ending, which must not wait for an answer."""
        while not self._stops.wait(_STATUS_EVERY_S if self._seen else _TICK_S):
            try:
                self._seen = self._view.look(self._folder, self._site)
            except (OSError, ValueError) as err:
                # The key of the site is gone, or no key any more.
                _say(err)
                continue
            if self._view.answers(self._seen):
                self._silent_since, self._has_answered = time.monotonic(), True
            self._tell(ready=self._view.is_ready(self._seen))

    def _tell(self, *, ready: bool) -> None:
        try:
            write_json(self._folder.status, self._status(ready))
        except AnlanError as err:
            _say(err)

    def _status(self, ready: bool) -> dict[str, Any]:
        seen = self._seen or {"gateway": None, "applications": {}}
        site = self._site
        url = "" if self._joined else f"http://{site.gateway_host}:{site.gateway_port}"
        return {
            "name": site.name, "role": site.role, "region": site.region, "pid": os.getpid(),
            "url": url, "started_at": self._started, "written_at": time.time(),
            "is_ready": ready, "is_well": ready and self._view.is_well(seen),
            "processes": {one.name: one.to_json() for one in self._all}, **seen,
        }  # fmt: skip


def hold(folder: SiteFolder) -> int | None:
    """Be the only supervisor of a site, as long as this process lives; None where there is another."""
    handle = os.open(folder.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _say(error: Exception) -> None:
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {error}", flush=True)  # noqa: T201


def main() -> int:
    """Supervise the site of a folder until SIGTERM."""
    parser = argparse.ArgumentParser(description="Supervises a site.")
    parser.add_argument("--site", required=True, type=Path, metavar="FOLDER")
    folder = SiteFolder(parser.parse_args().site)
    if hold(folder) is None:
        print("this site has a supervisor already", flush=True)  # noqa: T201
        return 1
    adopt()
    supervisor = Supervisor(folder)
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, supervisor.stop)
    supervisor.run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
