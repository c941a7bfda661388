"""`anlan dashboard`: the page for fund managers, served by Streamlit on this machine."""

import errno
import os
import socket
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from cli.console import print_json, print_lines
from core.errors import AnlanError, FileMissing, InputError
from core.settings import Settings, read_port, read_urls
from dashboards.data.claims import read_claims

# Names of this machine to itself: nobody else can open a page that listens there.
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
PAGE = Path(__file__).parent.parent / "dashboards" / "app.py"
_OPEN = {"zh": "基金看板：{address}（按 Ctrl-C 结束）", "en": "Dashboard at {address} (Ctrl-C ends it)"}


class PortTaken(AnlanError):
    """Another program listens where the page should."""

    code = "dashboard.port_taken"


def run(chosen: Namespace, settings: Settings) -> NoReturn:
    """Say where the page is, then serve it until it is interrupted; the exit code is Streamlit's."""
    host, port = settings.dashboard.host, read_port(chosen.port) if chosen.port else settings.dashboard.port
    claims = settings.dashboard.claims if chosen.claims is None else Path(chosen.claims).expanduser()
    folders = _told(chosen.pool) | _kept(chosen.ledger) | _watched(chosen.operation)
    variables = folders | _asked(chosen.sites) | _looking(claims, host)
    check_port(host, port)
    address = f"http://{host}:{port}"
    if chosen.json:
        print_json({"address": address})
    else:
        print_lines(_OPEN[chosen.language].format(address=address))
    sys.stdout.flush()
    _become(command(host, port), variables)


def _told(pool: str | None) -> dict[str, str]:
    """What the page is told beside the settings: the folder of the data pool, as its variable."""
    if pool is None:
        return {}
    folder = Path(pool).expanduser()
    if not folder.is_dir():
        raise FileMissing(
            "there is no such folder.",
            path=folder,
            remedy="Give the folder of a data pool; `anlan data generate` and `anlan data build` make one.",
        )
    return {"ANLAN_POOL": str(folder.absolute())}


def _kept(ledger: str | None) -> dict[str, str]:
    """The same of the ledger of suspected cases."""
    if ledger is None:
        return {}
    folder = Path(ledger).expanduser()
    if not folder.is_dir():
        raise FileMissing("there is no such folder.", path=folder, remedy="`anlan ledger import` makes a ledger.")
    return {"ANLAN_LEDGER": str(folder.absolute())}


def _watched(operation: str | None) -> dict[str, str]:
    """The same of the results of `anlan operation`."""
    if operation is None:
        return {}
    folder = Path(operation).expanduser()
    if not folder.is_dir():
        raise FileMissing(
            "there is no such folder.", path=folder, remedy="`anlan operation watch … --out DIR` makes one."
        )
    return {"ANLAN_OPERATION": str(folder.absolute())}


def _asked(sites: str | None) -> dict[str, str]:
    """The same of the gateways that the page Sites asks."""
    return {} if sites is None else {"ANLAN_SITES": ",".join(read_urls(sites))}


def _looking(claims: Path | None, host: str) -> dict[str, str]:
    """The same of who looks at persons: the file of their claims, once it was found to be right."""
    if claims is None:
        return {}
    who = read_claims(claims)
    if host not in _THIS_MACHINE:
        raise InputError(
            f"everybody who can open {host} would look as {', '.join(sorted(who.roles))}: the page asks for no login.",
            path=claims,
            remedy="Let the page listen on 127.0.0.1, or leave --as out.",
        )
    return {"ANLAN_DASHBOARD_CLAIMS": str(claims.absolute())}


def check_port(host: str, port: int) -> None:
    """PortTaken when nothing can listen on `host`:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            why = "another program listens there" if err.errno == errno.EADDRINUSE else str(err.strerror)
            raise PortTaken(
                f"The page cannot listen on {host}:{port}: {why}. "
                f"End that program, or choose another port: anlan dashboard --port {port + 1}"
            ) from err


def command(host: str, port: int) -> list[str]:
    """The Streamlit command line for the page."""
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(PAGE),
        *(f"--{key}={value}" for key, value in options.items()),
    ]


def _become(words: list[str], variables: Mapping[str, str]) -> NoReturn:
    """Let the server take the place of this process, so that a signal to one is a signal to the other."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    os.execve(words[0], words, {**os.environ, **variables})
