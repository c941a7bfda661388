from typing import Any

import pytest

from core.errors import DateOutOfRange, InputError, UnknownKey, UnknownRegion, ValueOutOfRange, WrongType
from rules.book import RuleBook
from rules.questions import QUESTIONS, explain

CONTRIBUTION = {"scheme": "pension", "month": "2024-01", "wage": "8000", "average_wage": "10000"}
PENSION = {"average_wage": "8000", "index": 1, "years": 20, "account_balance": "13900"}
MEDICAL = {"group": "employee", "amount": "10000", "hospital_level": "tertiary", "place": "inpatient"}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


def ask(book: RuleBook, question: str, region: str = "CN", /, **inputs: Any) -> dict[str, Any]:
    return dict(explain(book, question, inputs, region=region).outputs)


@pytest.mark.parametrize(
    ("question", "inputs", "kind", "says"),
    [
        ("retirment", {}, UnknownKey, "retirement"),
        ("retirement", {"birth": "1970-01"}, InputError, "category"),
        ("retirement", {"birth": "1970-01", "category": "man"}, WrongType, "female_cadre"),
        ("retirement", {"birth": "long ago", "category": "male"}, WrongType, "birth"),
        ("retirement", {"birth": "1970-01", "category": "male", "sex": "m"}, UnknownKey, "sex"),
        ("retirement", {"birth": "1970-01", "category": "male", "choice_months": -37}, ValueOutOfRange, "2030-0"),
        ("retirement", {"birth": "1965-01", "category": "male", "choice_months": -2}, ValueOutOfRange, "2025-01"),
        (
            "retirement",
            {"birth": "1970-01", "category": "male", "choice_months": 1.5},
            ValueOutOfRange,
            "choice_months",
        ),
        ("payout_months", {"age": {"years": 60, "months": 12}}, ValueOutOfRange, "age"),
        ("payout_months", {"age": {"year": 60}}, UnknownKey, "years: 60"),
        ("contribution", {**CONTRIBUTION, "wage": "-1"}, ValueOutOfRange, "wage"),
        ("contribution", {**CONTRIBUTION, "wage": "much"}, WrongType, "wage"),
        ("contribution", {**CONTRIBUTION, "month": "1990-01"}, DateOutOfRange, "1990-01"),
        ("contribution", {"scheme": "pension", "month": "2024-01", "average_wage": 1}, InputError, "chosen_share"),
        ("contribution", {**CONTRIBUTION, "scheme": "work_injury"}, InputError, "injury_class"),
        ("contribution", {**CONTRIBUTION, "scheme": "annuity"}, InputError, "public_body"),
        ("contribution", {**CONTRIBUTION, "scheme": "medical", "group": "flexible"}, InputError, "flexible"),
        (
            "contribution",
            {**CONTRIBUTION, "scheme": "work_injury", "injury_class": 3, "float_share": 1.6},
            ValueOutOfRange,
            "from 0.5 to 1.5",
        ),
        ("account", {"opening": 1, "contributions": {}, "from_year": 2020, "to_year": 2019}, ValueOutOfRange, "2020"),
        (
            "account",
            {"opening": 1, "contributions": {2019: 1}, "from_year": 2020, "to_year": 2021},
            ValueOutOfRange,
            "2019",
        ),
        ("account", {"opening": 1, "contributions": {}, "from_year": 2020, "to_year": 2026}, DateOutOfRange, "2026"),
        ("account", {"opening": 1, "contributions": 5, "from_year": 2020, "to_year": 2021}, WrongType, "by year"),
        ("pension", PENSION, InputError, "category"),
        ("pension", {**PENSION, "birth": "1965-01"}, InputError, "category"),
        (
            "pension",
            {**PENSION, "birth": "1965-01", "category": "male", "deemed_years": 21},
            ValueOutOfRange,
            "deemed years",
        ),
        ("indexation", {"pension": 3000, "year": 2026}, DateOutOfRange, "overlay"),
        ("indexation", {"pension": 3000, "year": 2020, "retired_year": 2021}, ValueOutOfRange, "2020"),
        ("unemployment", {"contribution_months": 1.5}, ValueOutOfRange, "contribution_months"),
        ("unemployment", {"contribution_months": 24, "minimum_wage": 2000, "level_share": 90}, ValueOutOfRange, "0.9"),
        (
            "unemployment",
            {"contribution_months": 24, "minimum_wage": 2000, "subsistence": 2001},
            ValueOutOfRange,
            "both",
        ),
        ("work_injury", {"disability_class": 11, "own_wage": 6000}, ValueOutOfRange, "1 to 10"),
        ("work_injury", {"disability_class": 1, "own_wage": 6000, "care": "full"}, InputError, "average_wage"),
        (
            "work_injury",
            {"disability_class": 4, "own_wage": 6000, "average_wage": 8000, "leaves_employer": True},
            InputError,
            "classes 1 to 4",
        ),
        (
            "work_injury",
            {"disability_class": 5, "own_wage": 6000, "leaves_employer": "yes"},
            WrongType,
            "true or false",
        ),
        ("work_injury_death", {"year": 2018}, DateOutOfRange, "income.urban_disposable"),
        ("medical", {**MEDICAL, "place": "home"}, WrongType, "outpatient"),
        ("transfer", {"bases": {2018: "x"}}, WrongType, "bases"),
        ("benefit_place", {"places": [], "household": "CN-31"}, WrongType, "places"),
        ("benefit_place", {"places": [{"place": "CN-31"}], "household": "CN-31"}, UnknownKey, "months"),
        ("relief", {"month": "2020-02", "size": "large", "scheme": "pension"}, InputError, "employer_contribution"),
    ],
)
def test_a_wrong_input_is_refused_by_name_with_a_remedy(
    book: RuleBook, question: str, inputs: dict[str, Any], kind: type[InputError], says: str
) -> None:
    with pytest.raises(kind) as caught:
        explain(book, question, inputs)
    assert says in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_code == 2


