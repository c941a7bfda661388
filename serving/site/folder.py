"""The folder of a site: what it is, its secrets, its releases, its store, and what its processes say of themselves."""

import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import InputError
from serving.files import write_whole
from serving.shelf import Shelf
from serving.site.description import Description

KEY_BYTES = 32
# Names the folder of the site on this machine to whatever Ray starts on it.
SITE_FOLDER = "ANLAN_SITE_FOLDER"
_SECRET = re.compile(r"[0-9a-f]{64}")


class NoSuchSite(InputError):
    """A name under which no site was ever brought up here."""

    code = "serving.no_such_site"


@dataclass(frozen=True, slots=True)
class Node:
    """A machine as Ray counts it: its address, processors and labels."""

    address: str
    cpus: int
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """Paths of one site, and what is read from them."""

    path: Path

    @property
    def token(self) -> Path:
        """Of its Ray cluster."""
        return self.path / "token"

    @property
    def key(self) -> Path:
        """With which its gateway seals frames, 64 hexadecimal digits."""
        return self.path / "site.key"

    @property
    def trust(self) -> Path:
        """Public keys whose releases count."""
        return self.path / "trust"

    @property
    def tokens(self) -> Path:
        """Keys by which tokens of people and services are verified."""
        return self.path / "tokens.json"

    @property
    def speaker(self) -> Path:
        """The key with which the site speaks to the one above it."""
        return self.path / "speaker.key"

    @property
    def store(self) -> Path:
        """What the gateway has promised."""
        return self.path / "store"

    @property
    def logs(self) -> Path:
        """What processes print."""
        return self.path / "logs"

    @property
    def gateway(self) -> Path:
        """What the gateway is told."""
        return self.path / "gateway.json"

    @property
    def upstreams(self) -> Path:
        """[application] where its replicas answer now; written whenever that changes."""
        return self.path / "upstreams.json"

    @property
    def status(self) -> Path:
        """How the site is, by its supervisor."""
        return self.path / "status.json"

    @property
    def deployed(self) -> Path:
        """How the applications are, by Ray Serve."""
        return self.path / "deployed.json"

    @property
    def groups(self) -> Path:
        """Processes that were started, so that exactly these are ended."""
        return self.path / "processes.json"

    @property
    def courier(self) -> Path:
        """Of a machine that joined: what was brought to it, and when."""
        return self.path / "courier.json"

    @property
    def joined(self) -> Node | None:
        """How this machine takes part in a site that another is the head of; None on the head."""
        plain = read_json(self.path / "joined.json")
        return Node(**plain) if isinstance(plain, dict) else None

    @property
    def description(self) -> Description:
        """What the site is. Raises NoSuchSite where there is none in this folder."""
        plain = read_json(self.path / "site.json")
        if not isinstance(plain, dict):
            remedy = "Bring it up with `anlan site up`, or name the right --state."
            raise NoSuchSite(f"there is no site {self.path.name} here.", path=self.path.parent, remedy=remedy)
        return Description.from_json(plain)

    @property
    def sockets(self) -> Path:
        """Ray's own folder; sockets have short paths, so it lies elsewhere."""
        found = read_json(self.path / "sockets.json")
        return Path(str(found["path"])) if isinstance(found, dict) else self.path / "ray"

    def shelf(self, application: str) -> Shelf:
        """The releases of an application."""
        return Shelf(self.path / "releases" / application)

    def site_key(self) -> bytes:
        """The key of the site."""
        return bytes.fromhex(self.key.read_text(encoding="ascii"))


def here() -> SiteFolder:
    """The site on whose machine this process was started by Ray."""
    return SiteFolder(Path(os.environ[SITE_FOLDER]))


def lay(folder: SiteFolder, site: Description, joined: Node | None = None) -> None:
    """Write everything that the processes of a site read; secrets are drawn once and kept.

    joined  how this machine joins the one that is the head of the site
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.path.chmod(0o700)
    for one in (folder.store, folder.logs, folder.trust):
        one.mkdir(exist_ok=True)
    for secret in (folder.token, folder.key):
        if site.machines is not None:
            write_whole(secret, _shared(Path(site.machines.secrets) / secret.name))
        elif not secret.exists():
            write_whole(secret, secrets.token_hex(KEY_BYTES).encode())
    if joined is not None:
        write_json(folder.path / "joined.json", asdict(joined))
    else:
        (folder.path / "joined.json").unlink(missing_ok=True)
    if not folder.sockets.is_dir():
        made = tempfile.mkdtemp(prefix="anlan-site-")
        write_whole(folder.path / "sockets.json", json.dumps({"path": made}).encode())
    _replace_trust(folder.trust, site.trust)
    if site.tokens:
        write_whole(folder.tokens, _content(site.tokens))
    write_json(folder.path / "site.json", site.to_json())
    write_json(folder.gateway, gateway_settings(folder, site))


def gateway_settings(folder: SiteFolder, site: Description) -> dict[str, Any]:
    """What the gateway of a site reads; its upstream is Serve's own proxy, which knows every application.

    upstreams  where replicas answer, which is several times faster
    """
    return {
        "name": site.name,
        "role": site.role,
        "region": site.region,
        "host": site.gateway_host,
        "port": site.gateway_port,
        "upstream": f"http://127.0.0.1:{site.ports + 8}",
        "upstreams": str(folder.upstreams),
        "site_key": str(folder.key),
        "store": str(folder.store),
        "token_keys": str(folder.tokens),
        "parent": site.parent or None,
        "parent_key": str(folder.speaker) if site.parent else None,
        "applications": {
            one.name: {
                "work_class": one.work,
                "roles": list(one.roles),
                "frame": f"/{one.name}/frame",
                "health": f"/{one.name}/health",
            }
            for one in site.applications
        },
        "quotas": dict(site.quotas),
    }


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a file of plain values."""
    write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def read_json(path: Path) -> Any:
    """What `write_json` wrote; None where there is nothing, or nothing that can be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _shared(path: Path) -> bytes:
    """A secret that all machines of a site have."""
    try:
        found, is_open = path.read_bytes().strip(), path.stat().st_mode & 0o077
    except OSError as err:
        remedy = "Make it with `openssl rand -hex 32` once, and have it on every machine of the site."
        raise InputError(f"it cannot be read: {err.strerror}.", path=path, remedy=remedy) from err
    if not _SECRET.fullmatch(found.decode("latin-1")):
        raise InputError("it is no secret of 64 hexadecimal digits.", path=path, remedy="Make it once more.")
    if is_open:
        raise InputError("others than its owner can read it.", path=path, remedy=f"chmod 600 {path}")
    return found


def _replace_trust(place: Path, source: str) -> None:
    """Trust exactly the keys of a folder, or those that are here already where none is named."""
    if not source:
        return
    wanted = {path.name: path for path in Path(source).glob("*.pub")}
    if not wanted:
        raise InputError("there is no public key (*.pub).", path=source, remedy="Name the folder of trusted keys.")
    for old in place.glob("*.pub"):
        if old.name not in wanted:
            old.unlink()
    for name, path in wanted.items():
        write_whole(place / name, path.read_bytes(), mode=0o644)


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as err:
        raise InputError(f"it cannot be read: {err.strerror}.", path=path, remedy="Correct `tokens:`.") from err


def forget_sockets(folder: SiteFolder) -> None:
    """Remove Ray's own folder."""
    sockets = folder.sockets
    if sockets.name.startswith("anlan-site-"):
        shutil.rmtree(sockets, ignore_errors=True)
    (folder.path / "sockets.json").unlink(missing_ok=True)
