"""A site file is read whole or refused, with the line and what to do; it never widens what an application allows."""

import re
from pathlib import Path

import pytest

from core.errors import InputError
from core.work import WorkClass
from serving.site.description import Description, read_site
from serving.site.folder import Node, SiteFolder, gateway_settings, lay
from serving.site.standing import SiteUp, shifted, up

ROOT = Path(__file__).parents[3]
GOOD = """\
name: edge-north
role: edge
region: "4701"
address: 127.0.0.21
ports: 24000
gateway: {host: 127.0.0.1, port: 8200}
parent: http://127.0.0.1:8100
trust: keys
applications:
  echo:
  risk: {replicas: 2, release: models/risk, work: edge_only, roles: [auditor]}
quotas: {hrss: {per_second: 10}}
resources: {cpus: 1}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_site_is_what_its_file_says(tmp_path: Path) -> None:
    site = read_site(write(tmp_path, GOOD))
    echo, risk = site.applications
    assert (site.name, site.role, site.region, site.cpus) == ("edge-north", "edge", "4701", 1)
    assert (echo.module, echo.replicas, echo.needs_release) == ("serving.echo.app", 1, False)
    assert (risk.work, risk.replicas, risk.roles) == ("edge_only", 2, ("auditor",))
    # Paths are counted from the file, wherever the command is run.
    assert (risk.release, site.trust) == (str(tmp_path / "models/risk"), str(tmp_path / "keys"))
    assert Description.from_json(site.to_json()) == site


def test_the_gateway_is_told_what_the_site_is(tmp_path: Path) -> None:
    site = read_site(write(tmp_path, GOOD))
    told = gateway_settings(SiteFolder(tmp_path / "edge-north"), site)
    assert told["applications"]["risk"] == {
        "work_class": "edge_only", "roles": ["auditor"], "frame": "/risk/frame", "health": "/risk/health"
    }  # fmt: skip
    assert (told["port"], told["parent"], told["quotas"]) == (
        8200,
        "http://127.0.0.1:8100",
        {"hrss": {"per_second": 10}},
    )


WRONG = {
    "a typo in a key": ("replicas: 2", "replica: 2", 11, "replica is not known"),
    "a typo at the top": ("region:", "regoin:", 3, "regoin is not known"),
    "no name": ("name: edge-north\n", "", 1, "no name"),
    "no such role": ("role: edge", "role: middle", 2, "'middle'"),
    "no such region": ('"4701"', '"47012"', 3, "region cannot be"),
    "an address of another machine": ("127.0.0.21", "10.0.0.1", 4, "address cannot be"),
    "a text for a port": ("24000", "many", 5, "no whole number"),
    "a truth for a port": ("24000", "true", 5, "no whole number"),
    "ports that are handed out": ("24000", "40000", 5, "ports cannot be"),
    "a gateway inside the block": ("port: 8200", "port: 24100", 6, "lies in the block"),
    "an edge without a parent": ("parent: http://127.0.0.1:8100\n", "", 1, "no parent"),
    "a parent that is no URL": ("http://127.0.0.1:8100", "cloud", 7, "parent cannot be"),
    "an application nobody offers": ("echo:", "ecco:", 10, "offers no application"),
    "another application's module": ("  echo:\n", "  echo: {module: serving.risk.app}\n", 10, "offers risk"),
    "a module that is no name": ("  echo:\n", "  echo: {module: 'os; x'}\n", 10, "module cannot be"),
    "a module without an offer": ("  echo:\n", "  echo: {module: json}\n", 10, "offers no application"),
    "no such work class": ("work: edge_only", "work: anywhere", 11, "'anywhere'"),
    "a role the offer leaves out": ("[auditor]", "[citizen]", 11, "no list of roles"),
    "no replicas": ("replicas: 2", "replicas: 0", 11, "replicas cannot be 0"),
    "quotas as a list": ("{hrss: {per_second: 10}}", "[1]", 12, "quotas is not a mapping"),
    "a key twice": ("cpus: 1", "cpus: 1, cpus: 2", 13, "stands here twice"),
    "no YAML": ("gateway: {", "gateway: }{", 6, "not valid YAML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_site_file_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    old, new, line, what = WRONG[name]
    assert GOOD.count(old) == 1
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(InputError) as refused:
        read_site(path)
    assert what in refused.value.what
    assert (refused.value.path, refused.value.line) == (path, line)
    assert refused.value.remedy


@pytest.mark.parametrize("text", ["", "- a", "site", "applications: []"])
def test_what_is_no_site_file_at_all_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_site(write(tmp_path, text))


@pytest.mark.parametrize("wanted", [work for work in WorkClass if work is not WorkClass.EDGE_ONLY])
def test_work_that_stays_at_its_site_cannot_be_let_out_by_a_site_file(wanted: WorkClass, tmp_path: Path) -> None:
    toy = f"  toy: {{module: tests.serving.toy, work: {wanted}}}\n"
    with pytest.raises(InputError, match="cannot make it"):
        read_site(write(tmp_path, GOOD.replace("  echo:\n", toy)))


def test_the_sites_that_come_with_anlan_fit_beside_each_other() -> None:
    sites = [read_site(path) for path in sorted((ROOT / "deploy" / "sites").glob("*.yaml"))]
    assert [site.role for site in sites] == ["cloud", "edge", "edge"]
    blocks = [set(range(site.ports, site.ports + 200)) | {site.gateway_port} for site in sites]
    assert len(set.union(*blocks)) == sum(map(len, blocks))
    cloud = sites[0]
    assert {site.parent for site in sites[1:]} == {f"http://127.0.0.1:{cloud.gateway_port}"}


def test_shifted_sites_still_know_their_parent(tmp_path: Path) -> None:
    site = shifted(read_site(write(tmp_path, GOOD)), 600)
    assert (site.ports, site.gateway_port, site.parent) == (24600, 8800, "http://127.0.0.1:8700")


def test_two_sites_of_one_name_or_of_one_port_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    site = read_site(write(tmp_path, GOOD))
    with pytest.raises(SiteUp, match="two sites are called edge-north"):
        up([site, shifted(site, 600)], tmp_path / "state", seconds=1)
    other = read_site(write(tmp_path, GOOD.replace("edge-north", "edge-south")))
    with pytest.raises(SiteUp, match="same ports"):
        up([site, shifted(other, 100)], tmp_path / "state", seconds=1)
    assert not (tmp_path / "state").exists()


SEVERAL = GOOD.replace("127.0.0.21", "192.0.2.10").replace(
    "risk: {replicas: 2,", "risk: {replicas: 40, labels: {work: models},"
)
SEVERAL += "machines: {secrets: secrets, labels: {work: front}}\n"


def test_a_site_of_several_machines_says_where_replicas_belong(tmp_path: Path) -> None:
    site = read_site(write(tmp_path, SEVERAL))
    assert site.machines is not None
    assert (site.machines.secrets, site.machines.labels) == (str(tmp_path / "secrets"), {"work": "front"})
    assert (site.applications[1].labels, site.applications[1].replicas) == ({"work": "models"}, 40)
    assert Description.from_json(site.to_json()) == site


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (SEVERAL.replace("192.0.2.10", "127.0.0.21"), 4, "'127.0.0.21' is no address at which other machines"),
        (SEVERAL.replace("192.0.2.10", "192.0.2.300"), 4, "'192.0.2.300' is no address"),
        (GOOD.replace("127.0.0.21", "192.0.2.10"), 4, "address cannot be '192.0.2.10'"),
        (SEVERAL.replace("work: models", "work: '!models'"), 11, "'work=!models' is no label"),
        (SEVERAL.replace("secrets: secrets, ", ""), 14, "secrets is missing"),
        (SEVERAL.replace("labels: {work: front}", "label: front"), 14, "the key label is not known"),
    ],
)
def test_a_mistake_about_machines_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read_site(write(tmp_path, text))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [(None, 0o600, "cannot be read"), ("abc", 0o600, "no secret"), ("0" * 64, 0o644, "others than its owner")],
)
def test_machines_do_not_start_without_the_secrets_they_share(
    tmp_path: Path, content: str | None, mode: int, message: str
) -> None:
    (tmp_path / "secrets").mkdir()
    if content is not None:
        (tmp_path / "secrets" / "token").write_text(content)
        (tmp_path / "secrets" / "token").chmod(mode)
    site = read_site(write(tmp_path, SEVERAL))
    with pytest.raises(InputError, match=message):
        lay(SiteFolder(tmp_path / "state" / site.name), site, Node("192.0.2.11", 1, {}))
