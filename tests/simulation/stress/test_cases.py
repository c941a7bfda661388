"""Each case changes what it says, from the year it says, and a wrong file names its line."""

from pathlib import Path

import numpy as np
import pytest

from core.documents import load_document
from core.errors import FileMissing, InputError, UnknownKey, WrongType
from simulation.countries.china import backtest
from simulation.countries.china.pack import published
from simulation.funds.ledger import FundAccounts
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, surroundings_of
from simulation.stress.cases import Case, country_cases, laid_on, overlay_case, read_cases
from simulation.stress.relief import relieved_share

SINCE = 2027
FUND = "enterprise_pension"
CASES = {case.name: case for case in country_cases()}
OUTSIDE = Path(backtest.__file__).parent / "outside.yaml"


def accounts(scenario: Scenario, fund: str = FUND) -> FundAccounts:
    return accounts_of(surroundings_of(scenario), fund)


def under(name: str, fund: str = FUND, scenario: Scenario | None = None) -> FundAccounts:
    return accounts(laid_on(scenario or Scenario(), CASES[name], SINCE), fund)


def test_the_cases_that_a_fund_is_asked_about_are_all_there() -> None:
    assert [name for name, case in CASES.items() if case.is_added] == [
        "contributors_fewer", "wages_slower", "compliance_lower", "indexation_higher", "investment_lower",
        "fertility_low", "life_longer", "relief_as_in_2020", "retirement_early",
    ]  # fmt: skip
    for case in CASES.values():
        assert all(case.title[language] and case.about[language] for language in ("zh", "en"))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.is_added])
def test_a_case_leaves_the_years_before_it_alone_and_hurts_the_fund_after(name: str) -> None:
    base, moved = accounts(Scenario()), under(name)
    before = base.flows.years < (2026 if name == "life_longer" else 2025 if name == "retirement_early" else SINCE)
    assert moved.accumulated_balance[before] == pytest.approx(base.accumulated_balance[before], rel=1e-12)
    last = int(np.flatnonzero(base.flows.years == 2060)[0])
    assert moved.accumulated_balance[last] < base.accumulated_balance[last]


@pytest.mark.parametrize("fund", [FUND, "government_pension", "resident_pension", "employee_medical", "unemployment"])
@pytest.mark.parametrize("settings", [(), ("pension.employee.compliance@2030=0.7", "unemployment.coverage+=0.05")])
def test_five_per_cent_fewer_contributors_are_exactly_that(fund: str, settings: tuple[str, ...]) -> None:
    scenario = Scenario(settings=settings)
    base, moved = accounts(scenario, fund).flows, under("contributors_fewer", fund, scenario).flows
    ahead = base.years > SINCE
    assert moved.contributors[ahead] / base.contributors[ahead] == pytest.approx(0.95, rel=2e-3)
    if fund.startswith(("unemployment", "resident")):
        assert moved.contributors[ahead] == pytest.approx(0.95 * base.contributors[ahead], rel=1e-9)
    assert np.array_equal(moved.contributors[base.years < SINCE], base.contributors[base.years < SINCE])


def test_slower_wages_leave_the_path_of_indexation_unless_the_other_reading_is_asked_for() -> None:
    years = np.arange(SINCE, 2061)

    def path(name: str | None, key: str) -> np.ndarray:
        scenario = Scenario() if name is None else laid_on(Scenario(), CASES[name], SINCE)
        return surroundings_of(scenario).assumptions.array(key, years)

    def drop(name: str, key: str) -> np.ndarray:
        return path(None, key) - path(name, key)

    assert drop("wages_slower", "macro.real_wage_growth") == pytest.approx(0.01)
    assert drop("wages_slower", "pension.indexation") == pytest.approx(0.0, abs=1e-15)
    follows = "wages_slower_indexation_follows"
    assert drop(follows, "pension.indexation") == pytest.approx(drop(follows, "macro.real_wage_growth") * 2 / 3)


def test_relief_takes_the_share_of_2020_from_one_year_and_one_fund() -> None:
    relief = CASES["relief_as_in_2020"].relief
    assert relief is not None
    share = relieved_share(relief, published())
    income, outgo = (published().at(f"employees.{line}", 2020) for line in ("income", "outgo"))
    assert share == pytest.approx(1.33e12 / (income + 1.33e12 - 0.2 * outgo))
    lines = [accounts(Scenario(), fund).income_lines["contributions"] for fund in relief.funds]
    lost = lines[0] - under("relief_as_in_2020").income_lines["contributions"]
    years = accounts(Scenario()).flows.years
    assert lost[years == SINCE] == pytest.approx(share * sum(lines)[years == SINCE])
    assert lost[years != SINCE] == pytest.approx(0.0, abs=1e-3)
    beside = under("relief_as_in_2020", "government_pension").income_lines["contributions"]
    assert np.array_equal(beside, lines[1])


