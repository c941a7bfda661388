"""People go to what is near, beds fill evenly, and a doctor works where the bill says."""

import numpy as np
import pytest

from datapool.synthetic.events.market import Market, doctors_at, market_of
from datapool.synthetic.events.rates import by_age, by_year, delays, draw_from, rates, whole_between
from datapool.synthetic.province import HOSPITAL, PHARMACY, PRIMARY, Province, make_province


@pytest.fixture(scope="module")
def large() -> Province:
    return make_province(400_000, seed=2)


@pytest.fixture(scope="module")
def market(large: Province) -> Market:
    return market_of(large)


def shares(cumulative: np.ndarray) -> np.ndarray:
    return np.diff(cumulative, axis=1, prepend=0.0)


def test_each_way_leads_to_its_kind_of_provider(large: Province, market: Market) -> None:
    kind = large.providers.kind
    for cumulative, kinds in (
        (market.visit, (HOSPITAL, PRIMARY)),
        (market.stay, (HOSPITAL, PRIMARY)),
        (market.delivery, (HOSPITAL,)),
        (market.pharmacy, (PHARMACY,)),
    ):
        flow = shares(cumulative)
        assert (flow >= 0).all() and np.allclose(flow.sum(axis=1), 1.0)
        assert flow[:, ~np.isin(kind, kinds)].sum() < 1e-9


def test_stays_spread_over_the_beds_in_use(large: Province, market: Market) -> None:
    flow = (shares(market.stay) * large.counties.share[:, None]).sum(axis=0)
    beds, kind = large.providers.beds, large.providers.kind
    of_hospitals = flow[kind == HOSPITAL] / beds[kind == HOSPITAL]
    assert of_hospitals.max() / of_hospitals.min() < 2.0
    assert of_hospitals.min() > (flow / np.maximum(beds, 1))[kind == PRIMARY].mean()


def test_most_buy_in_their_own_county(large: Province, market: Market) -> None:
    flow = shares(market.pharmacy)
    own = np.array([flow[county, large.providers.county == county].sum() for county in range(len(flow))])
    assert np.average(own, weights=large.counties.share) > 0.7


def test_a_doctor_of_the_department_is_found_where_there_is_one(large: Province, market: Market) -> None:
    provider = np.repeat(np.arange(len(large.providers)), 12)
    department = np.tile(np.arange(1, 13), len(large.providers))
    doctor = doctors_at(market, provider, department, np.random.default_rng(1).random(provider.size))
    np.testing.assert_array_equal(large.doctors.provider[doctor], provider)
    has = {tuple(pair) for pair in zip(large.doctors.provider.tolist(), large.doctors.department.tolist(), strict=True)}
    wanted = np.array([pair in has for pair in zip(provider.tolist(), department.tolist(), strict=True)])
    np.testing.assert_array_equal(large.doctors.department[doctor[wanted]], department[wanted])


def test_the_same_number_picks_the_same_doctor(market: Market) -> None:
    one = doctors_at(market, np.array([0, 0]), np.array([1, 1]), np.array([0.3, 0.3]))
    assert one[0] == one[1]


def test_steps_hold_from_their_age_or_year_on() -> None:
    assert by_age({0: 1.0, 18: 2.0, 60: 3.0}, np.array([0, 17.9, 18, 59, 60, 101])).tolist() == [1, 1, 2, 2, 3, 3]
    assert by_age({0: [1, 2], 18: [3, 4]}, np.array([5, 20])).tolist() == [[1, 2], [3, 4]]
    assert by_year({2015: 1.0, 2018: 2.0}, range(2014, 2020)).tolist() == [1, 1, 1, 1, 2, 2]


def test_draws_follow_shares_and_bounds() -> None:
    draw = np.random.default_rng(3)
    found = draw_from(draw, {28: 0.25, 84: 0.75}, 20_000)
    assert set(found.tolist()) == {28, 84} and (found == 28).mean() == pytest.approx(0.25, abs=0.02)
    assert np.unique(whole_between(draw, [2, 5], 1000)).tolist() == [2, 3, 4, 5]
    late = delays(draw, 20_000, {"median_days": 20, "spread": 1.0, "most_days": 300})
    assert 18 <= np.median(late) <= 21 and late.max() == 300 and late.min() >= 0


@pytest.mark.parametrize(
    "subject",
    ["allowances", "certifications", "coverage", "maternity", "medical", "operations", "registers", "sentences"],
)
def test_every_file_of_figures_says_where_they_come_from_and_how_sure_they_are(subject: str) -> None:
    figures = rates(subject)
    assert figures["status"] in {"verified", "unverified"} and {"zh", "en"} <= set(figures["source"])
