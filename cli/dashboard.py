"""`anlan dashboard`: the page for fund managers, served by Streamlit on this machine."""

import errno
import socket
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from cli.console import print_json, print_lines
from core.errors import AnlanError
from core.settings import Settings

PAGE = Path(__file__).parent.parent / "dashboards" / "app.py"
SECONDS_TO_STOP = 10.0
_OPEN = {"zh": "基金看板：{address}（按 Ctrl-C 结束）", "en": "Dashboard at {address} (Ctrl-C ends it)"}


class PortTaken(AnlanError):
    """Another program listens where the page should."""

    code = "dashboard.port_taken"


def run(chosen: Namespace, settings: Settings) -> int:
    """Serve the page until it is interrupted; the exit code is Streamlit's."""
    host, port = settings.dashboard.host, chosen.port or settings.dashboard.port
    check_port(host, port)
    address = f"http://{host}:{port}"
    if chosen.json:
        print_json({"address": address})
    else:
        print_lines(_OPEN[chosen.language].format(address=address))
    sys.stdout.flush()
    return _serve(command(host, port))


def check_port(host: str, port: int) -> None:
    """PortTaken when nothing can listen on `host`:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            why = "another program listens there" if err.errno == errno.EADDRINUSE else str(err.strerror)
            raise PortTaken(
                f"The page cannot listen on {host}:{port}: {why}. End that program, or choose a port: anlan dashboard --port {port + 1}"
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
    return [sys.executable, "-m", "streamlit", "run", str(PAGE), *(f"--{key}={value}" for key, value in options.items())]


def _serve(words: list[str]) -> int:
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as page:
        try:
            return page.wait()
        except BaseException:
            page.terminate()
            page.wait(SECONDS_TO_STOP)
            raise
