"""Every published case stands beside ours, honestly labelled, and the report says what the cases say."""

import csv
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from core.documents import load_document
from core.errors import InputError, UnknownKey, WrongType
from simulation.countries.china.validation.fits import entered_a_fit, fitted_figures
from simulation.countries.china.validation.known_misses import beginning_of, causes, is_missed
from simulation.countries.china.validation.valued import Valued
from simulation.scenario import Scenario
from simulation.validation import ValidationCase, report_text, validate, write_report
from simulation.validation.tables import figure, percent
from simulation.validation.us_trustees import FIGURES, carried_forward
from simulation.validation_case import error_of, read_figures
from tests.architecture.tree import ROOT


@lru_cache(maxsize=1)
def cases() -> tuple[ValidationCase, ...]:
    return tuple(validate())


def named(beginning: str, *, calibrated: bool | None = None) -> list[ValidationCase]:
    found = [case for case in cases() if case.name.startswith(beginning)]
    found = [case for case in found if calibrated is None or case.calibrated == calibrated]
    assert found, beginning
    return found


def worst(beginning: str, *, calibrated: bool | None = None) -> float:
    return max(abs(case.error) for case in named(beginning, calibrated=calibrated))


def test_many_cases_entered_no_fit() -> None:
    assert sum(not case.calibrated for case in cases()) >= 100
    assert len({(case.name, case.year) for case in cases()}) == len(cases())


def test_every_case_has_a_source_a_unit_and_a_number() -> None:
    for case in cases():
        assert case.source and case.unit and case.status in {"verified", "unverified"}, case
        assert np.isfinite([case.published, case.ours, case.error]).all(), case
        assert case.published != 0, case


def test_the_error_is_relative_and_of_shares_in_points() -> None:
    for case in cases():
        points = case.ours - case.published
        expected = points if case.unit.startswith("share") else points / case.published
        assert case.error == pytest.approx(expected, rel=1e-9, abs=1e-12), case
    assert error_of(200.0, 210.0, "yuan") == pytest.approx(0.05)
    assert error_of(0.3, 0.28, "share of GDP") == pytest.approx(-0.02)


@pytest.mark.parametrize("year", range(2019, 2024))
def test_an_outcome_of_the_back_test_is_calibrated_only_where_a_fit_reads_it(year: int) -> None:
    for measure in ("retired", "outgo", "income"):
        (case,) = [case for case in named(f"back-test 2018 conditional: {measure}") if case.year == year]
        assert case.calibrated == entered_a_fit(f"employees.{measure}", year)
    assert entered_a_fit("employees.outgo", year) == (year == 2023)
    assert entered_a_fit("employees.retired", year) == (year >= 2022)


def test_members_given_to_the_conditional_run_are_called_calibrated() -> None:
    assert all(case.calibrated for case in named("back-test 2018 conditional: active"))
    assert not all(case.calibrated for case in named("back-test 2018 blind: active"))


def test_counts_of_the_statistical_office_that_shaped_the_base_are_called_calibrated() -> None:
    for series in ("total", "births", "deaths", "aged 60+", "aged 65+"):
        assert all(case.calibrated for case in named(f"population nbs: {series}"))
    assert not any(case.calibrated for case in named("population nbs: aged 16-59"))
    assert not {"employees.income", "medical.income"} <= set(fitted_figures())


def test_what_was_published_after_the_base_year_is_met() -> None:
    """The accounts of 2024 entered no fit; ours come within two per cent of their income and outgo."""
    for fund in ("employees", "three funds", "medical"):
        for measure in ("income", "outgo"):
            assert worst(f"{fund}: {measure}", calibrated=False) < 0.02, (fund, measure)
    assert worst("employees: accumulated balance", calibrated=False) < 0.02


def test_the_united_nations_population_is_met_on_their_basis() -> None:
    assert worst("population wpp2024: total", calibrated=False) < 0.02
    assert worst("population wpp2024: births", calibrated=False) < 0.03
    assert worst("population wpp2024: deaths", calibrated=False) < 0.03
    assert worst("population wpp2024: aged 65+", calibrated=False) < 0.04


def test_people_of_working_age_follow_the_published_ones() -> None:
    assert worst("population nbs: aged 16-59", calibrated=False) < 0.005


def test_textbook_life_tables_are_met_to_the_last_printed_digit() -> None:
    for case in (*named("illustrative life table"), *named("standard ultimate life table")):
        last_digit = 0.5 * 10.0 ** -(4 if "annuity" in case.name else 5 if "insurance" in case.name else 6)
        assert abs(case.ours - case.published) <= 1.02 * last_digit + (5e-5 if "annuity" in case.name else 0), case


def test_the_ledger_closes_the_accounts_of_us_social_security() -> None:
    assert worst("US trustees 2025: reserves") < 0.02
    assert worst("US trustees 2025: years until depletion") == 0