def test_an_unknown_region_is_refused(book: RuleBook) -> None:
    with pytest.raises(UnknownRegion, match="CN-99"):
        explain(book, "payout_months", {"age": 60}, region="CN-99")


def test_every_question_has_a_bilingual_title_and_input_titles() -> None:
    for question in QUESTIONS.values():
        titles = [question.title, *(each.title for each in question.inputs)]
        assert all(title.en and not title.zh.isascii() for title in titles), question.name
        assert question.outputs


def test_choosing_a_month_moves_age_payout_months_and_minimum_years(book: RuleBook) -> None:
    statutory = ask(book, "retirement", birth="1974-10-08", category="female_cadre")
    earlier = ask(book, "retirement", birth="1974-10-08", category="female_cadre", choice_months=-15)
    later = ask(book, "retirement", birth="1974-10-08", category="female_cadre", choice_months=36)
    assert earlier["chosen_month"] == statutory["earliest_month"] == "2029-10"
    assert (earlier["chosen_age"], earlier["chosen_payout_months"]) == ({"years": 55, "months": 0}, 170)
    assert later["chosen_month"] == statutory["latest_month"] == "2034-01"
    # Who goes earlier is measured by the year of going, who goes later by the year of the statutory age.
    assert [each["chosen_minimum_years"] for each in (earlier, later)] == [15, 16]


def test_who_reached_the_old_age_before_the_reform_has_no_choice(book: RuleBook) -> None:
    outputs = ask(book, "retirement", birth="1964-12-31", category="male")
    assert (outputs["earliest_month"], outputs["latest_month"]) == ("2024-12", "2024-12")
    assert outputs["statutory_date"] == "2024-12-31"


def test_a_birthday_that_the_month_lacks_becomes_its_last_day(book: RuleBook) -> None:
    assert ask(book, "retirement", birth="1965-01-31", category="male")["statutory_date"] == "2025-02-28"


def test_figures_that_the_book_lacks_for_an_early_retirement_are_left_out(book: RuleBook) -> None:
    assert "payout_months" not in ask(book, "retirement", birth="1945-06", category="male")


def test_a_contribution_adds_up(book: RuleBook) -> None:
    out = ask(book, "contribution", **CONTRIBUTION)
    assert out == {
        "base": "8000.00",
        "floor": "6000.00",
        "ceiling": "30000.00",
        "employer": "1280.00",
        "employee": "640.00",
        "to_account": "640.00",
        "to_pooled": "1280.00",
        "total": "1920.00",
    }


def test_the_average_wage_of_a_region_sets_its_bounds(book: RuleBook) -> None:
    out = ask(book, "contribution", "CN-31", scheme="pension", month="2021-08", wage="99999")
    assert (out["ceiling"], out["base"]) == ("31014.00", "31014.00")


def test_the_published_wage_of_the_year_before_sets_the_nations_bounds_until_it_changes(book: RuleBook) -> None:
    out = ask(book, "contribution", scheme="pension", month="2018-06", wage="1")
    assert out["floor"] == "3715.90"  # 74,318 of 2017, a twelfth, 60 %
    with pytest.raises(DateOutOfRange, match=r"full_calibre.*average_wage"):
        ask(book, "contribution", scheme="pension", month="2020-06", wage="1")


def test_guangdongs_floor_of_unemployment_insurance_is_the_minimum_wage(book: RuleBook) -> None:
    given = {"scheme": "unemployment", "month": "2023-01", "wage": "1000", "average_wage": "9000"}
    assert ask(book, "contribution", "CN-44", **given, minimum_wage="2300")["base"] == "2300.00"
    assert ask(book, "contribution", "CN", **given)["base"] == "5400.00"
    with pytest.raises(InputError, match="minimum_wage"):
        ask(book, "contribution", "CN-4401", **given)


