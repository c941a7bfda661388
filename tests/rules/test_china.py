"""The pack of China: what must be in it, and the figures that are often got wrong."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from core.months import Month
from rules.book import PACKS, RuleBook
from rules.parameters import Status
from rules.questions import explain

# 国发〔2005〕38号 annex, typed here a second time by decades.
FORTIES = (233, 230, 226, 223, 220, 216, 212, 208, 204, 199)
FIFTIES = (195, 190, 185, 180, 175, 170, 164, 158, 152, 145)
SIXTIES = (139, 132, 125, 117, 109, 101, 93, 84, 75, 65)
AT_SEVENTY = 56


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


def test_the_payout_months_are_those_of_the_annex(book: RuleBook) -> None:
    table = book.at("2026-01").table("pension.payout_months")
    assert table == (*FORTIES, *FIFTIES, *SIXTIES, AT_SEVENTY)


def test_the_payout_months_are_not_those_of_the_wrong_tables_in_circulation(book: RuleBook) -> None:
    table = book.at("2026-01").table("pension.payout_months")
    assert table[47 - 40] != 207
    assert set(table[66 - 40 :]).isdisjoint({94, 87, 80, 73, 67})


def test_the_payout_months_fall_with_every_year_of_age(book: RuleBook) -> None:
    table = book.at("2026-01").table("pension.payout_months")
    assert all(later < earlier for earlier, later in pairwise(table))


@pytest.mark.parametrize(
    ("birth", "category", "expected"),
    [
        ("1967-05-12", "male", {"statutory_age": {"years": 60, "months": 8}, "statutory_date": "2028-01-12"}),
        (
            "1974-10-08",
            "female_cadre",
            {"statutory_age": {"years": 56, "months": 3}, "statutory_date": "2031-01-08", "minimum_years": 16},
        ),
        ("1983-02-25", "male", {"statutory_age": {"years": 63, "months": 0}, "statutory_date": "2046-02-25"}),
    ],
)
def test_the_published_examples_come_out(
    book: RuleBook, birth: str, category: str, expected: dict[str, object]
) -> None:
    outputs = explain(book, "retirement", {"birth": birth, "category": category}).outputs
    assert {key: outputs[key] for key in expected} == expected


def test_the_published_example_of_minimum_years_comes_out(book: RuleBook) -> None:
    assert explain(book, "minimum_years", {"month": "2035-09"}).outputs == {"years": 18}


@pytest.mark.parametrize(
    ("category", "first", "complete", "longest"),
    [
        ("male", "1965-01", "1976-09", 36),
        ("female_cadre", "1970-01", "1981-09", 36),
        ("female_worker", "1975-01", "1984-11", 60),
    ],
)
def test_the_delay_begins_and_is_complete_with_the_months_of_birth_the_tables_say(
    book: RuleBook, category: str, first: str, complete: str, longest: int
) -> None:
    def delay(birth: Month) -> int:
        return explain(book, "retirement", {"birth": str(birth), "category": category}).outputs["delay_months"]

    start, end = Month.parse(first), Month.parse(complete)
    assert [delay(start.shift(-1)), delay(start)] == [0, 1]
    assert [delay(end.shift(-1)), delay(end), delay(end.shift(24))] == [longest - 1, longest, longest]


def test_the_staged_rates_of_unemployment_insurance_add_up(book: RuleBook) -> None:
    def total(month: str) -> float:
        rules = book.at(month)
        return rules.number("unemployment.contribution.employer_rate") + rules.number(
            "unemployment.contribution.employee_rate"
        )

    found = [total(month) for month in ("2015-02", "2015-03", "2016-04", "2016-05", "2016-12", "2017-01", "2025-12")]
    assert found == pytest.approx([0.03, 0.02, 0.02, 0.015, 0.015, 0.01, 0.01])


def test_the_statute_is_verified_and_the_staged_rate_is_not(book: RuleBook) -> None:
    key = "unemployment.contribution.employer_rate"
    rows = [book.at(day).row(key) for day in ("2010-01", "2020-01")]
    assert [(row.value, row.status) for row in rows] == [(0.02, Status.VERIFIED), (0.005, Status.UNVERIFIED)]


@pytest.mark.parametrize(
    ("month", "employer", "staged"),
    [("2006-01", 0.20, 0.20), ("2016-05", 0.20, 0.19), ("2019-04", 0.20, 0.19), ("2019-05", 0.16, 0.16)],
)
def test_the_employers_pension_rate_falls_when_it_fell(
    book: RuleBook, month: str, employer: float, staged: float
) -> None:
    rules = book.at(month)
    key = "pension.contribution.employer_rate"
    assert (rules.number(key), rules.number(f"{key}_staged")) == (employer, staged)


def test_the_reference_wage_changes_in_may_2019(book: RuleBook) -> None:
    key = "contribution.base.reference_wage"
    assert [book.at(day).word(key) for day in ("2019-04-30", "2019-05-01")] == ["non_private", "full_calibre"]


def test_every_published_series_of_wages_ends_with_its_last_year(book: RuleBook) -> None:
    for key in ("wages.average.non_private", "wages.average.private", "income.urban_disposable"):
        row = book.at("2024-06").row(key)
        assert row.until == date(2024, 12, 31)
        assert not book.at("2025-01").has(key)


def test_the_wages_of_2010_to_2024_add_up_to_the_sum_of_the_published_column(book: RuleBook) -> None:
    def total(key: str) -> float:
        return sum(book.yearly_average(key, year) for year in range(2010, 2025))

    assert total("wages.average.non_private") == pytest.approx(1_172_833)
    assert total("wages.average.private") == pytest.approx(698_189)


def test_credit_rates_fall_and_none_is_made_up_for_2026(book: RuleBook) -> None:
    rates = [book.yearly_average("pension.account.credit_rate", year) for year in range(2016, 2026)]
    assert rates == pytest.approx([0.0831, 0.0712, 0.0829, 0.0761, 0.0604, 0.0669, 0.0612, 0.0397, 0.0262, 0.0150])
    assert not book.at("2026-01").has("pension.account.credit_rate")


@pytest.mark.parametrize(
    ("region", "months", "expected"),
    [
        ("CN", 59, 12),
        ("CN", 60, 18),
        ("CN-44", 47, 3),  # Guangdong: a month for each of the first four years
        ("CN-44", 48, 4),
        ("CN-44", 53, 4),
        ("CN-44", 54, 5),  # and then one for each half year
        ("CN-44", 400, 24),
        ("CN-50", 60, 15),  # Chongqing
        ("CN-50", 83, 15),
        ("CN-50", 84, 16),
        ("CN-50", 180, 24),
        ("CN-4101", 36, 9),  # Zhengzhou: three months for each of the first years
        ("CN-41", 36, 12),
    ],
)
def test_regional_statutes_set_their_own_time_on_benefit(
    book: RuleBook, region: str, months: int, expected: int
) -> None:
    outputs = explain(book, "unemployment", {"contribution_months": months}, region=region).outputs
    assert outputs["duration_months"] == expected


def test_guangdongs_scale_is_its_article_written_out(book: RuleBook) -> None:
    scale = book.at("2023-01", "CN-44").mapping("unemployment.benefit.duration")
    written_out = {months: months // 12 for months in (12, 24, 36, 48)}
    written_out |= {48 + 6 * more: 4 + more for more in range(1, 21)}
    assert dict(scale) == written_out


def test_every_class_of_disability_has_its_figures(book: RuleBook) -> None:
    rules = book.at("2024-01")
    assert tuple(rules.mapping("work_injury.disability.one_off_months")) == tuple(range(1, 11))
    assert rules.table("work_injury.disability.one_off_months") == (27, 25, 23, 21, 18, 16, 13, 11, 9, 7)
    assert rules.table("work_injury.disability.pension_share") == (0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0, 0, 0, 0)


def test_the_pack_names_all_provinces_and_their_aliases(book: RuleBook) -> None:
    provinces = [region for region in book.regions if region.parent == "CN"]
    assert len(provinces) == 32
    assert book.regions.chain("CN-4403") == ("CN-4403", "CN-44", "CN")
    assert book.regions.region("CN-GD").code == "CN-44"


def test_every_parameter_has_both_titles_a_source_and_an_article_or_number(book: RuleBook) -> None:
    for key in book.keys():
        parameter = book.parameter(key)
        assert parameter.title.zh and parameter.title.en and parameter.source.title, key
        assert not parameter.title.zh.isascii(), key


def test_no_parameter_file_is_longer_than_a_person_reads() -> None:
    for path in sorted(Path(PACKS).rglob("*.yaml")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path.name
