"""A gateway put together and served: everything that belongs to one site, on one event loop."""

import asyncio
import contextlib
import logging
import secrets
import signal
import socket
import time
from collections.abc import Iterator, Mapping

import uvicorn

from core.errors import AnlanError, FileMissing, InputError
from core.work import WorkClass
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.door import door
from serving.gateway.draining import TENANT, Drain
from serving.gateway.front import Front, Parts
from serving.gateway.identity import Identities
from serving.gateway.journal import Journal, JournalHandler
from serving.gateway.lane import Lane
from serving.gateway.line import Line
from serving.gateway.metrics import Metrics
from serving.gateway.naming import Names
from serving.gateway.pages import Pages
from serving.gateway.places import Places
from serving.gateway.promises import Promises
from serving.gateway.quota import Quotas
from serving.gateway.reading import Reader
from serving.gateway.replicas import Addresses, Replicas
from serving.gateway.store import Store
from serving.gateway.watch import Watch

RESERVED = frozenset(("submissions", "site"))
_SHORTEST_KEY = 16
_SHARE_OF_SUBMISSIONS = 0.5
_SECONDS_TO_END = 5
_IDLE_S = 75


class PortTaken(AnlanError):
    """Another program listens where the gateway should, or the address is not this machine's."""

    code = "gateway.port_taken"


class PartEnded(AnlanError):
    """The gateway lost a part of itself by a fault of this program."""

    code = "gateway.part_ended"


class _Watcher:
    """Tells metrics and log of frames."""

    def __init__(self, metrics: Metrics, journal: Journal) -> None:
        self._metrics, self._journal = metrics, journal

    def flew(self, application: str, requests: int, cpu_s: float) -> None:
        self._metrics.flew(application, requests, cpu_s)

    def fell(self, application: str, reason: str) -> None:
        self._metrics.refusals[f"frame.{reason}"] += 1
        self._journal.note("frame_failed", application=application, reason=reason)


