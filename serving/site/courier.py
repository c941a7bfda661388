"""The process of a joined machine that brings the releases of the site there, so that replicas open what the head has.

They travel as files inside Ray, which asks for the token of the site; a release counts here only after its signature
was verified here.
"""

import argparse
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from core import cluster
from core.errors import AnlanError
from core.keys import read_trust
from core.release_content import ReleaseRefused
from serving.files import FileNotKept
from serving.site.folder import SiteFolder, here, write_json
from serving.site.ports import Ports, wait_for

_LOOKS_EVERY_S = 1.0
_ANSWERS_WITHIN_S = 20.0
# Every cluster has one such resource, on its head.
_HEAD = {"node:__internal_head__": 0.001}


def orders() -> dict[str, list[str]]:
    """[application] releases that the head keeps for it, the one to serve first. Runs on the head."""
    site = here().description
    return {one.name: here().shelf(one.name).names() for one in site.applications if one.needs_release}


def content(application: str, name: str) -> dict[str, bytes]:
    """[file] what a release holds. Runs on the head."""
    return {one.name: one.read_bytes() for one in sorted(here().shelf(application).place(name).iterdir())}


class Courier:
    """What is brought to this machine, asked of the head of its cluster."""

    def __init__(self, folder: SiteFolder, ray: Any) -> None:
        """With Ray that has joined the cluster."""
        self._folder, self._ray = folder, ray
        # [application, name] why it was not taken; asked for once, or a whole release would travel every second.
        self._refused: dict[tuple[str, str], str] = {}
        self._orders, self._content = (ray.remote(num_cpus=0, resources=_HEAD)(work) for work in (orders, content))

    def bring(self) -> dict[str, list[str]]:
        """Bring what is missing; the orders of the head.

        Raises a RayError where the head does not answer, an AnlanError where this disk does not take it. What this
        machine does not trust is left out, and keeps nothing else from it: see `why`.
        """
        wanted: dict[str, list[str]] = self._ask(self._orders.remote())
        for application, names in wanted.items():
            taken = [name for name in names if (application, name) not in self._refused]
            if self._folder.shelf(application).names()[: len(taken)] == taken:
                continue
            # The one to serve last of all, so that it ends up first.
            for name in reversed(taken):
                try:
                    self._put(application, name)
                except ReleaseRefused as err:
                    self._refused[application, name] = str(err)
        return wanted

    @property
    def why(self) -> str:
        """Why not all is here that the head has, "" where it is."""
        return " ".join(self._refused.values())

    def _put(self, application: str, name: str) -> None:
        shelf, trusted = self._folder.shelf(application), read_trust(self._folder.trust)
        with suppress(ReleaseRefused):
            if shelf.place(name).is_dir():
                shelf.put(shelf.place(name), trusted)
                return
        with tempfile.TemporaryDirectory(dir=self._folder.path) as fresh:
            for file, body in self._ask(self._content.remote(application, name)).items():
                Path(fresh, Path(file).name).write_bytes(body)
            shelf.put(Path(fresh), trusted)

    def _ask(self, reference: Any) -> Any:
        return self._ray.get(reference, timeout=_ANSWERS_WITHIN_S)


def main() -> int:
    """Go on until Ray is gone; the supervisor of this machine starts it again."""
    parser = argparse.ArgumentParser(description="Brings the releases of a site to a machine that joined it.")
    parser.add_argument("--site", required=True, type=Path, metavar="FOLDER")
    folder = SiteFolder(parser.parse_args().site)
    site = folder.description
    head = Ports(site.ports).head
    wait_for(site.address, head)
    with cluster.cluster(f"{site.address}:{head}") as ray:
        courier = Courier(folder, ray)
        while True:
            told: dict[str, Any] = {"at": time.time(), "why": ""}
            try:
                told |= {"orders": courier.bring(), "why": courier.why}
            except (AnlanError, OSError) as err:
                # What was brought before goes on being served.
                told |= {"why": str(err)}
                print(err, flush=True)  # noqa: T201
            with suppress(FileNotKept):
                write_json(folder.courier, told)
            time.sleep(_LOOKS_EVERY_S)


if __name__ == "__main__":
    raise SystemExit(main())
