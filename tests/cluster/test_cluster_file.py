"""The cluster file: Ray takes it, it holds no secret, its ports are fixed; its own commands start a real cluster."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import ClickException
from jsonschema import ValidationError
from ray.autoscaler._private.util import prepare_config, validate_config

from simulation.futures import Plan, simulate
from simulation.scenario import Scenario
from tests.processes import run_python

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "cluster.yaml"
STARTS = ("head_start_ray_commands", "worker_start_ray_commands")
PORT = re.compile(r"--([a-z-]*port)=(\d+)")
WORKER_PORTS = ("min-worker-port", "max-worker-port")
TAG = "TEST_CLUSTER"
DRIVER = """
import os
import time
from pathlib import Path
from core.cluster import cluster
from core.settings import load_settings
from simulation.futures import Plan, simulate
from simulation.scenario import Scenario
settings = load_settings(Path(), os.environ).ray
deadline = time.monotonic() + 60
with cluster(settings.address) as ray:
    while (alive := sum(node["Alive"] for node in ray.nodes())) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
print(alive)
print(simulate(Scenario(last_year=2032), Plan(paths=260, seed=5), ray=settings).content_hash)
"""


@pytest.fixture
def written() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def start_of(written: dict[str, Any], which: str) -> str:
    (command,) = [command for command in written[which] if "ray start" in command]
    return str(command)


def ports_of(command: str) -> dict[str, int]:
    return {name: int(port) for name, port in PORT.findall(command)}


def test_ray_takes_the_file_and_plans_one_node_for_every_address(written: dict[str, Any]) -> None:
    prepared = prepare_config(deepcopy(written))
    validate_config(prepared)
    (node_type,) = prepared["available_node_types"].values()
    assert node_type["min_workers"] == node_type["max_workers"] == len(written["provider"]["worker_ips"]) >= 2
    assert prepared["head_start_ray_commands"] == written["head_start_ray_commands"]


def test_ray_would_refuse_an_unknown_key_and_a_missing_head(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate_config(prepare_config({**deepcopy(written), "machines": 3}))
    headless = deepcopy(written)
    del headless["provider"]["head_ip"]
    with pytest.raises(ClickException, match="head_ip"):
        prepare_config(headless)


@pytest.mark.parametrize("which", STARTS)
def test_every_node_asks_for_the_token_of_a_file_that_is_sent_to_it(written: dict[str, Any], which: str) -> None:
    command = start_of(written, which)
    path = re.search(r"RAY_AUTH_TOKEN_PATH=(\S+)", command)
    assert "RAY_AUTH_MODE=token" in command
    assert path is not None and path[1] in written["file_mounts"]
    assert any(f"chmod 600 {path[1]}" in setup for setup in written["setup_commands"])


def test_no_port_is_left_to_chance_and_none_is_used_twice(written: dict[str, Any]) -> None:
    head, worker = (ports_of(start_of(written, which)) for which in STARTS)
    fixed = {
        "node-manager-port", "object-manager-port", "runtime-env-agent-port", "dashboard-agent-grpc-port",
        "dashboard-agent-listen-port", "metrics-export-port", *WORKER_PORTS,
    }  # fmt: skip
    assert set(worker) == fixed
    assert set(head) == fixed | {"port", "ray-client-server-port"}
    assert {name: head[name] for name in fixed} == worker
    single = [port for name, port in head.items() if name not in WORKER_PORTS]
    assert len(set(single)) == len(single)
    assert max(single) < head["min-worker-port"] < head["max-worker-port"]
    assert f"--address='$RAY_HEAD_IP':{head['port']}" in start_of(written, "worker_start_ray_commands")
    told = FILE.read_text(encoding="utf-8").split("cluster_name:")[0]
    assert all(str(port) in told for port in (head["port"], max(single), head["max-worker-port"]))


def test_no_dashboard_listens(written: dict[str, Any]) -> None:
    command = start_of(written, "head_start_ray_commands")
    assert "--include-dashboard=false" in command and "--dashboard-host" not in command


@pytest.mark.parametrize("which", STARTS)
def test_a_restart_ends_only_what_this_file_started(written: dict[str, Any], which: str) -> None:
    assert not [command for command in written[which] if re.search(r"ray stop|pkill|killall|pgrep", command)]
    group = re.search(r"echo \$\$ > (\S+);", start_of(written, which))
    assert group is not None and f"$(cat {group[1]})" in written[which][0]


def test_the_environment_is_the_locked_one(written: dict[str, Any]) -> None:
    installs = [command for command in written["setup_commands"] if "pip install" in command]
    assert installs[0].endswith("-r requirements.lock")
    assert all("-r requirements.lock" in command or "--no-deps" in command for command in installs)
    assert "." in written["file_mounts"].values() and ".venv" in written["rsync_exclude"]


def test_the_file_holds_no_secret_and_addresses_nobody_has() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert "PRIVATE KEY" not in text and "RAY_AUTH_TOKEN=" not in text
    assert not re.search(r"\b[0-9a-fA-F]{24,}\b|[A-Za-z0-9+/]{40,}={0,2}(?![\w/.-])", text)
    addresses = re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", text)
    assert addresses and all(address.startswith("192.0.2.") for address in addresses)


def test_every_line_that_an_operator_must_fill_in_says_so(written: dict[str, Any]) -> None:
    lines = [line.split("#")[0].split(":")[0].strip() for line in FILE.read_text().splitlines() if "# OPERATOR" in line]
    assert lines == ["head_ip", "worker_ips", "ssh_user", "ssh_private_key"]
    assert set(lines) == set(written["provider"]) - {"type"} | set(written["auth"])


@dataclass
class Node:
    """A machine as the cluster file sees one: a home with the checkout, an address on loopback, its own ports."""

    home: Path
    address: str
    shift: int
    tag: str

    def run(self, commands: list[str], **variables: str) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "RAY_"))}
        environment |= {"HOME": str(self.home), TAG: self.tag, "RAY_TMPDIR": str(self.home.parent), **variables}
        for command in commands:
            words = ["bash", "-c", self._moved(command)]
            done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
            assert done.returncode == 0, done.stdout + done.stderr

    def port(self, number: int) -> int:
        return number + self.shift

    def _moved(self, command: str) -> str:
        """The command for this address and these ports, without the launcher's own file."""
        command = re.sub(r"--autoscaling-config=[^\s']+", "", command)
        command = PORT.sub(lambda found: f"--{found[1]}={self.port(int(found[2]))}", command)
        command = re.sub(r"localhost/(\d+)", lambda found: f"{self.address}/{self.port(int(found[1]))}", command)
        own = f"start --block --node-ip-address={self.address} --num-cpus=1 --object-store-memory=150000000"
        return command.replace("start --block", own)


