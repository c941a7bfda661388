"""What the supervisor of a site finds when it asks the gateway and the replicas how they are."""

import http.client
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from serving.frames import SEAL_HEADER, seal
from serving.site.description import Description
from serving.site.folder import SiteFolder, read_json

_ANSWERS_WITHIN_S = 3.0
# The deployer hears of Serve every other second, and waits no longer than 20 s for it.
_FRESH_S = 30.0


def look(folder: SiteFolder, site: Description) -> dict[str, Any]:
    """How the gateway and every replica answer now; never raises for what does not."""
    key, upstreams = folder.site_key(), read_json(folder.upstreams) or {}
    deployed = (read_json(folder.deployed) or {}).get("applications", {})
    applications = {
        one.name: {
            "work_class": one.work,
            "wanted": one.replicas,
            "serve": deployed.get(one.name, {}),
            "replicas": {url: _health(url, f"/{one.name}/health", key) for url in upstreams.get(one.name, [])},
        }
        for one in site.applications
    }
    gateway = _get(f"http://{site.gateway_host}:{site.gateway_port}", "/healthz", {})
    return {"gateway": gateway, "applications": applications, "waits": _waits(folder, site)}


def is_ready(seen: Mapping[str, Any]) -> bool:
    """Whether the gateway answers, and for every application as many replicas as are wanted."""
    return seen["gateway"] is not None and all(
        len([one for one in each["replicas"].values() if one is not None]) >= each["wanted"]
        for each in seen["applications"].values()
    )


def is_well(seen: Mapping[str, Any]) -> bool:
    """Whether every replica that answers says that it is well, too."""
    return is_ready(seen) and all(
        one is not None and one["is_well"]
        for each in seen["applications"].values()
        for one in each["replicas"].values()
    )


def answers(seen: Mapping[str, Any]) -> bool:
    """Whether any replica of any application does, or may yet, once other machines have joined."""
    replicas = (one for each in seen["applications"].values() for one in each["replicas"].values())
    return seen["waits"] or any(one is not None for one in replicas)


def _waits(folder: SiteFolder, site: Description) -> bool:
    """Whether Serve was heard of late, though its replicas may have no machine yet to be on."""
    try:
        return site.machines is not None and time.time() - folder.deployed.stat().st_mtime < _FRESH_S
    except OSError:
        return False


def _health(url: str, path: str, key: bytes) -> Any:
    """What a replica says of itself; None where nothing is said."""
    found = _get(url, path, {SEAL_HEADER: seal(key, path, b"", time.time())})
    return found["body"] if found is not None and found["status"] == 200 else None


def _get(url: str, path: str, headers: Mapping[str, str]) -> dict[str, Any] | None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_ANSWERS_WITHIN_S)
    try:
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    body: Any = None
    with suppress(ValueError):
        body = json.loads(content)
    return {"status": response.status, "body": body}
