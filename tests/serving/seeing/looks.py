"""Looks at made-up sites, for tests of what is seen of them."""

from typing import Any

from serving.seeing.asking import Look, Trouble
from serving.seeing.counts import Counts
from serving.seeing.told import read_told

URL = "http://cloud:8100"


def plain_application(**more: Any) -> dict[str, Any]:
    """An application as a gateway tells it."""
    return {
        "work_class": "edge_first", "place": "site", "is_well": True, "why": "", "code": "",
        "release": {"name": "risk", "version": "7", "hash": "ab" * 32}, "breaker": "closed", "replicas": 2,
        "waiting": 3, "on_the_way": 1, "per_request_ms": 1.5, "requests_in_a_frame": 64,
    } | more  # fmt: skip


def plain_site(**more: Any) -> dict[str, Any]:
    """A site as a gateway tells it."""
    return {
        "name": "cloud", "role": "cloud", "region": "CN", "reasons": [], "applications": {"risk": plain_application()},
        "line": None, "submissions": {"waiting": 2, "oldest_s": 1.5}, "loop_lag_s": 0.0004,
    } | more  # fmt: skip


def counts_of(requests: float, *, errors: float = 0.0, seconds: float = 0.02, name: str = "risk") -> Counts:
    """So many requests of one application, all answered within so many seconds."""
    within = {edge: requests if edge >= seconds else 0.0 for edge in (0.01, 0.025, 0.05, 1.0, float("inf"))}
    return Counts({name: requests}, {name: errors}, {name: within}, {name: requests * 0.002})


def told(at: float, counts: Counts | None = None, *, url: str = URL, **more: Any) -> Look:
    """A look at a site that answers."""
    return Look(url, at, at, read_told(plain_site(**more)), counts or Counts())


def silent(at: float, trouble: Trouble = Trouble.SILENT, *, url: str = URL) -> Look:
    """A look at one that does not."""
    return Look(url, at, at, trouble=trouble)
