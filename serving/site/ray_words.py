"""How Ray is started for one site: its words, and the variables that its processes and whoever joins them need."""

import sys
from collections.abc import Mapping
from pathlib import Path

from serving.site.description import Description
from serving.site.folder import SiteFolder
from serving.site.ports import Ports

_FOREIGN = ("RAY_", "ANLAN_")
# Ray starts these; nobody here asks them anything, each takes 50 to 75 MB, and both listen.
UNUSED = ("ray.util.client.server", "dashboard/dashboard.py")
# Without either of them there is no cluster.
VITAL = ("gcs_server", "raylet")
_MB = 2**20


def variables(folder: SiteFolder, site: Description, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of every process of the site; nothing that is meant for another cluster comes through."""
    ports = Ports(site.ports)
    kept = {name: value for name, value in inherited.items() if not name.startswith(_FOREIGN)}
    path = [str(Path(__file__).parents[2]), *filter(None, [inherited.get("PYTHONPATH", "")])]
    return kept | {
        "PYTHONPATH": ":".join(path),
        "PYTHONUNBUFFERED": "1",
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
    named, workers = ports.named, ports.workers
    return [
        str(Path(sys.executable).with_name("ray")), "start", "--head",
        f"--node-ip-address={site.address}",
        f"--port={ports.head}",
        f"--object-manager-port={named['objects']}",
        f"--node-manager-port={named['nodes']}",
        f"--dashboard-port={named['dashboard']}",
        f"--dashboard-agent-listen-port={named['agent']}",
        f"--dashboard-agent-grpc-port={named['agent_rpc']}",
        f"--runtime-env-agent-port={named['environments']}",
        f"--metrics-export-port={named['metrics']}",
        f"--ray-client-server-port={named['client']}",
        f"--min-worker-port={workers.start}",
        f"--max-worker-port={workers.stop - 1}",
        f"--num-cpus={site.cpus}",
        f"--object-store-memory={site.object_store_mb * _MB}",
        f"--temp-dir={folder.sockets}",
        "--include-dashboard=false", "--include-log-monitor=false", "--no-monitor", "--disable-usage-stats",
        "--log-style=record", "--log-color=false",
    ]  # fmt: skip