def site_key(site: GatewaySite) -> bytes:
    """The key that seals frames. Raises FileMissing, and InputError for one that is none or can be guessed."""
    try:
        key = bytes.fromhex(site.site_key.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    except OSError as err:
        what = f"the key of the site cannot be read: {err.strerror or err}."
        raise FileMissing(what, path=site.site_key, remedy="`anlan site up` makes it.") from err
    if len(key) < _SHORTEST_KEY:
        raise InputError("this is no key of a site.", path=site.site_key, remedy="Bring the site up anew.")
    return key


async def serve(site: GatewaySite, journal: Journal) -> None:
    """Serve a site until a signal ends it. Raises InputError for what it cannot be served with, and PartEnded."""
    for name in RESERVED & set(site.applications):
        raise InputError(f"no application may be called {name}.", remedy="Name it otherwise.")
    key, metrics, listening = site_key(site), Metrics(site.region), _bound(site)
    identities, store = Identities(site, journal), Store(site.store)
    line, names = Line(site), Names(key)
    lanes = _lanes(site, key, _Watcher(metrics, journal), line)
    watch = Watch(site, lanes, line, store, metrics=metrics, now=time.time)
    places = Places(site, lanes, line, store, names=names, journal=journal)
    drain = Drain(site, store, lanes, line, places=places, journal=journal)
    limits = site.limits
    front = Front(
        Parts(
            site=site,
            reader=Reader(f"{secrets.token_hex(3)}-", header_bytes=limits.header_bytes, body_bytes=limits.body_bytes),
            identities=identities,
            quotas=Quotas(site.quotas),
            places=places,
            promises=Promises(store, names=names, region=site.region),
            store=store,
            drain=drain,
            pages=Pages(site, watch, metrics),
            metrics=metrics,
            journal=journal,
        )
    )
    _add_gauges(metrics, lanes, store, watch)
    server = _Server(_config(site, front))
    running = [asyncio.create_task(watch.run()), asyncio.create_task(drain.run())]
    for task in running:
        task.add_done_callback(lambda done: _end_with(done, server, journal))
    journal.note("started", applications=len(site.applications), port=site.port)
    try:
        await server.serve(sockets=[listening])
        if any(task.done() for task in running):
            raise PartEnded("A part of the gateway ended, and it with it. Start it again; its log says where.")
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for lane in lanes.values():
            await lane.close()
        line.close()
        store.close()
        journal.note("ended")


class _Server(uvicorn.Server):
    """Ends when it is told to; uvicorn would raise the signal once more, and nothing would be closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Have the loop tell of signals."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for each in signals:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        yield
        for each in signals:
            loop.remove_signal_handler(each)


def _bound(site: GatewaySite) -> socket.socket:
    """A socket that listens where the site says. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in site.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((site.host, site.port))
    except OSError as err:
        listening.close()
        raise PortTaken(
            f"Nothing can listen at {site.host}:{site.port}: {err.strerror or err}. End what does, or give the site "
            "another port."
        ) from err
    return listening


def _config(site: GatewaySite, front: Front) -> uvicorn.Config:
    kind = door(header_bytes=site.limits.header_bytes, connections=site.limits.connections)
    return uvicorn.Config(
        front, loop="none", http=kind, ws="none", lifespan="off",  # type: ignore[arg-type]
        log_config=None, access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=_SECONDS_TO_END, backlog=1024,
    )  # fmt: skip


def _lanes(site: GatewaySite, key: bytes, watcher: _Watcher, line: Line) -> dict[str, Lane]:
    """One for each application that is asked here."""
    weights = {tenant: quota.weight for tenant, quota in site.quotas.items()}
    addresses = Addresses(site.upstreams, site.upstream)
    weights |= {f"{TENANT}{tenant}": weight * _SHARE_OF_SUBMISSIONS for tenant, weight in weights.items()}

    def lane(served: Served) -> Lane:
        return Lane(
            served, Replicas(served.name, addresses), key, weights=weights,
            most_bytes=site.limits.waiting_bytes, watcher=watcher,
        )  # fmt: skip

    return {
        name: lane(served)
        for name, served in site.applications.items()
        if served.work_class is not WorkClass.CLOUD_ONLY or not line.is_there
    }


def _add_gauges(metrics: Metrics, lanes: Mapping[str, Lane], store: Store, watch: Watch) -> None:
    metrics.gauges["anlan_waiting_requests"] = (
        "Requests that wait for a frame.", lambda: {name: lane.waiting for name, lane in lanes.items()}
    )  # fmt: skip
    metrics.gauges["anlan_flying_requests"] = (
        "Requests on their way to a replica.", lambda: {name: lane.on_board for name, lane in lanes.items()}
    )  # fmt: skip
    metrics.gauges["anlan_breaker_open"] = (
        "1 while nothing goes through.", lambda: {name: float(lane.state() != "closed") for name, lane in lanes.items()}
    )  # fmt: skip
    metrics.gauges["anlan_submissions_waiting"] = ("Submissions not done.", lambda: {"store": store.waiting()})
    metrics.gauges["anlan_store_groups"] = (
        "Transactions, and acts in them.", lambda: {"groups": store.writer.groups, "acts": store.writer.acts}
    )  # fmt: skip
    metrics.gauges["anlan_loop_lag_seconds"] = ("How late the loop is.", lambda: {"loop": watch.lag_s})


def _end_with(done: "asyncio.Task[None]", server: uvicorn.Server, journal: Journal) -> None:
    """A gateway without one of its parts is none: it ends, and is started again by whoever started it."""
    if not done.cancelled() and (error := done.exception()) is not None:
        journal.failed("part_ended", error)
        server.should_exit = True


def quiet_libraries(journal: Journal) -> None:
    """Have what libraries log come in our form, and nothing of what was sent with it."""
    root = logging.getLogger()
    root.handlers = [JournalHandler(journal)]
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    with contextlib.suppress(AttributeError):
        logging.getLogger("uvicorn.access").disabled = True
