"""Profiles counted by tasks of a cluster are those counted here."""

from pathlib import Path

from datapool.pool import Pool
from datapool.profiles.publishing import publish
from datapool.profiles.storing import profiles_folder
from tests.datapool.profiles.random_pool import lay_out_random, random_rows


def test_regions_on_ray_give_the_same_profiles_to_the_bit(tmp_path: Path) -> None:
    rows = random_rows(60)
    here, there = (lay_out_random(tmp_path / name, rows) for name in ("here", "there"))
    alone, together = publish(Pool.open(here)), publish(Pool.open(there), on_ray=True)
    assert together == alone and alone.groups
    files = [(profiles_folder(root) / f"{alone.version}.json").read_bytes() for root in (here, there)]
    assert files[0] == files[1]
