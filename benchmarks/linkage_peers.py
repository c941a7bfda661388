"""The peers of linkage, each as its documentation shows it: the number alone, recordlinkage, Splink's examples.

python -m benchmarks.linkage_peers PEER KIND LEFT [RIGHT] --truth COLUMN | --truth-pattern REGEX     prints one object

One peer in one process, so that its seconds and its memory are its own. KIND is what the file is like: febrl, fake or
registers. `f1` is pairwise, after clustering, as ours is.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import splink.comparison_library as compare
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from datapool.linkage.clusters import Flags, Ints
from datapool.linkage.records import read_records
from datapool.linkage.scoring import persons, truth_columns

Pairs = tuple[Ints, Ints]
NUMBERS = {"febrl": "soc_sec_id", "fake": "email", "registers": "证件号码"}
_LIKELY, _NEVER_WRONG = 0.95, 0.999
_PAIRS_FOR_U, _SEED = 1e6, 1
# What the process ends with where a peer is not installed; whatever else goes wrong is a fault of the benchmark.
EXIT_MISSING = 3


class PeerMissing(Exception):
    """A peer is not installed: its figures are left out, and said to be. No error of the product's."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not installed here. Install it, or read the figures without it.")


def exact_number(kind: str, tables: Sequence[pa.Table]) -> Pairs:
    """Records with the same number, or e-mail where there is no number."""
    values = pa.concat_arrays([chunk for table in tables for chunk in table[NUMBERS[kind]].chunks])
    codes = values.dictionary_encode().indices
    rows = np.flatnonzero(codes.is_valid().to_numpy(zero_copy_only=False))
    number = codes.drop_null().to_numpy()
    order = np.argsort(number, kind="stable")
    again = np.flatnonzero(np.diff(number[order]) == 0)
    return rows[order[again]], rows[order[again + 1]]


def record_linkage(kind: str, tables: Sequence[pa.Table]) -> Pairs:
    """recordlinkage: block, compare, and count agreements, as in its guide to data deduplication."""
    toolkit = _recordlinkage()
    frames = [table.to_pandas() for table in tables]
    index, comparison = toolkit.Index(), toolkit.Compare()
    blocks, alike, same = _RECORDLINKAGE[kind]
    for block in blocks:
        index.block(block)
    for column in alike:
        comparison.string(column, column, method="jarowinkler", threshold=0.85)
    for column in same:
        comparison.exact(column, column)
    candidates = index.index(*frames)
    features = comparison.compute(candidates, *frames)
    found = features[features.sum(axis=1) > (len(alike) + len(same)) / 2].index
    left, right = (found.get_level_values(at).to_numpy().astype(np.int64) for at in (0, 1))
    return left, right + (tables[0].num_rows if len(tables) > 1 else 0)


def _recordlinkage() -> ModuleType:
    try:
        return import_module("recordlinkage")
    except ImportError as err:
        raise PeerMissing("recordlinkage") from err


_RECORDLINKAGE: Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "febrl": (("given_name",), ("surname", "address_1"), ("given_name", "date_of_birth", "suburb", "state")),
    "fake": (("first_name", "surname"), ("first_name", "surname"), ("dob", "city", "email")),
    "registers": (("出生日期",), ("姓名", "住址"), ("证件号码", "性别", "联系电话")),
}


