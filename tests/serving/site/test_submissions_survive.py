"""A site whose processes are killed while submissions come: none that was acknowledged is lost or done twice."""

import http.client
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.keys import key_of
from serving.site.description import Description, read_site
from serving.site.folder import SiteFolder
from serving.site.standing import ISSUER, down, state_of, up
from tests.serving.gateway.sites import Issuer, Site
from tests.serving.site import running, toyland
from tests.serving.site.toyland import Tally

pytestmark = pytest.mark.slow
PORT, DEADLINE_MS, SECONDS_TO_MEND = 27590, 3000, 600
FILE = """\
name: shaken
role: cloud
region: CN
address: 127.0.0.47
ports: 27600
gateway: {{port: 27590}}
applications:
  toy: {{module: toyland.toy, replicas: 2, options: {{tally: {tally}}}}}
"""
VICTIMS = ("replica", "gateway", "cluster", "deployer", "supervisor")
Property = Callable[[str, object], None]


@dataclass(frozen=True)
class Place:
    """The site, how it is asked, and what its application did."""

    state: Path
    site: Description
    folder: SiteFolder
    asked: Site
    tally: Tally

    def groups(self) -> dict[str, Any]:
        return running.groups(self.folder)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("shaken")
    toyland.make(root, {"toy": "edge_only"})
    (root / "shaken.yaml").write_text(FILE.format(tally=root / "tally"))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        patch.setenv("PYTHONPATH", str(root))
        site, state = read_site(root / "shaken.yaml"), (root / "state").resolve()
        folder = SiteFolder(state / "shaken")
        up([site], state, seconds=SECONDS_TO_MEND)
        try:
            issuer = Issuer(key_of(state / ISSUER))
            yield Place(state, site, folder, Site(folder.path, PORT, 0, issuer), Tally(root / "tally"))
        finally:
            ended = down([folder])
        assert [(one.processes, one.ports) for one in ended] == [((), ())]


@dataclass
class Client:
    """Whoever submits steadily: a key for each, and the same once more until it is acknowledged."""

    place: Place
    name: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    longest_s: float = 0.0
    faults: list[str] = field(default_factory=list)

    def run(self, ending: threading.Event) -> None:
        token, n = self.place.asked.issuer.token(), 0
        while not ending.is_set():
            n += 1
            key = f"{self.name}-{n}"
            while not self.submitted(key, token) and not ending.is_set():
                time.sleep(0.1)
            time.sleep(0.02)

    def submitted(self, key: str, token: str) -> bool:
        """Whether it was acknowledged; once it was, it is so under the same id."""
        headers = {"idempotency-key": key, "anlan-deadline-ms": str(DEADLINE_MS)}
        begun, body = time.monotonic(), {"which": key, "ms": 5}
        status, id = 0, ""
        with suppress(OSError, http.client.HTTPException):
            found = self.place.asked.call(
                "POST", "/v1/submissions/toy", body, token=token, headers=headers, timeout_s=DEADLINE_MS / 1000 + 5
            )
            status, id = found.status, found.json.get("id", "")
        self.longest_s = max(self.longest_s, time.monotonic() - begun)
        self.statuses[status] += 1
        if status != 202:
            return False
        if self.acknowledged.setdefault(key, id) != id:
            self.faults.append(f"{key} has two names")
        return True


@dataclass
class Prober:
    """Whoever asks all the time and waits; when it was answered."""

    place: Place
    answered: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    longest_s: float = 0.0

    def run(self, ending: threading.Event) -> None:
        token = self.place.asked.issuer.token()
        headers = {"anlan-deadline-ms": str(DEADLINE_MS)}
        while not ending.is_set():
            begun, status = time.monotonic(), 0
            with suppress(OSError, http.client.HTTPException):
                asked = self.place.asked
                status = asked.ask("toy", {"which": "probe"}, token=token, headers=headers, timeout_s=10).status
            self.longest_s = max(self.longest_s, time.monotonic() - begun)
            self.statuses[status] += 1
            if status == 200:
                self.answered.append(time.monotonic())
            time.sleep(0.03)

    def first_after(self, moment: float) -> float | None:
        """Seconds from a moment to the first question that was asked and answered after it."""
        return next((round(at - moment, 2) for at in self.answered if at > moment + 0.05), None)