def test_zhejiangs_flexible_workers_had_a_higher_floor(book: RuleBook) -> None:
    given = {"scheme": "pension", "group": "flexible", "wage": "1", "average_wage": "5000"}
    floors = [ask(book, "contribution", "CN-33", month=month, **given)["floor"] for month in ("2015-01", "2020-01")]
    assert floors == ["4000.00", "3000.00"]


def test_part_of_the_employers_medical_contribution_went_to_the_account_before_the_reform(book: RuleBook) -> None:
    given = {"scheme": "medical", "wage": "8000", "average_wage": "8000"}
    accounts = [ask(book, "contribution", month=month, **given)["to_account"] for month in ("2020-01", "2024-01")]
    assert accounts == ["304.00", "160.00"]


def test_an_annuity_goes_to_the_account_whole(book: RuleBook) -> None:
    out = ask(book, "contribution", **(CONTRIBUTION | {"scheme": "annuity", "group": "public_body"}))
    assert (out["total"], out["to_account"], out["to_pooled"]) == ("960.00", "960.00", "0.00")


def test_maternity_insurance_is_not_paid_apart_after_the_merger(book: RuleBook) -> None:
    given = {"scheme": "maternity", "wage": "8000", "average_wage": "8000"}
    totals = [ask(book, "contribution", month=month, **given)["total"] for month in ("2010-01", "2018-01", "2020-01")]
    assert totals == ["80.00", "40.00", "0.00"]


def test_a_pension_by_age_and_month_equals_that_by_birth_and_category(book: RuleBook) -> None:
    by_birth = ask(book, "pension", **PENSION, birth="1965-01", category="male")
    by_age = ask(book, "pension", **PENSION, retirement_month="2025-02", age={"years": 60, "months": 1})
    assert by_birth == by_age


def test_jilins_rate_of_the_transitional_pension_is_its_own(book: RuleBook) -> None:
    given = {**PENSION, "birth": "1965-01", "category": "male", "deemed_years": 10}
    found = [ask(book, "pension", region, **given)["transitional"] for region in ("CN", "CN-22")]
    assert found == ["1040.00", "960.00"]


def test_too_few_years_are_counted(book: RuleBook) -> None:
    out = ask(book, "pension", **(PENSION | {"years": "16.5"}), retirement_month="2035-03", age=62)
    assert (out["minimum_years"], out["meets_minimum"], out["shortfall_years"]) == (18, False, 1.5)


def test_a_resident_is_eligible_by_years_and_age(book: RuleBook) -> None:
    given = {"month": "2024-05", "account_balance": "13900", "local_addition": "50"}
    assert ask(book, "resident_pension", **given, years=15) == {
        "minimum": "123.00",
        "account": "100.00",
        "total": "273.00",
        "eligible": True,
    }
    answers = [
        ask(book, "resident_pension", **given, years=years, age=age)["eligible"]
        for years, age in ((15, 59), (14, 60), (15, 60))
    ]
    assert answers == [False, False, True]


def test_unemployment_benefit_takes_the_regions_share_and_never_falls_below_subsistence(book: RuleBook) -> None:
    given = {"contribution_months": 60, "minimum_wage": "2300", "month": "2023-01"}
    assert ask(book, "unemployment", "CN-44", **given)["monthly_amount"] == "2070.00"
    assert ask(book, "unemployment", "CN-41", **given)["monthly_amount"] == "1840.00"
    assert ask(book, "unemployment", "CN-41", **given, subsistence="1900")["monthly_amount"] == "1900.00"


def test_unemployment_months_left_over_count_and_too_few_contributions_bring_nothing(book: RuleBook) -> None:
    assert ask(book, "unemployment", contribution_months=24, months_left_over=20)["duration_months"] == 24
    out = ask(book, "unemployment", contribution_months=11, minimum_wage=2000)
    assert out == {"duration_months": 0, "monthly_amount": "0.00"}


def test_the_law_of_a_month_answers_for_an_old_case(book: RuleBook) -> None:
    explained = explain(book, "unemployment", {"contribution_months": 60}, at="2005-06")
    assert explained.rows[0].source.title == "失业保险条例"
    assert explain(book, "unemployment", {"contribution_months": 60}, at="2012-06").rows[0].source.title == "社会保险法"


def test_provinces_pay_their_own_grants_on_leaving_the_employer(book: RuleBook) -> None:
    given = {"disability_class": 7, "own_wage": 6000, "average_wage": 8000, "leaves_employer": True}
    henan, zhejiang = (ask(book, "work_injury", code, **given) for code in ("CN-4101", "CN-33"))
    assert (henan["leaving_medical"], henan["leaving_employment"]) == ("96000.00", "288000.00")
    assert (zhejiang["leaving_medical"], zhejiang["leaving_employment"]) == ("80000.00", "80000.00")
    with pytest.raises(DateOutOfRange, match="CN-33, CN-41"):
        ask(book, "work_injury", "CN-31", **given)


