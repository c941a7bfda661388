"""What China ships is what its fitting script makes of the tables, and early knowledge stays early."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import yaml

from simulation.countries.china.census_base import FOLDER
from simulation.countries.china.fitting import early_text, fitted_files
from simulation.demography.wpp import YearTable


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in numbers(value[key])]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [float(value)] if isinstance(value, int | float) else []


@pytest.fixture(scope="module")
def fitted(china_tables) -> dict[str, str]:
    return dict(fitted_files(china_tables))


@pytest.mark.parametrize("name", ["wpp2024.yaml", "as_of_2018.yaml", "cohorts.yaml", "wpp2024_base.yaml"])
def test_the_shipped_parameters_are_a_fit(fitted, name):
    shipped = (FOLDER / name).read_text(encoding="utf-8")
    again, here = yaml.safe_load(fitted[name]), yaml.safe_load(shipped)
    assert again.keys() == here.keys()
    np.testing.assert_allclose(numbers(again), numbers(here), rtol=1e-4, atol=1e-5)
    assert fitted[name].split("\n\n")[0].splitlines()[0] == shipped.splitlines()[0]


def scrambled_after(table: YearTable, year: int) -> YearTable:
    late = (table.years > year).reshape(-1, *(1,) * (table.values.ndim - 1))
    return YearTable(table.years, np.where(late, table.values * 1.7 + 0.01, table.values))


def test_early_knowledge_does_not_depend_on_later_rows(china_tables):
    """Death rates and mothers' ages stand at the middle of their period: 2013 ends in 2015, 2018 would end in 2020."""
    changed = replace(
        china_tables,
        death_rate=scrambled_after(china_tables.death_rate, 2013),
        fertility_share=scrambled_after(china_tables.fertility_share, 2013),
        life_expectancy=scrambled_after(china_tables.life_expectancy, 2018),
        sex_ratio_at_birth=scrambled_after(china_tables.sex_ratio_at_birth, 2018),
    )
    assert early_text(changed) == early_text(china_tables)


def test_no_row_of_the_united_nations_tables_by_age_is_shipped(china_tables):
    """No death rate or fertility share of an age group appears among the shipped numbers."""
    shipped = {f"{n:.5g}" for n in numbers(yaml.safe_load((FOLDER / "wpp2024.yaml").read_text(encoding="utf-8")))}
    for table in (china_tables.death_rate, china_tables.fertility_share):
        rates = {f"{n:.5g}" for n in table.values.ravel()}
        assert len(rates & shipped) < 0.02 * len(rates)
