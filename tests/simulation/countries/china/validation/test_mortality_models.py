"""The table of the models' widths says what the processes say, for every model and sex."""

import pytest

from simulation.countries.china.chance.demography_fitting import PARAMETERS
from simulation.countries.china.validation.futures_bands import band_cases
from simulation.countries.china.validation.mortality_models import MODEL_COLUMNS, mortality_model_rows
from simulation.demography.bands.model_file import MORTALITY_MODELS, read_spread
from simulation.demography.bands.process_file import JUDGED_YEARS


def rows() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row[0], row[1]): row[2:] for row in mortality_model_rows()}


def test_every_model_has_a_row_for_each_sex_and_every_judged_year_a_column() -> None:
    assert list(rows()) == [(name, sex) for name in MORTALITY_MODELS for sex in ("men", "women")]
    assert MODEL_COLUMNS[2:6] == tuple(str(year) for year in JUDGED_YEARS)
    assert all(len(cells) + 2 == len(MODEL_COLUMNS) for cells in rows().values())


def test_widths_grow_with_time_and_coverage() -> None:
    for cells in rows().values():
        narrow, wide = zip(*(map(float, cell.split(" / ")) for cell in cells[:4]), strict=True)
        assert sorted(narrow) == list(narrow) and sorted(wide) == list(wide)
        assert all(w == pytest.approx(1.96 / 1.2816 * n, abs=0.15) for n, w in zip(narrow, wide, strict=True))


def test_the_default_has_the_widths_that_simulated_futures_have() -> None:
    for case in band_cases():
        if "of men, width of the 95" in case.name:
            shown = float(rows()["united_nations", "men"][JUDGED_YEARS.index(case.year)].split(" / ")[1])
            assert shown == pytest.approx(case.ours, rel=0.05)


def test_the_last_columns_are_the_models_own_with_and_without_the_famine() -> None:
    for (name, sex), cells in rows().items():
        if name == "united_nations":
            assert cells[-1] == "-"
            continue
        own = 2 * 1.959964 * read_spread(PARAMETERS, name, {"men": "male", "women": "female"}[sex], "of_95_percent")[2]
        assert float(cells[-2]) == pytest.approx(own, abs=0.051)
        assert float(cells[-1]) < float(cells[-2])
