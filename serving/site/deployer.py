"""The process that deploys a site's applications to its Ray, and goes on telling where their replicas answer."""

import argparse
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from core import cluster
from serving.files import FileNotKept
from serving.site.folder import SiteFolder, read_json, write_json
from serving.site.ports import Ports, wait_for

_LOOKS_EVERY_S = 0.3
_ANSWERS_WITHIN_S = 20.0
_DESCRIBED_EVERY = 5


def main() -> int:
    """Deploy, then watch until Ray is gone; the supervisor starts it again."""
    parser = argparse.ArgumentParser(description="Deploys the applications of a site.")
    parser.add_argument("--site", required=True, type=Path, metavar="FOLDER")
    folder = SiteFolder(parser.parse_args().site)
    site = folder.description
    cluster.prepare()
    # Imported while the head of the cluster still starts.
    from serving.site.serving_state import deploy, look

    head = Ports(site.ports).head
    wait_for(site.address, head)
    with cluster.cluster(f"{site.address}:{head}"):
        deploy(site)
        looks = 0
        while True:
            seen = look(site, _ANSWERS_WITHIN_S, with_status=looks % _DESCRIBED_EVERY == 0)
            _tell(folder.upstreams, seen.upstreams)
            if seen.applications is not None:
                _tell(folder.deployed, {"pid": os.getpid(), "applications": seen.applications})
                with suppress(OSError):
                    # When Serve was heard last, though it said the same.
                    os.utime(folder.deployed)
            looks += 1
            time.sleep(_LOOKS_EVERY_S)


def _tell(path: Path, content: Mapping[str, Any]) -> None:
    if read_json(path) == content:
        return
    try:
        write_json(path, content)
    except FileNotKept as err:
        # A full disk is no reason to leave the applications: what was told before stands until there is room.
        print(err, flush=True)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
