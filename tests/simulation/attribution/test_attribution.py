"""The change is split over what differs, and the parts are the whole."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, UnknownKey, ValueOutOfRange
from simulation.attribution.attribution import Attribution, Method, attribute
from simulation.attribution.factors import differing_factors
from simulation.attribution.mixture import Mixture
from simulation.key_figures import key_figures
from simulation.projection import project
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, surroundings_of

FUND = "enterprise_pension"
EIGHT = (
    "pension.indexation@2027+=0.005",
    "macro.real_wage_growth@2027+=-0.005",
    "demography.tfr_shift+=-0.2",
    "demography.life_expectancy_shift+=1",
    "pension.employee.compliance@2027+=0.02",
    "pension.contribution.employer_rate@2027+=0.02",
    "retirement.longest_delay.male@2027+=12",
    "macro.discount_rate+=0.005",
)
CLOSED = 1e-9
BASE = Scenario()


def split(*changes: str, a: Scenario = BASE, measure: str = "actuarial_balance.75", **more: object) -> Attribution:
    return attribute(a, BASE.with_settings(changes), FUND, measure, method=Method(**more))  # type: ignore[arg-type]


def values(found: Attribution) -> dict[str, float]:
    return {part.factor.name: part.value for part in found.parts}


@pytest.fixture(scope="module")
def eight() -> Attribution:
    return split(*EIGHT)


def test_eight_factors_close_and_both_ends_are_the_projections(eight: Attribution) -> None:
    assert (len(eight.parts), eight.is_exact, eight.asked) == (8, True, 256)
    assert abs(eight.gap) <= CLOSED
    for side, scenario in ((eight.a, BASE), (eight.b, BASE.with_settings(EIGHT))):
        assert side == pytest.approx(key_figures(project(scenario), FUND)["actuarial_balance.75"], abs=1e-14)


def test_the_factors_are_the_keys_that_were_set_with_their_values(eight: Attribution) -> None:
    factors = {part.factor.name: part.factor for part in eight.parts}
    assert set(factors) == {setting.split("@")[0].split("+=")[0] for setting in EIGHT}
    rate, delay = factors["pension.contribution.employer_rate"], factors["retirement.longest_delay.male"]
    assert (rate.year, rate.before, rate.after) == (2027, pytest.approx(0.16), pytest.approx(0.18))
    assert (delay.year, delay.before, delay.after) == (2027, 36, 48)
    assert (factors["demography.tfr_shift"].before, factors["demography.tfr_shift"].after) == (0.0, -0.2)
    assert all(factor.title["zh"] and factor.title["en"] for factor in factors.values())
    sizes = [abs(part.value) for part in eight.parts]
    assert sizes == sorted(sizes, reverse=True)


def test_what_does_not_touch_the_fund_adds_nothing() -> None:
    beside = ("unemployment.coverage+=0.1", "employee_medical.excess_cost_growth+=0.01")
    found = values(split(*beside, "pension.indexation@2030+=0.01"))
    assert found["unemployment.coverage"] == found["employee_medical.excess_cost_growth"] == 0.0
    assert found["pension.indexation"] < 0


def test_a_single_factor_is_the_whole_change() -> None:
    found = split("macro.cpi@2030+=0.01")
    (part,) = found.parts
    assert part.value == part.alone == found.b - found.a
    assert found.asked == 2


def test_two_equal_scenarios_have_nothing_to_split() -> None:
    found = split()
    assert (found.parts, found.a) == ((), found.b)
    assert split("pension.indexation+=0").parts == ()


def test_going_back_gives_the_same_with_the_sign_turned() -> None:
    there = split(*EIGHT[:4])
    back = attribute(BASE.with_settings(EIGHT[:4]), BASE, FUND)
    assert {name: -value for name, value in values(back).items()} == pytest.approx(values(there), abs=CLOSED)


def test_what_both_share_is_no_factor() -> None:
    a = BASE.with_settings(("macro.cpi@2030+=0.01",))
    found = attribute(a, BASE.with_settings(("macro.cpi@2030+=0.01", "pension.indexation@2030+=0.01")), FUND)
    assert [part.factor.name for part in found.parts] == ["pension.indexation"]


def test_the_order_of_the_settings_does_not_matter() -> None:
    assert values(split(*EIGHT[:4])) == pytest.approx(values(split(*reversed(EIGHT[:4]))), abs=CLOSED)


def test_a_family_is_one_factor() -> None:
    changes = (*(f"pension.{group}.compliance@2027+=-0.02" for group in ("employee", "flexible")), EIGHT[5])
    found = split(*changes, families=("pension.*.compliance",))
    assert set(values(found)) == {"pension.*.compliance", "pension.contribution.employer_rate"}
    assert abs(found.gap) <= CLOSED
    (family,) = (part.factor for part in found.parts if "*" in part.factor.name)
    assert family.rows == ("pension.employee.compliance", "pension.flexible.compliance")
    only = split(*changes[:2], families=("pension.*.compliance",))
    assert only.parts[0].value == only.b - only.a


def test_a_reform_file_is_split_by_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(
        "overlay: {title: two rates, reason: a test}\n"
        "pension.contribution.employer_rate: {values: {2030-01-01: 0.18}}\n"
        "pension.contribution.employee_rate: {values: {2030-01-01: 0.09}}\n",
        encoding="utf-8",
    )
    found = attribute(BASE, Scenario(overlays=(path,)), FUND)
    assert set(values(found)) == {"pension.contribution.employer_rate", "pension.contribution.employee_rate"}
    assert all(value > 0 for value in values(found).values())
    assert abs(found.gap) <= CLOSED
    assert found.parts[0].factor.year == 2030


def test_more_than_ten_factors_are_sampled_close_and_tell_their_error() -> None:
    groups = ("employee", "flexible", "public")
    many = EIGHT + tuple(f"pension.{group}.collection@2027+=-0.01" for group in groups)
    found = split(*many, orders=3)
    assert not found.is_exact
    assert abs(found.gap) <= CLOSED
    errors = {part.factor.name: part.standard_error for part in found.parts}
    assert errors["pension.indexation"] > 0
    assert errors["pension.public.collection"] < 1e-6
    exact = values(split(*many, families=("pension.*.collection",)))
    for part in found.parts:
        if part.factor.name in exact:
            assert part.value == pytest.approx(exact[part.factor.name], abs=0.003)


@settings(max_examples=8, deadline=None)
@given(st.floats(-0.01, 0.01), st.floats(-0.3, 0.3), st.floats(-0.04, 0.04), st.floats(-0.01, 0.01))
def test_the_parts_close_whatever_changed(indexation: float, tfr: float, rate: float, wages: float) -> None:
    found = split(
        f"pension.indexation@2027+={indexation:.6f}",
        f"demography.tfr_shift+={tfr:.6f}",
        f"pension.contribution.employer_rate@2027+={rate:.6f}",
        f"macro.real_wage_growth@2027+={wages:.6f}",
    )
    assert abs(found.gap) <= CLOSED


@pytest.mark.parametrize(
    "measure",
    [
        "accumulated_balance.2050",
        "cost_rate_summarised.25",
        "outgo.2040",
        "months_payable.2035",
        "open_group_obligation",
    ],
)
def test_any_figure_of_the_fund_can_be_split(measure: str) -> None:
    found = split(*EIGHT[:3], measure=measure)
    assert abs(found.gap) <= CLOSED * max(abs(found.a), abs(found.b))
    stem, _, part = measure.partition(".")
    expected = project(BASE).funds[FUND].measures[stem]
    expected = expected[part] if isinstance(expected, dict) else expected
    expected = expected[int(part) - 2020] if isinstance(expected, np.ndarray) else expected
    assert found.a == pytest.approx(expected, rel=1e-12)


def test_a_mixture_of_everything_is_the_other_scenario() -> None:
    a, b = surroundings_of(BASE), surroundings_of(BASE.with_settings(EIGHT))
    mixture = Mixture(a, b, differing_factors(a, b), lambda people: people)
    for fund in (FUND, "resident_medical", "work_injury"):
        for members, context in ((0, a), (255, b)):
            mixed = accounts_of(mixture.context(members), fund).accumulated_balance
            assert np.array_equal(mixed, accounts_of(context, fund).accumulated_balance)


def test_the_json_is_plain(eight: Attribution) -> None:
    plain = eight.to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert sum(factor["value"] for factor in plain["factors"]) == pytest.approx(plain["change"], abs=CLOSED)


def test_what_cannot_be_split_is_refused() -> None:
    moved = BASE.with_settings(EIGHT[:1])
    with pytest.raises(UnknownKey, match="work_injury"):
        attribute(BASE, moved, "pension")
    for measure in ("depletion_year", "actuarial_balance.60", "accumulated_balance", "outgo.2101", "outgo.soon", ""):
        with pytest.raises(InputError, match="split"):
            attribute(BASE, moved, FUND, measure)
    with pytest.raises(InputError, match="published"):
        attribute(BASE, moved, FUND, "outgo.2022")
    with pytest.raises(InputError, match="2060"):
        attribute(BASE, Scenario(last_year=2060), FUND)
    short = Scenario(last_year=2060)
    with pytest.raises(InputError, match="too short"):
        attribute(short, short.with_settings(EIGHT[:1]), FUND)
    with pytest.raises(InputError, match="back-test"):
        attribute(Scenario(start=2018), moved, FUND)
    with pytest.raises(UnknownKey, match=r"pension\.indexation"):
        attribute(BASE, moved, FUND, method=Method(families=("macro.*",)))
    with pytest.raises(ValueOutOfRange, match="orders"):
        attribute(BASE, moved, FUND, method=Method(orders=1))