def struck(place: Place, victim: str) -> float | None:
    """Kill it without a word; when, None where it is not there at the moment."""
    try:
        match victim:
            case "replica":
                return running.kill(running.member_called(place.folder, "ServeReplica:toy"))
            case "cluster":
                members = place.groups()["ray"].members()
                return running.kill(next(one for one in members if one.name == "gcs_server"))
            case "supervisor":
                return running.kill(running.supervisor(place.folder))
            case _:
                return running.kill(place.groups()[victim])
    except (StopIteration, KeyError, ProcessLookupError, FileNotFoundError):
        return None


@pytest.mark.parametrize("seed", [11, 12])
def test_whatever_is_killed_no_acknowledged_submission_is_lost_or_done_twice(
    seed: int, place: Place, record_property: Property
) -> None:
    chance, ending = random.Random(seed), threading.Event()
    clients, prober = [Client(place, f"{seed}-{part}") for part in range(3)], Prober(place)
    threads = [threading.Thread(target=each.run, args=(ending,)) for each in (*clients, prober)]
    for thread in threads:
        thread.start()
    kills = list[tuple[str, float]]()
    try:
        for victim in [*chance.sample(VICTIMS, len(VICTIMS)), *chance.sample(VICTIMS[:4], 4)]:
            time.sleep(chance.uniform(0.5, 6.0))
            if (at := struck(place, victim)) is not None:
                kills.append((victim, at))
            if victim == "supervisor":
                running.until(lambda: state_of(place.folder)["state"] == "killed", seconds=10)
                time.sleep(chance.uniform(0.0, 2.0))
                up([place.site], place.state, seconds=SECONDS_TO_MEND)
        running.until(lambda: running.is_ready(place.folder), seconds=SECONDS_TO_MEND)
        time.sleep(1.0)
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    acknowledged = {key: id for client in clients for key, id in client.acknowledged.items()}
    results = {key: result(place, id) for key, id in acknowledged.items()}
    did = place.tally.by_name()
    record_property(f"kills_{seed}", [victim for victim, _ in kills])
    record_property(f"first_good_answer_s_{seed}", [(victim, prober.first_after(at)) for victim, at in kills])
    record_property(f"acknowledged_{seed}", len(acknowledged))
    record_property(f"statuses_{seed}", dict(sum((client.statuses for client in clients), prober.statuses)))
    record_property(f"longest_call_s_{seed}", round(max(each.longest_s for each in (*clients, prober)), 2))
    record_property(f"applied_more_than_once_{seed}", sum(did[key] > 1 for key in acknowledged))
    assert [fault for client in clients for fault in client.faults] == []
    assert {victim for victim, _ in kills} == set(VICTIMS)
    assert len(acknowledged) > 100
    assert results == {key: {"site": "shaken", "did": {"which": key, "ms": 5}} for key in acknowledged}
    assert min(did[key] for key in acknowledged) >= 1
    assert max(each.longest_s for each in (*clients, prober)) < DEADLINE_MS / 1000 + 1
    assert_one_row_each(place, acknowledged)
    assert_one_key_each(place, acknowledged)


def result(place: Place, id: str) -> Any:
    """The answer to a submission, once it is there."""
    path = f"/v1/submissions/{id}"
    running.until(lambda: place.asked.call("GET", path).json["state"] == "done", seconds=60)
    return place.asked.call("GET", path).json["answer"]


def assert_one_row_each(place: Place, acknowledged: dict[str, str]) -> None:
    with sqlite3.connect(place.folder.store / "gateway.sqlite") as store:
        rows = store.execute("SELECT key, id FROM submissions").fetchall()
    found = Counter(key for key, _ in rows)
    assert not [key for key, times in found.items() if times > 1]
    assert acknowledged.items() <= dict(rows).items()


def assert_one_key_each(place: Place, acknowledged: dict[str, str]) -> None:
    """What the application was asked more than once it was asked under one key: it can tell."""
    keys: dict[str, set[str]] = {}
    for one in place.tally.done():
        keys.setdefault(str(one["body"]["which"]), set()).add(one["key"])
    assert {key: keys[key] for key in acknowledged} == {key: {id} for key, id in acknowledged.items()}
