"""The plan: shells and workshops, who runs the rings; the given province stays as it is."""

from dataclasses import fields

import numpy as np
import pytest

from datapool.synthetic import fraud
from datapool.synthetic.province import Province, make_province


@pytest.fixture(scope="module")
def province() -> Province:
    return make_province(120_000, 4)


@pytest.fixture(scope="module")
def plan(province: Province) -> fraud.FraudPlan:
    return fraud.plan(province)


def same(one: Province, other: Province) -> bool:
    return all(
        (getattr(one.employers, field.name) == getattr(other.employers, field.name)).all()
        for field in fields(one.employers)
    )


def test_the_given_province_is_not_changed(province: Province, plan: fraud.FraudPlan) -> None:
    assert same(province, make_province(120_000, 4))
    assert not same(province, plan.province)


def test_the_same_province_gives_the_same_plan(province: Province, plan: fraud.FraudPlan) -> None:
    again = fraud.plan(province)
    assert same(again.province, plan.province)
    assert [[(r.number, r.employers, r.clerks, r.start) for r in rings] for rings in again.rings.values()] == [
        [(r.number, r.employers, r.clerks, r.start) for r in rings] for rings in plan.rings.values()
    ]


def test_the_shells_of_a_ring_share_an_agent_who_serves_honest_firms_too(plan: fraud.FraudPlan) -> None:
    employers = plan.province.employers
    shells = [shell for ring in plan.rings["T05"] for shell in ring.employers]
    assert len(set(shells)) == len(shells)
    with_others = 0
    for ring in plan.rings["T05"]:
        assert set(employers.agent_phone[ring.employers].tolist()) == {ring.agent}
        clients = np.flatnonzero(employers.agent_phone == ring.agent)
        with_others += bool(np.setdiff1d(clients, shells).size)
    assert with_others >= len(plan.rings["T05"]) / 2


def test_shared_agents_addresses_and_accounts_are_commoner_among_the_honest(plan: fraud.FraudPlan) -> None:
    employers = plan.province.employers
    shells = [shell for ring in plan.rings["T05"] for shell in ring.employers]
    honest = np.setdiff1d(np.arange(len(employers)), shells)
    for name in ("agent_phone", "address", "account"):
        values = getattr(employers, name)
        shared = np.isin(values, [v for v, n in zip(*np.unique(values, return_counts=True), strict=True) if n > 1])
        assert shared[honest].sum() > 5 * len(shells)


def test_workshops_are_honest_open_throughout_and_no_shells(plan: fraud.FraudPlan) -> None:
    employers, workshops = plan.province.employers, plan.workshops
    assert workshops.size and employers.honest[workshops].all()
    assert (employers.opened[workshops] < 0).all() and (employers.closed[workshops] > plan.province.months).all()
    assert not np.intersect1d(workshops, [shell for ring in plan.rings["T05"] for shell in ring.employers]).size


def test_a_tenth_or_so_of_the_small_private_firms_under_declare(plan: fraud.FraudPlan) -> None:
    employers = plan.province.employers
    dishonest = ~employers.honest
    assert np.isin(employers.kind[dishonest], (1, 3)).all()
    assert 0.03 < dishonest.mean() < 0.15


def test_insiders_and_forgers_have_one_who_handles_and_one_who_approves(plan: fraud.FraudPlan) -> None:
    for code in ("T04", "T11"):
        for ring in plan.rings[code]:
            handles, approves = ring.clerks
            assert (plan.province.clerks.post[handles], plan.province.clerks.post[approves]) == (1, 2)
            assert plan.province.counties.prefecture[ring.county] == ring.prefecture
