"""Who pays whom: nothing is lost between provinces, and each rule is what it says."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from simulation.regions.illustration import Spreads, illustrative_provinces
from simulation.regions.pooling import pool
from simulation.regions.provinces import PensionFlows, Province, Provinces

Floats = NDArray[np.float64]
YEARS = np.arange(2020, 2031)
SPREADS = Spreads(0.8, 0.3, 0.2, 0.05, 0.04, 0.5, 0.6, 0.5)
NATION = PensionFlows(
    contributors=np.linspace(260e6, 200e6, YEARS.size)[None],
    retirees=np.linspace(120e6, 200e6, YEARS.size)[None],
    wage=np.linspace(9e4, 13e4, YEARS.size)[None],
    assessed_wages=np.linspace(2e13, 3e13, YEARS.size)[None],
    contributions=np.linspace(4.8e12, 5.5e12, YEARS.size)[None],
    subsidy=np.linspace(0.7e12, 0.9e12, YEARS.size)[None],
    benefits=np.linspace(5.0e12, 9.0e12, YEARS.size)[None],
)
NAMES = ("contributors", "retirees", "assessed_wages", "contributions", "subsidy", "benefits")


def made_up(count: int) -> Provinces:
    return illustrative_provinces(
        NATION,
        YEARS,
        count=count,
        spreads=SPREADS,
        positions=((0, 0), (0, 1)),
        is_estimated=np.zeros(YEARS.size, dtype=np.bool_),
    )


def two(contributions: list[float], benefits: list[float], *, retirees: tuple[float, float] = (1.0, 1.0)) -> Provinces:
    """Two provinces of equal wage in one year; contributors follow contributions, so no province is above the norm."""
    column = np.array(contributions)[:, None]
    flows = PensionFlows(
        contributors=column,
        retirees=np.array(retirees)[:, None],
        wage=np.ones((2, 1)),
        assessed_wages=column,
        contributions=column,
        subsidy=np.zeros((2, 1)),
        benefits=np.array(benefits)[:, None],
    )
    rows = tuple(Province("", {"zh": name, "en": name}, True, (0, 0)) for name in "AB")
    return Provinces(rows, np.array([2025]), flows, np.zeros(1, dtype=np.bool_))


@pytest.mark.parametrize("count", [2, 5, 31, 100])
def test_illustrative_provinces_add_up_to_the_nation(count: int) -> None:
    flows = made_up(count).flows
    for name in NAMES:
        np.testing.assert_allclose(getattr(flows, name).sum(axis=0), getattr(NATION, name)[0], rtol=1e-12)
    bill = (flows.contributors * flows.wage).sum(axis=0)
    np.testing.assert_allclose(bill, (NATION.contributors * NATION.wage)[0], rtol=1e-12)


def test_illustrative_provinces_differ_in_dependency_and_draw_together() -> None:
    flows = made_up(31).flows
    ratio = np.log(flows.retirees / flows.contributors)
    assert ratio[:, 0].std() > 0.2
    assert ratio[:, -1].std() < 0.8 * ratio[:, 0].std()
    assert np.corrcoef(ratio[:, 0], np.log(flows.wage[:, 0]))[0, 1] < -0.2


def test_illustrative_provinces_carry_the_mark_and_names_of_their_own() -> None:
    rows = made_up(60).rows
    assert all(row.is_illustrative and row.name["zh"].startswith("示意省") and not row.code for row in rows)
    assert len({row.name["zh"] for row in rows}) == 60
    assert [row.name["zh"] for row in rows[:2]] == ["示意省A", "示意省B"] and rows[26].name["zh"] == "示意省AA"


@pytest.mark.parametrize("count", [0, 1, 501])
def test_a_number_of_provinces_that_makes_no_sense_is_refused(count: int) -> None:
    with pytest.raises(ValueOutOfRange, match=str(count)):
        made_up(count)


@pytest.mark.parametrize("count", [2, 31, 100])
@pytest.mark.parametrize("rate", [0.0, 0.04])
def test_what_is_received_is_what_is_paid(count: int, rate: float) -> None:
    result = pool(made_up(count), np.full(YEARS.size, rate), 0.5)
    moved = result.allocation.sum(axis=0)
    assert (moved > 0).all()
    np.testing.assert_array_less(np.abs(result.net_transfer.sum(axis=0)), 1e-6 * moved)
    np.testing.assert_allclose(result.upload.sum(axis=0), moved, rtol=1e-12)


def test_the_central_adjustment_goes_up_by_wages_and_down_by_pensioners() -> None:
    table = made_up(7)
    result = pool(table, np.full(YEARS.size, 0.03), 0.5)
    np.testing.assert_allclose(result.upload, 0.03 * table.flows.assessed_wages)
    per_head = result.allocation / table.flows.retirees
    np.testing.assert_allclose(per_head, np.broadcast_to(per_head[0], per_head.shape))
    assert result.is_adjustment.all()


def test_a_surplus_fills_a_shortfall_and_no_more() -> None:
    # Norm benefits are 60 each: the first has 100 to give 60 of its own, the second lacks 20.
    result = pool(two([100.0, 40.0], [60.0, 60.0]), np.zeros(1), 0.5)
    np.testing.assert_allclose(result.net_transfer[:, 0], [-20.0, 20.0])


def test_a_shortfall_of_the_nation_is_borne_by_wage_bills() -> None:
    # 100 paid in, 160 due, 80 each: of the 60 that lack the first bears 45 and the second 15, by their wages.
    result = pool(two([75.0, 25.0], [80.0, 80.0]), np.zeros(1), 0.5)
    np.testing.assert_allclose((result.norm_balance + result.net_transfer)[:, 0], [-45.0, -15.0])


def test_a_province_covers_by_itself_what_it_pays_above_the_norm() -> None:
    lean = pool(two([100.0, 40.0], [60.0, 60.0]), np.zeros(1), 0.5)
    lavish = pool(two([100.0, 40.0], [50.0, 70.0]), np.zeros(1), 0.5)
    np.testing.assert_allclose(lean.net_transfer, lavish.net_transfer)
    assert lavish.own_balance[1, 0] < lean.own_balance[1, 0]


def test_provinces_alike_pay_each_other_nothing() -> None:
    result = pool(two([50.0, 50.0], [70.0, 70.0]), np.zeros(1), 0.5)
    np.testing.assert_allclose(result.net_transfer, 0.0, atol=1e-12)


def test_the_answer_as_json_adds_up_too() -> None:
    told = pool(made_up(4), np.zeros(YEARS.size), 0.5).to_json()
    assert [row["illustrative"] for row in told["provinces"]] == [True] * 4
    total = np.sum([row["contributions"] for row in told["provinces"]], axis=0)
    np.testing.assert_allclose(total, told["nation"]["contributions"])
    np.testing.assert_allclose(total, NATION.contributions[0])
