"""The benchmark of the data pool: ours, a bare copy and the mere reading of the same files in one run."""

import math

import pytest

from benchmarks import pool
from benchmarks.process_tree import Run


def size(persons: int, seconds: float) -> pool.Size:
    run = Run(seconds, seconds, 1.0, "")
    return pool.Size(persons, 10 * persons, 100 * persons, run, run, run, seconds / 4, seconds / 40)


def test_the_exponent_is_the_power_by_which_a_build_grows() -> None:
    assert pool.exponent([size(n, 3e-4 * n**1.1) for n in (1_000, 10_000, 50_000)]) == pytest.approx(1.1)


@pytest.mark.slow
def test_every_figure_is_a_positive_number_and_ratios_are_those_of_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "COUNTS", (1_000, 3_000))
    outcome = pool.benchmark(quick=False)
    for group in (outcome.measured, outcome.peer, outcome.limit, outcome.ratio):
        assert all(math.isfinite(value) and value > 0 for value in group.values())
    copied = outcome.measured["persons3000_build_s"] / outcome.peer["persons3000_copy_s"]
    assert outcome.ratio["build_to_copy"] == pytest.approx(copied)
    assert outcome.measured["persons3000_again_s"] < outcome.measured["persons3000_build_s"]
    assert outcome.measured["persons3000_rows"] > 2 * outcome.measured["persons1000_rows"]
    assert outcome.manifest["persons"] == [1_000, 3_000]
