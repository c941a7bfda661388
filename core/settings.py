"""The settings of this installation: one frozen tree, read once at the entry point from settings.toml and ANLAN_*."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType

FILE_NAME = "settings.toml"
LANGUAGES = ("zh", "en")
_PREFIX = "ANLAN_"


@dataclass(frozen=True, slots=True)
class DashboardSettings:
    """Where the page for fund managers listens, and the claims of who looks at persons on it."""

    host: str
    port: int
    claims: Path | None


@dataclass(frozen=True, slots=True)
class RaySettings:
    """The Ray cluster that takes work: host:port of its head, or None for one started on this machine."""

    address: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole tree; functions receive the branch they need and none reads the environment."""

    language: str
    output: Path
    reference_data: Path | None
    pool: Path | None
    ledger: Path | None
    operation: Path | None
    sites: tuple[str, ...]
    dashboard: DashboardSettings
    ray: RaySettings


@dataclass(frozen=True, slots=True)
class Setting:
    """One leaf of the tree: its dotted key, the text of its default, what it means and how its text is read."""

    key: str
    default: str
    meaning: str
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return _PREFIX + self.key.replace(".", "_").upper()


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueOutOfRange(f"{text!r} is not a language.", remedy=f"Choose {' or '.join(LANGUAGES)}.")
    return text


def read_port(text: str) -> int:
    """A port from its text; WrongType or ValueOutOfRange when it is none."""
    if not re.fullmatch(r"\d+", text):
        raise WrongType(f"{text!r} is not a port.", remedy="Give a whole number such as 8501.")
    if not 1 <= int(text) <= 65535:
        raise ValueOutOfRange(f"{text} is not a port.", remedy="Give a number from 1 to 65535.")
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", text):
        raise WrongType(f"{text!r} is not an address.", remedy="Give an address such as 127.0.0.1.")
    return text


def read_urls(text: str) -> tuple[str, ...]:
    """Addresses of gateways, set apart by commas, none twice; WrongType names one that is none."""
    urls = [part.strip().rstrip("/") for part in text.split(",") if part.strip()]
    for url in urls:
        if not re.fullmatch(r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", url):
            raise WrongType(f"{url!r} is not the address of a gateway.", remedy="Give http://host:port, with commas.")
        if ":" in url[6:].rpartition("]")[2] and int(url.rpartition(":")[2]) > 65535:
            raise ValueOutOfRange(f"{url!r} has no such port.", remedy="Give a port from 1 to 65535.")
    return tuple(dict.fromkeys(urls))


def _head(text: str) -> str | None:
    if text and not re.fullmatch(r"[\w.-]+:\d{1,5}", text):
        raise WrongType(f"{text!r} is not the address of a cluster.", remedy="Give host and port, as in 10.0.0.1:6379.")
    return text or None


def _path(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


def _output(text: str) -> Path:
    if not text:
        raise WrongType("the output folder has no name.", remedy="Give a folder such as out.")
    return Path(text).expanduser()


_SITES_HERE = "http://127.0.0.1:8100,http://127.0.0.1:8101,http://127.0.0.1:8102"

SETTINGS = (
    Setting("language", "zh", "language of tables and pages: zh or en", _language),
    Setting("output", "out", "folder for what a command makes when it is not told where", _output),
    Setting("reference_data", "", "folder of third-party reference data; empty when there is none", _path),
    Setting("pool", "", "folder of the data pool that the page Data shows; empty when there is none", _path),
    Setting("ledger", "", "folder of the ledger that the page Risk shows; empty when there is none", _path),
    Setting("operation", "", "folder of the results that the page Operation shows; empty when there is none", _path),
    Setting("sites", _SITES_HERE, "gateways that the page Sites asks, with commas; empty: none", read_urls),
    Setting("dashboard.host", "127.0.0.1", "address on which the page for fund managers listens", _host),
    Setting("dashboard.port", "8501", "port on which the page for fund managers listens", read_port),
    Setting("dashboard.claims", "", "file of claims: who looks at persons on the page Data; empty: nobody", _path),
    Setting("ray.address", "", "host:port of a Ray cluster's head for --ray; empty: started on this machine", _head),
)


def load_settings(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The tree from `folder`/settings.toml, if it is there, overruled by the ANLAN_* variables of `environment`.

    InputError names the file and line, or the variable, of a key that is unknown or a value that is wrong.
    """
    path = folder / FILE_NAME
    texts = {**_from_file(path), **_from_environment(environment)}
    values = {setting.key: _value(setting, *texts.get(setting.key, (setting.default, None))) for setting in SETTINGS}
    return Settings(
        language=values["language"],
        output=values["output"],
        reference_data=values["reference_data"],
        pool=values["pool"],
        ledger=values["ledger"],
        operation=values["operation"],
        sites=values["sites"],
        dashboard=DashboardSettings(
            host=values["dashboard.host"], port=values["dashboard.port"], claims=values["dashboard.claims"]
        ),
        ray=RaySettings(address=values["ray.address"]),
    )


Place = tuple[str, int | None]


def _value(setting: Setting, text: str, place: Place | None) -> Any:
    try:
        return setting.read(text)
    except InputError as err:
        path, line = place or (None, None)
        raise type(err)(f"{setting.key}: {err.what}", remedy=err.remedy, path=path, line=line) from None


def _from_file(path: Path) -> dict[str, tuple[str, Place]]:
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        tree = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check that it is a UTF-8 text file.") from err
    except tomllib.TOMLDecodeError as err:
        found = re.search(r"line (\d+)", str(err))
        raise InputError(
            f"this is not valid TOML: {err}.", path=path, line=int(found[1]) if found else None, remedy="Mend the line."
        ) from err
    texts: dict[str, tuple[str, Place]] = {}
    known = {setting.key for setting in SETTINGS}
    for key, value in _leaves(tree):
        line = _line_of(key, text)
        if key not in known:
            raise UnknownKey(f"no setting is called {key!r}.", path=path, line=line, remedy=_known_keys())
        texts[key] = (str(value), (str(path), line))
    return texts


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, Place]]:
    keys = {setting.variable: setting.key for setting in SETTINGS}
    texts: dict[str, tuple[str, Place]] = {}
    for variable in sorted(environment):
        if not variable.startswith(_PREFIX):
            continue
        if variable not in keys:
            raise UnknownKey(f"no setting is called {variable}.", remedy=f"Variables are: {', '.join(keys)}.")
        texts[keys[variable]] = (environment[variable], (variable, None))
    return texts


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _line_of(key: str, text: str) -> int | None:
    name = re.escape(key.rsplit(".", 1)[-1])
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*(?:[\w.-]+\.)?[\"']?{name}[\"']?\s*=", line):
            return number
    return None


def _known_keys() -> str:
    return f"Settings are: {', '.join(setting.key for setting in SETTINGS)}."
