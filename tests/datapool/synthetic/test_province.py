"""What all share: no code is a real place's, every prefecture has work, offices have two who check each other."""

import numpy as np
from stdnum import numdb

from datapool.synthetic.block import NEVER
from datapool.synthetic.law import Law
from datapool.synthetic.province import AGENCY, HOSPITAL, PHARMACY, PRIMARY, Province, make_province
from rules.book import RuleBook


def test_no_region_code_belongs_to_a_real_place(made_up_province: Province) -> None:
    """python-stdnum's table of GB/T 2260, past and present, knows none of them."""
    places = numdb.get("cn/loc")
    for code in made_up_province.birth_places:
        assert not any(properties for _, properties in places.info(code))
    assert any(properties for _, properties in places.info("110105"))


def test_the_prefectures_hold_the_people_the_settings_give_them(made_up_province: Province) -> None:
    counties = made_up_province.counties
    for number, prefecture in enumerate(made_up_province.settings["prefectures"]):
        assert abs(counties.share[counties.prefecture == number].sum() - prefecture["share"]) < 1e-9
    assert [p["code"] for p in made_up_province.settings["prefectures"] if not p.get("shares", True)] == ["4706"]
    assert len(set(counties.code)) == len(counties.code)


def test_every_prefecture_has_employers_that_are_open_in_every_month(made_up_province: Province) -> None:
    employers = made_up_province.employers
    place = made_up_province.counties.prefecture[employers.county]
    always = (employers.opened <= 0) & (employers.closed == NEVER)
    assert set(place[always]) == set(range(8))
    assert (employers.closed > employers.opened).all()
    assert (employers.kind == AGENCY).sum() >= 3


def test_few_employers_are_large_and_many_are_small() -> None:
    size = np.sort(make_province(1_000_000, 5).employers.size)[::-1]
    assert size[: size.size // 10].sum() > 0.35 * size.sum()


def test_every_office_has_one_who_handles_and_one_who_approves(made_up_province: Province) -> None:
    clerks = made_up_province.clerks
    for county in range(len(made_up_province.counties.code)):
        assert {1, 2} <= set(clerks.post[clerks.county == county])


def test_only_hospitals_and_primary_care_have_beds(made_up_province: Province) -> None:
    providers = made_up_province.providers
    assert (providers.beds[providers.kind == PHARMACY] == 0).all()
    assert (providers.beds[providers.kind == HOSPITAL] >= 2).all()
    assert set(providers.kind) == {HOSPITAL, PRIMARY, PHARMACY}
    assert set(providers.level[providers.kind == PHARMACY]) == {9}


def test_months_and_days_agree_with_the_calendar(made_up_province: Province) -> None:
    starts = made_up_province.month_starts.astype("datetime64[D]")
    assert str(starts[0]) == "2015-01-01"
    assert str(starts[-1]) == "2025-01-01"
    days = np.array(["2014-12-31", "2015-01-01", "2024-12-31"], "datetime64[D]").astype(np.int64)
    assert list(made_up_province.month_of(days)) == [-1, 0, 119]
    assert list(made_up_province.month_of(np.array([NEVER]))) == [NEVER]


def test_the_law_by_month_is_that_of_the_rule_book(made_up_province: Province, law_in_force: Law) -> None:
    rules = RuleBook.load("china")
    for month in (0, 40, 64, 119):
        date = made_up_province.first_month.shift(month)
        assert law_in_force.accrual[month] == rules.at(date).number("pension.basic.accrual_rate")
        assert law_in_force.resident_minimum[month] == rules.at(date).number("resident_pension.basic_minimum")
        wage = rules.at(f"{date.year - 1}-06").number("wages.average.non_private") * 0.82 / 12
        assert abs(law_in_force.average_wage[month] - wage) < 1e-9
    assert list(law_in_force.old_age) == [720, 660, 600]
