"""A site for measuring, brought up by the command that a user would give, and requests that pass all of its checks."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving_load import request_bytes
from benchmarks.serving_processes import HOST, ROOT, environment
from benchmarks.serving_release import Made
from core.keys import key_of
from core.principal import Principal, Role
from core.tokens import issue
from core.work import DEADLINE_HEADER
from serving.frames import SEAL_HEADER, Ask, pack_asks, seal
from serving.site.folder import SiteFolder, read_json
from serving.site.ports import listening
from serving.site.processes import Group

NAME, TENANTS = "bench", ("hrss", "tax", "health")
DEADLINE_MS = 10_000
_FIRST, _GATEWAY, _STEP, _LAST, _PORTS = 22000, 21990, 400, 9600, 200
_SECONDS_TO_START, _TOKEN_LASTS_S = 240, 3600.0
# No tenant of a measurement meets its quota; that it is looked at is what counts.
_FILE = """\
name: bench
role: cloud
region: CN
address: 127.0.0.61
ports: 22000
gateway: {port: 21990}
trust: trust
quotas: {default: {per_second: 1000000, burst: 1000000}}
applications:
  echo: {replicas: 1}
  risk: {replicas: 1, release: "1"}
"""


@dataclass(frozen=True, slots=True)
class BenchedSite:
    """A site that is up.

    state  the folder that holds its folder and the key of the issuer of its tokens
    """

    state: Path
    port: int

    @property
    def folder(self) -> SiteFolder:
        """Of the site."""
        return SiteFolder((self.state / NAME).resolve())

    def request(
        self, application: str, body: bytes, *, tenant: str = TENANTS[0], deadline_ms: int = DEADLINE_MS
    ) -> bytes:
        """A request with a token and a deadline."""
        who = Principal(subject="benchmark", tenant=tenant, roles=frozenset(Role), region="CN", purpose="serving")
        token = issue(
            who, key_of(self.state / "issuer.key"), issuer="anlan", audience="anlan", id=f"benchmark-{tenant}",
            now=time.time(), lasts_s=_TOKEN_LASTS_S,
        )  # fmt: skip
        headers = {DEADLINE_HEADER: str(deadline_ms)}
        return request_bytes(f"{HOST}:{self.port}", f"/v1/{application}", body, token=token, headers=headers)

    def frame(self, application: str, body: bytes) -> tuple[int, list[bytes]]:
        """Port of a replica, and a frame of one request as the gateway would send it there; good for half a minute."""
        url = str(read_json(self.folder.upstreams)[application][0])
        path, packed = f"/{application}/frame", pack_asks([Ask("a", float(DEADLINE_MS), "", body)])
        headers = {SEAL_HEADER: seal(self.folder.site_key(), path, packed, time.time())}
        return int(url.rpartition(":")[2]), [request_bytes(HOST, path, packed, headers=headers)]

    def groups(self) -> list[Group]:
        """Its processes."""
        plain = [*read_json(self.folder.groups)["groups"], read_json(self.folder.path / "supervisor.json")]
        return [Group.from_json(one) for one in plain]


@contextmanager
def site_up(made: Made) -> Iterator[BenchedSite]:
    """The site, until the end of the block."""
    file = made.folder / f"{NAME}.yaml"
    file.write_text(_FILE, encoding="utf-8")
    shift = free_shift()
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as place:
        state = ["--state", place]
        try:
            anlan(["site", "up", str(file), *state, "--shift", str(shift), "--seconds", str(_SECONDS_TO_START)])
            yield BenchedSite(Path(place), _GATEWAY + shift)
        finally:
            # Whatever there is of it: the command that brings it up may have been interrupted.
            anlan(["down", *state])


def free_shift() -> int:
    """How far its ports are shifted so that all of them are free."""
    for shift in range(0, _LAST + 1, _STEP):
        ports = [_GATEWAY + shift, *range(_FIRST + shift, _FIRST + shift + _PORTS)]
        if not listening(ports):
            return shift
    return _LAST


def anlan(words: Sequence[str]) -> str:
    """What the command says; CalledProcessError where it fails."""
    command = [sys.executable, "-m", "cli", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
