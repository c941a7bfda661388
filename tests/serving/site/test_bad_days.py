"""A site that runs, and a disk that is full and requests that are wrong: one clear answer each, and it stays up."""

import re
import select
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.keys import key_of
from serving.site.description import read_site
from serving.site.folder import SiteFolder
from serving.site.standing import ISSUER, down, state_of, up
from tests.serving.gateway.sites import Issuer, Reply, Site
from tests.serving.site import running, toyland
from tests.serving.site.toyland import Tally

pytestmark = pytest.mark.slow
PORT, BIG, DISK_MB = 27890, 200 * 2**20, 8
FILE = """\
name: narrow
role: cloud
region: "33"
address: 127.0.0.48
ports: 27900
gateway: {{port: 27890}}
applications:
  toy: {{module: toyland.toy, options: {{tally: {tally}}}}}
"""


@dataclass(frozen=True)
class Place:
    """The site, how it is asked, and what its application did."""

    folder: SiteFolder
    asked: Site
    tally: Tally

    def pids(self) -> dict[str, int]:
        """Of what the supervisor started."""
        return {name: group.pid for name, group in running.groups(self.folder).items()}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("narrow")
    toyland.make(root, {"toy": "edge_only"})
    (root / "narrow.yaml").write_text(FILE.format(tally=root / "tally"))
    state = (root / "state").resolve()
    folder = SiteFolder(state / "narrow")
    folder.store.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder.store)], capture_output=True, check=False
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(root))
            patch.setenv("PYTHONPATH", str(root))
            up([read_site(root / "narrow.yaml")], state, seconds=600)
            try:
                yield Place(folder, Site(folder.path, PORT, 0, Issuer(key_of(state / ISSUER))), Tally(root / "tally"))
            finally:
                down([folder])
    finally:
        subprocess.run(["umount", str(folder.store)], check=True)


@pytest.fixture(autouse=True)
def _stays_up(place: Place) -> Iterator[None]:
    """Every part of it is the same process afterwards, and answers."""
    running.until(lambda: running.is_ready(place.folder), seconds=120)
    before = place.pids()
    yield
    assert place.asked.ask("toy", {"which": "still"}).json["did"] == {"which": "still"}
    assert place.pids() == before


def refused(found: Reply, status: int, code: str) -> None:
    assert (found.status, found.code) == (status, code), found.body
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json["remedy"] and found.json["request_id"]


def test_a_full_disk_refuses_submissions_and_nothing_else_and_takes_them_when_there_is_room(place: Place) -> None:
    kept = {n: submitted(place, n).json["id"] for n in range(20)}
    filler = place.folder.store / "filler"
    fill(filler)
    found = None
    for n in range(20, 3000):
        found = submitted(place, n)
        if found.status != 202:
            break
        kept[n] = found.json["id"]
    assert found is not None
    refused(found, 507, "gateway.disk_full")
    assert int(found.headers["retry-after"]) >= 1 and "room" in found.json["remedy"]
    for n in range(20):
        assert place.asked.ask("toy", {"which": f"asked {n}"}).status == 200
    health = place.asked.call("GET", "/healthz", token=None)
    assert (health.status, [one["code"] for one in health.json["reasons"]]) == (503, ["gateway.disk_full"])
    assert state_of(place.folder)["state"] == "up"
    filler.unlink()
    running.until(lambda: submitted(place, 3001).status == 202, seconds=20)
    running.until(lambda: place.asked.call("GET", "/healthz", token=None).status == 200, seconds=20)
    kept[3001] = submitted(place, 3001).json["id"]
    for n, id in kept.items():
        assert result(place, id)["which"] == f"kept {n}"
    done = place.tally.by_name()
    assert [n for n in kept if done[f"kept {n}"] != 1] == []


def submitted(place: Place, n: int) -> Reply:
    body = {"which": f"kept {n}", "pad": "x" * 2000}
    return place.asked.call("POST", "/v1/submissions/toy", body, headers={"idempotency-key": f"k{n}"})


def result(place: Place, id: str) -> Any:
    path = f"/v1/submissions/{id}"
    running.until(lambda: place.asked.call("GET", path).json["state"] == "done", seconds=60)
    return place.asked.call("GET", path).json["answer"]["did"]


def fill(path: Path) -> None:
    """A file that takes all the room there is."""
    with suppress(OSError), path.open("wb", buffering=0) as out:
        for size in (2**16, 2**12, 1):
            with suppress(OSError):
                while True:
                    out.write(b"x" * size)


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ({"at": -9000.0, "lasts_s": 3600.0}, 401, "tokens.expired"),
        ({"region": "31"}, 403, "gateway.other_region"),
        ({"at": 3600.0}, 401, "tokens.clocks_differ"),
        ({"at": -3600.0, "lasts_s": 1800.0}, 401, "tokens.expired"),
    ],
)
def test_a_token_that_may_not_ask_is_told_why(token: dict[str, Any], status: int, code: str, place: Place) -> None:
    for path in ("/v1/toy", "/v1/submissions/toy"):
        refused(place.asked.call("POST", path, {}, token=place.asked.issuer.token(**token)), status, code)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b"NaN"])
def test_malformed_json_is_refused(raw: bytes, place: Place) -> None:
    for path in ("/v1/toy", "/v1/toy/batch", "/v1/submissions/toy"):
        refused(place.asked.call("POST", path, raw=raw), 400, "gateway.not_json")


def test_200_megabytes_are_refused_and_never_in_memory(place: Place) -> None:
    before = memory_mb(place.pids()["gateway"])
    for path in ("/v1/toy", "/v1/submissions/toy"):
        begun = time.monotonic()
        answer = sent_until_answered(place, path)
        assert answer.startswith(b"HTTP/1.1 413") and b"gateway.body_too_long" in answer
        assert time.monotonic() - begun < 10
    assert memory_mb(place.pids()["gateway"]) - before < 30


def sent_until_answered(place: Place, path: str) -> bytes:
    """What whoever sends too much reads; they stop when they are answered, as programs for this do."""
    token = place.asked.issuer.token()
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: {BIG}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", PORT), timeout=10) as connection:
        connection.sendall(head.encode())
        for _ in range(BIG // 2**16):
            if select.select([connection], [], [], 0)[0]:
                break
            connection.sendall(b"x" * 2**16)
        return connection.recv(65536)


def memory_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
