"""An application on Ray Serve: each replica opens it by name and answers at a port of its own."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ray import serve

from core.errors import AnlanError
from core.keys import read_trust
from serving.application import Setup, load_offer
from serving.replica import Replica
from serving.served import LOOKS_EVERY_S, Served
from serving.site.folder import here


@dataclass(frozen=True, slots=True)
class Place:
    """What a replica is told; the folder of its site is the one on the machine where it runs."""

    application: str
    module: str
    options: dict[str, Any] = field(default_factory=dict)


@serve.ingress()
class Ingress:
    """One replica. What it is told is small and plain; whatever is heavy it opens where it runs."""

    def __init__(self, place: Place) -> None:
        folder = here()
        site, offer = folder.description, load_offer(place.module)
        setup = Setup(site.name, site.region, trusted=read_trust(folder.trust), options=place.options)
        served = Served(offer, setup, shelf=folder.shelf(place.application))
        self._replica = Replica(place.application, served, folder.site_key())
        threading.Thread(target=_watch, args=(served,), name="releases", daemon=True).start()

    def __serve_build_asgi_app__(self) -> Replica:
        """What answers at the port."""
        return self._replica


def _watch(served: Served) -> None:
    """Serve a release soon after the site was given it."""
    while True:
        time.sleep(LOOKS_EVERY_S)
        try:
            served.look()
        except AnlanError as err:
            # It goes on with what it has; health says so.
            print(err, flush=True)  # noqa: T201


def application(place: Place, *, replicas: int, labels: Mapping[str, str]) -> serve.Application:
    """The application, as many times as it is wanted, on machines that have all of the labels."""
    deployment = serve.deployment(
        Ingress,
        name=place.application,
        num_replicas=replicas,
        max_ongoing_requests=32,
        # Replicas of a small site wait most of the time: they share cores instead of owning them.
        ray_actor_options={"num_cpus": 0.01} | ({"label_selector": dict(labels)} if labels else {}),
        health_check_period_s=2.0,
        health_check_timeout_s=10.0,
        graceful_shutdown_timeout_s=5.0,
        graceful_shutdown_wait_loop_s=0.2,
    )
    return deployment.bind(place)
