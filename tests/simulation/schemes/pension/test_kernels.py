"""The pension kernel: it agrees with its plain twin, loses nobody and no yuan, and does what the law says of each."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import plain_pension
from benchmarks.plain_pension import Inputs
from tests.simulation.schemes.pension.made_up import Projected, projected, scheme

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=25, deadline=None)
TIGHT = 1e-9


def close(left: np.ndarray, right: np.ndarray) -> None:
    np.testing.assert_allclose(left, right, rtol=TIGHT, atol=1e-12 * np.abs(right).max(initial=1e-300))


def with_years(given: Inputs, **changes: np.ndarray) -> Inputs:
    return given._replace(years=given.years._replace(**changes))


def with_groups(given: Inputs, **changes: np.ndarray) -> Inputs:
    return given._replace(groups=given.groups._replace(**changes))


def with_stock(given: Inputs, **changes: np.ndarray) -> Inputs:
    return given._replace(stock=given.stock._replace(**changes))


def nobody_at_work(given: Inputs) -> Inputs:
    return with_stock(given, active=np.zeros_like(given.stock.active))


def nobody_retired(given: Inputs) -> Inputs:
    return with_stock(given, retired=np.zeros_like(given.stock.retired))


def contributions(done: Projected) -> np.ndarray:
    return done.flows["contributions_pooled"] + done.flows["contributions_account"]


@given(SEEDS, st.integers(1, 3), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_the_plain_twin_comes_to_the_same_figures(seed: int, groups: int, years: int) -> None:
    given = scheme(seed, groups=groups, years=years)
    ours, plain = projected(given), projected(given, plain_pension.project_members)
    for name, values in ours.flows.items():
        close(values, plain.flows[name])
    for name, values in ours.stocks.items():
        close(values, plain.stocks[name])
    heads, at_work = ours.closing.retired.sum(axis=0), ours.closing.active
    close(at_work, plain.closing.active)
    close(ours.closing.retired, plain.closing.retired)
    for name in ("years", "index_sum", "account"):
        close(at_work * getattr(ours.closing, name), at_work * getattr(plain.closing, name))
    for name in ("pooled_pension", "account_pension", "account_left"):
        close(heads * getattr(ours.closing, name), heads * getattr(plain.closing, name))


@given(SEEDS)
@FEW
def test_everybody_is_accounted_for_each_year_in_each_group(seed: int) -> None:
    done = projected(scheme(seed))
    flows, (active, retired) = done.flows, done.members()
    left = sum(flows[name] for name in ("withdrew", "deaths_active", "new_retired", "left_short_of_years"))
    close(active[:, :-1] + flows["entered"] - left, active[:, 1:])
    close(retired[:, :-1] + flows["new_retired"] - flows["deaths_retired"], retired[:, 1:])


@given(SEEDS)
@FEW
def test_recorded_accounts_roll_forward_each_year(seed: int) -> None:
    done = projected(scheme(seed))
    flows, held = done.flows, done.accounts()
    paid_out = ("account_pensions", "account_refunds", "account_transfers_out", "withdrawn_accounts")
    out = sum(flows[name] for name in paid_out)
    close(held[:, :-1] + flows["contributions_account"] + flows["account_credit"] - out, held[:, 1:])


@given(SEEDS)
@FEW
def test_no_head_no_account_and_no_flow_is_negative(seed: int) -> None:
    given = scheme(seed)
    done = projected(given)
    scale = given.stock.active.max()
    assert (done.closing.active > -TIGHT * scale).all()
    assert (done.closing.retired >= 0).all()
    assert (done.closing.account_left[done.closing.retired.sum(axis=0) > 0] >= 0).all()
    for name, values in done.flows.items():
        assert (values >= -TIGHT * np.abs(values).max()).all(), name


@given(SEEDS)
@FEW
def test_a_group_meets_its_target_unless_it_lacks_people(seed: int) -> None:
    done = projected(scheme(seed))
    target = done.given.years.target
    known = ~np.isnan(target)
    close(done.stocks["active"][known], target[known])
    assert (done.flows["entered"] * done.flows["withdrew"] == 0).all()
    assert (done.flows["entered"][~known] == 0).all()
    assert (done.flows["withdrew"][~known] == 0).all()


def test_no_group_takes_in_more_people_than_there_are() -> None:
    given = scheme(7, years=1)
    closed = projected(with_years(given, target=np.full_like(given.years.target, np.nan)))
    greedy = projected(with_years(given, target=np.full_like(given.years.target, 1e9)))
    before, after = (
        done.closing.active.sum(axis=0) + done.closing.retired.sum(axis=(0, 1)) for done in (closed, greedy)
    )
    assert (after <= np.maximum(given.persons[-1], before) * (1 + TIGHT)).all()
    assert greedy.flows["entered"].sum() > 0
    assert (greedy.stocks["active"] < 1e9).all()


@given(SEEDS)
@FEW
def test_an_exhausted_account_does_not_stop_the_pension(seed: int) -> None:
    given = nobody_at_work(scheme(seed, open_to_all=False))
    empty = with_stock(given, account_left=np.zeros_like(given.stock.account_left))
    full = with_stock(given, account_left=np.full_like(given.stock.account_left, 1e9))
    with_nothing, with_plenty = projected(empty), projected(full)
    close(with_nothing.pensions(), with_plenty.pensions())
    assert (with_nothing.flows["account_pensions"] == 0).all()
    assert (with_plenty.flows["account_pensions_unfunded"] == 0).all()
    close(with_nothing.flows["account_pensions_unfunded"], with_plenty.flows["account_pensions"])


@given(SEEDS)
@FEW
def test_only_an_unspent_account_is_refunded(seed: int) -> None:
    given = nobody_at_work(scheme(seed, years=1, open_to_all=False))
    empty = with_stock(given, account_left=np.zeros_like(given.stock.account_left))
    assert (projected(empty).flows["account_refunds"] == 0).all()
    stock, years = given.stock, given.years
    heads = stock.retired.sum(axis=0)
    dies = np.minimum(1, given.dying[0] * given.groups.death_retired[:, None, None])
    held = stock.account_left * (1 + years.credit[0])
    drawn_in_half_a_year = np.minimum(12 * stock.account_pension, held) / 2
    due = (heads * dies * (held - drawn_in_half_a_year)).sum(axis=(1, 2))
    close(projected(given).flows["account_refunds"][:, 0], due)


@given(SEEDS)
@FEW
def test_pensions_of_31_december_are_raised_from_1_january(seed: int) -> None:
    given = nobody_at_work(scheme(seed, years=1, open_to_all=False))
    stock = given.stock
    dies = np.minimum(1, given.dying[0] * given.groups.death_retired[:, None, None])
    lives = stock.retired.sum(axis=0) * (1 - dies / 2)
    monthly = (stock.pooled_pension + stock.account_pension) * (1 + given.years.indexation[0])
    close(projected(given).pensions()[:, 0], (lives * 12 * monthly).sum(axis=(1, 2)))


@given(SEEDS)
@FEW
def test_those_who_retire_in_the_year_are_first_raised_in_the_next(seed: int) -> None:
    given = nobody_retired(scheme(seed, years=2, open_to_all=False))
    raised = given.years.indexation.copy()
    raised[0] += 0.5
    plain, first_year_raised = projected(given), projected(with_years(given, indexation=raised))
    for name, values in plain.flows.items():
        close(first_year_raised.flows[name], values)
    raised = given.years.indexation.copy()
    raised[1] += 0.5
    assert (projected(with_years(given, indexation=raised)).pensions()[:, 1] > plain.pensions()[:, 1]).all()


@given(SEEDS)
@FEW
def test_pensioners_pay_nothing(seed: int) -> None:
    given = scheme(seed, open_to_all=False)
    done = projected(given)
    many = projected(with_stock(given, retired=10 * given.stock.retired))
    none = projected(nobody_at_work(given))
    for name in ("contributions_pooled", "contributions_account", "shortfall_payments"):
        close(many.flows[name], done.flows[name])
        assert (none.flows[name] == 0).all()


@given(SEEDS, st.floats(0.5, 2.0))
@FEW
def test_contributions_are_proportional_to_their_rate(seed: int, factor: float) -> None:
    given = scheme(seed)
    done = projected(given)
    pooled = projected(with_years(given, pooled_rate=factor * given.years.pooled_rate))
    account = projected(with_years(given, account_rate=factor * given.years.account_rate))
    close(pooled.flows["contributions_pooled"], factor * done.flows["contributions_pooled"])
    close(account.flows["contributions_account"], factor * done.flows["contributions_account"])
    close(pooled.pensions(), done.pensions())
    close(account.flows["contributions_pooled"], done.flows["contributions_pooled"])


@given(SEEDS, st.floats(0.1, 10.0))
@FEW
def test_a_scheme_of_more_people_is_the_same_scheme_larger(seed: int, factor: float) -> None:
    given = scheme(seed)
    larger = given._replace(
        persons=factor * given.persons,
        stock=given.stock._replace(active=factor * given.stock.active, retired=factor * given.stock.retired),
        years=given.years._replace(target=factor * given.years.target),
    )
    one, other = projected(given), projected(larger)
    for name, values in one.flows.items():
        close(other.flows[name], factor * values)


@given(SEEDS, st.floats(0.01, 100.0))
@FEW
def test_money_in_another_unit_changes_amounts_and_no_head(seed: int, factor: float) -> None:
    given = scheme(seed)
    stock, years = given.stock, given.years
    money = ("account", "pooled_pension", "account_pension", "account_left")
    other = given._replace(
        stock=stock._replace(**{name: factor * getattr(stock, name) for name in money}),
        years=years._replace(wage=factor * years.wage, base=factor * years.base),
    )
    heads = {"deaths_retired", "deaths_active", "new_retired", "left_short_of_years", "entered", "withdrew"}
    one, two = projected(given), projected(other)
    for name, values in one.flows.items():
        close(two.flows[name], values if name in heads else factor * values)


@given(SEEDS)
@FEW
def test_the_order_of_groups_that_nobody_enters_does_not_matter(seed: int) -> None:
    given = scheme(seed, groups=3, open_to_all=False)
    turned = [2, 0, 1]
    by_group = {"wage", "indexation", "credit", "minimum_years", "accrual_rate", "transition_rate"}
    years = {name: values[turned] for name, values in given.years._asdict().items() if name not in by_group}
    stock = {
        name: values[:, turned] if name == "retired" else values[turned]
        for name, values in given.stock._asdict().items()
    }
    other = given._replace(
        years=given.years._replace(**years),
        groups=type(given.groups)(*(values[turned] for values in given.groups)),
        leaving=type(given.leaving)(*(values[turned] for values in given.leaving)),
        stock=given.stock._replace(**stock),
    )
    one, two = projected(given), projected(other)
    for name, values in one.flows.items():
        assert np.array_equal(two.flows[name], values[turned]), name


@given(SEEDS)
@FEW
def test_the_ways_out_for_those_short_of_years_add_up(seed: int) -> None:
    given = scheme(seed, years=1, open_to_all=False)
    none, all_of_them = np.zeros(2), np.ones(2)
    leave = projected(with_groups(given, buy=none, extend=none))
    buy = projected(with_groups(given, buy=all_of_them, extend=none))
    extend = projected(with_groups(given, buy=none, extend=all_of_them))
    reaching = leave.flows["new_retired"] + leave.flows["left_short_of_years"]
    close(buy.flows["new_retired"], reaching)
    assert np.abs(buy.flows["left_short_of_years"]).max() < TIGHT
    assert (leave.flows["shortfall_payments"] == 0).all()
    assert (buy.flows["shortfall_payments"] > 0).all()
    # Nobody works on beyond 70: the few who reach 71 short of years leave all the same.
    assert (extend.flows["left_short_of_years"] <= leave.flows["left_short_of_years"] + TIGHT).all()
    close(
        extend.stocks["active"] + extend.flows["left_short_of_years"],
        leave.stocks["active"] + leave.flows["left_short_of_years"],
    )


@pytest.mark.parametrize(("mean", "spread", "needed"), [(16.0, 4.0, 15.0), (9.0, 5.0, 20.0), (30.0, 3.0, 15.0)])
def test_the_share_short_of_years_is_that_of_a_normal_distribution(mean: float, spread: float, needed: float) -> None:
    given = scheme(3, years=1, groups=1, open_to_all=False)
    paying = given.years.paying[0, 0]
    years = np.full_like(given.stock.years, mean - paying / 2)
    given = with_stock(given, years=years, index_sum=years)
    given = with_years(given, minimum_years=np.array([needed]))
    given = with_groups(
        given, spread=np.array([spread]), buy=np.zeros(1), extend=np.zeros(1), deemed=np.zeros_like(given.groups.deemed)
    )
    flows = projected(given).flows
    short = flows["left_short_of_years"] / (flows["left_short_of_years"] + flows["new_retired"])
    assert float(short[0, 0]) == pytest.approx(NormalDist(mean, spread).cdf(needed), rel=1e-9, abs=1e-9)


@given(SEEDS)
@FEW
def test_everybody_has_left_work_after_the_last_age(seed: int) -> None:
    done = projected(scheme(seed, years=8))
    assert (done.closing.active[..., 72:] == 0).all()
    assert np.abs(done.closing.active[..., 71]).max() < TIGHT
