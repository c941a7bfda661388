"""Futures carried by tasks of a real Ray cluster: the same bits as by threads, in any number of chunks."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.cluster import ClusterUnreachable, remote_results
from core.settings import RaySettings
from simulation.chance.plan import Plan
from simulation.futures import simulate
from simulation.futures.ranges import carry_all, carry_on_cluster
from simulation.futures.simulate import task_of
from simulation.scenario import Scenario

SCENARIO = Scenario(last_year=2040)


def test_ray_and_threads_give_one_hash() -> None:
    plan = Plan(paths=600, seed=5)
    assert simulate(SCENARIO, plan, ray=RaySettings(address=None)).content_hash == simulate(SCENARIO, plan).content_hash


def test_one_two_and_seven_chunks_give_one_hash_and_progress_ends_at_the_whole() -> None:
    task = task_of(SCENARIO, Plan(paths=300, seed=5, sampling="antithetic"))
    whole = carry_all(task)
    for chunks in (1, 2, 7):
        seen: list[tuple[int, int]] = []
        carried = carry_on_cluster(task, chunks=chunks, progress=lambda done, of, seen=seen: seen.append((done, of)))
        assert carried.funds.tobytes() == whole.funds.tobytes()
        assert np.array_equal(carried.people, whole.people)
        assert len(seen) == chunks and seen[-1] == (300, 300)


def test_the_token_of_a_cluster_of_our_own_is_readable_by_nobody_else() -> None:
    assert dict(remote_results(_double, 2, [(3,), (4,)])) == {(3,): 6, (4,): 8}
    token = Path(os.environ["RAY_AUTH_TOKEN_PATH"])
    assert token.stat().st_mode & 0o077 == 0 and len(token.read_text()) == 64


def _double(shared: int, number: int) -> int:
    return shared * number


def test_a_cluster_that_is_not_there_is_said_to_be_unreachable() -> None:
    with pytest.raises(ClusterUnreachable, match="without --ray"):
        next(iter(remote_results(_double, 2, [(3,)], address="127.0.0.1:1")))
