"""Two machines with one network between them, and nothing else in common: namespaces, which only root may make."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Machine:
    """A namespace of network with a home of its own, in which the checkout lies at ~/anlan."""

    namespace: str
    home: Path
    address: str

    @property
    def state(self) -> Path:
        """Where its sites are."""
        return self.home / ".anlan-site" / "state"

    def shell(self, command: str, *, seconds: float = 400, **variables: str) -> subprocess.CompletedProcess[str]:
        """What a command of a shell there did."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "RAY_"))}
        words = ["ip", "netns", "exec", self.namespace, "bash", "-c", command]
        environment = {**kept, "HOME": str(self.home), **variables}
        return subprocess.run(
            words, env=environment, cwd=self.home, capture_output=True, text=True, timeout=seconds, check=False
        )

    def run(self, command: str, **variables: str) -> str:
        """What it printed; it must succeed."""
        done = self.shell(command, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def two(folder: Path, addresses: tuple[str, str]) -> Iterator[tuple[Machine, Machine]]:
    """A head and another."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("iproute2: namespaces of network are made by root with it")
    mark = secrets.token_hex(3)
    machines = [
        Machine(f"anlan-{mark}-{name}", folder / name, address)
        for name, address in zip(("head", "other"), addresses, strict=True)
    ]
    try:
        for machine in machines:
            _ip("netns", "add", machine.namespace)
            (machine.home / "anlan").mkdir(parents=True)
            for path in ("deploy", "requirements.lock"):
                (machine.home / "anlan" / path).symlink_to(ROOT / path)
            (machine.home / "anlan" / ".venv").symlink_to(sys.prefix)
        names = [machine.namespace for machine in machines]
        _ip("link", "add", "way", "netns", names[0], "type", "veth", "peer", "name", "way", "netns", names[1])
        for machine in machines:
            _ip("-n", machine.namespace, "addr", "add", f"{machine.address}/24", "dev", "way")
            for link in ("way", "lo"):
                _ip("-n", machine.namespace, "link", "set", link, "up")
        yield machines[0], machines[1]
    finally:
        for machine in machines:
            subprocess.run(["ip", "netns", "del", machine.namespace], check=False, capture_output=True)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"iproute2: this machine makes no namespaces of network: {done.stderr.strip()}")
