"""A country folder whose people come from a download of the United Nations."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.projection import project
from simulation.scenario import Scenario
from tests.processes import run_python
from tests.simulation.countries.folders import edit, write_stationary

KOREA = 410
# World Population Prospects 2024, medium: persons at 1 January of the year after.
KOREA_TOTAL = {2024: 51.7e6}


@pytest.fixture(scope="module")
def korea(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    flat = {"contribution_base": "all", "benefits": {"flat": {"from_age": 65, "of_wage": 0.2}}}
    folder = write_stationary(tmp_path_factory.mktemp("un") / "korea", flat, law={})
    words = ["-m", "cli", "data", "import", "wpp", str((reference_data / "wpp2024").resolve()), "--out", str(folder)]
    words += ["--country", str(KOREA), "--people", str((reference_data / "wpp2019").resolve())]
    done = run_python(words, folder=folder)
    assert done.returncode == 0, done.stderr
    edit(folder / "country.yaml", lambda data: data.update(population={"source": "un"}))
    shift = {"title": {"zh": "移", "en": "shift"}, "unit": "u", "reason": "r", "source": "s", "status": "unverified"}
    for key in ("demography.tfr_shift", "demography.life_expectancy_shift"):
        edit(
            folder / "assumptions.yaml", lambda rows, k=key: rows.update({k: {**shift, "range": [-5, 5], "values": 0}})
        )
    return folder


def total(folder: Path, *settings: str) -> dict[int, float]:
    people = project(Scenario(str(folder), settings=settings)).population
    return dict(zip(people.years.tolist(), people.total().tolist(), strict=True))


def test_the_import_makes_the_people_of_a_country_folder(korea: Path) -> None:
    assert {path.name for path in korea.iterdir()} >= {"demography.yaml", "base.yaml"}
    persons = total(korea)
    for year, published in KOREA_TOTAL.items():
        assert persons[year] == pytest.approx(published, rel=0.01)


def test_more_births_and_longer_lives_make_more_people(korea: Path) -> None:
    base = total(korea)
    assert total(korea, "demography.tfr_shift=0.3")[2060] > 1.03 * base[2060]
    assert total(korea, "demography.life_expectancy_shift=2")[2060] > 1.01 * base[2060]


def test_a_flat_pension_costs_what_the_old_are_to_the_wages_of_the_rest(korea: Path) -> None:
    found: Any = project(Scenario(str(korea)))
    people = found.population
    rows = found.years - int(people.years[0])
    old = people.persons[:, :, 65:].sum(axis=(1, 2))
    mean = (old[rows] + old[rows - 1]) / 2
    outgo = found.funds["fund"].outgo_lines["benefits"]
    wage = found.funds["fund"].measures["average_wage"]
    assert np.allclose(outgo / wage / 0.2, mean, rtol=0.03)
