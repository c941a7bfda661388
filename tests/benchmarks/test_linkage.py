"""The benchmark of linkage: ours and its peers on the same files, in one run, and what is missing said to be so."""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from benchmarks import linkage, linkage_peers, linkage_province
from benchmarks.linkage_files import write
from datapool.linkage.records import read_records

TABLE = pa.table({"证件号码": ["1", "2", "1", None, "3", "1"], "姓名": ["a", "b", "c", "d", "e", "f"]})


def test_the_number_alone_joins_records_with_the_same_number_and_no_others() -> None:
    left, right = linkage_peers.exact_number("registers", [TABLE])
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (2, 5)]


@pytest.mark.parametrize(
    ("pairs", "right", "f1"),
    [
        ([(0, 1), (1, 2)], [False] * 4, 1.0),
        ([(0, 1)], [False] * 4, 0.5),
        ([(0, 1), (1, 3)], [False] * 4, 1 / 3),
        ([(0, 2)], [False, False, True, True], 2 / 3),
        ([], [False] * 4, 0.0),
    ],
)
def test_f1_counts_pairs_of_clusters_and_of_two_files_those_between(
    pairs: list[tuple[int, int]], right: list[bool], f1: float
) -> None:
    """Persons 0, 0, 0 and 1: three true pairs in one file, two between the files."""
    found = np.array(pairs, np.int64).reshape(-1, 2)
    truth = np.array([0, 0, 0, 1])
    assert linkage_peers.f1_of((found[:, 0], found[:, 1]), truth, np.array(right)) == pytest.approx(f1)


def test_a_peer_that_is_not_installed_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "recordlinkage", None)
    with pytest.raises(linkage_peers.PeerMissing, match="recordlinkage is not installed"):
        linkage_peers.record_linkage("registers", [TABLE])


def test_splink_with_its_documented_settings_joins_two_made_up_registers(tmp_path: Path) -> None:
    write(tmp_path, persons=600, seed=2)
    tables = [read_records(tmp_path / f"{name}.parquet") for name in ("left", "right")]
    people = [int(name) for table in tables for name in table["truth"].to_pylist()]
    pairs = linkage_peers.splink_example("registers", [table.drop_columns(["truth"]) for table in tables])
    right = np.arange(len(people)) >= tables[0].num_rows
    assert linkage_peers.f1_of(pairs, np.array(people), right) > 0.9


@pytest.mark.slow
def test_every_bar_is_reached_and_every_peer_stands_beside(reference_data: Path) -> None:
    assert reference_data / "linkage" == linkage.REFERENCE
    outcome = linkage.benchmark(quick=True)
    assert outcome.measured["fake_1000_f1"] >= 0.93 and outcome.ratio["fake_1000_f1_to_hindsight"] >= 0.99
    assert outcome.measured["registers_f1"] >= 0.999 > outcome.peer["registers_exact_f1"]
    left_out = {"province", *(f"{job} by recordlinkage" for job in ("fake_1000", "registers"))}
    assert set(outcome.manifest["missing"]) <= left_out
    for figures in (outcome.measured, outcome.peer, outcome.ratio):
        assert all(np.isfinite(value) and value >= 0 for value in figures.values())


@pytest.mark.slow
def test_the_province_is_joined_by_rules_better_than_by_number_or_weights_alone() -> None:
    scores = linkage_province.scores(1_000, 3, weights=True)
    rules, number, weights = (scores[way] for way in ("by_rules", "by_number", "weighed"))
    assert len(rules) > 10 and min(rules.values()) >= 0.99
    assert rules["all"] > weights["all"] > number["all"] and number["id_typo"] < 0.5
