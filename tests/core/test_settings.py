"""One frozen tree: the file, then the environment; anything unknown or wrong is refused with its place."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType
from core.settings import SETTINGS, load_settings


def written(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_file_and_variables_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"PATH": "irrelevant"})
    assert (settings.language, settings.output, settings.reference_data) == ("zh", Path("out"), None)
    assert (settings.dashboard.host, settings.dashboard.port) == ("127.0.0.1", 8501)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, 'language = "en"\n[dashboard]\nport = 9000\n')
    settings = load_settings(folder, {"ANLAN_DASHBOARD_PORT": "9001"})
    assert (settings.language, settings.dashboard.port) == ("en", 9001)


def test_the_tree_is_frozen(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    with pytest.raises(FrozenInstanceError):
        settings.language = "en"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        settings.dashboard.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "line", "error"),
    [
        ('language = "en"\ncolour = 1\n', 2, UnknownKey),
        ('[dashboard]\nhost = "127.0.0.1"\nprot = 1\n', 3, UnknownKey),
        ('\nlanguage = "fr"\n', 2, ValueOutOfRange),
        ("[dashboard]\nport = 70000\n", 2, ValueOutOfRange),
        ('[dashboard]\nport = "many"\n', 2, WrongType),
        ('[dashboard]\nhost = "not an address"\n', 2, WrongType),
        ("language = \n", 1, InputError),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        load_settings(written(tmp_path, text), {})
    assert caught.value.line == line
    assert str(tmp_path) in str(caught.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileMissing):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_can_be_given_by_its_variable(tmp_path: Path, setting: object) -> None:
    values = {"ANLAN_LANGUAGE": "en", "ANLAN_OUTPUT": "elsewhere", "ANLAN_REFERENCE_DATA": "figures"}
    values |= {"ANLAN_DASHBOARD_HOST": "0.0.0.0", "ANLAN_DASHBOARD_PORT": "80", "ANLAN_RAY_ADDRESS": "head:6379"}
    values |= {"ANLAN_POOL": "province", "ANLAN_LEDGER": "cases", "ANLAN_DASHBOARD_CLAIMS": "claims.json"}
    values |= {"ANLAN_OPERATION": "results", "ANLAN_SITES": "http://cloud:8100"}
    variable = setting.variable  # type: ignore[attr-defined]
    assert load_settings(tmp_path, {variable: values[variable]}) != load_settings(tmp_path, {})


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongType, match=r"ANLAN_DASHBOARD_PORT.*whole number"):
        load_settings(tmp_path, {"ANLAN_DASHBOARD_PORT": "x"})
    with pytest.raises(UnknownKey, match="ANLAN_COLOUR"):
        load_settings(tmp_path, {"ANLAN_COLOUR": "red"})


@pytest.mark.parametrize("text", ["head", "10.0.0.1", "10.0.0.1:", ":6379", "a b:1"])
def test_the_address_of_a_cluster_has_host_and_port(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="address of a cluster"):
        load_settings(tmp_path, {"ANLAN_RAY_ADDRESS": text})


def test_a_cluster_is_started_here_unless_one_is_named(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}).ray.address is None
    assert load_settings(tmp_path, {"ANLAN_RAY_ADDRESS": "10.0.0.1:6379"}).ray.address == "10.0.0.1:6379"


def test_gateways_are_read_in_their_order_and_none_twice(tmp_path: Path) -> None:
    text = " http://cloud:8100/, https://[::1]:8101 ,http://cloud:8100,"
    assert load_settings(tmp_path, {"ANLAN_SITES": text}).sites == ("http://cloud:8100", "https://[::1]:8101")
    assert load_settings(tmp_path, {"ANLAN_SITES": ""}).sites == ()
    assert len(load_settings(tmp_path, {}).sites) == 3


@pytest.mark.parametrize(
    "text", ["cloud:8100", "ftp://cloud", "http://a@cloud", "http://cloud/v1", "http://c:99999", "['http://c']"]
)
def test_what_is_no_address_of_a_gateway_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sites: "):
        load_settings(tmp_path, {"ANLAN_SITES": text})