def test_the_published_payroll_of_every_year_closes_them_as_well(reference_data: Path) -> None:
    table = reference_data / "us_ssa" / "trustees_2025_current_law.csv"
    if not table.is_file():
        pytest.skip("the Trustees' table is absent; set ANLAN_REFERENCE_DATA to the folder that holds us_ssa")
    with table.open(encoding="utf-8") as file:
        rows = {int(row["year"]): row for row in csv.DictReader(file)}
    inputs = load_document(FIGURES).data["inputs"]
    years = sorted(inputs["cost_rate"])
    payroll = np.array([float(rows[year]["taxable_payroll_in_billion_nominal_usd"]) for year in years])
    accounts = carried_forward(inputs, payroll)
    cost = np.array([float(rows[year]["oasdi_cost_in_billion_nominal_usd"]) for year in years]) * 1e9
    np.testing.assert_allclose(accounts.outgo_before_borrowing, cost, rtol=0.002)
    opening = np.concatenate([[accounts.flows.opening_balance], accounts.accumulated_balance[:-1]])
    published = {case.year: case.published for case in named("US trustees 2025: reserves")}
    for row, year in enumerate(years[1:], start=1):
        assert opening[row] / cost[row] == pytest.approx(published[year], abs=0.02)
    assert (accounts.accumulated_balance[:-1] > 0).all()
    assert accounts.accumulated_balance[-1] < 0


def test_official_examples_of_the_retirement_reform_are_met_exactly() -> None:
    assert worst("law:") == 0


def causes_in_use() -> set[str]:
    return {beginning_of(case.name) for case in cases() if is_missed(case)}


def test_every_miss_has_a_cause_on_file() -> None:
    assert causes_in_use() <= set(causes())
    assert all(len(cause) > 30 for cause in causes().values())


def test_outcomes_of_a_back_test_are_missed_even_where_another_fit_knows_them() -> None:
    (case,) = [case for case in named("back-test 2018 blind: income") if case.year == 2023]
    assert case.calibrated
    assert is_missed(case)
    assert not is_missed(replace(case, name="employees: income"))


def test_a_new_miss_asks_for_its_cause() -> None:
    with pytest.raises(UnknownKey, match="no cause is on file"):
        beginning_of("something new: outgo")


# The report


def test_the_committed_report_is_current() -> None:
    assert (ROOT / "docs" / "validation.md").read_text(encoding="utf-8") == report_text(cases())


def test_the_same_cases_give_the_same_bytes(tmp_path: Path) -> None:
    write_report(tmp_path / "a.md", cases())
    write_report(tmp_path / "b.md", list(cases()))
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()


def test_a_moved_figure_moves_the_report() -> None:
    changed = [replace(case, ours=case.ours * 1.01, error=case.error + 0.01) for case in cases()]
    assert report_text(changed) != report_text(cases())


def test_the_report_says_what_was_fitted_and_what_is_missed() -> None:
    text = report_text(cases())
    for heading in ("What was calibrated on what", "Back-tests", "Naive forecasts", "Known misses", "Every case"):
        assert f"## {heading}" in text
    assert "`published/pension_base_2023.yaml`" in text
    for beginning in causes_in_use():
        assert f"| {beginning} |" in text
    assert text.count("| validation |") == sum(not case.calibrated for case in cases())


def test_numbers_are_written_plainly() -> None:
    assert figure(4922812345678.0) == "4,922,800,000,000"
    assert figure(0.000250) == "0.00025"
    assert figure(-12.5) == "-12.5"
    assert percent(0.0123) == "+1.2 %"
    assert percent(-0.00001) == percent(0.00001) == "0.0 %"


# The typed tables

GOOD = "a: {unit: persons, source: somebody, status: verified, values: {2030: 5}}\n"


def test_a_typed_table_is_read_with_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text(GOOD.replace("verified,", "unverified, verified_years: [2030], calibrated_years: [2030],"))
    (found,) = read_figures(path)
    assert (found.status, found.calibrated, found.published) == ("verified", True, 5.0)
    assert found.beside(6.0).error == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- 1\n", InputError),
        (GOOD.replace("source: somebody, ", ""), InputError),
        (GOOD.replace("unit", "units"), InputError),
        (GOOD.replace("2030: 5", "2030: five"), WrongType),
        (GOOD.replace("2030: 5", "2030: 0"), WrongType),
        (GOOD.replace("2030: 5", "soon: 5"), WrongType),
    ],
)
def test_a_typed_table_that_is_not_well_formed_names_file_and_line(text: str, error: type, tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text(text)
    with pytest.raises(error, match=r"table\.yaml:1: "):
        read_figures(path)


def test_the_cases_are_those_of_the_base_projection() -> None:
    valued = Valued(Scenario())
    (case,) = [case for case in named("employees: outgo") if case.year == 2024]
    both = sum(valued.at(fund, "outgo", 2024) for fund in ("enterprise_pension", "government_pension"))
    assert case.ours == pytest.approx(both, rel=1e-12)
