"""One case with its rows: payments drawn, neighbours masked, every look written down; drift and fairness told apart."""

import base64
import re
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from types import MappingProxyType

import pytest
from streamlit.testing.v1 import AppTest

from casework.alerts import Ledger, Plan
from casework.alerts.case import Case, Channel, Finding, masked
from casework.alerts.drift import Shift
from core.principal import Principal, Role
from dashboards.risk.case_rows import ShownRows
from dashboards.risk.drift_view import drift_table
from dashboards.risk.drift_view import finding as drift_finding
from dashboards.risk.fairness_view import found_honest, ratio_table, ratios_of
from dashboards.risk.neighbourhood import neighbourhood, things_of, things_table
from dashboards.risk.payments_chart import marks, payments_chart, rows_of, worked
from dashboards.risk.person_groups import band_of
from dashboards.risk.rows_table import rows_html
from datapool.viewing.case_rows import RowsView, SeenRow
from tests.casework.alerts.world import NOW, PROVINCE, alert, closed, ledger_of, subjects_file
from tests.dashboards.pages import html_of, page_of

WHO = Principal("p-1", "hrss", frozenset({Role.RISK_INVESTIGATOR}), "47", "fraud_investigation")
ACCOUNT = "9222000011112222333"


def paid(number: int, *, is_named: bool) -> SeenRow:
    day = date(2025, number, 15)
    values = {"amount": 2_000.0, "paid_on": day, "period": day.replace(day=1), "account_no": ACCOUNT}
    return SeenRow(f"hrss_pensions:b:{number}", "hrss_pensions", is_named, values)


DEATH = SeenRow(
    "health_deaths:b:1", "health_deaths", True, {"death_date": date(2025, 3, 9), "provider_no": "8812345678"}
)
WAGE = SeenRow("tax_wages:b:1", "tax_wages", True, {"period": date(2025, 5, 1), "uscc": "91470102941831885A"})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ring = [alert(number, ring="ring-7", typology="T05", scheme="110") for number in range(10, 13)]
    return ledger_of(tmp_path, alert(1), *ring)


def case_of(ledger: Ledger, members: int) -> Case:
    return next(case for case in ledger.cases() if case.members == members)


def shown(case: Case, *rows: SeenRow) -> ShownRows:
    views = {line.alert: RowsView(rows, (), 1) for line in case.lines}
    return ShownRows(case.id, WHO, Path("pool"), MappingProxyType(views), 0)


def test_payments_after_the_limit_are_marked_and_the_death_stands_in_the_chart(ledger: Ledger) -> None:
    case = case_of(ledger, 1)
    seen = shown(case, *(paid(month, is_named=month > 3) for month in range(1, 7)), DEATH, WAGE)
    figure = payments_chart(rows_of(seen), "zh")
    assert figure is not None
    before, after, months = figure.data
    assert [len(bar.x) for bar in (before, after)] == [3, 3]
    assert min(after.x) > date(2025, 3, 9)
    assert (before.marker.color, after.marker.color)[0] != after.marker.color
    assert list(months.x) == worked(rows_of(seen)) == [date(2025, 5, 1)]
    assert "死亡 2025-03-09" in [note.text for note in figure.layout.annotations]
    assert marks(rows_of(seen)) == [(date(2025, 3, 9), "death_date")]


def test_without_a_payment_that_may_be_read_nothing_is_drawn(ledger: Ledger) -> None:
    case = case_of(ledger, 1)
    assert payments_chart([DEATH], "zh") is None
    hidden = replace(paid(1, is_named=True), values={"paid_on": datetime(2025, 1, 1)})
    assert payments_chart(rows_of(shown(case, hidden)), "zh") is None


def test_an_account_that_a_ring_shares_stands_first_masked_and_with_a_line_to_each(ledger: Ledger) -> None:
    case = case_of(ledger, 3)
    things = things_of(case, shown(case, paid(1, is_named=True), DEATH))
    assert (things[0].kind, len(things[0].rows)) == ("account", 3)
    html = neighbourhood(things, "zh")
    assert ACCOUNT not in html and case.lines[0].subject not in html
    assert masked(ACCOUNT) in html and masked(case.lines[0].subject) in html
    drawn = base64.b64decode(re.findall(r"base64,([^\"]+)", html)[0]).decode()
    assert drawn.count("<line") == 6
    table = things_table(things, "en")
    assert "account" in table and masked(ACCOUNT) in table and ACCOUNT not in table


def test_without_rows_a_ring_is_drawn_from_the_ledger_alone_and_a_single_person_is_not(ledger: Ledger) -> None:
    (ring,) = things_of(case_of(ledger, 3), None)
    assert ring.kind == "ring" and len(ring.rows) == 3
    assert things_of(case_of(ledger, 1), None) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rows_a_case_rests_on_stand_by_the_names_of_their_items(language: str) -> None:
    html = unescape(rows_html([paid(1, is_named=True), paid(2, is_named=False)], language))
    assert ("发放日期" if language == "zh" else "Day of payment") in html and "2000.0" in html
    assert html.count('scope="row"') == 1


def test_a_value_of_a_row_never_becomes_markup(ledger: Ledger) -> None:
    row = replace(paid(1, is_named=True), values={"account_no": "<script>alert(1)</script>"})
    case = case_of(ledger, 1)
    assert "<script>" not in rows_html([row], "zh") + neighbourhood(things_of(case, shown(case, row)), "zh")


def _page(folder: Path, case: str) -> AppTest:
    def draw() -> None:
        from datetime import date as day
        from pathlib import Path as Place

        import streamlit as st

        from dashboards.risk.case_view import draw_case
        from dashboards.risk.opened import opened

        draw_case(opened(Place(st.session_state["folder"]), None, day(2026, 1, 20)), "zh")

    return page_of(draw, folder=str(folder), risk_case=case).run()


