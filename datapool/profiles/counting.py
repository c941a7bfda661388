"""Counts the insured of one region by named groups and by age, scheme, form and gaps: sums only, never a person."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from datapool.profiles.person_years import open_years
from datapool.profiles.segment import load_segments
from datapool.standards.sql import quote

EVERYBODY = "all"
SEGMENT_KEYS = ("segment", "year", "region")
GROUP_KEYS = ("year", "region", "scheme", "form", "gap", "band")
# No person adds more than this to a sum of a year: yuan, or settlements. So what one person changes in a mean has a
# bound that everybody may know, and `profile` can round by it.
MOST = {"base": 40_000, "pension": 20_000, "settlements": 200, "bill": 100_000, "fund": 100_000}


def _sum_of(column: str, *, in_fen: bool = False) -> str:
    most = MOST[column]
    counted = f"CASE WHEN {column} > {most} THEN {most} ELSE {column} END"
    whole = f"({counted}) * 100" if in_fen else counted
    return f"coalesce(sum(CAST(round({whole}) AS BIGINT)), 0)::BIGINT AS {column}"


# What is added up for every cell; money in fen. A mean is told only where enough persons stand behind it.
SUMS = ("persons", "base", "with_base", "pension", "with_pension", "linked", "settlements", "bill", "fund")
_SUMS = f"""count(*)::BIGINT AS persons, {_sum_of("base", in_fen=True)}, count(base)::BIGINT AS with_base,
    {_sum_of("pension", in_fen=True)}, count(pension)::BIGINT AS with_pension,
    count(*) FILTER (is_linked)::BIGINT AS linked, {_sum_of("settlements")}, {_sum_of("bill", in_fen=True)},
    {_sum_of("fund", in_fen=True)}"""
# First year of age of each band, and of each pattern of gaps the least months without paying.
BANDS = (0, 16, 25, 35, 45, 55, 60, 70, 80)
GAPS = ("drawing", "paying", "gap_1_3", "gap_4_12", "gap_over_12", "resident")
_GROUPS = f"""
SELECT year, region, scheme, form,
    CASE WHEN draws THEN 'drawing' WHEN form = 'resident' THEN 'resident' WHEN gap_months = 0 THEN 'paying'
         WHEN gap_months <= 3 THEN 'gap_1_3' WHEN gap_months <= 12 THEN 'gap_4_12' ELSE 'gap_over_12' END AS gap,
    CASE {{bands}} END AS band, {_SUMS}
FROM years_of_persons GROUP BY ALL
"""
# Runs before the questions: every year of every person insured in the region, read once.
PREPARATION = "CREATE TEMP TABLE years_of_persons AS SELECT * FROM insured_years"
KEYS = {"segments": SEGMENT_KEYS, "groups": GROUP_KEYS}
Cells = dict[tuple[int | str, ...], list[int]]


@dataclass(frozen=True, slots=True)
class RegionProfile:
    """Cells of one region: [segment, year, region] and [year, region, scheme, form, gap, band], each with SUMS."""

    segments: pa.Table
    groups: pa.Table


def count_region(root: Path, region: str, folder: Path, threads: int = 1) -> RegionProfile:
    """Count the persons insured in a region, from what `condense` has written of all regions into `folder`."""
    with open_years(root, region, folder, threads) as connection:
        connection.execute(PREPARATION)
        answers = {name: connection.sql(sql).to_arrow_table() for name, sql in questions().items()}
        return RegionProfile(**answers)


def questions() -> dict[str, str]:
    """[segments, groups] what is asked once PREPARATION has run; the columns are their keys, then SUMS."""
    return {"segments": " UNION ALL ".join(_segment_queries()), "groups": _GROUPS.format(bands=_bands())}


def combined(tables: Iterable[pa.Table], keys: int) -> Cells:
    """[path] sums of the same cell added up, whatever the order of the tables."""
    cells: Cells = {}
    for table in tables:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            known = cells.setdefault(row[:keys], [0] * len(SUMS))
            for place, value in enumerate(row[keys:]):
                known[place] += value
    return cells


def _segment_queries() -> Iterator[str]:
    conditions: Mapping[str, str] = {EVERYBODY: "true"} | {key: each.where for key, each in load_segments().items()}
    for key, where in conditions.items():
        yield f"SELECT {quote(key)}, year, region, {_SUMS} FROM years_of_persons WHERE {where} GROUP BY year, region"


def _bands() -> str:
    return " ".join(f"WHEN age >= {first} THEN {first}" for first in reversed(BANDS))
