"""What a gateway is told: a wrong word in it is named, and nothing is served until it is mended."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import FileMissing, InputError
from core.principal import Role
from core.work import WorkClass
from serving.gateway.configuration import read_site
from tests.processes import run_python
from tests.serving.gateway.sites import ROOT, describe


def told(folder: Path) -> dict[str, Any]:
    describe(folder)
    found: dict[str, Any] = json.loads((folder / "gateway.json").read_text())
    return found


def test_a_site_is_read_with_whole_paths_and_usual_limits(tmp_path: Path) -> None:
    told(tmp_path / "cloud")
    site = read_site(tmp_path / "cloud")
    assert site.store == tmp_path / "cloud" / "store" and site.upstreams.name == "upstreams.json"
    assert site.applications["face"].roles == {Role.CLERK}
    assert site.applications["face"].work_class is WorkClass.EDGE_ONLY
    assert site.quotas["default"].weight == 1.0 and site.limits.body_bytes == 2**20


@pytest.mark.parametrize(
    ("keys", "value", "word"),
    [
        (("applications", "face", "work_class"), "edge", "applications.face.work_class"),
        (("applications", "face", "roles"), [], "applications.face.roles"),
        (("applications", "face", "roles"), "clerk", "applications.face.roles"),
        (("applications", "face", "roles"), ["boss"], "applications.face.roles"),
        (("applications", "face", "colour"), 1, "applications.face.colour"),
        (("applications", "Face!"), {"work_class": "edge_only", "roles": ["clerk"]}, "applications.Face!"),
        (("applications", "face"), [], "applications.face"),
        (("region",), "ZZ", "region"),
        (("role",), "fog", "role"),
        (("upstream",), "ftp://x", "upstream"),
        (("parent",), "nowhere", "parent"),
        (("limits",), {"body_bytes": 0}, "limits.body_bytes"),
        (("limits",), {"batches": 1}, "limits.batches"),
        (("quotas",), {"hrss": {"weight": -1}}, "quotas.hrss.weight"),
        (("prot",), 1, "prot"),
    ],
)
def test_a_wrong_word_is_named(keys: tuple[str, ...], value: Any, word: str, tmp_path: Path) -> None:
    plain = told(tmp_path / "cloud")
    place = plain
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    (tmp_path / "cloud" / "gateway.json").write_text(json.dumps(plain))
    with pytest.raises(InputError) as error:
        read_site(tmp_path / "cloud")
    assert word in str(error.value) and "gateway.json" in str(error.value)


@pytest.mark.parametrize("key", ["name", "role", "region", "host", "port", "upstream", "site_key", "store"])
def test_a_missing_word_is_named(key: str, tmp_path: Path) -> None:
    plain = told(tmp_path / "cloud")
    del plain[key]
    (tmp_path / "cloud" / "gateway.json").write_text(json.dumps(plain))
    with pytest.raises(InputError, match=f"{key} is missing"):
        read_site(tmp_path / "cloud")


def test_a_folder_without_a_site_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_site(tmp_path)


def spoil_key(folder: Path) -> None:
    (folder / "site.key").write_text("short")


def spoil_keys(folder: Path) -> None:
    (folder / "keys.json").write_text("{}")


def lose_key(folder: Path) -> None:
    (folder / "site.key").unlink()


def take_a_name(folder: Path) -> None:
    plain = json.loads((folder / "gateway.json").read_text())
    plain["applications"]["submissions"] = plain["applications"]["echo"]
    (folder / "gateway.json").write_text(json.dumps(plain))


@pytest.mark.parametrize("spoil", [spoil_key, spoil_keys, lose_key, take_a_name])
def test_a_gateway_that_cannot_be_relied_on_does_not_start(spoil: Any, tmp_path: Path) -> None:
    told(tmp_path / "cloud")
    spoil(tmp_path / "cloud")
    done = run_python(["-m", "serving.gateway", "--site", str(tmp_path / "cloud")], folder=ROOT, timeout_s=30)
    assert done.returncode == 2 and done.stderr.startswith("anlan: ") and done.stderr.count("\n") == 1


def test_a_store_that_is_none_is_told_with_one_clear_error(tmp_path: Path) -> None:
    told(tmp_path / "cloud")
    (tmp_path / "cloud" / "store").mkdir()
    (tmp_path / "cloud" / "store" / "gateway.sqlite").write_bytes(b"no database" * 1000)
    done = run_python(["-m", "serving.gateway", "--site", str(tmp_path / "cloud")], folder=ROOT, timeout_s=30)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "store cannot be used" in done.stderr