def test_opening_a_case_is_one_look_in_the_log_however_often_the_page_is_drawn(ledger: Ledger, tmp_path: Path) -> None:
    first, other = (case.id for case in ledger.cases())
    page = _page(tmp_path / "cases", first)
    assert not page.exception
    page.run()
    assert len(ledger.looks(first)) == 1
    page.selectbox(key="risk_case").set_value(other).run()
    page.selectbox(key="risk_case").set_value(first).run()
    assert (len(ledger.looks(first)), len(ledger.looks(other))) == (2, 1)


def test_without_a_pool_the_page_says_what_is_missing(ledger: Ledger, tmp_path: Path) -> None:
    assert "没有给出数据池" in html_of(_page(tmp_path / "cases", ledger.cases()[0].id))


def test_false_alarms_are_subjects_of_closed_cases_found_false_and_nobody_else(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, *(alert(number) for number in range(1, 4)))
    first, second, _ = (case.id for case in ledger.cases())
    closed(ledger, first, tmp_path, Finding.FALSE)
    closed(ledger, second, tmp_path, Finding.TRUE)
    (line,) = found_honest(ledger.cases(), Channel.QUEUE)
    assert line.subject == ledger.case(first).subject
    assert found_honest(ledger.cases(), Channel.AUDIT) == []


def test_who_was_drawn_with_a_smaller_chance_stands_for_more(ledger: Ledger) -> None:
    (line,) = case_of(ledger, 1).lines
    alarms = [replace(line, subject=f"a{number}") for number in range(40)]
    innocents = [replace(line, subject=f"i{n}", drawn_with=0.1 if n % 2 else 0.3) for n in range(80)]
    groups = {each.subject: "x" if int(each.subject[1:]) % 2 else "y" for each in (*alarms, *innocents)}
    counts = {ratio.group.name: ratio.group.innocents for ratio in ratios_of(alarms, innocents, groups)}
    assert counts == {"x": 60, "y": 20}


@pytest.mark.parametrize(("language", "said"), [("zh", "超出标准"), ("en", "beyond the bar")])
def test_a_group_beyond_the_bar_is_said_and_small_groups_are_not_counted_out(
    ledger: Ledger, language: str, said: str
) -> None:
    (line,) = case_of(ledger, 1).lines
    alarms = [replace(line, subject=f"a{number}") for number in range(100)]
    innocents = [replace(line, subject=f"i{number}", drawn_with=0.1) for number in range(100)]
    groups = {each.subject: "m" if int(each.subject[1:]) < (95 if each.subject[0] == "a" else 50) else "f"
              for each in (*alarms, *innocents)}  # fmt: skip
    ratios = ratios_of(alarms, innocents, groups)
    html = ratio_table("sex", ratios, language)
    assert said in html
    assert ("不足10" if language == "zh" else "under 10") in html and ">5<" not in html
    assert ">5<" in ratio_table("region", ratios, language)


@pytest.mark.parametrize(
    ("born", "band"),
    [(date(2000, 6, 1), "0–29"), (date(1994, 12, 31), "30–44"), (date(1995, 1, 1), "0–29"), (date(1930, 1, 1), "75+")],
)
def test_ages_are_whole_years(born: date, band: str) -> None:
    assert band_of(born, date(2024, 12, 31)) == band


@pytest.mark.parametrize(("language", "said"), [("zh", "明显变化"), ("en", "moved")])
def test_what_moved_stands_first_and_few_alerts_say_so(language: str, said: str) -> None:
    few = Shift("risk/death", "T01", "chance", 3, 4, None, 0.0, (float("nan"), float("nan")), "too_few")
    moved = Shift("risk/death", "T01", "paid_after_death.months", 90, 80, 0.9, 0.2, (3.0, 9.0), "moved")
    html = drift_table([few, moved], language)
    few_said = "太少" if language == "zh" else "too few"
    assert html.index("0.90") < html.index(few_said)
    assert said in html and "1" in drift_finding([few, moved], language)
    assert ("还不能判断" if language == "zh" else "cannot be told") in drift_finding([few], language)


def _fairness(folder: Path, pool: Path | None) -> AppTest:
    def draw() -> None:
        from datetime import date as day
        from pathlib import Path as Place

        import streamlit as st

        from dashboards.risk.fairness_view import draw_fairness
        from dashboards.risk.opened import opened

        pool = st.session_state["pool"]
        draw_fairness(opened(Place(st.session_state["folder"]), None, day(2026, 1, 20), pool=pool), "zh")

    return page_of(draw, folder=str(folder), pool=pool).run()


def test_fairness_says_when_there_is_too_little_to_say(ledger: Ledger, tmp_path: Path) -> None:
    page = _fairness(tmp_path / "cases", None)
    assert "还不能比较误报率" in page.info[0].value
    assert "al-scroll" not in html_of(page)


def test_regions_are_compared_from_the_ledger_alone(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, *(alert(number) for number in range(1, 7)))
    everybody = subjects_file(tmp_path / "all.parquet", range(1, 101))
    ledger.fix_queue(Plan(date(2026, 1, 1), 12, subjects=everybody, seed=1, audit_share=0.5), who=PROVINCE, now=NOW)
    for case in ledger.cases():
        closed(ledger, case.id, tmp_path, Finding.FALSE)
    page = _fairness(tmp_path / "cases", None)
    assert not page.exception
    assert "4701" in html_of(page) and "太少" in html_of(page)
    assert "没有给出数据池" in page.caption[0].value
