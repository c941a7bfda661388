"""The years of persons, in SQL and region by region, are those that plain loops over all rows find."""

from pathlib import Path
from typing import Any

import pytest

from datapool.profiles.person_years import COLUMNS, condense, condensed_files, open_years
from tests.datapool.profiles.random_pool import REGIONS, Rows, lay_out_random, random_rows, years_of_persons


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(str(value) for value in row.values())


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()}


def found(root: Path, folder: Path, threads: int = 1) -> list[dict[str, Any]]:
    folder.mkdir()
    for region in REGIONS:
        condense(root, region, folder, threads)
    rows: list[dict[str, Any]] = []
    for region in REGIONS:
        with open_years(root, region, folder, threads) as connection:
            rows += connection.sql("SELECT * FROM insured_years").to_arrow_table().to_pylist()
    return [plain(row) for row in rows]


@pytest.mark.parametrize("seed", [2, 3])
def test_the_years_of_random_lives_are_those_of_plain_loops(seed: int, tmp_path: Path) -> None:
    rows = random_rows(120, seed)
    root = lay_out_random(tmp_path / "pool", rows)
    expected = [plain(row) for row in years_of_persons(rows)]
    assert len(expected) > 200
    assert sorted(found(root, tmp_path / "years"), key=key) == sorted(expected, key=key)


def test_the_random_lives_have_what_the_columns_are_about(rows: Rows) -> None:
    years = years_of_persons(rows)
    assert any(row["numbers_of_id"] == 2 for row in years)
    assert any(row["schemes_drawn"] == 2 for row in years)
    assert any(row["months_of_both"] for row in years)
    assert any(row["gap_months"] > 12 for row in years) and any(row["gap_months"] == 0 for row in years)
    assert {row["scheme"] for row in years} == {"110", "120", "170"}
    assert {row["is_linked"] for row in years} == {True, False}


def test_the_view_has_the_columns_that_conditions_may_name(laid_out: Path, tmp_path: Path) -> None:
    for region in REGIONS:
        condense(laid_out, region, tmp_path)
    with open_years(laid_out, REGIONS[0], tmp_path) as connection:
        described = connection.sql("DESCRIBE insured_years").fetchall()
    assert {name: kind for name, kind, *_ in described} == dict(COLUMNS)


def test_condensing_writes_whole_files_only(laid_out: Path, tmp_path: Path) -> None:
    condense(laid_out, REGIONS[0], tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(condensed_files(tmp_path, REGIONS[0]))