def tagged(tag: str) -> list[int]:
    """The processes that a node of this test started, by the variable that all of them inherit."""
    wanted, found = f"{TAG}={tag}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment:
            found.append(int(folder.name))
    return found


@pytest.fixture
def machines() -> Iterator[tuple[Node, Node]]:
    """Two machines with one token; whatever they still run at the end is ended by its number."""
    folder, tag = Path(tempfile.mkdtemp(prefix="anlan-")), secrets.token_hex(8)
    token = secrets.token_hex(32)
    nodes = tuple(
        Node(folder / name, address, shift, tag)
        for name, address, shift in (("head", "127.0.0.10", 17_000), ("worker", "127.0.0.11", 19_000))
    )
    for node in nodes:
        (node.home / ".anlan-ray").mkdir(parents=True)
        (node.home / ".anlan-ray" / "token").write_text(token)
        (node.home / "anlan").mkdir()
        (node.home / "anlan" / ".venv").symlink_to(sys.prefix)
    try:
        yield nodes[0], nodes[1]
    finally:
        for number in tagged(tag):
            os.kill(number, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_the_commands_of_the_file_start_a_cluster_that_carries_futures_to_the_same_hash(
    written: dict[str, Any], machines: tuple[Node, Node]
) -> None:
    head, worker = machines
    head.run(written["head_start_ray_commands"])
    address = f"{head.address}:{head.port(6379)}"
    joining = [command.replace("'$RAY_HEAD_IP':6379", address) for command in written["worker_start_ray_commands"]]
    worker.run(joining)
    variables = {"ANLAN_RAY_ADDRESS": address, "RAY_TMPDIR": str(head.home.parent)}
    token = {"RAY_AUTH_TOKEN_PATH": str(head.home / ".anlan-ray" / "token")}
    done = run_python(["-c", DRIVER], folder=ROOT, variables=variables | token)
    assert done.returncode == 0, done.stderr
    alone = simulate(Scenario(last_year=2032), Plan(paths=260, seed=5))
    assert done.stdout.split() == ["2", alone.content_hash]

    stranger = head.home / "stranger"
    stranger.write_text(secrets.token_hex(32))
    refused = run_python(["-c", DRIVER], folder=ROOT, variables={**variables, "RAY_AUTH_TOKEN_PATH": str(stranger)})
    assert refused.returncode != 0 and refused.stdout == ""

    head.run(written["head_start_ray_commands"][:1])
    worker.run(written["worker_start_ray_commands"][:1])
    deadline = time.monotonic() + 10
    while tagged(head.tag) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert tagged(head.tag) == []
    with pytest.raises(OSError):
        socket.create_connection((head.address, head.port(6379)), timeout=1).close()
