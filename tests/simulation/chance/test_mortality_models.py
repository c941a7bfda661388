"""A model of mortality moves life expectancy alone, as far as its bands say; the default is as without a choice."""

import shutil

import numpy as np
import pytest

from core.errors import InputError, UnknownKey
from simulation.chance.drivers import DriverPaths, driver_paths, load_driver_model
from simulation.chance.plan import Plan
from simulation.demography.bands.model_file import MORTALITY_MODELS, OTHER_MODELS, SEXES, read_spread, section
from simulation.demography.bands.process_file import JUDGED_YEARS
from simulation.longevity.bands import MODELS

MANY = 20_000
BAR = 0.10


@pytest.fixture
def without_choice(china_folder, tmp_path):
    """China's folder with nothing in demography.yaml but the default."""
    for path in china_folder.glob("*.yaml"):
        shutil.copy(path, tmp_path / path.name)
    path = tmp_path / "demography.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index(f"{section(OTHER_MODELS[0])}:")], encoding="utf-8")
    return load_driver_model(tmp_path)


def same(first: DriverPaths, second: DriverPaths) -> dict[str, bool]:
    return {name: np.array_equal(getattr(first, name), getattr(second, name)) for name in DriverPaths._fields}


def test_every_named_model_can_be_fitted_and_is_shipped(model):
    assert (*MODELS,) == OTHER_MODELS == MORTALITY_MODELS[1:]
    assert set(model.longevity) == set(OTHER_MODELS)


@pytest.mark.parametrize("sampling", ["pseudo", "antithetic", "sobol"])
def test_the_default_is_bit_for_bit_what_it_is_without_other_models(model, without_choice, centre, sampling):
    plan = Plan(256, seed=3, sampling=sampling)
    assert without_choice.longevity == {} and plan.mortality == "united_nations"
    with_models, without = (driver_paths(each, plan, centre, 0, 256) for each in (model, without_choice))
    assert all(same(with_models, without).values())
    assert model.content_hash == without_choice.content_hash


@pytest.mark.parametrize("name", OTHER_MODELS)
def test_a_model_changes_life_expectancy_and_nothing_else(model, centre, name):
    default, chosen = (driver_paths(model, plan, centre, 0, 64) for plan in (Plan(64), Plan(64, mortality=name)))
    changed = [field for field, unchanged in same(default, chosen).items() if not unchanged]
    assert changed == ["life_expectancy"]


@pytest.mark.parametrize("name", OTHER_MODELS)
def test_a_model_draws_with_the_same_chance_as_the_default(model, centre, name):
    default, chosen = (driver_paths(model, plan, centre, 0, 4000) for plan in (Plan(4000), Plan(4000, mortality=name)))
    for year in (5, 30):
        means = [paths.life_expectancy[:, year].mean(axis=-1) for paths in (default, chosen)]
        assert np.corrcoef(means)[0, 1] > 0.9


@pytest.mark.parametrize("name", OTHER_MODELS)
def test_drawn_spreads_are_those_of_the_bands_of_the_model(model, centre, china_folder, name):
    paths = driver_paths(model, Plan(MANY, seed=2, mortality=name), centre, 0, MANY).life_expectancy
    values = {"male": paths[..., 0], "female": paths[..., 1], "both": paths.mean(axis=-1)}
    rows = [year - centre.first_year for year in JUDGED_YEARS if year < centre.first_year + paths.shape[1]]
    for sex in SEXES:
        drawn = values[sex][:, rows]
        assert np.abs(drawn.mean(axis=0)).max() < 0.05
        for of in ("of_80_percent", "of_95_percent"):
            wanted = read_spread(china_folder / "demography.yaml", name, sex, of)[: len(rows)]
            assert np.abs(drawn.std(axis=0) / wanted - 1.0).max() < BAR, (sex, of)


@pytest.mark.parametrize("name", OTHER_MODELS)
def test_the_shipped_process_meets_every_judged_year(model, china_folder, name):
    spread = model.longevity[name].spread(JUDGED_YEARS[-1] - 2025)
    rows = [year - 2026 for year in JUDGED_YEARS]
    for number, sex in enumerate(SEXES):
        for of in ("of_80_percent", "of_95_percent"):
            wanted = read_spread(china_folder / "demography.yaml", name, sex, of)
            assert np.abs(spread[number, rows] / wanted - 1.0).max() < BAR, (sex, of)


def test_every_choice_has_a_hash_of_its_own_and_the_same_bounds(model):
    assert len({model.hash_under(name) for name in MORTALITY_MODELS}) == len(MORTALITY_MODELS)
    assert model.hash_under("united_nations") == model.content_hash
    for name in OTHER_MODELS:
        chosen = model.demography_under(name)
        assert chosen.fertility == model.demography.fertility
        assert chosen.longevity.lowest == model.demography.longevity.lowest
        assert chosen.longevity.highest == model.demography.longevity.highest


def test_a_country_without_the_model_says_so(without_choice, centre):
    with pytest.raises(UnknownKey, match="no process of longevity after 'cbd_m5'") as caught:
        driver_paths(without_choice, Plan(8, mortality="cbd_m5"), centre, 0, 8)
    assert "united_nations" in caught.value.remedy and caught.value.exit_code == 2


def test_an_unknown_name_is_refused_with_the_choices(model):
    with pytest.raises(InputError, match=r"'cbd_m6'.*united_nations, lee_carter, cbd_m5, cbd_m7"):
        model.demography_under("cbd_m6")


def test_a_spoilt_section_is_refused_with_its_line(china_folder, tmp_path):
    for path in china_folder.glob("*.yaml"):
        shutil.copy(path, tmp_path / path.name)
    path = tmp_path / "demography.yaml"
    before, after = path.read_text(encoding="utf-8").split("longevity_cbd_m5:\n")
    path.write_text(before + "longevity_cbd_m5:\n" + after.replace("first_shock: ", "first_shock: about ", 1))
    with pytest.raises(InputError, match=r"longevity_cbd_m5\.first_shock") as caught:
        load_driver_model(tmp_path)
    assert abs(caught.value.line - before.count("\n")) <= 4
