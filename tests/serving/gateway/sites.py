"""Sites for tests: a folder, a real upstream process, a real gateway process, and a plain client."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.keys import SigningKey, draw_key, key_of
from core.principal import Principal, Role
from core.tokens import issue, jwk_of

ROOT = Path(__file__).parent.parent.parent.parent
EVERYBODY = sorted(Role)
SECONDS_TO_START = 30.0


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["code"])


@dataclass
class Issuer:
    """Whoever gives out tokens; its public key is in the sites' file."""

    key: SigningKey
    now: float = field(default_factory=time.time)

    def token(
        self,
        *,
        tenant: str = "hrss",
        roles: tuple[Role, ...] = (Role.CLERK,),
        region: str | None = "33",
        at: float = 0.0,
        key: SigningKey | None = None,
        **more: Any,
    ) -> str:
        """`at` seconds from now; `more` is issuer, audience or lasts_s."""
        who = Principal(subject="clerk-7", tenant=tenant, roles=frozenset(roles), region=region, purpose="serving")
        named = {"issuer": "anlan", "audience": "anlan", "lasts_s": 3600.0} | more
        return issue(who, key or self.key, id=uuid.uuid4().hex, now=time.time() + at, **named)


@dataclass
class Site:
    folder: Path
    port: int
    upstream_port: int
    issuer: Issuer
    host: str = "127.0.0.1"
    gateway: "subprocess.Popen[str] | None" = None
    upstream: "subprocess.Popen[str] | None" = None

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "",
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
        timeout_s: float = 20.0,
    ) -> Reply:
        """One request over a connection of its own; `token` "" is a good one, None none."""
        sent = dict(headers or {})
        if token is not None:
            sent["authorization"] = f"Bearer {token or self.issuer.token()}"
        content = raw if raw is not None else (None if body is None else json.dumps(body).encode())
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout_s)
        try:
            connection.request(method, path, content, sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()

    def ask(self, application: str, body: Any, **named: Any) -> Reply:
        return self.call("POST", f"/v1/{application}", body, **named)

    def calls(self) -> dict[str, int]:
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream_port, timeout=5)
        connection.request("GET", "/calls")
        found: dict[str, int] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def start_upstream(self) -> None:
        words = ["-m", "tests.serving.gateway.upstream", "--port", str(self.upstream_port)]
        self.upstream = self._process([*words, "--key", str(self.folder / "site.key")], "upstream")
        _wait_for("127.0.0.1", self.upstream_port, self.upstream)

    def start_gateway(self) -> None:
        self.gateway = self._process(["-m", "serving.gateway", "--site", str(self.folder)], "gateway")
        _wait_for(self.host, self.port, self.gateway)

    def wait_ready(self, *, seconds: float = 10.0) -> None:
        """Until every application was looked at."""
        until = time.monotonic() + seconds
        while self.call("GET", "/healthz", token=None).status != 200:
            assert time.monotonic() < until, self.call("GET", "/healthz", token=None).body
            time.sleep(0.05)

    def log(self) -> str:
        return (self.folder / "gateway.log").read_text(encoding="utf-8")

    def end_upstream(self, how: int = signal.SIGKILL) -> None:
        _end(self.upstream, how)
        self.upstream = None

    def end_gateway(self, how: int = signal.SIGTERM) -> int:
        code = _end(self.gateway, how)
        self.gateway = None
        return code

    def _process(self, words: list[str], name: str) -> "subprocess.Popen[str]":
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        with (self.folder / f"{name}.log").open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=inherited, stdout=log, stderr=log, text=True,
                start_new_session=True,
            )  # fmt: skip


APPLICATIONS: dict[str, dict[str, Any]] = {
    "echo": {"work_class": "edge_first", "roles": EVERYBODY},
    "slow": {"work_class": "edge_only", "roles": EVERYBODY},
    "face": {"work_class": "edge_only", "roles": ["clerk"]},
}


def describe(folder: Path, *, issuer: Issuer | None = None, **more: Any) -> Site:
    """A site with its files; nothing of it runs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.key").write_text(secrets.token_hex(32), encoding="ascii")
    issuer = issuer or Issuer(draw_key(folder / "issuer.key"))
    rows = [jwk_of(issuer.key.public), *more.pop("trusted", [])]
    (folder / "keys.json").write_text(json.dumps({"keys": rows}), encoding="utf-8")
    port, upstream_port = free_port(), free_port()
    plain: dict[str, Any] = {
        "name": folder.name, "role": "cloud", "region": "33", "host": "127.0.0.1", "port": port,
        "upstream": f"http://127.0.0.1:{upstream_port}", "site_key": "site.key", "store": "store",
        "token_keys": "keys.json", "applications": APPLICATIONS, "parent": None,
    } | more  # fmt: skip
    (folder / "gateway.json").write_text(json.dumps(plain), encoding="utf-8")
    return Site(folder, port, upstream_port, issuer)


@contextmanager
def running(site: Site, *, upstream: bool = True) -> Iterator[Site]:
    """The processes of a site, ended whatever happens."""
    try:
        if upstream:
            site.start_upstream()
        site.start_gateway()
        if upstream:
            site.wait_ready()
        yield site
    finally:
        _end(site.gateway, signal.SIGKILL)
        _end(site.upstream, signal.SIGKILL)


@contextmanager
def cloud_of(root: Path, issuer: Issuer, applications: Mapping[str, Any]) -> Iterator[Site]:
    """A cloud that knows the edge which `edge_of` makes."""
    speaker = jwk_of(own_key(root / "edge").public, region="33", roles=(Role.REGIONAL_CENTRE,))
    made = describe(root / "cloud", issuer=issuer, region="CN", trusted=[speaker], applications=applications)
    with running(made) as site:
        yield site


@contextmanager
def edge_of(cloud: Site, issuer: Issuer, applications: Mapping[str, Any]) -> Iterator[Site]:
    """The edge below a cloud."""
    made = describe(
        cloud.folder.parent / "edge", issuer=issuer, role="edge", parent=f"http://127.0.0.1:{cloud.port}",
        parent_key="own.key", applications=applications,
    )  # fmt: skip
    with running(made) as site:
        yield site


def own_key(folder: Path) -> SigningKey:
    """The key with which a site speaks to the one above."""
    return key_of(folder / "own.key")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(host: str, port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert process.poll() is None, "the process ended"
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the process does not listen")


def _end(process: "subprocess.Popen[str] | None", how: int) -> int:
    if process is None:
        return 0
    process.send_signal(how)
    return process.wait(15)
