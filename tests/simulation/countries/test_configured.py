"""Countries of YAML: what is known of simple ones comes out, and what is wrong is named with its line."""

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import InputError, UnknownKey
from simulation.comparison import compare
from simulation.countries.configured import awards, benefits, levels, pension, retirement, scheme, workers
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.sensitivity import sensitivities
from tests.simulation.countries.folders import PAGE, edit, write_atlantis, write_stationary

EVEN = {"workers": "all", "members": 1, "normal_age": "old_age"}
CONTRIBUTION = {"contributions": {"wages": {"workers": "all", "rate": 0.2}}}
# Everybody of one age, men and women together.
EACH_AGE = 2000.0


@pytest.fixture(scope="module")
def atlantis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_atlantis(tmp_path_factory.mktemp("countries"))


@pytest.fixture(scope="module")
def base(atlantis: Path) -> Projection:
    return project(Scenario(str(atlantis)))


def measure(projection: Projection, fund: str, name: str) -> np.ndarray:
    values = projection.funds[fund].measures[name]
    assert isinstance(values, np.ndarray)
    return values


def stationary(folder: Path, scheme: dict[str, Any], settings: tuple[str, ...] = (), **more: Any) -> Projection:
    law = more.pop("law", {})
    return project(Scenario(str(write_stationary(folder / "even", scheme, law=law, **more)), settings=settings))


def test_the_documented_country_projects_every_scheme_to_its_last_year(base: Projection) -> None:
    assert list(base.funds) == ["pension", "citizens", "provident", "health"]
    assert (base.years[0], base.years[-1]) == (2026, 2100)
    for name, fund in base.funds.items():
        assert measure(base, name, "outgo").min() > 0
        opening = 0.0 if name == "citizens" else None
        carried = measure(base, name, "accumulated_balance")
        assert np.allclose(np.diff(carried), measure(base, name, "annual_balance")[1:])
        assert opening is None or carried == pytest.approx(0.0, abs=1e-3)
        assert set(fund.status) == {"projected"}
    told = json.loads(json.dumps(base.to_json(), allow_nan=False))
    assert told["units"]["money"].startswith("crowns")


def test_the_levels_of_the_year_are_met_and_no_setting_moves_them(base: Projection, atlantis: Path) -> None:
    fund = base.funds["pension"]
    assert fund.outgo_lines["benefits"][0] + fund.outgo_lines["funeral_and_survivors"][0] == pytest.approx(13.0e9)
    assert measure(base, "pension", "outgo")[0] / measure(base, "pension", "cost_rate")[0] == pytest.approx(72.0e9)
    changed = project(Scenario(str(atlantis), settings=("pension.accrual@2026=0.006", "macro.cpi@2026=0.04")))
    assert measure(changed, "pension", "outgo")[0] != pytest.approx(measure(base, "pension", "outgo")[0], rel=1e-4)
    assert measure(changed, "provident", "account_balances")[0] > 0


def test_a_shorter_projection_is_the_beginning_of_a_longer_one(base: Projection, atlantis: Path) -> None:
    short = project(Scenario(str(atlantis), last_year=2040))
    for name in short.funds:
        for known in ("outgo", "income", "beneficiaries"):
            assert measure(short, name, known) == pytest.approx(measure(base, name, known)[:15], rel=1e-9)


def test_a_contribution_rate_moves_income_only_and_in_proportion(base: Projection, atlantis: Path) -> None:
    raised = project(Scenario(str(atlantis), settings=("pension.rate=0.2",)))
    for line in ("contributions",):
        ratio = raised.funds["pension"].income_lines[line] / base.funds["pension"].income_lines[line]
        assert ratio == pytest.approx(0.2 / 0.16)
    outgo = (found.funds["pension"].outgo_lines["benefits"] for found in (raised, base))
    assert np.array_equal(*outgo)