def splink_example(kind: str, tables: Sequence[pa.Table]) -> Pairs:
    """Splink with the settings of its examples: estimated without labels, clustered at a chance of 0.95."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    starts = np.cumsum([0, *(table.num_rows for table in tables)])
    numbered = [
        table.append_column("unique_id", pa.array(np.arange(start, start + table.num_rows)))
        for table, start in zip(tables, starts, strict=False)
    ]
    rules, comparisons, sure, recall, rounds = _SPLINK[kind]()
    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI()
    linker = Linker([api.register(each) for each in numbered], settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(sure, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS_FOR_U, seed=_SEED)
    for rule in rounds:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    predicted = linker.inference.predict(threshold_match_probability=_LIKELY)
    found = predicted.as_duckdbpyrelation().select("unique_id_l, unique_id_r").to_arrow_table()
    return found[0].to_numpy(), found[1].to_numpy()


def _febrl() -> tuple[list[Any], list[Any], list[Any], float, list[Any]]:
    names, born = ("given_name", "surname"), "date_of_birth"
    return (
        [block_on("soc_sec_id"), block_on("given_name"), block_on("surname"), block_on(born), block_on("postcode")],
        [
            *(compare.NameComparison(name) for name in names),
            compare.DateOfBirthComparison(
                born, input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        ],
        [block_on("soc_sec_id"), block_on(*names, born)],
        0.9,
        [block_on(born), block_on("postcode")],
    )


def _fake() -> tuple[list[Any], list[Any], list[Any], float, list[Any]]:
    return (
        [block_on("first_name", "city"), block_on("surname"), block_on("dob")],
        [
            compare.NameComparison("first_name"),
            compare.NameComparison("surname"),
            compare.LevenshteinAtThresholds("dob", 1),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.EmailComparison("email"),
        ],
        [block_on("first_name", "dob"), "l.email = r.email", "l.surname = r.surname AND l.dob = r.dob"],
        0.7,
        [block_on("first_name", "surname"), block_on("dob")],
    )


def _registers() -> tuple[list[Any], list[Any], list[Any], float, list[Any]]:
    """There is no example of Chinese registers: the settings are those of the example of linking two files.

    Sex is left out and the chances of the phone are given, for neither is ever wrong here, and Splink takes no chance
    of nought.
    """
    number, name, born = "证件号码", "姓名", "出生日期"
    return (
        [block_on(number), block_on(name, "性别"), block_on(born, "性别"), block_on("联系电话")],
        [
            compare.NameComparison(name),
            compare.DateOfBirthComparison(born, input_is_string=True, datetime_format="%Y%m%d"),
            compare.DamerauLevenshteinAtThresholds(number, [1, 2]),
            compare.CustomComparison(
                output_column_name="phone",
                comparison_levels=[
                    {"sql_condition": '"联系电话_l" IS NULL OR "联系电话_r" IS NULL', "is_null_level": True},
                    {
                        "sql_condition": '"联系电话_l" = "联系电话_r"',
                        "m_probability": _NEVER_WRONG,
                        "fix_m_probability": True,
                    },
                    {"sql_condition": "ELSE", "m_probability": 1 - _NEVER_WRONG, "fix_m_probability": True},
                ],
            ),
            compare.LevenshteinAtThresholds("住址", [2, 5]),
        ],
        [block_on(number), block_on(name, born)],
        0.9,
        [block_on(born)],
    )


_SPLINK: Mapping[str, Callable[[], tuple[list[Any], list[Any], list[Any], float, list[Any]]]] = {
    "febrl": _febrl,
    "fake": _fake,
    "registers": _registers,
}
PEERS: Mapping[str, Callable[[str, Sequence[pa.Table]], Pairs]] = {
    "exact": exact_number,
    "recordlinkage": record_linkage,
    "splink": splink_example,
}


def f1_of(pairs: Pairs, truth: Ints, right: Flags) -> float:
    """Pairwise F1 of the clusters that the pairs make, of two files of the pairs between them."""
    graph = coo_matrix((np.ones(len(pairs[0])), pairs), (len(truth), len(truth)))
    cluster = connected_components(graph, directed=False)[1].astype(np.int64)
    both = np.unique(np.column_stack([cluster, truth]), axis=0, return_inverse=True)[1].ravel()
    joined, true, hit = (_pairs(labels, right) for labels in (cluster, truth, both))
    return 2 * hit / max(1, joined + true)


def _pairs(labels: Ints, right: Flags) -> int:
    if right.any():
        size = int(labels.max()) + 1
        return int((np.bincount(labels[~right], minlength=size) * np.bincount(labels[right], minlength=size)).sum())
    sizes = np.bincount(labels)
    return int((sizes * (sizes - 1) // 2).sum())


def _without(tables: Sequence[pa.Table], truth: Sequence[str]) -> list[pa.Table]:
    return [table.drop_columns([column]) for table, column in zip(tables, truth, strict=True)]


def main() -> None:
    """Run one peer on one file or two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("kind", choices=NUMBERS)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--truth")
    parser.add_argument("--truth-pattern")
    chosen = parser.parse_args()
    tables = [read_records(path) for path in chosen.files]
    truth = truth_columns(tables, chosen.truth, chosen.truth_pattern)
    names = persons(tables, truth, chosen.truth_pattern)
    right = np.arange(len(names)) >= (tables[0].num_rows if len(tables) > 1 else len(names))
    try:
        pairs = PEERS[chosen.peer](chosen.kind, _without(tables, truth))
    except PeerMissing as err:
        sys.stderr.write(f"{err}\n")
        sys.exit(EXIT_MISSING)
    sys.stdout.write(json.dumps({"f1": f1_of(pairs, names, right)}) + "\n")


if __name__ == "__main__":
    main()
