"""With the Academy's assumptions our fund meets the Academy's years, and what was given is told from what was not."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.documents import load_document
from core.errors import InputError, UnknownKey, ValueOutOfRange
from simulation.countries.china.backtest.run import backtest
from simulation.countries.china.cass import heads
from simulation.countries.china.cass.plan import (
    BASE_YEAR,
    LAST_YEAR,
    Plan,
    known_steps,
    other_readings,
    readings_of,
    steps_of,
    whole_plan,
)
from simulation.countries.china.cass.steps import (
    JUDGED,
    Row,
    published_outcome,
    readings_of_academy,
    steps_to_academy,
)
from simulation.countries.china.cass.valuation import population, value
from simulation.countries.china.population import china_population_as_of
from simulation.countries.china.validation.cass import cass_cases
from simulation.funds.ledger import FundAccounts
from simulation.validation_case import read_figures

YEARS = np.arange(BASE_YEAR + 1, LAST_YEAR + 1)


def whole() -> FundAccounts:
    return value(whole_plan())


def at(accounts: FundAccounts, year: int) -> int:
    return year - int(accounts.flows.years[0])


def reading(name: str) -> Row:
    (row,) = [row for row in readings_of_academy() if row.name == name]
    return row


def step(name: str) -> Row:
    (row,) = [row for row in steps_to_academy() if row.name == name]
    return row


def test_first_deficit_and_depletion_come_within_two_years_of_the_published_ones() -> None:
    ours, theirs = steps_to_academy()[-1].outcome, published_outcome().outcome
    assert (theirs.first_deficit_year, theirs.depletion_year) == (2028, 2035)
    assert ours.first_deficit_year is not None and ours.depletion_year is not None
    assert abs(ours.first_deficit_year - 2028) <= 2
    assert abs(ours.depletion_year - 2035) <= 2


def test_the_table_of_steps_ends_within_one_year() -> None:
    ours = steps_to_academy()[-1].outcome
    assert ours.first_deficit_year in range(2027, 2030)
    assert ours.depletion_year in range(2034, 2037)


def test_our_own_projection_is_far_from_theirs_before_the_first_step() -> None:
    """Were it not, the table would have nothing to explain."""
    ours = steps_to_academy()[0].outcome
    assert ours.depletion_year is None
    assert ours.accumulated_balance_2035 is not None and ours.accumulated_balance_2035 > 10e12


def test_every_row_takes_over_one_assumption_more_and_the_last_all_of_them() -> None:
    rows, names = steps_to_academy(), [each.name for each in known_steps()]
    assert [row.name for row in rows] == ["ours", *names]
    assert rows[-1].outcome == readings_of_academy()[0].outcome
    for before, after in pairwise(rows):
        assert before.outcome != after.outcome, after.name


def test_every_row_of_the_academy_belongs_to_one_step() -> None:
    rows = [key for each in known_steps() for key in each.rows]
    file = load_document(Path(JUDGED).parent / "assumptions.yaml").data
    assert sorted(rows) == sorted(file)


def test_without_a_step_it_is_the_back_test() -> None:
    """Only the gain in life expectancy differs: it fades here, because it cannot go on to 2050."""
    ours, past = value(Plan(())), backtest(BASE_YEAR, "conditional").accounts["enterprise_pension"]
    years = past.flows.years.size
    np.testing.assert_allclose(ours.income[:years], past.income, rtol=1e-3)
    np.testing.assert_allclose(ours.outgo[:years], past.outgo, rtol=1e-3)
    np.testing.assert_allclose(ours.flows.beneficiaries[:years], past.flows.beneficiaries, rtol=1e-3)


def test_no_insured_person_appears_or_vanishes_between_what_is_given_and_what_is_projected() -> None:
    active = value(Plan(())).flows.measures["active"]
    assert np.abs(np.diff(np.log(active))).max() < 0.08


def test_the_insured_pass_through_every_published_point() -> None:
    published = heads.academy_figures().series("cass.insured")
    years = np.array(sorted(published.values))
    np.testing.assert_allclose(heads.insured(years), published.array(years), rtol=1e-12)
    active = whole().flows.measures["active"]
    np.testing.assert_allclose(active, heads.insured(YEARS), rtol=1e-9)


def test_the_insured_grow_by_less_each_year_until_their_peak() -> None:
    growth = np.diff(np.log(heads.insured(np.arange(2020, 2048))))
    assert (growth > 0).all() and (np.diff(growth) < 0).all()
    assert growth[0] < 0.02


def test_as_many_pay_as_the_two_published_ratios_say() -> None:
    accounts = whole()
    share = accounts.flows.contributors / accounts.flows.measures["active"]
    np.testing.assert_allclose(share[[0, -1]], [0.377 / 0.47, 0.818 / 0.963], rtol=1e-9)


def test_the_pensioners_of_2050_come_out_of_the_model_as_the_academy_has_them() -> None:
    retired = whole().flows.beneficiaries
    assert retired[at(whole(), 2050)] == pytest.approx(278e6, rel=0.02)


def test_the_balance_of_2019_is_the_published_one_and_the_year_after_is_free() -> None:
    balance = whole().annual_balance
    assert balance[0] == pytest.approx(106.29e9, rel=1e-3)
    assert balance[1] != pytest.approx(106.29e9, rel=0.05)


def test_the_subsidy_of_2050_is_the_difference_of_the_two_published_balances() -> None:
    accounts = whole()
    assert accounts.income_lines["fiscal_subsidy"][-1] == pytest.approx((16.73 - 11.28) * 1e12, rel=1e-9)
    before = accounts.annual_balance_before_subsidy
    assert accounts.annual_balance[-1] - before[-1] == pytest.approx(5.45e12, rel=1e-9)


def test_the_accounts_roll_forward_from_the_published_reserve() -> None:
    accounts = whole()
    opening = np.concatenate([[4.8e12], accounts.accumulated_balance[:-1]])
    np.testing.assert_allclose(accounts.accumulated_balance, opening + accounts.annual_balance, rtol=1e-9)


def test_missing_money_bears_interest_only_before_that_step() -> None:
    assert not whole().outgo_lines["borrowing_cost"].any()
    steps = [each.name for each in known_steps()]
    before = value(Plan(tuple(steps[: steps.index("borrowing")])))
    assert before.outgo_lines["borrowing_cost"][-1] > 0


def test_the_law_of_2018_retires_more_people_than_that_of_today() -> None:
    def retired(*steps: str) -> float:
        return float(value(Plan(steps)).flows.beneficiaries[-1])

    assert retired("relief", "law") > 1.03 * retired("relief")


def test_a_lower_rate_brings_every_year_forward() -> None:
    before, after = step("law").outcome, step("rate").outcome
    assert after.first_deficit_year is not None
    assert after.first_deficit_year < (before.first_deficit_year or LAST_YEAR + 1)
    assert after.highest_balance < before.highest_balance


def test_higher_wages_put_deficit_and_depletion_off_and_lower_ones_bring_them_forward() -> None:
    lower, base, higher = (reading(name).outcome for name in ("lower_wages", "whole", "higher_wages"))
    for attribute in ("first_deficit_year", "depletion_year"):
        assert getattr(lower, attribute) < getattr(base, attribute) < getattr(higher, attribute)


def test_increases_that_fall_with_wages_leave_a_much_smaller_deficit_in_2050() -> None:
    """The reason the other reading was taken, as the report tells."""
    published = published_outcome().outcome.annual_balance_2050_before_subsidy
    assert reading("indexation_falls").outcome.annual_balance_2050_before_subsidy > 0.8 * published
    assert reading("whole").outcome.annual_balance_2050_before_subsidy < 0.95 * published


def test_the_subsidy_does_not_move_the_balance_before_subsidy() -> None:
    """Bases meet the balance of 2019 with the subsidy of that year, which is nearly the same under both."""
    base, constant = reading("whole").outcome, reading("constant_subsidy").outcome
    assert base.annual_balance_2050_before_subsidy == pytest.approx(
        constant.annual_balance_2050_before_subsidy, rel=2e-3
    )
    assert base.annual_balance_2050 > constant.annual_balance_2050


def test_only_what_is_called_calibrated_is_given_to_the_model() -> None:
    given = [abs(number) for series in _given().values() for number in series.values()]
    units = {"million persons": 1e6, "trillion yuan": 1e12, "years": 1.0}
    for figure in read_figures(JUDGED):
        amount = abs(figure.published) * next(size for unit, size in units.items() if figure.unit.startswith(unit))
        if not figure.calibrated:
            assert not np.isclose(given, amount, rtol=1e-6).any(), figure
    calibrated = {(figure.name, figure.year) for figure in read_figures(JUDGED) if figure.calibrated}
    assert ("CASS assumptions: balance of the year", 2019) in calibrated
    assert len(calibrated) == 5


def _given() -> dict[str, dict[int, float]]:
    return heads.academy_figures().as_plain()


def test_the_cases_say_what_the_table_says() -> None:
    cases = {(case.name.partition(": ")[2], case.year): case for case in cass_cases()}
    ours = steps_to_academy()[-1].outcome
    assert ours.first_deficit_year is not None and ours.depletion_year is not None
    assert cases["years from 2018 to the first deficit", 2028].ours == ours.first_deficit_year - 2018
    assert cases["years from 2018 to depletion", 2035].ours == ours.depletion_year - 2018
    assert cases["highest accumulated balance", 2027].ours == pytest.approx(ours.highest_balance / 1e12)
    assert cases["years from 2018 to the first deficit before subsidy", 2019].ours == 1
    assert len(cases) == len(read_figures(JUDGED))


def test_other_readings_change_one_thing_each() -> None:
    base = whole_plan()
    for other in other_readings():
        fewer = set(base.steps) - set(other.plan.steps)
        assert len(fewer) + len(other.plan.rows) == 1, other.name


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("a:\n  title: {zh: 甲, en: A}\n  basis: guessed\n", InputError, "steps.yaml:3"),
        ("a:\n  title: {zh: 甲, en: A}\n  basis: own\n  rows: [macro.no_such]\n", UnknownKey, "macro.no_such"),
        ("a:\n  title: {zh: 甲}\n  basis: own\n", UnknownKey, "both languages"),
        ("a: {heading: x, basis: own}\n", InputError, "not well formed"),
    ],
)
def test_a_step_that_is_not_well_formed_is_named_with_its_line(
    text: str, error: type[Exception], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "steps.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=words):
        steps_of(load_document(path))


def test_a_reading_can_only_leave_out_a_step_there_is(tmp_path: Path) -> None:
    path = tmp_path / "readings.yaml"
    path.write_text("a:\n  title: {zh: 甲, en: A}\n  without: [weather]\n", encoding="utf-8")
    with pytest.raises(UnknownKey, match=r"readings\.yaml:3.*weather"):
        readings_of(load_document(path))


def test_a_constant_gain_in_life_expectancy_does_not_reach_2050_and_a_fading_one_does() -> None:
    with pytest.raises(ValueOutOfRange):
        china_population_as_of(BASE_YEAR, LAST_YEAR)
    dying = population().death_probability[:, :, 60:95]
    assert (np.diff(dying[1:], axis=0) <= 1e-12).all()
    early, late = dying[1] - dying[2], dying[-2] - dying[-1]
    assert early.mean() > 10 * late.mean() >= 0


def test_a_gain_that_hardly_fades_is_nearly_the_constant_one() -> None:
    constant = china_population_as_of(BASE_YEAR, 2030)
    slow = china_population_as_of(BASE_YEAR, 2030, gain_ends=100_000)
    np.testing.assert_allclose(slow.persons, constant.persons, rtol=1e-4)
    assert (slow.persons[-1] != constant.persons[-1]).any()
