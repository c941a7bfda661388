"""A site that really runs, asked, counted and hurt."""

import http.client
import json
import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import grpc

from serving.frames import SEAL_HEADER, Answer, Ask, pack_asks, seal, unpack_answers
from serving.site.folder import SiteFolder, read_json
from serving.site.processes import Group, Member
from serving.site.standing import state_of

TOY = '''
"""An application that is no part of Anlan."""
import json
from core.work import WorkClass
from serving.application import Health, Offer
from serving.frames import Answer
OFFER = Offer("toy", WorkClass.EDGE_ONLY, "toyland.app:open_toy")
class Toy:
    def __init__(self, setup):
        self.word = setup.options["word"]
    def answer(self, asks):
        return [Answer(ask.id, 200, json.dumps({"word": self.word, "together": len(asks)}).encode()) for ask in asks]
    def health(self):
        return Health(True)
def open_toy(setup):
    return Toy(setup)
'''


def groups(folder: SiteFolder) -> dict[str, Group]:
    """[name] what the supervisor started."""
    return {one["name"]: Group.from_json(one) for one in read_json(folder.groups)["groups"]}


def supervisor(folder: SiteFolder) -> Group:
    """Who started them."""
    return Group.from_json(read_json(folder.path / "supervisor.json"))


def members(folder: SiteFolder) -> list[Member]:
    """Every process of the site."""
    return [one for group in (*groups(folder).values(), supervisor(folder)) for one in group.members()]


def member_called(folder: SiteFolder, word: str) -> Member:
    """The first process of its Ray whose words hold one."""
    found = groups(folder)["ray"].members()
    return next(one for one in found if word in Path(f"/proc/{one.pid}/cmdline").read_text(errors="replace"))


def kill(one: Member | Group) -> float:
    """End it without a word; when."""
    os.kill(one.pid, signal.SIGKILL)
    return time.monotonic()


def upstreams(folder: SiteFolder, application: str) -> list[str]:
    """Where its replicas answer."""
    return list((read_json(folder.upstreams) or {}).get(application, []))


def frame(folder: SiteFolder, application: str, asks: Sequence[Ask]) -> list[Answer] | None:
    """The answers of the first replica that gives any, as a gateway would have them; None where none does."""
    for url in upstreams(folder, application):
        path, packed = f"/{application}/frame", pack_asks(asks)
        headers = {SEAL_HEADER: seal(folder.site_key(), path, packed, time.time())}
        status, body = request(int(url.rpartition(":")[2]), "POST", path, body=packed, headers=headers)
        if status == 200:
            return unpack_answers(body)
    return None


def request(
    port: int, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None,
    host: str = "127.0.0.1", seconds: float = 5,
) -> tuple[int, bytes]:  # fmt: skip
    """One request of HTTP; status 0 where no answer of HTTP came."""
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def call_grpc(address: str, method: str, *, token: str = "", seconds: float = 2) -> str:
    """The status of a call with an empty message."""
    with grpc.insecure_channel(address) as channel:
        call = channel.unary_unary(method, request_serializer=bytes, response_deserializer=bytes)
        metadata = (("authorization", f"Bearer {token}"),) if token else ()
        try:
            call(b"", timeout=seconds, metadata=metadata)
        except grpc.RpcError as err:
            return str(err.code().name)
        return "OK"


def until(what: Callable[[], Any], *, seconds: float) -> float:
    """Wait until it is so; how long it took."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, "it did not become so in time"
        time.sleep(0.05)
    return time.monotonic() - begun


def is_ready(folder: SiteFolder) -> bool:
    return bool(state_of(folder)["is_ready"])


def listening_sockets(folder: SiteFolder) -> dict[tuple[str, int], str]:
    """[address, port] name of the process, of every TCP socket on which a process of the site listens."""
    owners = {}
    for one in members(folder):
        for entry in Path(f"/proc/{one.pid}/fd").iterdir():
            try:
                found = re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink()))
            except OSError:
                continue
            if found:
                owners[found[1]] = one.name
    sockets = {}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in owners:
                address, _, port = fields[1].rpartition(":")
                sockets[(_address(address), int(port, 16))] = owners[fields[9]]
    return sockets


def _address(text: str) -> str:
    if len(text) == 8:
        return ".".join(str(part) for part in reversed(bytes.fromhex(text)))
    return "::" if int(text, 16) == 0 else f"::ffff:{_address(text[24:])}" if text[:16] == "0" * 16 else text


def told(body: bytes) -> Any:
    """JSON, or None."""
    try:
        return json.loads(body)
    except ValueError:
        return None
