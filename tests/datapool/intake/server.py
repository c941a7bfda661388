"""A PostgreSQL server of Debian's package, started for the tests in a folder of its own and ended after them."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from datapool.standards.sources import Table
from tests.datapool.intake.feeds import Row

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
# The server refuses to run as root.
USER = "postgres"
SECONDS_TO_START = 30


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server that holds nothing yet."""
    data, port = folder / "data", _free_port()
    data.mkdir(parents=True)
    as_user = _as_user(folder)
    tools = BINARIES[-1]
    subprocess.run(
        [*as_user, tools / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"],
        check=True, capture_output=True, cwd="/",
    )  # fmt: skip
    settings = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off")
    server = subprocess.Popen(
        [*as_user, tools / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    address = f"host={folder} port={port} user={USER} dbname=postgres"
    try:
        _wait_for(address, server)
        yield address
    finally:
        _end(data, server)


def fill(address: str, table: Table, rows: Sequence[Row], *, name: str, delivery: str = "2019") -> None:
    """Add rows to a table of text columns called as the description calls them, and a column of the delivery."""
    columns = [column.name for column in table.columns]
    with psycopg.connect(address) as connection:
        text = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(column)) for column in columns)
        connection.execute(sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, 批次 text)").format(sql.Identifier(name), text))
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
            for row in rows:
                copy.write_row([*(row[column.column] for column in table.columns), delivery])


def execute(address: str, command: str, values: Mapping[str, object] | None = None) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(command, values)


def _as_user(folder: Path) -> list[str]:
    if os.getuid() != 0:
        return []
    for path in (folder, folder / "data"):
        shutil.chown(path, USER, USER)
    (folder / "data").chmod(0o700)
    for parent in folder.parents:
        if parent.stat().st_mode & 0o005 != 0o005 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(address):
            return
        assert server.poll() is None, "the server has ended"
        assert time.monotonic() < until, "the server does not answer"
        time.sleep(0.1)


def _end(data: Path, server: "subprocess.Popen[bytes]") -> None:
    """By the number the server itself wrote down: what was started may be a program that started it."""
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    server.wait(SECONDS_TO_START)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
