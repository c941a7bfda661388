"""The cluster file: Ray takes it, it holds no secret, and it speaks of the same machines as its site file."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import ClickException
from jsonschema import ValidationError
from ray.autoscaler._private.util import prepare_config, validate_config

from serving.site.description import Description, labels, read_site
from serving.site.ports import Ports

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "cluster.yaml"
STARTS = ("head_start_ray_commands", "worker_start_ray_commands")


@pytest.fixture
def written() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def start_of(written: dict[str, Any], which: str) -> str:
    (command,) = [command for command in written[which] if re.search(r"anlan site (up|join)", command)]
    return str(command)


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


@pytest.fixture
def site(written: dict[str, Any]) -> Description:
    """What every machine reads, as the commands name it."""
    named = {re.search(r"deploy/machines/\S+\.yaml", start_of(written, which)) for which in STARTS}
    (path,) = {found[0] for found in named if found}
    return read_site(ROOT / path)


@pytest.mark.parametrize("secret", ["token", "site.key"])
def test_every_machine_has_the_secrets_that_the_site_file_asks_for(
    written: dict[str, Any], site: Description, secret: str
) -> None:
    assert site.machines is not None
    path = f"~/{Path(site.machines.secrets).relative_to(Path.home())}/{secret}"
    assert written["file_mounts"][path] == path
    assert any("chmod 600" in setup and path in setup for setup in written["setup_commands"])


def test_the_site_file_and_the_cluster_file_speak_of_the_same_machines(
    written: dict[str, Any], site: Description
) -> None:
    assert site.address == written["provider"]["head_ip"]
    assert site.machines is not None and site.machines.launcher == str(Path.home() / "ray_bootstrap_config.yaml")
    (joined,) = re.findall(r"--label (\S+)", start_of(written, "worker_start_ray_commands"))
    offered = [dict(site.machines.labels), labels([joined])]
    assert all(any(one.labels.items() <= each.items() for each in offered) for one in site.applications)
    told = FILE.read_text(encoding="utf-8").split("cluster_name:")[0]
    block = Ports(site.ports).block
    assert f"({block.start} to {block.stop - 1})" in told and f"ANLAN_RAY_ADDRESS={site.address}:{site.ports}" in told


@pytest.mark.parametrize("which", STARTS)
def test_a_restart_ends_only_what_this_file_started(written: dict[str, Any], which: str) -> None:
    assert not [command for command in written[which] if re.search(r"ray stop|pkill|killall|pgrep", command)]
    state = re.search(r"--state (\S+)", start_of(written, which))
    assert state is not None and f"site down center --state {state[1]}" in written[which][0]


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