def test_what_was_waived_in_2020_is_what_the_back_test_was_given() -> None:
    given = load_document(OUTSIDE).data["pension.relief"]["values"][2020]
    relief = CASES["relief_as_in_2020"].relief
    assert relief is not None
    assert (relief.waived, relief.year) == (given, 2020)


def test_a_reform_file_is_a_case_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text(
        "overlay: {title: {zh: 提高费率, en: Higher rate}, reason: a test}\n"
        "pension.contribution.employer_rate: {values: {2030-01-01: 0.2}}\n",
        encoding="utf-8",
    )
    case = overlay_case(path)
    assert (case.title, case.overlays) == ({"zh": "提高费率", "en": "Higher rate"}, (path,))
    moved = accounts(laid_on(Scenario(), case, SINCE))
    assert moved.accumulated_balance[-1] > accounts(Scenario()).accumulated_balance[-1]


def test_cases_of_ones_own_have_the_same_form(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "both:\n  title: {zh: 两项, en: both}\n  settings: [macro.cpi@since+=0.01]\n"
        "  times: {pension.employee.base_ratio: 0.9}\n  together: false\n",
        encoding="utf-8",
    )
    (case,) = read_cases(path)
    assert case == Case(
        "both",
        {"zh": "两项", "en": "both"},
        {"zh": "两项", "en": "both"},
        settings=("macro.cpi@since+=0.01",),
        times={"pension.employee.base_ratio": 0.9},
        is_added=False,
    )
    rows = surroundings_of(laid_on(Scenario(), case, 2030)).assumptions
    base = surroundings_of(Scenario()).assumptions
    years = np.arange(2024, 2101)
    raised = rows.array("macro.cpi", years) - base.array("macro.cpi", years)
    assert raised == pytest.approx(np.where(years >= 2030, 0.01, 0.0))
    ratio = rows.array("pension.employee.base_ratio", years) / base.array("pension.employee.base_ratio", years)
    assert ratio == pytest.approx(np.where(years >= 2030, 0.9, 1.0))


TITLE = "  title: {zh: 甲, en: a}\n"
WRONG = {
    "not a mapping": ("- one\n", InputError, 1, "maps names"),
    "no fields": ("a: 1\n", WrongType, 1, "no fields"),
    "unknown field": (f"a:\n{TITLE}  setings: []\n", UnknownKey, 3, "setings"),
    "no title": ("a: {settings: []}\n", InputError, 1, "title"),
    "one language": ("a: {title: {zh: 甲}}\n", UnknownKey, 1, "both languages"),
    "settings no list": (f"a:\n{TITLE}  settings: macro.cpi=0.1\n", WrongType, 3, "settings"),
    "times no mapping": (f"a:\n{TITLE}  times: [0.9]\n", WrongType, 3, "times"),
    "factor no number": (f"a:\n{TITLE}  times:\n    macro.cpi: much\n", WrongType, 4, "much"),
    "factor below zero": (f"a:\n{TITLE}  times:\n    macro.cpi: -1\n", WrongType, 4, "-1"),
    "overlay absent": (f"a:\n{TITLE}  overlays: [absent.yaml]\n", FileMissing, 3, "absent.yaml"),
    "together no flag": (f"a:\n{TITLE}  together: perhaps\n", WrongType, 3, "together"),
    "relief lacks fields": (f"a:\n{TITLE}  relief: {{key: pension.relief}}\n", InputError, 3, "relief"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_names_line_and_what_is_wrong(name: str, tmp_path: Path) -> None:
    text, kind, line, word = WRONG[name]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(kind, match=word) as caught:
        read_cases(path)
    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_factor_on_what_is_no_assumption_is_refused() -> None:
    case = Case("x", {}, {}, times={"pension.contribution.employer_rate": 0.9})
    with pytest.raises(UnknownKey, match="employer_rate"):
        laid_on(Scenario(), case, SINCE)


def test_a_country_without_cases_is_refused() -> None:
    with pytest.raises(InputError, match="atlantis"):
        country_cases("atlantis")
