"""Sites are asked side by side: whatever one of them does, the others are seen at once and nobody waits for long."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from serving.seeing.asking import Asker, Look, Trouble
from tests.serving.gateway.sites import Site, describe, free_port, running

Behaviour = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(describe(tmp_path_factory.mktemp("sites") / "cloud")) as made:
        yield made


@contextmanager
def behaving(behaviour: Behaviour) -> Iterator[str]:
    """The URL of somebody who does the same with every connection."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def accept() -> None:
            while True:
                try:
                    connection = listening.accept()[0]
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(behaviour, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def _quietly(behaviour: Behaviour, connection: socket.socket) -> None:
    with connection:
        try:
            behaviour(connection)
        except OSError:
            return


def never(connection: socket.socket) -> None:
    time.sleep(30)


def drips(connection: socket.socket) -> None:
    """A header that never ends, each drop of it well in time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-long: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def drips_its_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{")
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def floods(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b" " * 65536)


def says(text: bytes) -> Behaviour:
    def say(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(text)

    return say


def hangs_up(connection: socket.socket) -> None:
    connection.recv(4096)


def page(status: bytes, body: bytes) -> Behaviour:
    return says(b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body))


STRANGERS = {
    "nothing comes": (never, Trouble.SILENT),
    "a header drips": (drips, Trouble.SILENT),
    "a body drips": (drips_its_body, Trouble.SILENT),
    "it hangs up": (hangs_up, Trouble.SILENT),
    "a flood": (floods, Trouble.NO_GATEWAY),
    "no HTTP": (says(b"220 mail.example ESMTP\r\n"), Trouble.NO_GATEWAY),
    "a page": (page(b"200 OK", b"<html></html>"), Trouble.NO_GATEWAY),
    "no such page": (page(b"404 Not Found", b"{}"), Trouble.NO_GATEWAY),
    "sent elsewhere": (page(b"302 Found\r\nlocation: http://127.0.0.1:1/", b""), Trouble.NO_GATEWAY),
    "a deep list": (page(b"200 OK", b"[" * 200_000), Trouble.NO_GATEWAY),
    "other JSON": (page(b"200 OK", b'{"name": "x"}'), Trouble.NO_GATEWAY),
}


def seen(asker: Asker, count: int, *, within_s: float = 5.0) -> dict[str, Look]:
    """What is collected until all were seen."""
    looks: dict[str, Look] = {}
    until = time.monotonic() + within_s
    while len(looks) < count and time.monotonic() < until:
        looks |= {look.url: look for look in asker.collect(within_s=0.05)}
    return looks


@pytest.mark.parametrize("stranger", STRANGERS)
def test_whatever_answers_is_told_within_the_limit_and_holds_nobody_up(stranger: str, site: Site) -> None:
    behaviour, trouble = STRANGERS[stranger]
    good = f"http://127.0.0.1:{site.port}"
    with behaving(behaviour) as url:
        asker = Asker([url, good], limit_s=0.8)
        begun = time.monotonic()
        asker.begin()
        looks = {look.url: look for look in asker.collect(within_s=0.5)}
        assert looks[good].told is not None
        assert time.monotonic() - begun < 0.7
        looks |= {} if url in looks else seen(asker, 1)
        assert time.monotonic() - begun < 1.6
        assert (looks[url].trouble, looks[url].told) == (trouble, None)


def test_nobody_listening_is_told_at_once() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    asker = Asker([url])
    asker.begin()
    (look,) = asker.collect(within_s=1.0)
    assert look.trouble is Trouble.REFUSED


def test_a_name_that_is_not_known_is_told() -> None:
    url = "http://nowhere.invalid:8100"
    asker = Asker([url], limit_s=1.0)
    asker.begin()
    assert seen(asker, 1)[url].trouble in (Trouble.UNREACHABLE, Trouble.SILENT)


def test_a_real_gateway_tells_site_and_counts(site: Site) -> None:
    url = f"http://127.0.0.1:{site.port}"
    asker = Asker([url])
    asker.begin()
    (before,) = asker.collect(within_s=2.0)
    for _ in range(3):
        assert site.ask("echo", 1).status == 200
    asker.begin()
    (after,) = asker.collect(within_s=2.0)
    assert after.told is not None and after.counts is not None and before.counts is not None
    assert (after.told.name, after.told.role, sorted(after.told.applications)) == (
        "cloud", "cloud", ["echo", "face", "slow"],
    )  # fmt: skip
    assert after.counts.requests["echo"] - before.counts.requests.get("echo", 0.0) == 3
    assert after.moment > before.moment


def test_replicas_are_those_that_the_site_wrote_down(site: Site) -> None:
    place = site.folder / "upstreams.json"
    place.write_text(f'{{"echo": ["http://127.0.0.1:{site.upstream_port}"]}}', encoding="utf-8")
    try:
        time.sleep(0.3)
        asker = Asker([f"http://127.0.0.1:{site.port}"])
        asker.begin()
        (look,) = asker.collect(within_s=2.0)
        assert look.told is not None
        assert [look.told.applications[name].replicas for name in ("echo", "slow")] == [1, 0]
    finally:
        place.unlink()


def test_whoever_is_silent_is_asked_once_at_a_time_and_told_of_once() -> None:
    connections = []

    def count(connection: socket.socket) -> None:
        connections.append(connection)
        time.sleep(5)

    with behaving(count) as url:
        asker = Asker([url], limit_s=0.6)
        looks: list[Look] = []
        for _ in range(4):
            asker.begin()
            looks += asker.collect(within_s=0.05)
        assert (len(connections), looks) == (1, [])
        looks += seen(asker, 1).values()
        assert [look.trouble for look in looks] == [Trouble.SILENT]
        assert asker.collect(within_s=0.3) == []


def test_no_thread_is_left_to_a_site_that_drips() -> None:
    with behaving(drips) as url:
        for _ in range(3):
            asker = Asker([url], limit_s=0.2)
            asker.begin()
            assert seen(asker, 1)[url].trouble is Trouble.SILENT
        until = time.monotonic() + 3
        while any(thread.name == "site" for thread in threading.enumerate()):
            assert time.monotonic() < until
            time.sleep(0.05)
