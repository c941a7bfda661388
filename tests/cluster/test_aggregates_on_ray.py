"""Aggregates counted by tasks of a real Ray cluster: the same version as without one."""

from datetime import date
from pathlib import Path

from datapool.aggregates.publishing import publish
from tests.datapool.aggregates.tiny_pool import THERE, insured, pool_of


def test_regions_counted_on_a_cluster_give_the_same_version(tmp_path: Path) -> None:
    here = [insured(f"P{number}", date(2015, 3, 1)) for number in range(15)]
    there = [insured(f"Q{number}", date(2015, 3, 1), region_code=THERE) for number in range(25)]
    pool = pool_of(tmp_path / "pool-of-two-regions", hrss_insured=[*here, *there])
    on_ray = publish(pool, tmp_path / "ray", on_ray=True)
    assert on_ray.version == publish(pool, tmp_path / "plain").version
    assert (on_ray.cell("members", 2020) or {})["persons"] == 40