def test_a_reform_file_does_what_the_setting_does(base: Projection, atlantis: Path, tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text("overlay: {title: less}\npension.accrual: {values: {2030-01-01: 0.01}}\n", encoding="utf-8")
    by_file = project(Scenario(str(atlantis), overlays=(reform,)))
    by_setting = project(Scenario(str(atlantis), settings=("pension.accrual@2030=0.01",)))
    outgo = [measure(found, "pension", "outgo") for found in (base, by_file, by_setting)]
    assert np.array_equal(outgo[1], outgo[2])
    assert np.array_equal(outgo[0][:4], outgo[1][:4])
    assert (outgo[1][5:] < outgo[0][5:]).all()


def test_later_retirement_adds_contributors_and_takes_pensioners_away(
    base: Projection, atlantis: Path, tmp_path: Path
) -> None:
    reform = tmp_path / "later.yaml"
    reform.write_text(
        "overlay: {title: later}\npension.age: {values: {2026-01-01: {1960: 62, 1990: 67}}}\n", encoding="utf-8"
    )
    later = project(Scenario(str(atlantis), overlays=(reform,)))
    row = 2060 - 2026
    assert measure(later, "pension", "contributors")[row] > measure(base, "pension", "contributors")[row]
    assert measure(later, "pension", "beneficiaries")[row] < measure(base, "pension", "beneficiaries")[row]


def test_members_accounts_are_what_a_provident_fund_holds(base: Projection) -> None:
    held = measure(base, "provident", "accumulated_balance") / measure(base, "provident", "account_balances")
    assert held[:50] == pytest.approx(1.0, abs=0.03)


def test_a_price_rise_moves_nominal_money_and_no_person(base: Projection, atlantis: Path) -> None:
    dearer = project(Scenario(str(atlantis), settings=("macro.cpi@2030+=0.01",)))
    for name in base.funds:
        assert np.array_equal(measure(dearer, name, "beneficiaries"), measure(base, name, "beneficiaries"))
        assert measure(dearer, name, "outgo")[-1] > 1.5 * measure(base, name, "outgo")[-1]


def test_a_notional_account_with_wage_growth_is_balanced_where_nothing_changes(tmp_path: Path) -> None:
    formula = {"kind": "account", "rate": 0.2, "interest": {"wages": 1}, "divisor": 20}
    pensions = {"ndc": {**EVEN, "formula": formula, "indexation": {"wages": 1}}}
    even = stationary(tmp_path, {**CONTRIBUTION, "pensions": pensions})
    assert measure(even, "fund", "cost_rate") == pytest.approx(0.2, rel=0.01)
    assert measure(even, "fund", "beneficiaries") == pytest.approx(20 * EACH_AGE)
    assert measure(even, "fund", "contributors") == pytest.approx(45 * EACH_AGE)


def test_a_pension_of_years_times_a_rate_costs_dependency_times_replacement(tmp_path: Path) -> None:
    formula = {"kind": "accrual", "rate": "accrual", "revalued_with": "wages"}
    pensions = {"old": {**EVEN, "formula": formula, "indexation": {"wages": 1}}}
    even = stationary(
        tmp_path, {**CONTRIBUTION, "pensions": pensions}, law={"accrual": ("share of wage per year", 0.01)}
    )
    assert measure(even, "fund", "cost_rate") == pytest.approx(20 / 45 * 0.45, rel=0.01)


def test_price_indexation_costs_less_than_wage_indexation_by_the_growth_it_leaves_out(tmp_path: Path) -> None:
    formula = {"kind": "flat", "of_wage": 0.3, "uprating": {"wages": 1}}
    by = {}
    for name in ("wages", "prices"):
        pensions = {"old": {**EVEN, "formula": formula, "indexation": {name: 1}}}
        (tmp_path / name).mkdir()
        by[name] = measure(stationary(tmp_path / name, {**CONTRIBUTION, "pensions": pensions}), "fund", "cost_rate")
    # Twenty cohorts whose pensions have lost 0, 1, … 19 years of one per cent.
    lost = np.mean(1.01 ** -np.arange(20.0))
    assert by["prices"] / by["wages"] == pytest.approx(lost, rel=0.005)


def test_a_flat_pension_is_persons_times_the_amount_and_follows_the_law(tmp_path: Path) -> None:
    amount = {datetime.date(2020, 1, 1): 100.0, datetime.date(2030, 1, 1): 250.0}
    flat = {"flat": {"from_age": 65, "amount": "amount", "indexation": {}}}
    even = stationary(tmp_path, {"benefits": flat}, law={"amount": ("currency a year", amount)})
    expected = 20 * EACH_AGE * np.where(even.years < 2030, 100.0, 250.0)
    assert even.funds["fund"].outgo_lines["benefits"] == pytest.approx(expected)
    assert not measure(even, "fund", "contributors").any()


def test_a_dated_retirement_age_binds_those_who_have_not_reached_the_old_one(tmp_path: Path) -> None:
    age = {datetime.date(1900, 1, 1): 65.0, datetime.date(2031, 1, 1): 67.0}
    flat = {"old": {**EVEN, "formula": {"kind": "flat", "of_wage": 0.3}, "indexation": {"wages": 1}}}
    even = stationary(tmp_path, {**CONTRIBUTION, "pensions": flat}, law={"age": ("age", age)})
    drawing = measure(even, "fund", "beneficiaries") / EACH_AGE
    assert drawing[even.years <= 2030] == pytest.approx(20.0)
    assert drawing[even.years == 2031] == pytest.approx(19.0)
    assert drawing[even.years >= 2032] == pytest.approx(18.0)


def test_an_early_pension_is_reduced_by_the_law_and_beyond_its_last_month_the_slope_goes_on(tmp_path: Path) -> None:
    formula = {"kind": "flat", "of_wage": 0.3, "uprating": {"wages": 1}}
    paid = {}
    for age in (65, 62, 60):
        old = {**EVEN, "formula": formula, "indexation": {"wages": 1}, "early": "early", "claims": "claims"}
        folder = write_stationary(
            tmp_path / str(age), {**CONTRIBUTION, "pensions": {"old": old}}, law={"early": ("share", {0: 0, 36: 0.18})}
        )
        edit(
            folder / "assumptions.yaml",
            lambda rows, age=age: rows.update(claims={**rows["work"], "values": {age: 1.0}}),
        )
        paid[age] = measure(project(Scenario(str(folder))), "fund", "benefit_per_beneficiary")
    assert paid[62] / paid[65] == pytest.approx(0.82)
    assert paid[60] / paid[65] == pytest.approx(0.70)


def test_slices_of_earnings_are_paid_at_their_own_shares() -> None:
    bends, shares = np.array([1.0, 3.0]), np.array([0.9, 0.3, 0.1])
    pensions = awards.sliced(np.array([0.5, 1.0, 2.0, 5.0]), bends, shares)
    assert pensions == pytest.approx([0.45, 0.9, 1.2, 0.9 + 0.6 + 0.2])


def test_low_earners_are_lifted_to_the_minimum(tmp_path: Path) -> None:
    outgo = []
    for number, least in enumerate((0.0, 0.2)):
        formula = {"kind": "accrual", "rate": 0.005, "earners": "earners", "minimum": least}
        pensions = {"old": {**EVEN, "formula": formula, "indexation": {"wages": 1}}}
        folder = write_stationary(tmp_path / str(number), {**CONTRIBUTION, "pensions": pensions}, law={})
        earners = {50: 0.5, 150: 0.5}
        edit(folder / "assumptions.yaml", lambda rows, e=earners: rows.update(earners={**rows["work"], "values": e}))
        outgo.append(measure(project(Scenario(str(folder))), "fund", "outgo"))
    # Means of 0.1125 and 0.3375 of the wage; the lower half is lifted to 0.2.
    assert outgo[1] / outgo[0] == pytest.approx((0.2 + 0.3375) / (0.1125 + 0.3375), rel=0.01)


def test_a_shortfall_met_from_the_budget_leaves_no_deficit(base: Projection) -> None:
    assert base.funds["citizens"].measures["first_deficit_year"] is None
    assert np.allclose(base.funds["citizens"].income_lines["fiscal_subsidy"], measure(base, "citizens", "outgo"))


def test_a_comparison_names_the_currency_and_two_currencies_are_not_compared(atlantis: Path, tmp_path: Path) -> None:
    scenario = Scenario(str(atlantis))
    told = compare(scenario, scenario.with_settings(("pension.rate=0.2",))).to_json()
    assert told["units"]["outgo"].startswith("crowns")
    with pytest.raises(InputError, match="money"):
        compare(scenario, Scenario())


def test_shocks_of_a_country_stand_in_its_folder(tmp_path: Path) -> None:
    folder = write_atlantis(tmp_path)
    with pytest.raises(InputError, match=r"sensitivity\.yaml"):
        sensitivities(Scenario(str(folder)))
    text = "wages: {title: {zh: 工资, en: wages}, settings: ['macro.real_wage_growth+=-0.005']}\n"
    (folder / "sensitivity.yaml").write_text(text, encoding="utf-8")
    rows = sensitivities(Scenario(str(folder)))
    assert [row.fund for row in rows] == ["pension", "citizens", "provident", "health"]
    (folder / "sensitivity.yaml").write_text("wages: {title: {zh: 工资, en: wages}}\n", encoding="utf-8")
    with pytest.raises(InputError, match="settings"):
        sensitivities(Scenario(str(folder)))


def test_every_field_of_every_part_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    fields = {
        *(name for kind in awards._FIELDS.values() for name in kind),
        *benefits._FIELDS,
        *levels._FIELDS,
        *pension._FIELDS,
        *retirement._FIELDS,
        *retirement._SHIFT_FIELDS,
        *scheme.FIELDS,
        *scheme._CONTRIBUTION,
        *scheme._SHARE,
        *scheme._OF,
        *workers._FIELDS,
    }
    assert [name for name in sorted(fields) if f"`{name}" not in text and f"{name}:" not in text] == []


def test_the_command_takes_a_folder_anywhere_and_writes_its_files(anlan: Any, atlantis: Path, tmp_path: Path) -> None:
    done = anlan("project", str(atlantis), "--set", "pension.rate@2030=0.17", "--out", "out", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "billion crowns" in done.stdout
    written = json.loads((tmp_path / "out" / "projection.json").read_text(encoding="utf-8"))
    assert list(written["funds"]) == ["pension", "citizens", "provident", "health"]
    refused = anlan("project", str(tmp_path))
    assert refused.returncode == 2
    assert "country.yaml" in refused.stderr


def test_what_only_china_can_answer_says_so(anlan: Any, atlantis: Path) -> None:
    for words in (("reconcile", str(atlantis), str(atlantis)), ("project", str(atlantis), "--from", "2018")):
        done = anlan(*words)
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr


def test_an_unknown_country_is_told_how_to_name_a_folder(anlan: Any) -> None:
    done = anlan("project", "lemuria")
    assert done.returncode == 2
    assert "us-oasdi" in done.stderr
    assert "folder" in done.stderr


def test_a_setting_that_nothing_answers_to_names_the_nearest(atlantis: Path) -> None:
    with pytest.raises(UnknownKey, match=r"pension\.accrual"):
        project(Scenario(str(atlantis), settings=("pension.acrual=0.01",)))
