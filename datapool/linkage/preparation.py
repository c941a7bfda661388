"""Records made comparable: a DuckDB table of derived columns, and the comparison of each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapool.linkage.clusters import Flags
from datapool.linkage.columns import Column
from datapool.linkage.comparison import RARITIES, Comparison, compare
from datapool.linkage.forms import derive, signature
from datapool.linkage.kind import Kind
from datapool.linkage.patterns import Floats
from datapool.standards.expressions import prepare as make_macros
from datapool.standards.identifiers import LENGTH, IdKind
from datapool.standards.regions import Regions

RECORDS = "linkage_records"
# Classes of frequency are at least so many bits of chance wide.
_BITS_OF_A_CLASS = 2.0
# Share of the different values that two columns have in common for their values to change places.
_EXCHANGED = 0.2


@dataclass(frozen=True, slots=True)
class Prepared:
    """Records ready for comparison in the table RECORDS: row, side, and derived columns by number.

    columns      [number] those that are evidence
    comparisons  one for each of them
    right        [record] whether it is of the right file
    told         [record] bits that its values tell of a person: the seldom ones tell more
    """

    connection: duckdb.DuckDBPyConnection
    columns: tuple[Column, ...]
    comparisons: tuple[Comparison, ...]
    right: Flags
    told: Floats


def prepare(
    connection: duckdb.DuckDBPyConnection,
    left: pa.Table,
    right: pa.Table | None,
    columns: Sequence[Column],
    regions: Regions,
) -> Prepared:
    """Derive everything that comparisons and blocking need; left records come first."""
    used = tuple(column for column in columns if column.is_evidence)
    side = np.zeros(left.num_rows + (right.num_rows if right is not None else 0), np.int8)
    side[left.num_rows :] = 1
    derived: dict[str, pa.Array] = {"row": pa.array(np.arange(len(side), dtype=np.int64)), "side": pa.array(side)}
    told, rarities = np.zeros(len(side)), {}
    for at, column in enumerate(used):
        parts = [left[column.left]] if right is None else [left[column.left], right[column.right]]
        forms = _derived(connection, at, parts, column=column, regions=regions)
        derived |= forms
        derived[f"f{at}"], rarities[at], bits = _rarity(forms[f"v{at}"])
        told += bits
    connection.register("linkage_arrow", pa.table(derived))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {RECORDS} AS SELECT * FROM linkage_arrow")
    connection.unregister("linkage_arrow")
    partners = _partners(used, derived)
    comparisons = tuple(
        compare(
            at,
            column.left,
            column.trait.kind,
            rarities=rarities[at],
            partner=partners.get(at),
            yields=at in partners and partners[at] < at,
        )
        for at, column in enumerate(used)
    )
    return Prepared(connection, used, comparisons, side == 1, told)


def _derived(
    connection: duckdb.DuckDBPyConnection,
    at: int,
    parts: Sequence[pa.ChunkedArray],
    *,
    column: Column,
    regions: Regions,
) -> dict[str, pa.Array]:
    whole = pa.chunked_array([chunk for part in parts for chunk in part.chunks], pa.string())
    if column.trait.kind is Kind.CITIZEN_ID:
        return _citizen_numbers(connection, at, whole, regions)
    return derive(whole, at, column.trait)


def _citizen_numbers(
    connection: duckdb.DuckDBPyConnection, at: int, column: pa.ChunkedArray, regions: Regions
) -> dict[str, pa.Array]:
    """i the number where it is valid, v the number as it should have been written; 15 digits become 18.

    A number of 18 with a right check digit is valid also where its place is not known here.
    """
    make_macros(connection, regions)
    encoded = pc.dictionary_encode(pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string()))
    connection.register(
        "linkage_numbers", pa.table({"number": np.arange(len(encoded.dictionary)), "t": encoded.dictionary})
    )
    is_placeless = f"checked.kind = '{IdKind.UNKNOWN_REGION}' AND length(p) = {LENGTH}"
    found = connection.sql(
        f"""
        SELECT coalesce(i, nullif(p, '')) AS v, i FROM (
            SELECT number, p, CASE WHEN {is_placeless} THEN p ELSE checked.value END AS i
            FROM (SELECT number, anlan_plain(t) AS p, anlan_citizen_id(t) AS checked FROM linkage_numbers)
        ) ORDER BY number
        """
    ).to_arrow_table()
    connection.unregister("linkage_numbers")
    value, valid = (pa.concat_arrays([*found[letter].chunks, pa.array([], pa.string())]) for letter in ("v", "i"))
    return {
        f"{letter}{at}": pc.take(made, encoded.indices)
        for letter, made in (("v", value), ("i", valid), ("b", signature(value)))
    }


def _rarity(values: pa.Array) -> tuple[pa.Array, int, Floats]:
    """[record] class of frequency, 0 the rarest; how many there are; and the bits that each value tells."""
    encoded = pc.dictionary_encode(values)
    present = pc.is_valid(encoded.indices).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(encoded.indices, 0).to_numpy().astype(np.int64)
    counts = np.bincount(codes[present], minlength=max(1, len(encoded.dictionary)))
    chance = np.log2(np.maximum(counts, 2) / max(2, present.sum()))
    lowest, highest = np.log2(2 / max(2, present.sum())), float(chance.max())
    classes = int(min(len(RARITIES), np.floor((highest - lowest) / _BITS_OF_A_CLASS) + 1))
    width = max((highest - lowest) / classes, 1e-9)
    of_value = np.minimum(((chance - lowest) / width).astype(np.int8), classes - 1)
    return (
        pa.array(np.where(present, of_value[codes], 0).astype(np.int8)),
        classes,
        np.where(present, -chance[codes], 0.0),
    )


def _partners(columns: Sequence[Column], derived: Mapping[str, pa.Array]) -> dict[int, int]:
    """[column] the one whose values it has in common most, where both are names: given name and surname."""
    names = [at for at, column in enumerate(columns) if column.trait.kind in (Kind.NAME, Kind.HAN)]
    values = {at: pc.unique(derived[f"v{at}"].drop_null()) for at in names}
    shared: list[tuple[float, int, int]] = []
    for at in names:
        for other in names:
            if at < other and columns[at].trait.kind is columns[other].trait.kind:
                common = pc.sum(pc.is_in(values[at], value_set=values[other])).as_py() or 0
                shared.append((common / max(1, min(len(values[at]), len(values[other]))), at, other))
    found: dict[int, int] = {}
    for share, at, other in sorted(shared, reverse=True):
        if share >= _EXCHANGED and at not in found and other not in found:
            found |= {at: other, other: at}
    return found
