"""`python -m serving.gateway --site FOLDER`: the gateway of a site, until it is told to end."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import uvloop

from core.errors import AnlanError
from serving.gateway.configuration import read_site
from serving.gateway.gateway import quiet_libraries, serve
from serving.gateway.journal import Journal


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve; 0 when a signal ended it, 1 when it failed, 2 when what it was given is wrong."""
    parser = argparse.ArgumentParser(prog="python -m serving.gateway", description=__doc__)
    parser.add_argument("--site", required=True, metavar="FOLDER", help="folder of the site, with gateway.json")
    chosen = parser.parse_args(arguments)
    try:
        site = read_site(Path(chosen.site))
        journal = Journal(site.name)
        quiet_libraries(journal)
        uvloop.run(serve(site, journal))
    except AnlanError as err:
        print(f"anlan: {err}", file=sys.stderr)  # noqa: T201
        return err.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
