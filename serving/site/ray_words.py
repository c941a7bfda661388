"""How Ray is started for one site: its words, and the variables that its processes and whoever joins them need."""

import sys
from collections.abc import Mapping
from pathlib import Path

from serving.site.description import Description
from serving.site.folder import SITE_FOLDER, Node, SiteFolder
from serving.site.ports import Ports

_FOREIGN = ("RAY_", "ANLAN_")
# Ray starts these; nobody here asks them anything, each takes 50 to 75 MB, and both listen.
UNUSED = ("ray.util.client.server", "dashboard/dashboard.py")
# Without either of them there is no cluster; a machine that joined has one of them.
VITAL, VITAL_OF_JOINED = ("gcs_server", "raylet"), ("raylet",)
_MB = 2**20


def variables(folder: SiteFolder, site: Description, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of every process of the site; nothing that is meant for another cluster comes through."""
    ports = Ports(site.ports)
    kept = {name: value for name, value in inherited.items() if not name.startswith(_FOREIGN)}
    path = [str(Path(__file__).parents[2]), *filter(None, [inherited.get("PYTHONPATH", "")])]
    if folder.joined:
        # A machine whose head is gone is of no use until it has joined the next.
        kept["RAY_gcs_rpc_server_reconnect_timeout_s"] = "10"
    return kept | {
        "PYTHONPATH": ":".join(path),
        "PYTHONUNBUFFERED": "1",
        SITE_FOLDER: str(folder.path),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(folder.token),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_DEDUP_LOGS": "0",
        # Replicas open ports of their own, on loopback, and are asked there without a proxy between.
        "RAY_SERVE_THROUGHPUT_OPTIMIZED": "1",
        "RAY_SERVE_FALLBACK_PROXY_HTTP_PORT": str(ports.named["fallback"]),
        "RAY_SERVE_FALLBACK_PROXY_GRPC_PORT": str(ports.named["fallback_rpc"]),
        "RAY_SERVE_DIRECT_INGRESS_MIN_HTTP_PORT": str(ports.replicas.start),
        "RAY_SERVE_DIRECT_INGRESS_MAX_HTTP_PORT": str(ports.replicas.stop - 1),
        "RAY_SERVE_DIRECT_INGRESS_MIN_GRPC_PORT": str(ports.replicas_rpc.start),
        "RAY_SERVE_DIRECT_INGRESS_MAX_GRPC_PORT": str(ports.replicas_rpc.stop - 1),
        "RAY_SERVE_PORT_QUARANTINE_S": "2",
        "RAY_SERVE_DIRECT_INGRESS_MIN_DRAINING_PERIOD_S": "1",
        # One process here answers for its arrays: more threads than cores only get in each other's way.
        "OMP_NUM_THREADS": "1",
    }


def head_words(folder: SiteFolder, site: Description) -> list[str]:
    """What starts the head of the cluster; it returns once the head runs."""
    ports = Ports(site.ports)
    named = ports.named
    machines = site.machines
    # Ray's monitor has nothing to do but to start the other machines, where its launcher said which.
    launched = [f"--autoscaling-config={machines.launcher}"] if machines and machines.launcher else ["--no-monitor"]
    return [
        *_start(), "--head",
        f"--port={ports.head}",
        f"--dashboard-port={named['dashboard']}",
        f"--ray-client-server-port={named['client']}",
        "--include-dashboard=false",
        *launched,
        *_node_words(folder, site, Node(site.address, site.cpus, machines.labels if machines else {})),
    ]  # fmt: skip


def node_words(folder: SiteFolder, site: Description, node: Node) -> list[str]:
    """What has another machine join the cluster of the site; it returns once it has."""
    return [*_start(), f"--address={site.address}:{Ports(site.ports).head}", *_node_words(folder, site, node)]


def _start() -> list[str]:
    return [str(Path(sys.executable).with_name("ray")), "start"]


def _node_words(folder: SiteFolder, site: Description, node: Node) -> list[str]:
    ports = Ports(site.ports)
    named, workers = ports.named, ports.workers
    labels = ",".join(f"{key}={value}" for key, value in node.labels.items())
    return [
        f"--node-ip-address={node.address}",
        f"--object-manager-port={named['objects']}",
        f"--node-manager-port={named['nodes']}",
        f"--dashboard-agent-listen-port={named['agent']}",
        f"--dashboard-agent-grpc-port={named['agent_rpc']}",
        f"--runtime-env-agent-port={named['environments']}",
        f"--metrics-export-port={named['metrics']}",
        f"--min-worker-port={workers.start}",
        f"--max-worker-port={workers.stop - 1}",
        f"--num-cpus={node.cpus}",
        f"--object-store-memory={site.object_store_mb * _MB}",
        f"--temp-dir={folder.sockets}",
        *([f"--labels={labels}"] if labels else []),
        "--include-log-monitor=false", "--disable-usage-stats",
        "--log-style=record", "--log-color=false",
    ]  # fmt: skip
