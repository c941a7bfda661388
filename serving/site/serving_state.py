"""What Ray Serve is told and asked: which applications there are to be, how they are, and where their replicas are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ray
from ray import serve
from ray.serve.config import HTTPOptions, ProxyLocation
from ray.serve.context import _get_global_client

from serving.site.description import Description
from serving.site.ingress import Place, application
from serving.site.ports import Ports

# Replicas and proxy bind this address, each a port of its own; those of a site of several machines are asked by its
# gateway from another, so that they bind all, and the seal of the site is what guards them.
LOOPBACK, _ALL = "127.0.0.1", "0.0.0.0"


@dataclass(frozen=True, slots=True)
class Seen:
    """upstreams [application] URLs of replicas that answer; applications [name] status and message, None: not asked."""

    upstreams: Mapping[str, list[str]]
    applications: Mapping[str, Mapping[str, str]] | None


def deploy(site: Description) -> None:
    """Have Serve bring up every application that it does not have yet; returns before they run."""
    named = Ports(site.ports).named
    serve.start(
        proxy_location=ProxyLocation.HeadOnly,
        http_options=HTTPOptions(host=_ALL if site.machines else LOOPBACK, port=named["serve"]),
    )
    # A deployer that is started again finds them as they are: to run one once more would replace its replicas.
    known = serve.status().applications
    wanted = [one for one in site.applications if one.name not in known]
    if not wanted:
        return
    serve.run_many(
        [
            serve.RunTarget(
                application(Place(one.name, one.module, dict(one.options)), replicas=one.replicas, labels=one.labels),
                name=one.name,
                route_prefix=f"/{one.name}",
            )
            for one in wanted
        ],
        wait_for_ingress_deployment_creation=False,
        wait_for_applications_running=False,
    )


def look(site: Description, seconds: float, *, with_status: bool) -> Seen:
    """Ask the controller. Raises a RayError where it does not answer in so many seconds."""
    # The public answers name applications, not where their replicas listen.
    controller = _get_global_client()._controller
    groups: list[Any] = ray.get(controller.get_target_groups.remote(), timeout=seconds)
    upstreams = {
        group.app_name: sorted(
            f"http://{target.ip if site.machines else LOOPBACK}:{target.port}" for target in group.targets
        )
        for group in groups
        if group.app_name and not any("PROXY" in target.name for target in group.targets)
    }
    if not with_status:
        return Seen(upstreams, None)
    found = serve.status().applications
    return Seen(upstreams, {n: {"status": str(a.status.value), "message": a.message} for n, a in found.items()})
