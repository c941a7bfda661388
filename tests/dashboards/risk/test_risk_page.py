"""The page Risk tells what the ledger holds, in both languages, and shows nothing to whom it is not for."""

import json
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from casework.alerts import Ledger
from dashboards.risk.case_view import case_html, history_table
from dashboards.risk.ledger_view import headline, ledger_table
from dashboards.risk.opened import by_loss, opened
from dashboards.risk.rates_view import rates_table, recall_said
from dashboards.risk.stake_view import stake_table
from tests.casework.alerts.world import AUDITOR, CITY, NOW, OFFICER, PROVINCE, alert, ledger_of
from tests.dashboards.pages import errors_of, html_of, page_of

TODAY = date(2026, 1, 20)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ring = [alert(number, ring="r1", typology="T05", scheme="110", region="470203") for number in range(10, 14)]
    return ledger_of(
        tmp_path, alert(1), alert(2, typology="T06", scheme="unemployment", expected_loss_fen=9_000_000), *ring
    )


def test_the_greatest_expected_loss_stands_first(ledger: Ledger, tmp_path: Path) -> None:
    seen = opened(tmp_path / "cases", None, TODAY)
    assert by_loss(seen.cases)[0].typology == "T06"
    html = ledger_table(seen, by_loss(seen.cases), "zh")
    assert html.index("就业期间领取失业保险金") < html.index("死亡冒领养老金")
    assert "团伙4人" in html
    assert "90,000" in html


def test_overdue_cases_are_counted_and_marked(ledger: Ledger, tmp_path: Path) -> None:
    case = next(case for case in ledger.cases() if case.typology == "T01")
    ledger.assign(case.id, "4701", unit="市社保中心", who=PROVINCE, now=NOW)
    late = TODAY + timedelta(days=200)
    seen = opened(tmp_path / "cases", None, late)
    assert 'class="text rejected"' in ledger_table(seen, by_loss(seen.cases), "zh")
    assert '<b class="neg">' in headline(seen, "zh")
    in_time = opened(tmp_path / "cases", None, NOW.date())
    assert "rejected" not in ledger_table(in_time, by_loss(in_time.cases), "zh")


@pytest.mark.parametrize(("language", "said"), [("zh", "社会保险法 第八十八条"), ("en", "Pension drawn after death")])
def test_a_case_says_its_reasons_articles_rows_and_what_would_clear(
    ledger: Ledger, tmp_path: Path, language: str, said: str
) -> None:
    seen = opened(tmp_path / "cases", None, TODAY)
    case = next(case for case in seen.cases if case.typology == "T01")
    html = unescape(case_html(case, language))
    assert said in html
    assert ("死亡次月起仍发放养老金6个月" if language == "zh" else "Pension paid for 6 months") in html
    assert ("本人到场核验在世" if language == "zh" else "The person appears") in html
    assert case.lines[0].subject not in html
    assert case.masked in html
    assert "prov" not in history_table(seen, case, language)


def test_a_ring_has_a_bar_for_each_member(ledger: Ledger, tmp_path: Path) -> None:
    seen = opened(tmp_path / "cases", None, TODAY)
    ring = next(case for case in seen.cases if case.members == 4)
    assert case_html(ring, "zh").count('class="al-bar"') == 4


def test_the_stakes_add_up_to_the_open_cases(ledger: Ledger, tmp_path: Path) -> None:
    seen = opened(tmp_path / "cases", None, TODAY)
    whole = sum(case.expected_loss_fen for case in seen.cases) / 1_000_000
    html = stake_table(seen, "zh")
    assert f"{whole:,.1f}" in html
    assert "4701" in html and "4702" in html


def test_rates_and_recall_say_when_nothing_is_known(ledger: Ledger, tmp_path: Path) -> None:
    seen = opened(tmp_path / "cases", None, TODAY)
    assert "—" in rates_table(seen, "zh")
    assert "尚不能估计" in recall_said(seen, "zh")


def test_text_from_a_file_never_becomes_markup(tmp_path: Path) -> None:
    ledger = ledger_of(
        tmp_path, alert(1, rule="<script>", model="<b>x", reasons=[{"code": "<i>", "figures": "{}", "weight": 0.1}])
    )
    case = ledger.cases()[0]
    assert "<script>" not in case_html(case, "zh") and "<i>" not in case_html(case, "zh").replace("<i></i>", "")


def _page(folder: Path | None, claims: Path | None, language: str) -> AppTest:
    def draw() -> None:
        from pathlib import Path as Place

        import streamlit as st

        from dashboards.risk.page import draw_risk

        said = st.session_state
        draw_risk(
            Place(said["folder"]) if said["folder"] else None,
            said["language"],
            claims=Place(said["claims"]) if said["claims"] else None,
        )

    told = {"folder": str(folder or ""), "claims": str(claims or ""), "language": language}
    return page_of(draw, **told).run()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_of_the_page_is_drawn(ledger: Ledger, tmp_path: Path, language: str) -> None:
    page = _page(tmp_path / "cases", None, language)
    assert not page.exception
    assert ("在办（件）" if language == "zh" else "Open cases") in html_of(page)


def test_without_a_ledger_the_page_says_how_to_make_one() -> None:
    page = _page(None, None, "zh")
    assert "尚无疑点台账" in html_of(page)


def test_a_role_that_may_not_read_cases_sees_none(ledger: Ledger, tmp_path: Path) -> None:
    claims = tmp_path / "claims.json"
    claims.write_text(
        json.dumps({"sub": "s", "tenant": "hrss", "roles": ["data_steward"], "region": "47", "purpose": "data_quality"})
    )
    page = _page(tmp_path / "cases", claims, "zh")
    assert "al-card" not in html_of(page)
    assert "台账不能显示" in errors_of(page)


def test_a_city_sees_its_own_cases_only(ledger: Ledger, tmp_path: Path) -> None:
    assert {case.region[:4] for case in opened(tmp_path / "cases", CITY, TODAY).cases} == {"4701"}
    assert len(opened(tmp_path / "cases", AUDITOR, TODAY).cases) == 3
    assert OFFICER.region == "470102"
