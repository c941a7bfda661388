"""Comparison vectors of pairs of records, worked out by Splink in DuckDB."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import duckdb
import numpy as np
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker, SettingsCreator

from datapool.linkage.comparison import Comparison

# Pairs that Splink compares at a time.
_AT_A_TIME = 2_000_000


@dataclass(frozen=True, slots=True)
class Vectors:
    """Pairs and what their comparison showed.

    left, right  [pair] numbers of the records, left < right, in order
    levels       [pair, comparison] the level reached, -1 where a value is missing
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    levels: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.left)


def vectors_of(
    connection: duckdb.DuckDBPyConnection, records: str, pairs: str, comparisons: Sequence[Comparison]
) -> Vectors:
    """Compare the pairs.

    records  name of the table of derived columns, numbered by `row`
    pairs    SQL that gives join_key_l < join_key_r
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    # Splink keeps its tables by name; the name only has to be new on this connection.
    asked = f"linkage_pairs_{uuid4().hex}"
    connection.execute(f"CREATE TEMP TABLE {asked} AS SELECT '0' AS match_key, * FROM ({pairs})")
    count = connection.sql(f"SELECT count(*) FROM {asked}").fetchall()[0][0] if comparisons else 0
    parts = [
        _compared(
            connection,
            records,
            f"SELECT * FROM {asked} WHERE rowid BETWEEN {at} AND {at + _AT_A_TIME - 1}",
            comparisons,
        )
        for at in range(0, count, _AT_A_TIME)
    ]
    connection.execute(f"DROP TABLE {asked}")
    if not parts:
        nobody = np.zeros(0, np.int64)
        return Vectors(nobody, nobody, np.empty((0, len(comparisons)), np.int8))
    left, right, levels = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(left * (right.max() + 1) + right)
    return Vectors(left[order], right[order], levels[order])


def _compared(
    connection: duckdb.DuckDBPyConnection, records: str, pairs: str, comparisons: Sequence[Comparison]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Left, right and levels of so many pairs as fit into memory with all that Splink puts beside them."""
    blocked = f"linkage_blocked_{uuid4().hex}"
    connection.execute(f"CREATE TEMP TABLE {blocked} AS {pairs}")
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparison.to_splink() for comparison in comparisons],
        unique_id_column_name="row",
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(api.register(records), settings, log_level=None, validate_settings=False)
    linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
    predicted = linker.inference.predict(warning_mode="never")
    weights = ", ".join(f"CAST(mw_{each.name} AS TINYINT) AS g{at}" for at, each in enumerate(comparisons))
    found = connection.sql(f"SELECT row_l, row_r, {weights} FROM {predicted.physical_name}").to_arrow_table()
    predicted.drop_table_from_database_and_remove_from_cache()
    connection.execute(f"DROP TABLE {blocked}")
    levels = np.empty((found.num_rows, len(comparisons)), np.int8)
    for at in range(len(comparisons)):
        levels[:, at] = found[f"g{at}"].to_numpy()
    return found["row_l"].to_numpy(), found["row_r"].to_numpy(), levels - np.int8(1)
