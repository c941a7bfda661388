"""A whole site: it answers, mends itself, keeps its doors shut, and leaves nothing behind."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.keys import draw_key, trust
from core.release_content import ReleaseRefused
from serving.frames import Ask
from serving.site.description import Description, read_site
from serving.site.folder import SiteFolder
from serving.site.looking import is_ready, look
from serving.site.ports import Ports, PortTaken, listening
from serving.site.processes import member
from serving.site.standing import SiteUp, down, give, shifted, state_of, up
from tests.serving.releases import flip, learned, release_of
from tests.serving.site import running

pytestmark = pytest.mark.slow
SITE = """\
name: north
role: cloud
region: CN
address: 127.0.0.41
ports: 26000
gateway: {port: 25990}
trust: trust
applications:
  echo: {replicas: 2}
  risk: {release: "1"}
  toy: {module: toyland.app, options: {word: ahoy}}
"""
CASE = {
    "rule": "after_death", "subject": "somebody", "first_month": "2021-04", "months": 9, "paid_fen": 1_000_000,
    "monthly_fen": 0,
}  # fmt: skip

DOORS = (
    "/ray.rpc.NodeInfoGcsService/GetAllNodeInfo",
    "/ray.rpc.NodeManagerService/GetNodeStats",
    "/ray.rpc.CoreWorkerService/GetCoreWorkerStats",
    "/ray.serve.ASGIService/HandleRequest",
)


@dataclass(frozen=True)
class Place:
    """A site that is up, and what it was made of."""

    root: Path
    site: Description
    folder: SiteFolder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("site")
    (root / "toyland").mkdir()
    (root / "toyland" / "__init__.py").touch()
    (root / "toyland" / "app.py").write_text(running.TOY)
    key, other = draw_key(root / "key"), draw_key(root / "other")
    trust(root / "trust", key.public)
    models = learned(root / "pool")
    for version, signer in (("1", key), ("2", key), ("foreign", other), ("flipped", key)):
        release_of(models, root / version, signer, version=version)
    flip(root / "flipped" / "after_death.json", at=100)
    (root / "north.yaml").write_text(SITE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        patch.setenv("PYTHONPATH", str(root))
        site = read_site(root / "north.yaml")
        folder = SiteFolder((root / "state" / "north").resolve())
        up([site], root / "state", seconds=240)
        try:
            yield Place(root, site, folder)
        finally:
            if (folder.path / "supervisor.json").exists():
                down([folder])


@pytest.fixture(autouse=True)
def _is_ready(place: Place) -> None:
    if (place.folder.path / "supervisor.json").exists():
        running.until(lambda: running.is_ready(place.folder), seconds=120)


def echo(place: Place) -> bool:
    answers = running.frame(place.folder, "echo", [Ask("a", 5000, "", b'{"x": 1}')])
    return answers is not None and [one.body for one in answers] == [b'{"x": 1}']


def version(place: Place) -> str:
    figures = state_of(place.folder)["applications"]["risk"]["replicas"].values()
    return ",".join(sorted(one["release"].get("version", "none") for one in figures if one is not None))


def test_every_application_answers_and_the_state_says_so(place: Place) -> None:
    assert echo(place)
    state = state_of(place.folder)
    assert (state["state"], state["is_well"], version(place)) == ("up", True, "1")
    assert {name: len(one["replicas"]) for name, one in state["applications"].items()} == {
        "echo": 2, "risk": 1, "toy": 1
    }  # fmt: skip


def test_risk_is_scored_by_a_replica_from_the_signed_release(place: Place) -> None:
    names = json.loads((place.root / "1" / "after_death.json").read_text())["scorer"]["figures"]
    body = json.dumps({"cases": [{**CASE, "figures": dict.fromkeys(names, 1.0)}]}).encode()
    answers = running.frame(place.folder, "risk", [Ask("a", 5000, "", body), Ask("b", 5000, "", b"{}")])
    assert answers is not None
    told = {one.id: (one.status, json.loads(one.body)) for one in answers}
    assert (told["a"][0], told["b"][0]) == (200, 400)
    assert 0 < told["a"][1]["cases"][0]["evidence"]["score"] < 1


def test_an_application_of_somebody_else_is_a_folder_and_a_line(place: Place) -> None:
    answers = running.frame(place.folder, "toy", [Ask("a", 5000, "", b"1"), Ask("b", 5000, "", b"2")])
    assert answers is not None
    assert [json.loads(one.body) for one in answers] == [{"word": "ahoy", "together": 2}] * 2


def test_no_open_socket_does_anything_for_whoever_has_no_credentials(place: Place) -> None:
    sockets = running.listening_sockets(place.folder)
    outside = {name for (_, port), name in sockets.items() if port not in _own_ports(place)}
    # Serve gives each replica one door whose number nobody can choose; Ray's token guards it.
    assert outside <= {"ray::ServeRepli"}
    ports = {port for _, port in sockets}
    assert {int(url.rpartition(":")[2]) for url in running.upstreams(place.folder, "echo")} <= ports
    for (address, port), name in sockets.items():
        host = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1"}.get(address, address.removeprefix("::ffff:"))
        for path in ("/echo/frame", "/toy/frame", "/risk/frame", "/v1/echo", "/v1/risk", "/api/job_agent/jobs/"):
            status, _ = running.request(port, "POST", path, body=b'{"entrypoint": "true"}', host=host, seconds=2)
            assert not 200 <= status < 300, (port, path, name)
        for path in ("/echo/health", "/risk/health", "/api/serve/applications/", "/api/jobs/"):
            status, body = running.request(port, "GET", path, host=host, seconds=2)
            # Figures of the cluster are told under any name; nothing is done for whoever reads them.
            assert not 200 <= status < 300 or body.startswith(b"# HELP"), (port, path, name)
        for method in DOORS:
            assert running.call_grpc(f"{host}:{port}", method) != "OK", (port, method, name)


def test_the_doors_of_ray_are_opened_by_the_token_of_the_site_alone(place: Place) -> None:
    """The same calls as above, so that they are known to be calls that do something."""
    head, token = f"{place.site.address}:{place.site.ports}", place.folder.token.read_text()
    assert running.call_grpc(head, DOORS[0]) == "UNAUTHENTICATED"
    assert running.call_grpc(head, DOORS[0], token="0" * 64) == "UNAUTHENTICATED"
    assert running.call_grpc(head, DOORS[0], token=token) == "OK"


def _own_ports(place: Place) -> set[int]:
    return {*Ports(place.site.ports).block, place.site.gateway_port}


def test_a_release_that_is_not_trusted_or_was_changed_never_loads(place: Place) -> None:
    for name in ("foreign", "flipped"):
        with pytest.raises(ReleaseRefused):
            give(place.folder, "risk", place.root / name)
    give(place.folder, "risk", place.root / "2")
    running.until(lambda: version(place) == "2", seconds=15)
    give(place.folder, "risk", place.root / "1")
    running.until(lambda: version(place) == "1", seconds=15)


def test_another_site_of_its_name_or_on_its_ports_is_refused(place: Place) -> None:
    with pytest.raises(SiteUp):
        up([place.site], place.root / "state", seconds=1)
    with pytest.raises(PortTaken):
        up([place.site], place.root / "elsewhere", seconds=1)
    assert echo(place)


def test_a_replica_with_a_spare_is_not_missed(place: Place) -> None:
    killed = running.member_called(place.folder, "ServeReplica:echo")
    running.kill(killed)
    assert running.until(lambda: echo(place), seconds=10) < 2
    # A process that was killed is seen a moment longer, while its memory is given back.
    running.until(lambda: killed.pid not in [one.pid for one in running.members(place.folder)], seconds=5)
    # Asked anew: what is written down may still name the one that is gone.
    running.until(lambda: is_ready(look(place.folder, place.site)), seconds=60)
    assert len(running.upstreams(place.folder, "echo")) == 2


def test_the_gateway_is_back_within_three_seconds(place: Place) -> None:
    port = place.site.gateway_port
    running.kill(running.groups(place.folder)["gateway"])
    assert running.request(port, "GET", "/healthz")[0] == 0
    assert running.until(lambda: running.request(port, "GET", "/healthz")[0] in (200, 503), seconds=30) < 3


def test_the_deployer_is_not_missed_and_comes_back(place: Place) -> None:
    before = running.groups(place.folder)["deployer"]
    replicas = running.upstreams(place.folder, "echo")
    running.kill(before)
    assert echo(place)
    running.until(lambda: running.groups(place.folder)["deployer"] != before, seconds=10)
    running.until(lambda: running.is_ready(place.folder), seconds=60)
    assert running.upstreams(place.folder, "echo") == replicas


def test_the_cluster_is_back_within_ninety_seconds(place: Place) -> None:
    before = running.groups(place.folder)["ray"]
    running.kill(next(one for one in before.members() if one.name == "gcs_server"))
    running.until(lambda: running.groups(place.folder).get("ray") not in (before, None), seconds=30)
    assert running.until(lambda: echo(place), seconds=120) < 90
    assert not before.is_alive()


def test_down_leaves_no_process_and_no_port_and_no_site_beside_it_is_touched(place: Place) -> None:
    beside = shifted(Description.from_json({**place.site.to_json(), "address": "127.0.0.42"}), 300)
    beside = Description.from_json({**beside.to_json(), "name": "south", "applications": []})
    other = SiteFolder((place.root / "beside" / "south").resolve())
    up([beside], place.root / "beside", seconds=120)
    try:
        started = running.members(place.folder)
        sockets = place.folder.sockets
        # Even a site whose supervisor was killed goes on serving, and is ended whole.
        running.kill(running.supervisor(place.folder))
        running.until(lambda: state_of(place.folder)["state"] == "killed", seconds=5)
        assert echo(place)
        (ended,) = down([place.folder])
        assert (ended.processes, ended.ports) == ((), ())
        assert not [one for one in started if Path(f"/proc/{one.pid}").exists() and _is(one.pid, one.born)]
        assert listening([*Ports(place.site.ports).block, place.site.gateway_port]) == []
        assert not sockets.exists()
        assert state_of(place.folder)["state"] == "down"
        assert running.is_ready(other)
    finally:
        (ended,) = down([other])
    assert (ended.processes, ended.ports) == ((), ())


def _is(pid: int, born: int) -> bool:
    found = member(pid)
    return found is not None and found.born == born and found.state != "Z" and pid != os.getpid()
