"""Rates checked, confirmed and recovered: counted by hand, by typology, region, month and channel."""

from datetime import timedelta
from pathlib import Path

import pytest
from scipy.stats import binomtest

from casework.alerts import Wanted
from casework.alerts.case import Finding, State
from casework.alerts.rates import DEFINITIONS, GROUPINGS, Rates
from core.errors import UnknownKey
from tests.casework.alerts.world import (
    CITY,
    CLERK,
    NOW,
    PROVINCE,
    alert,
    closed,
    later,
    ledger_of,
    reported,
    sent_to_the_county,
)


def test_rates_are_those_counted_by_hand(tmp_path: Path) -> None:
    ledger = ledger_of(
        tmp_path, *(alert(number) for number in range(1, 5)), alert(5, typology="T05"), alert(6, region="4702")
    )
    ids = {case.lines[0].subject[:5]: case.id for case in ledger.cases()}
    closed(ledger, ids["00001"], tmp_path)
    closed(ledger, ids["00002"], tmp_path, Finding.FALSE)
    sent_to_the_county(ledger, ids["00003"])
    reported(ledger, ids["00005"], tmp_path, Finding.PARTLY)
    ledger.recover(ids["00001"], 250_000, paid_on=NOW.date(), receipt="1", who=CLERK, now=later(20))
    due = ledger.case(ids["00003"]).due_on
    assert due is not None
    found = ledger.rates(today=due + timedelta(days=1))
    assert found["T01"] == Rates(sent=3, checked=2, confirmed=1, overdue=1, due_fen=1_000_000, recovered_fen=250_000)
    assert found["T05"] == Rates(sent=1, checked=1, confirmed=1, overdue=1, due_fen=1_000_000)
    everything = found[""]
    assert (everything.sent, everything.checked, everything.confirmed) == (4, 3, 2)
    assert everything.checked_rate == pytest.approx(3 / 4)
    assert everything.confirmed_rate == pytest.approx(2 / 3)
    assert everything.recovered_rate == pytest.approx(0.125)
    exact = binomtest(2, 3).proportion_ci(0.95)
    assert everything.confirmed_interval == pytest.approx((exact.low, exact.high))
    assert list(ledger.rates("region", today=NOW.date())) == ["", "4701"]
    assert list(ledger.rates("month", today=NOW.date())) == ["", "2026-01"]
    assert list(ledger.rates("channel", today=NOW.date())) == ["", "queue"]
    assert ledger.rates(today=NOW.date(), wanted=Wanted(typology="T05"))[""].sent == 1


def test_a_rate_over_nothing_is_none_and_not_nought(tmp_path: Path) -> None:
    (rates,) = ledger_of(tmp_path, alert(1)).rates(today=NOW.date()).values()
    assert rates == Rates()
    names = ("checked_rate", "confirmed_rate", "confirmed_interval", "recovered_rate")
    assert {getattr(rates, name) for name in names} == {None}


@pytest.mark.parametrize(("checked", "confirmed"), [(1, 0), (1, 1), (40, 0), (40, 40), (200, 37)])
def test_the_interval_of_the_confirmed_rate_is_the_exact_one(checked: int, confirmed: int) -> None:
    exact = binomtest(confirmed, checked).proportion_ci(0.95)
    found = Rates(sent=checked, checked=checked, confirmed=confirmed).confirmed_interval
    assert found == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_every_rate_has_its_definition_in_both_languages(tmp_path: Path) -> None:
    assert set(DEFINITIONS) == {"checked", "confirmed", "recovered"}
    assert all(each.zh and each.en for each in DEFINITIONS.values())
    with pytest.raises(UnknownKey, match="sex"):
        ledger_of(tmp_path, alert(1)).rates("sex", today=NOW.date())
    assert not {"sex", "age", "hukou"} & set(GROUPINGS)


def test_cases_are_found_by_state_typology_region_and_limit(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1), alert(2, typology="T05"), alert(3, region="470201"))
    first = next(case.id for case in ledger.cases() if case.typology == "T01" and case.region == "470102")
    due = sent_to_the_county(ledger, first).due_on
    assert due is not None
    assert [case.id for case in ledger.cases(Wanted(state=State.UNDER_CHECK))] == [first]
    assert [case.typology for case in ledger.cases(Wanted(typology="T05"))] == ["T05"]
    assert [case.region for case in ledger.cases(Wanted(region="4702"))] == ["470201"]
    assert ledger.cases(Wanted(region="4_")) == []
    assert len(ledger.cases(Wanted(region="CN"))) == 3
    assert ledger.cases(Wanted(overdue_on=due)) == []
    assert [case.id for case in ledger.cases(Wanted(overdue_on=due + timedelta(days=1)))] == [first]
    assert len(ledger.cases(who=CITY)) == 2
    assert len(ledger.cases(who=PROVINCE)) == 3
