"""Three times as much as the site can do: it does as much as ever, and three tenants have the same of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from benchmarks.serving_load import closed_loop, jain_index, open_loop, request_bytes
from core.principal import Role
from tests.serving.gateway.sites import Site, describe, running

DEADLINE_MS = 1000
TENANTS = ("hrss", "tax", "health")
PER_REQUEST_MS = 4
SECONDS = 5.0


def request(site: Site, tenant: str) -> bytes:
    return request_bytes(
        site.host, "/v1/slow", b'{"ms": %d}' % PER_REQUEST_MS, token=site.issuer.token(tenant=tenant),
        headers={"anlan-deadline-ms": str(DEADLINE_MS)},
    )  # fmt: skip


async def overload(site: Site, mix: tuple[float, ...]) -> dict[str, Any]:
    """Peak of the site, then what becomes of `mix` (times the peak) of each tenant."""
    requests = [request(site, tenant) for tenant in TENANTS]
    seen, elapsed = await closed_loop(site.host, site.port, requests, connections=64, seconds=3.0)
    peak = len(seen.seconds) / elapsed
    flows = [(one, share * peak) for one, share in zip(requests, mix, strict=True)]
    each, elapsed = await open_loop(site.host, site.port, flows, seconds=SECONDS)
    good = [len(one.seconds) / elapsed for one in each]
    taken = sorted(second for one in each for second in one.seconds)
    statuses = {status for one in each for status in one.statuses}
    return {
        "goodput": sum(good) / peak, "jain": jain_index(good), "p99_ms": 1000 * taken[int(0.99 * len(taken))],
        "statuses": statuses,
        "answered": sum(sum(one.statuses.values()) for one in each), "offered": sum(one.offered for one in each),
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("mix", [(1.0, 1.0, 1.0), (1.8, 0.8, 0.4)])
def test_three_tenants_at_three_times_the_peak_share_it_within_the_deadline(
    mix: tuple[float, ...], tmp_path: Path, record_property: Any
) -> None:
    applications = {"slow": {"work_class": "edge_only", "roles": sorted(Role)}}
    quotas = {"default": {"per_second": 1e6, "burst": 1e6}}
    with running(describe(tmp_path / "cloud", applications=applications, quotas=quotas)) as site:
        found = asyncio.run(overload(site, mix))
    for name, value in found.items():
        record_property(name, value)
    assert found["goodput"] >= 0.9, found
    assert found["jain"] >= 0.95, found
    assert found["p99_ms"] <= DEADLINE_MS, found
    # Everybody is told something, and what is not done is refused early.
    assert found["answered"] == found["offered"] and found["statuses"] <= {200, 503, 504}, found
