"""A site of two machines, brought up by the commands of cluster.yaml on two networks of their own."""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ray.autoscaler._private.util import prepare_config

from core.keys import draw_key, trust
from serving.site.folder import read_json
from serving.site.processes import Group
from simulation.futures import Plan, simulate
from simulation.scenario import Scenario
from tests.serving.releases import learned, release_of
from tests.serving.site.machines import ROOT, Machine, two
from tests.serving.site.running import kill, until

pytestmark = pytest.mark.slow
WRITTEN = yaml.safe_load((ROOT / "cluster.yaml").read_text(encoding="utf-8"))
SITE = "~/anlan/.venv/bin/anlan site"
STATE = "--state ~/.anlan-site/state"
HERE = "127.0.0.1"
SIMULATED = """
import os
from pathlib import Path
from core.settings import load_settings
from simulation.futures import Plan, simulate
from simulation.scenario import Scenario
ray = load_settings(Path(), os.environ).ray
print(simulate(Scenario(last_year=2032), Plan(paths=260, seed=5), ray=ray).content_hash)
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    key = draw_key(folder / "key")
    trust(folder / "trust", key.public)
    models = learned(folder / "pool")
    for version in ("1", "2"):
        release_of(models, folder / version, key, version=version)
    return folder


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, releases: Path) -> Iterator[tuple[Machine, Machine]]:
    """Both with what the launcher puts on them, and started by its commands."""
    addresses = (WRITTEN["provider"]["head_ip"], WRITTEN["provider"]["worker_ips"][0])
    with two(tmp_path_factory.mktemp("machines"), addresses) as (head, other):
        drawn = {name: secrets.token_hex(32) for name in ("token", "site.key")}
        for machine in (head, other):
            place = machine.home / ".anlan-site"
            place.mkdir()
            for name, secret in drawn.items():
                (place / name).write_text(secret)
                (place / name).chmod(0o600)
            shutil.copytree(releases / "trust", place / "trust")
        # The launcher leaves its file on the head; here it names nobody, for there is no SSH to reach another by.
        alone = {**WRITTEN, "provider": {**WRITTEN["provider"], "worker_ips": []}, "max_workers": 0, "min_workers": 0}
        (head.home / "ray_bootstrap_config.yaml").write_text(json.dumps(prepare_config(alone)))
        try:
            for command in WRITTEN["head_start_ray_commands"]:
                head.run(command)
            head.run(f"{SITE} load center risk {releases / '1'} {STATE}")
            for command in WRITTEN["worker_start_ray_commands"]:
                other.run(command, RAY_HEAD_IP=head.address)
            until(lambda: status(head)["is_ready"], seconds=300)
            yield head, other
        finally:
            for machine in (other, head):
                machine.shell(f"{SITE} down center {STATE}")


def status(machine: Machine) -> dict[str, Any]:
    done = machine.shell(f"{SITE} status center {STATE} --json")
    return dict(json.loads(done.stdout)["sites"][0])


def hosts(machine: Machine, application: str) -> set[str]:
    upstreams = read_json(machine.state / "center" / "upstreams.json") or {}
    return {url.split("//")[1].split(":")[0] for url in upstreams.get(application, [])}


def versions(machine: Machine) -> set[str]:
    figures = status(machine)["applications"]["risk"]["replicas"].values()
    return {one["release"]["version"] if one and one["release"] else "" for one in figures}


def asked(machine: Machine, path: str, body: str) -> tuple[int, Any]:
    """What the gateway of a site says to whoever has a token for trials."""
    issuer = machine.state / "issuer.key"
    said = "--subject tests --tenant hrss --role risk_investigator --region CN --purpose risk --json"
    token = machine.run(
        f"~/anlan/.venv/bin/anlan token issue --key {issuer} --keys {machine.state / 'center' / 'tokens.json'} {said}"
    )
    bearer = json.loads(token)["token"]
    program = (
        "import sys, urllib.request, urllib.error\n"
        f"ask = urllib.request.Request('http://{HERE}:8100{path}', data=sys.argv[1].encode(), "
        f"headers={{'Authorization': 'Bearer {bearer}', 'Content-Type': 'application/json'}})\n"
        "try: answer = urllib.request.urlopen(ask, timeout=20)\n"
        "except urllib.error.HTTPError as err: answer = err\n"
        "print(answer.status); print(answer.read().decode())"
    )
    (machine.home / "ask.py").write_text(program)
    code, text = machine.run(f"~/anlan/.venv/bin/python ~/ask.py '{body}'").split("\n", 1)
    return int(code), json.loads(text)


def test_replicas_are_where_the_labels_say(machines: tuple[Machine, Machine]) -> None:
    head, other = machines
    assert (hosts(head, "echo"), hosts(head, "risk")) == ({head.address}, {other.address})
    assert status(other)["is_ready"]


def test_the_gateway_of_the_head_answers_from_the_other_machine(machines: tuple[Machine, Machine]) -> None:
    head, _ = machines
    assert asked(head, "/v1/echo", '{"x": 1}')[0] == 200
    code, told = asked(head, "/v1/risk", "{}")
    # A case is missing, and it is the application that says so.
    assert code == 400 and "cases" in json.dumps(told)


def test_a_release_given_to_the_head_is_served_by_the_other(machines: tuple[Machine, Machine], releases: Path) -> None:
    head, _ = machines
    assert versions(head) == {"1"}
    head.run(f"{SITE} load center risk {releases / '2'} {STATE}")
    until(lambda: versions(head) == {"2"}, seconds=60)
    head.run(f"{SITE} load center risk {releases / '1'} {STATE}")
    until(lambda: versions(head) == {"1"}, seconds=60)


def test_whoever_has_not_the_token_or_the_seal_gets_nothing_over_the_network(machines: tuple[Machine, Machine]) -> None:
    head, other = machines
    (url, *_) = read_json(head.state / "center" / "upstreams.json")["risk"]
    program = f"import urllib.request; print(urllib.request.urlopen('{url}/risk/health', timeout=5).status)"
    done = head.shell(f'~/anlan/.venv/bin/python -c "{program}"')
    assert done.returncode != 0 and "403" in done.stderr
    (other.home / "stranger").write_text(secrets.token_hex(32))
    refused = other.shell(
        f"cd {ROOT} && ~/anlan/.venv/bin/python -c '{SIMULATED}'",
        ANLAN_RAY_ADDRESS=f"{head.address}:21000", RAY_AUTH_TOKEN_PATH=str(other.home / "stranger"),
    )  # fmt: skip
    assert refused.returncode != 0 and refused.stdout == ""


def test_futures_on_its_machines_are_the_same_to_the_bit(machines: tuple[Machine, Machine]) -> None:
    head, _ = machines
    found = head.run(
        f"cd {ROOT} && ~/anlan/.venv/bin/python -c '{SIMULATED}'",
        ANLAN_RAY_ADDRESS=f"{head.address}:21000", RAY_AUTH_TOKEN_PATH=str(head.home / ".anlan-site" / "token"),
    )  # fmt: skip
    alone = simulate(Scenario(last_year=2032), Plan(paths=260, seed=5))
    assert found.split() == [alone.content_hash]


def test_a_machine_that_loses_its_part_of_ray_is_back_by_itself(machines: tuple[Machine, Machine]) -> None:
    head, other = machines
    raylet = next(one for one in group(other, "ray").members() if one.name == "raylet")
    kill(raylet)
    until(lambda: not status(head)["is_ready"], seconds=60)
    until(lambda: status(head)["is_ready"], seconds=240)
    assert versions(head) == {"1"} and hosts(head, "risk") == {other.address}


def test_the_other_machines_join_again_when_the_head_lost_its_ray(machines: tuple[Machine, Machine]) -> None:
    head, _ = machines
    kill(next(one for one in group(head, "ray").members() if one.name == "gcs_server"))
    time.sleep(2)
    until(lambda: status(head)["is_ready"], seconds=300)
    assert asked(head, "/v1/echo", '{"x": 1}')[0] == 200


def test_a_second_head_or_a_site_of_one_machine_is_not_joined(machines: tuple[Machine, Machine]) -> None:
    head, other = machines
    file = f"{ROOT}/deploy/machines/center.yaml"
    again = other.shell(f"{SITE} join {file} {STATE}")
    assert again.returncode == 2 and re.search(r"up already", again.stderr)
    itself = other.shell(f"{SITE} join {file} --address {head.address} --state ~/elsewhere")
    assert itself.returncode == 2 and "is the head" in itself.stderr
    single = other.shell(f"{SITE} join {ROOT}/deploy/sites/cloud.yaml --state ~/elsewhere")
    assert single.returncode == 2 and "one machine" in single.stderr


def test_down_leaves_nothing_on_either(machines: tuple[Machine, Machine]) -> None:
    for machine in reversed(machines):
        groups = [group(machine, one["name"]) for one in recorded(machine)]
        told = json.loads(machine.run(f"{SITE} down center {STATE} --json"))
        assert told["sites"] == [{"name": "center", "processes": 0, "ports": []}]
        assert not any(one.is_alive() for one in groups)


def recorded(machine: Machine) -> list[dict[str, Any]]:
    return list(read_json(machine.state / "center" / "processes.json")["groups"])


def group(machine: Machine, name: str) -> Group:
    return next(Group.from_json(one) for one in recorded(machine) if one["name"] == name)