def test_care_is_paid_by_degree(book: RuleBook) -> None:
    given = {"disability_class": 1, "own_wage": 6000, "average_wage": 8000}
    found = [ask(book, "work_injury", **given, care=degree)["care"] for degree in ("full", "large", "partial")]
    assert found == ["4000.00", "3200.00", "2400.00"]


def test_a_death_grant_takes_the_urban_income_of_the_year_before(book: RuleBook) -> None:
    assert ask(book, "work_injury_death", year=2025)["one_off"] == "1083760.00"
    out = ask(book, "work_injury_death", year=2025, average_wage=8000, own_wage=6000, spouse=1, other_relatives=1)
    assert (out["funeral"], out["dependants_share"], out["dependants_monthly"]) == ("48000.00", 0.7, "4200.00")


def test_the_medical_fund_pays_above_the_deductible_and_below_the_ceiling(book: RuleBook) -> None:
    assert ask(book, "medical", **MEDICAL) == {
        "deductible": "800.00",
        "covered": "9200.00",
        "rate": 0.8,
        "reimbursed": "7360.00",
    }
    assert ask(book, "medical", **MEDICAL, deductible_paid="800")["covered"] == "10000.00"
    assert ask(book, "medical", **MEDICAL, room_below_ceiling="5000")["reimbursed"] == "4000.00"
    assert ask(book, "medical", **(MEDICAL | {"amount": "500"}))["reimbursed"] == "0.00"


def test_the_reference_figures_of_the_medical_scheme_are_marked(book: RuleBook) -> None:
    explained = explain(book, "medical", MEDICAL)
    assert {row.key for row in explained.unverified} == {
        "medical.employee.inpatient.deductible",
        "medical.employee.inpatient.rate",
    }


def test_twelve_percent_of_the_wages_move_and_the_account_at_its_rate_of_the_year(book: RuleBook) -> None:
    bases = {1997: "5000", 2004: "10000", 2005: "10000", 2006: "20000", 2007: "20000.10"}
    out = ask(book, "transfer", bases=bases, account_before_1998="300", account_interest="50.5")
    assert out["pooled_transfer"] == "7200.01"  # 12 % of 60,000.10: what was paid before 1998 is not counted
    assert out["account_transfer"] == "5750.51"  # 300 + 11 % of 20,000 + 8 % of 40,000.10 + 50.50
    assert out["total"] == "12950.52"


def test_a_temporary_account_is_no_relation_and_its_months_are_gathered(book: RuleBook) -> None:
    places = [
        {"place": "CN-44", "months": 115},
        {"place": "CN-31", "months": 40, "temporary": True},
        {"place": "CN-44", "months": 5},
    ]
    assert ask(book, "benefit_place", places=places, household="CN-41")["place"] == "CN-44"
    assert ask(book, "benefit_place", places=places[:2], household="CN-41")["place"] == "CN-41"


def test_who_is_older_and_from_elsewhere_opens_a_temporary_account(book: RuleBook) -> None:
    given = {"places": [{"place": "CN-44", "months": 30}], "household": "CN-41", "new_place": "CN-31"}
    answers = [
        ask(book, "benefit_place", **given, age=age, category=sex)["temporary_account"]
        for age, sex in ((50, "male"), (49, "male"), (40, "female"), (39, "female"))
    ]
    assert answers == [True, False, True, False]
    home = given | {"new_place": "CN-41"}
    assert ask(book, "benefit_place", **home, age=55, category="male")["temporary_account"] is False


def test_the_relief_of_2020_ends_and_hubei_pays_nothing_while_it_lasts(book: RuleBook) -> None:
    def due(month: str, region: str = "CN") -> str:
        given = {"month": month, "size": "large", "scheme": "pension", "base": "10000"}
        return str(ask(book, "relief", region, **given)["employer_due"])

    assert [due(month) for month in ("2020-01", "2020-02", "2020-06", "2020-07")] == [
        "1600.00",
        "800.00",
        "800.00",
        "1600.00",
    ]
    assert [due(month, "CN-4201") for month in ("2020-06", "2020-07")] == ["0.00", "1600.00"]


def test_the_relief_does_not_reach_the_medical_scheme(book: RuleBook) -> None:
    given = {"month": "2020-03", "size": "micro_small_medium", "employer_contribution": "600"}
    assert ask(book, "relief", **given, scheme="medical")["employer_due"] == "600.00"
    assert ask(book, "relief", **given, scheme="unemployment")["employer_due"] == "0.00"
