"""Wages, output and incomes: published where there is a figure, chained to it on both sides where there is none."""

import numpy as np
import pytest

from core.errors import DateOutOfRange
from simulation.economy import Economy, build_economy
from tests.simulation.economy_rows import figures, growing_people, rows

YEARS = np.arange(2015, 2031)
LEVEL = {2018: 100.0, 2020: 130.0}


def economy(people: float = 0.0, published=None, **values) -> Economy:
    known = published or figures(wage_private=LEVEL, wage_nonprivate=LEVEL, gdp=LEVEL, income_urban_disposable=LEVEL)
    return build_economy(
        rows(**values), published=known, population=growing_people(people, 2010, 2030), first_year=2015, last_year=2030
    )


def at(economy: Economy, name: str, *years: int) -> np.ndarray:
    return economy.at(name, np.array(years))


@pytest.mark.parametrize("name", ["wage.private", "wage.nonprivate", "gdp", "income.urban_disposable"])
def test_published_years_stand_as_published(name: str) -> None:
    assert at(economy(people=0.01, cpi=0.02, real_wage_growth=0.03), name, 2018, 2020).tolist() == [100.0, 130.0]


def test_years_after_the_last_published_grow_from_it() -> None:
    wages = at(economy(cpi=0.02, real_wage_growth=0.03), "wage.private", 2021, 2022, 2030)
    growth = 1.02 * 1.03
    assert wages == pytest.approx([130 * growth, 130 * growth**2, 130 * growth**10])


def test_years_before_the_first_published_are_carried_back_from_it() -> None:
    wages = at(economy(cpi=0.02, real_wage_growth=0.03), "wage.private", 2017, 2015)
    growth = 1.02 * 1.03
    assert wages == pytest.approx([100 / growth, 100 / growth**3])


def test_a_gap_between_two_published_years_hangs_on_the_earlier() -> None:
    assert at(economy(cpi=0.05), "wage.private", 2019) == pytest.approx([105.0])


def test_growth_of_a_year_is_the_assumption_of_that_year() -> None:
    changing = economy(cpi={2022: 0.0, 2023: 0.1}, real_wage_growth=0.0)
    wages = at(changing, "wage.private", 2022, 2023, 2024)
    assert wages == pytest.approx([130, 143, 157.3])


def test_nominal_wage_growth_compounds_real_growth_and_prices() -> None:
    built = economy(cpi=0.02, real_wage_growth={2015: 0.01, 2030: 0.04})
    real = np.linspace(0.01, 0.04, YEARS.size)
    assert built.series["wage_growth"] == pytest.approx((1 + real) * 1.02 - 1)
    wages = built.series["wage.private"][5:]
    assert wages[1:] / wages[:-1] - 1 == pytest.approx(built.series["wage_growth"][6:])


def test_output_grows_with_wages_workers_and_what_is_beyond_them() -> None:
    gdp = economy(people=-0.01, cpi=0.02, real_wage_growth=0.03, output_beyond_wages=0.005).series["gdp"][5:]
    assert gdp[1:] / gdp[:-1] == pytest.approx(np.full(10, 1.02 * 1.03 * 0.99 * 1.005))


def test_incomes_grow_with_wages_and_what_is_beyond_them() -> None:
    income = economy(cpi=0.02, income_beyond_wages=0.01).series["income.urban_disposable"][5:]
    assert income[1:] / income[:-1] == pytest.approx(np.full(10, 1.03))


@pytest.mark.parametrize(("share", "expected"), [(0.0, 200.0), (1.0, 100.0), (0.25, 175.0)])
def test_the_full_calibre_wage_lies_between_the_two_published_ones(share: float, expected: float) -> None:
    known = figures(wage_private={2020: 100.0}, wage_nonprivate={2020: 200.0}, gdp=LEVEL, income_urban_disposable=LEVEL)
    built = economy(published=known, private_share_of_urban_units=share, cpi=0.03)
    assert at(built, "wage.full_calibre", 2020) == pytest.approx([expected])
    assert at(built, "wage.full_calibre", 2025) == pytest.approx([expected * 1.03**5])


def test_a_series_of_which_nothing_is_published_is_refused() -> None:
    with pytest.raises(DateOutOfRange, match=r"gdp has no figure"):
        economy(published=figures(wage_private=LEVEL, wage_nonprivate=LEVEL, income_urban_disposable=LEVEL))
    too_old = figures(wage_private={2010: 1.0}, wage_nonprivate=LEVEL, gdp=LEVEL, income_urban_disposable=LEVEL)
    with pytest.raises(DateOutOfRange, match=r"wage\.private"):
        economy(published=too_old)


def test_a_year_before_the_series_begin_is_refused() -> None:
    built = economy()
    with pytest.raises(DateOutOfRange, match="2015"):
        at(built, "cpi", 2014)
    assert built.at("cpi", np.array([], dtype=np.int64)).size == 0


def test_rates_are_those_of_the_assumptions() -> None:
    built = economy(discount_rate={2015: 0.02, 2030: 0.05}, unemployment_rate=0.05)
    assert at(built, "discount_rate", 2015, 2030) == pytest.approx([0.02, 0.05])
    assert (built.series["unemployment_rate"] == 0.05).all()


def test_without_people_before_2010_output_follows_wages_alone() -> None:
    built = build_economy(
        rows(cpi=0.02),
        published=figures(wage_private=LEVEL, wage_nonprivate=LEVEL, gdp=LEVEL, income_urban_disposable=LEVEL),
        population=growing_people(0.05, 2025, 2030),
        first_year=2015,
        last_year=2030,
    )
    gdp = built.series["gdp"]
    assert gdp[6:10] / gdp[5:9] == pytest.approx(np.full(4, 1.02))
    assert gdp[-1] / gdp[-2] == pytest.approx(1.02 * 1.05)
