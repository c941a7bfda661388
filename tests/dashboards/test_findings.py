"""The sentences at the head of the views."""

from dataclasses import replace

import pytest

from dashboards.findings import finding, payable, soonest, without_subsidy
from simulation.result import FundResult, Projection

LAST = 2100


@pytest.fixture
def fund(base: Projection) -> FundResult:
    return base.funds["enterprise_pension"]


def dated(fund: FundResult, deficit: int | None, depletion: int | None) -> FundResult:
    return replace(fund, measures={**fund.measures, "first_deficit_year": deficit, "depletion_year": depletion})


def test_the_finding_names_the_fund_and_both_years(fund: FundResult) -> None:
    assert (
        finding(dated(fund, 2028, 2039), LAST, "zh") == "企业职工基本养老保险：2028年首次当期赤字，2039年累计结余耗尽"
    )
    text = finding(dated(fund, 2028, 2039), LAST, "en")
    assert text == "Enterprise employees' basic pension: first deficit in 2028, balance depleted in 2039"


def test_what_never_comes_is_said_so(fund: FundResult) -> None:
    assert "至2100年无当期赤字" in finding(dated(fund, None, None), LAST, "zh")
    assert "2050年首次当期赤字，累计结余至2100年未耗尽" in finding(dated(fund, 2050, None), LAST, "zh")


def test_the_finding_without_subsidy_reads_its_own_years(fund: FundResult) -> None:
    bare = {"first_deficit_year_before_subsidy": 2025, "depletion_year_before_subsidy": 2031}
    text = without_subsidy(replace(fund, measures={**fund.measures, **bare}), LAST, "en")
    assert "2025" in text
    assert "2031" in text


def test_the_payable_share_is_that_of_the_depletion_year(base: Projection) -> None:
    for fund in base.funds.values():
        year = fund.measures["depletion_year"]
        text = payable(fund, base, "en")
        if year is None:
            assert text == ""
        else:
            share = fund.measures["payable_share"][year - int(base.years[0])]
            assert f"{share:.0%}" in text


def test_the_first_to_run_dry_is_named_first(base: Projection) -> None:
    text = soonest(base, "zh")
    depleted = {
        f.measures["depletion_year"]: f.title["zh"] for f in base.funds.values() if f.measures["depletion_year"]
    }
    assert depleted
    places = [text.index(depleted[year]) for year in sorted(depleted)]
    assert places == sorted(places)


def test_when_no_fund_runs_dry_the_page_says_so(base: Projection) -> None:
    safe = {name: dated(fund, None, None) for name, fund in base.funds.items()}
    assert soonest(replace(base, funds=safe), "zh") == "到2100年，各项基金累计结余均未耗尽。"
