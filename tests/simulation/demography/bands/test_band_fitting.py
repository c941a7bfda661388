"""Fitting to bands: what was planted is found again, and the United Nations' bands are met for several countries."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from simulation.countries.china.chance.demography_fitting import PARAMETERS, fitted_text
from simulation.countries.china.validation.futures_bands import FIGURES
from simulation.demography.bands.__main__ import fitted_text as fitted_text_of
from simulation.demography.bands.fitting import fit_fertility, fit_longevity, fit_processes
from simulation.demography.bands.process import FertilityProcess, LongevityProcess
from simulation.demography.bands.process_file import JUDGED_YEARS, processes_text, read_processes
from simulation.demography.bands.targets import Bands, NationBands, normal_reach, read_bands
from simulation.demography.fit_command import write_whole
from simulation.demography.fitting import reference_folder

YEARS = np.arange(2026, 2101)
REACH = np.array([[50.0, 99.0], [51.0, 104.0]])
BAR = 0.10


@pytest.fixture(scope="module")
def folder() -> Path:
    found = reference_folder()
    if not (found / "tfr_projections.csv").is_file():
        pytest.skip("the World Population Prospects download is absent; set ANLAN_REFERENCE_DATA to its parent folder")
    return found


def bands_of(spread: np.ndarray, centre: float = 1.2) -> Bands:
    reach = spread[:, None] * normal_reach()
    return Bands(YEARS, np.stack([centre - reach, centre + reach], axis=-1))


def numbers(value) -> list[float]:
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in numbers(value[key])]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [float(value)] if isinstance(value, int | float) else []


def test_a_normal_band_speaks_of_its_own_standard_deviation() -> None:
    spread = np.linspace(0.1, 0.4, YEARS.size)
    np.testing.assert_allclose(bands_of(spread).spread(), np.stack([spread, spread], axis=1))
    assert bands_of(spread).width(2026) == pytest.approx([0.1 * 2 * 1.28155, 0.1 * 2 * 1.95996], rel=1e-5)


def test_planted_fertility_is_found() -> None:
    planted = FertilityProcess(0.12, 0.05, 0.96, 0.3, 0.5)
    found = fit_fertility(bands_of(planted.spread(YEARS.size)))
    np.testing.assert_allclose(found.spread(YEARS.size), planted.spread(YEARS.size), rtol=1e-3)
    assert found.persistence == pytest.approx(0.96, abs=0.005)


def test_planted_longevity_is_found() -> None:
    planted = LongevityProcess(0.9, 0.5, 0.96, 1.1, 1 / 1.1, 0.03, 0.04, 0.4, 0.9, (50.1, 51.1), (98.9, 103.9))
    found = fit_longevity([bands_of(row, 80.0) for row in planted.spread(YEARS.size)], REACH)
    np.testing.assert_allclose(found.spread(YEARS.size), planted.spread(YEARS.size), rtol=5e-3)
    assert (found.lowest, found.highest) == (planted.lowest, planted.highest)


@pytest.mark.parametrize("country", [156, 392, 840, 410, 276])
def test_the_bands_of_every_country_are_met_within_a_tenth_of_their_width(folder: Path, country: int) -> None:
    bands = read_bands(folder, country)
    processes = fit_processes(bands, 2026, REACH)
    rows = [year - 2026 for year in JUDGED_YEARS]
    spreads = [processes.fertility.spread(75), *processes.longevity.spread(75)]
    for ours, published in zip(spreads, (bands.fertility, *bands.life_expectancy), strict=True):
        error = ours[rows, None] / published.since(2026).spread()[rows] - 1.0
        assert np.abs(error).max() < BAR, country


def test_what_china_ships_is_the_fit(folder: Path) -> None:
    again, here = yaml.safe_load(fitted_text(folder)), yaml.safe_load(PARAMETERS.read_text(encoding="utf-8"))
    assert again.keys() == here.keys()
    np.testing.assert_allclose(numbers(again), numbers(here), rtol=1e-3)


def test_another_country_is_fitted_by_its_number(folder: Path, tmp_path: Path) -> None:
    write_whole(tmp_path / "us.yaml", fitted_text_of(folder, 840))
    processes = read_processes(tmp_path / "us.yaml")
    assert processes.country_code == 840
    assert processes.fertility.level > 0.1
    assert [path.name for path in tmp_path.iterdir()] == ["us.yaml"]
    with pytest.raises(UnknownKey, match="no country 999"):
        fitted_text_of(folder, 999)


def test_the_typed_widths_are_those_of_the_tables(folder: Path) -> None:
    bands = read_bands(folder, 156)
    published = {
        "children per woman": (bands.fertility, 1.0),
        "life expectancy of men": (bands.life_expectancy[0], 1.0),
        "life expectancy of women": (bands.life_expectancy[1], 1.0),
        "life expectancy of both sexes": (bands.life_expectancy[2], 1.0),
        "total population": (bands.population, 1e6),
    }
    typed = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    assert len(typed) == 2 * len(published)
    for name, (found, unit) in published.items():
        for number, coverage in enumerate((80, 95)):
            values = typed[f"bands wpp2024: {name}, width of the {coverage} % band"]["values"]
            assert tuple(values) == JUDGED_YEARS
            for year, value in values.items():
                assert value == pytest.approx(found.width(year)[number] / unit, abs=0.006)


def nation() -> NationBands:
    fertility, life = bands_of(np.linspace(0.1, 0.4, YEARS.size)), bands_of(np.linspace(1.0, 4.0, YEARS.size), 80.0)
    return NationBands(1, fertility, (life, life, life), fertility)


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    processes = fit_processes(nation(), 2026, REACH)
    path = tmp_path / "processes.yaml"
    write_whole(path, processes_text(processes, nation(), "a.module"))
    read = read_processes(path)
    np.testing.assert_allclose(read.fertility.spread(75), processes.fertility.spread(75), rtol=1e-4)
    np.testing.assert_allclose(read.longevity.spread(75), processes.longevity.spread(75), rtol=1e-4)
    assert (read.first_year, read.longevity.highest) == (2026, processes.longevity.highest)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("persistence: 0", "persistence: often #", WrongType),
        ("  floor: 0.5\n", "", InputError),
        ("highest: [98.9, 103.9]", "highest: [98.9]", InputError),
    ],
)
def test_a_spoiled_file_names_its_line(tmp_path: Path, old: str, new: str, error: type) -> None:
    text = processes_text(fit_processes(nation(), 2026, REACH), nation(), "a.module")
    assert old in text
    path = tmp_path / "processes.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(error, match=r"processes\.yaml:\d+"):
        read_processes(path)


def test_a_band_without_width_is_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="no width"):
        bands_of(np.zeros(YEARS.size))
