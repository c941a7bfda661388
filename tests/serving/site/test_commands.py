"""`anlan site`, `anlan up` and `anlan down` as a person meets them: one clear message, and nothing half done."""

import json
import socket
from pathlib import Path

import pytest

from core.keys import draw_key, trust
from serving.site.folder import SiteFolder, lay
from tests.conftest import Run
from tests.serving.releases import release_of_things
from tests.serving.site.test_files import SITE

FILE = """\
name: south
role: cloud
region: CN
address: 127.0.0.51
ports: 27000
gateway: {port: 26990}
applications:
  echo:
"""


def test_where_nothing_was_brought_up_there_is_nothing(anlan: Run) -> None:
    assert json.loads(anlan("site", "status", "--json").stdout) == {"sites": []}
    assert "没有站点" in anlan("down").stdout
    assert anlan("down", "--language", "en").returncode == 0


@pytest.mark.parametrize(
    "words", [("site", "down", "south"), ("site", "status", "south"), ("site", "load", "south", "risk", "x")]
)
def test_a_site_that_was_never_brought_up_is_told(words: tuple[str, ...], anlan: Run) -> None:
    done = anlan(*words)
    assert done.returncode == 2
    assert "there is no site south here" in done.stderr


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("role: cloud", "rule: cloud"), "site.yaml:2: the key rule is not known here."),
        (("echo:", "ecco:"), "site.yaml:8: serving.ecco.app offers no application"),
    ],
)
def test_a_typo_in_a_site_file_is_told_with_its_line(
    change: tuple[str, str], what: str, anlan: Run, tmp_path: Path
) -> None:
    (tmp_path / "site.yaml").write_text(FILE.replace(*change))
    done = anlan("site", "up", "site.yaml")
    assert done.returncode == 2
    assert what in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_port_in_use_is_told_before_anything_is_made(anlan: Run, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(FILE)
    with socket.create_server(("127.0.0.1", 27005)):
        done = anlan("site", "up", "site.yaml")
    assert done.returncode == 2
    assert "the port 27005, which south needs, is in use" in done.stderr
    assert not (tmp_path / "out" / "sites" / "south").exists()


def test_two_site_files_of_one_name_are_refused(anlan: Run, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(FILE)
    (tmp_path / "two.yaml").write_text(FILE.replace("27000", "27400").replace("26990", "26991"))
    done = anlan("up", "--sites", ".")
    assert done.returncode == 2
    assert "two sites are called south" in done.stderr


def test_a_folder_without_site_files_and_a_file_that_is_not_there_are_told(anlan: Run) -> None:
    assert "there is no site file" in anlan("up", "--sites", ".").stderr
    assert anlan("site", "up", "nowhere").returncode == 2


def test_a_release_without_anybody_trusted_is_refused(anlan: Run, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(FILE)
    done = anlan("site", "up", "site.yaml", "--release", "somewhere")
    assert done.returncode == 2
    assert "--trust" in done.stderr


def test_a_site_that_is_down_takes_the_releases_it_trusts_and_no_others(anlan: Run, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "out" / "sites" / "north")
    plain = {**SITE.to_json(), "applications": [
        {"name": "risk", "module": "serving.risk.app", "work": "edge_first", "roles": [], "replicas": 1,
         "release": "", "needs_release": True, "options": {}},
    ]}  # fmt: skip
    lay(folder, type(SITE).from_json(plain))
    key, other = draw_key(tmp_path / "key"), draw_key(tmp_path / "other")
    trust(folder.trust, key.public)
    release_of_things(tmp_path / "ours", key)
    release_of_things(tmp_path / "foreign", other)
    done = anlan("site", "load", "north", "risk", "ours", "--json")
    assert json.loads(done.stdout)["version"] == "1"
    done = anlan("site", "load", "north", "risk", "foreign")
    assert (done.returncode, "not trusted here" in done.stderr) == (2, True)
    assert "takes no releases" in anlan("site", "load", "north", "echo", "ours").stderr
    (state,) = json.loads(anlan("site", "status", "north", "--json").stdout)["sites"]
    assert state["state"] == "down"
    assert anlan("site", "status").returncode == 1
    folder.sockets.rmdir()
