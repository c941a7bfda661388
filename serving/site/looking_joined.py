"""What the supervisor of a machine that joined a site finds: whether its courier is heard by the head."""

import time
from collections.abc import Mapping
from typing import Any

from serving.site.description import Description
from serving.site.folder import SiteFolder, read_json

# The courier says something every second, and waits no longer than 20 s for the head.
_FRESH_S = 30.0


def look(folder: SiteFolder, site: Description) -> dict[str, Any]:
    """What the courier said last; it serves nothing by itself, so that there is no gateway and no application."""
    del site
    return {"gateway": None, "applications": {}, "courier": read_json(folder.courier)}


def answers(seen: Mapping[str, Any]) -> bool:
    """Whether the head of the cluster was heard of late."""
    told = seen["courier"]
    return told is not None and time.time() - float(told["at"]) < _FRESH_S


def is_ready(seen: Mapping[str, Any]) -> bool:
    """Whether this machine takes part in the site."""
    return answers(seen)


def is_well(seen: Mapping[str, Any]) -> bool:
    """Whether what it was to bring is there."""
    return answers(seen) and not seen["courier"]["why"]
