"""Reading a United Nations download: what it gives, and what it refuses."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange
from simulation.demography.country_file import read_country
from simulation.demography.projection import project_population
from simulation.demography.reconstruction import total_at
from simulation.demography.wpp import read_wpp
from simulation.demography.wpp_import import import_wpp, read_base, write_imported

UNITED_STATES, JAPAN, CHINA = 840, 392, 156


@pytest.fixture
def copy(wpp_folder: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "wpp"
    folder.mkdir()
    for file in wpp_folder.glob("*.csv"):
        shutil.copyfile(file, folder / file.name)
    return folder


def edited(path: Path, old: str, new: str) -> int:
    """Replace `old` once; the line it stands in."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_published_births_deaths_and_migrants_make_the_published_change(china_tables):
    change = china_tables.births.values - china_tables.deaths.values + china_tables.net_migration.values
    np.testing.assert_allclose(change, china_tables.population_change.values, atol=3000)


@pytest.fixture(scope="module")
def groups_folder(wpp_folder: Path) -> Path:
    folder = wpp_folder.parent / "wpp2019"
    if not folder.is_dir():
        pytest.skip("the 2019 revision, which holds the five-year groups of 2020, is absent")
    return folder


@pytest.mark.parametrize(("country", "old_share"), [(UNITED_STATES, 0.166), (JAPAN, 0.284)])
def test_an_imported_country_follows_the_united_nations(wpp_folder, groups_folder, country, old_share):
    found = import_wpp(wpp_folder, country, groups_folder=groups_folder)
    result = project_population(found.base, found.demography.path(2020, 2100), 2100)
    tables = read_wpp(wpp_folder, country)
    published = np.array([total_at(tables, int(year)) for year in result.years])
    assert np.abs(result.total() / published - 1).max() < 0.02
    assert np.abs(result.total() / published - 1)[:31].max() < 0.01
    # 1 July 2020 by the 2019 revision; half a year later the old are slightly more.
    assert (result.aged(65) / result.total())[0] == pytest.approx(old_share, abs=0.004)


def test_a_base_rebuilt_from_births_has_the_published_total(wpp_folder):
    found = import_wpp(wpp_folder, CHINA)
    result = project_population(found.base, found.demography.path(2020, 2060), 2060)
    tables = read_wpp(wpp_folder, CHINA)
    published = np.array([total_at(tables, int(year)) for year in result.years])
    assert result.total()[0] == pytest.approx(published[0], rel=1e-9)
    assert np.abs(result.total() / published - 1).max() < 0.012


def test_an_imported_country_comes_back_from_its_files(wpp_folder, tmp_path):
    found = import_wpp(wpp_folder, JAPAN)
    demography_file, base_file = write_imported(found, tmp_path / "japan")
    again, base = read_country(demography_file), read_base(base_file)
    before = project_population(found.base, found.demography.path(2020, 2060), 2060)
    after = project_population(base, again.path(2020, 2060), 2060)
    np.testing.assert_allclose(after.total(), before.total(), rtol=1e-4)


def test_an_absent_folder_is_named(tmp_path):
    with pytest.raises(FileMissing, match=r"births_deaths_growth_estimates\.csv"):
        read_wpp(tmp_path / "nowhere", CHINA)


def test_an_unknown_country_is_named(wpp_folder):
    with pytest.raises(UnknownKey, match="no country 999"):
        read_wpp(wpp_folder, 999)


def test_a_missing_column_is_named(copy):
    edited(copy / "sex_ratio_at_birth.csv", "country_code,year,srb", "country_code,year,ratio")
    with pytest.raises(InputError, match=r"sex_ratio_at_birth\.csv:1: it has no column srb"):
        read_wpp(copy, CHINA)


def test_a_word_for_a_number_is_named_with_its_line(copy):
    line = edited(copy / "tfr_estimates.csv", "156,1962,", "156,1962,many")
    with pytest.raises(InputError, match=rf"tfr_estimates\.csv:{line}: tfr is 'many"):
        read_wpp(copy, CHINA)


def test_a_missing_year_is_named(copy):
    edited(copy / "life_expectancy_estimates.csv", "\n156,1990,", "\n157,1990,")
    with pytest.raises(InputError, match="lacks a year between 1950 and 2023"):
        read_wpp(copy, CHINA)


def test_a_year_given_twice_is_named(copy):
    edited(copy / "net_migration_estimates.csv", "\n156,1990,", "\n156,1991,")
    with pytest.raises(InputError, match="the year 1991 of country 156 stands here twice"):
        read_wpp(copy, CHINA)


def test_a_missing_age_group_is_named(copy):
    edited(copy / "mortality_rates_abridged.csv", "\n156,2053,2050-2055,65,", "\n157,2053,2050-2055,65,")
    with pytest.raises(InputError, match="lacks an age group in 2053"):
        read_wpp(copy, CHINA)


def test_an_unknown_age_group_is_named(copy):
    edited(copy / "percent_asfr_5yr.csv", "156,2053,2050-2055,15-19", "156,2053,2050-2055,10-19")
    with pytest.raises(InputError, match="'10-19' is none of 15-19 to 45-49"):
        read_wpp(copy, CHINA)


def test_a_death_rate_of_nought_is_refused(copy):
    text = next(
        row for row in (copy / "mortality_rates_abridged.csv").read_text().splitlines() if row.startswith("156,2053")
    )
    cells = text.split(",")
    line = edited(copy / "mortality_rates_abridged.csv", text, ",".join([*cells[:4], "0", *cells[5:]]))
    with pytest.raises(ValueOutOfRange, match=f":{line}: a death rate is not above zero"):
        read_wpp(copy, CHINA)


def test_projections_must_follow_the_estimates(copy):
    path = copy / "tfr_projections.csv"
    rows = [row for row in path.read_text().splitlines() if not row.startswith("156,2024,")]
    path.write_text("\n".join(rows) + "\n")
    with pytest.raises(InputError, match="does not go on after 2023"):
        read_wpp(copy, CHINA)


def test_a_damaged_parameter_file_is_named_with_its_line(wpp_folder, tmp_path):
    demography_file, _ = write_imported(import_wpp(wpp_folder, JAPAN), tmp_path)
    line = edited(demography_file, "    slope: [", "    slope: [much, ")
    with pytest.raises(InputError, match=rf"demography\.yaml:{line}: mortality\.male\.slope is not a number"):
        read_country(demography_file)
    edited(demography_file, "sex_ratio_at_birth:", "sex_ratio:")
    edited(demography_file, "[much, ", "[")
    with pytest.raises(UnknownKey, match=r"sex_ratio_at_birth is missing"):
        read_country(demography_file)
