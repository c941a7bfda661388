"""The page Operation tells what was computed, in both languages, with source and cut-off, and computes nothing."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.operation.demand_view import demand_table
from dashboards.operation.demand_view import finding as demand_finding
from dashboards.operation.effect_view import cautions, effect_chart, effect_table
from dashboards.operation.effect_view import finding as effect_finding
from dashboards.operation.figures import amount, chance
from dashboards.operation.forecast_view import forecast_chart, forecast_table
from dashboards.operation.opened import Opened, opened
from dashboards.operation.source_note import source_note
from dashboards.operation.watch_chart import watch_chart
from dashboards.operation.watch_view import alerts_table, by_alerts, course_table, finding, gap_map
from tests.conftest import Run
from tests.dashboards.operation.made_results import SPOILED, lay_results
from tests.dashboards.pages import errors_of, html_of, page_of
from training.operation.results import Result

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_results(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def seen(folder: Path) -> Opened:
    return opened(folder)


def one(seen: Opened, kind: str) -> Result:
    (found,) = [result for result in seen.results if result.about.kind == kind]
    return found


@LANGUAGES
def test_the_month_out_of_line_is_the_finding_and_stands_first(seen: Opened, language: str) -> None:
    found = one(seen, "watch").watch
    assert found is not None
    region = "青渡市" if language == "zh" else "Qingdu"
    assert region in finding(found, language)
    assert by_alerts(found)[0].series.keys == {"flow": "collections", "region": "4702"}
    html = alerts_table(found, language)
    assert html.count("<tr") == 1 + len(found.alerts)
    assert region in html and "2019-12" in html


def test_the_map_marks_the_alert_and_says_a_dash_for_a_period_without_it(seen: Opened) -> None:
    found = one(seen, "watch").watch
    assert found is not None
    alert = next(iter(re.findall(r'<td class="q3"[^>]*><span class="n">\+([\d.]+)%', gap_map(found, "2019-12", "zh"))))
    assert float(alert) == pytest.approx((SPOILED - 1) * 100, abs=10)
    assert gap_map(found, "1999-01", "zh").count("—") == 4


def test_the_chart_has_every_period_that_was_judged_and_the_alert_on_its_value(seen: Opened) -> None:
    found = one(seen, "watch").watch
    assert found is not None
    worst = by_alerts(found)[0]
    figure = watch_chart(worst, [found.alerts[0]], "zh")
    lower, upper, expected, actual, alerts = figure.data
    assert len(lower.y) == len(upper.y) == len(expected.y) == 3
    assert alerts.y[0] == pytest.approx(actual.y[-1])
    assert actual.y[-1] == pytest.approx(worst.series.values[-1] / 10_000)
    assert course_table(found, worst, "zh").count("rejected") >= 1


@LANGUAGES
def test_income_and_outgo_stand_beside_each_other_and_are_never_added(seen: Opened, language: str) -> None:
    result = one(seen, "forecast")
    shown = [each for each in result.outlooks if each.series.keys["region"] == "*"]
    assert {each.series.keys["flow"] for each in shown} == {"payments", "collections"}
    html = forecast_table(result.history, shown, language)
    assert html.count("<tr") == 1 + 3
    for each in shown:
        assert amount(float(each.mean[0]), "yuan", like=float(each.mean.max())) in html
    # Two bands of two edges, and a solid and a dashed line of each.
    assert len(forecast_chart(result.history, shown, language).data) == 8


@LANGUAGES
def test_demand_is_told_by_business_and_region_with_its_sum(seen: Opened, language: str) -> None:
    result = one(seen, "demand")
    html = demand_table(result, language)
    whole = amount(float(result.outlooks[0].mean.sum()), "cases")
    assert f">{whole}<" in html
    assert whole in demand_finding(result.outlooks[0], language)
    assert ("参保登记" if language == "zh" else "Registration") in html


@LANGUAGES
def test_a_policy_is_told_with_its_interval_and_what_was_tried(seen: Opened, language: str) -> None:
    result = one(seen, "effect")
    found = result.effect
    assert found is not None
    assert "减免 Relief" in effect_finding(result, found, language)
    html = unescape(effect_table(result, found, language))
    assert ("双重差分（对照3个）" if language == "zh" else "difference in differences (3 controls)") in html
    assert cautions(found, language) == [] or all(isinstance(text, str) for text in cautions(found, language))
    level = next(
        trace for trace in effect_chart(result.history.series[0], found, language).data if len(set(trace.y)) == 1
    )
    assert min(found.share) * 100 <= level.y[0] <= max(found.share) * 100


@LANGUAGES
@pytest.mark.parametrize("kind", ["watch", "forecast", "demand", "effect"])
def test_every_part_says_definition_unit_source_cut_off_and_what_is_estimated(
    seen: Opened, kind: str, language: str
) -> None:
    html = source_note(one(seen, kind), language)
    assert "province" in html and "2019-12-31" in html and "2020-01-05" in html
    for said in ("口径", "虚构", "估计") if language == "zh" else ("made-up", "estimates", "until"):
        assert said in html
    if kind == "watch":
        assert ("人数不足 10 人（8）" if language == "zh" else "fewer than 10 persons (8)") in html


def test_a_file_of_the_user_s_is_not_called_a_pool(folder: Path, tmp_path: Path) -> None:
    told = json.loads((folder / "watch.json").read_text(encoding="utf-8"))
    (tmp_path / "watch.json").write_text(json.dumps({**told, "origin": "file"}), encoding="utf-8")
    seen = opened(tmp_path)
    assert "由提供文件的人说明" in source_note(one(seen, "watch"), "zh")


def test_text_from_a_file_never_becomes_markup(folder: Path, tmp_path: Path) -> None:
    told = json.loads((folder / "watch.json").read_text(encoding="utf-8"))
    told["title"], told["history"]["source"] = "<b>x", "<script>"
    told["history"]["titles"]["region"]["4702"] = {"zh": "<i>x", "en": "<i>x"}
    (tmp_path / "watch.json").write_text(json.dumps(told), encoding="utf-8")
    page = _page(tmp_path, "zh")
    assert not page.exception
    assert not re.search(r"<b>x|<script>|<i>x", html_of(page))


def test_small_chances_and_amounts_are_written_as_such() -> None:
    assert chance(0.00001) == "<0.0001"
    assert amount(123_456_789.0, "yuan") == "12,346"
    assert amount(12_345.0, "yuan") == "1.23"
    assert amount(-7.25, "cases") == "−7.2"
    assert amount(float("nan"), "yuan") == "—"


def _page(folder: Path | None, language: str) -> AppTest:
    def draw() -> None:
        from pathlib import Path as Place

        import streamlit as st

        from dashboards.operation.page import draw_operation

        folder = st.session_state["folder"]
        draw_operation(Place(folder) if folder else None, st.session_state["language"])

    return page_of(draw, folder=str(folder or ""), language=language).run()


@LANGUAGES
def test_the_page_is_drawn(folder: Path, language: str) -> None:
    page = _page(folder, language)
    assert not page.exception
    assert 'id="watch"' in html_of(page)


def test_without_results_the_page_says_how_to_make_them(tmp_path: Path) -> None:
    assert "尚无监测结果" in html_of(_page(None, "zh"))
    assert "尚无监测结果" in html_of(_page(tmp_path, "zh"))
    assert "监测结果不能显示" in errors_of(_page(tmp_path / "none", "zh"))


def test_a_broken_file_is_named_and_the_others_are_shown(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "watch.json").write_bytes((folder / "watch.json").read_bytes())
    (tmp_path / "demand.json").write_text("{")
    page = _page(tmp_path, "zh")
    assert "demand.json" in errors_of(page) or "results of this version" in errors_of(page)
    assert 'id="watch"' in html_of(page)


def test_a_file_written_anew_is_read_anew(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "watch.json"
    path.write_bytes((folder / "watch.json").read_bytes())
    assert opened(tmp_path).results[0].about.title == ""
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, "title": "new"}), encoding="utf-8")
    assert opened(tmp_path).results[0].about.title == "new"


def test_what_the_command_keeps_is_what_the_page_shows(anlan: Run, tmp_path: Path) -> None:
    lines = ["date,city,value"]
    lines += [f"20{15 + at // 12}-{at % 12 + 1:02},{city},{100 + at % 12 + at}" for city in "ab" for at in range(40)]
    (tmp_path / "pay.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    of_csv = ("--csv", str(tmp_path / "pay.csv"), "--group", "city")
    assert anlan("operation", "watch", *of_csv, "--last", "2", "--out", "kept", "--json").returncode == 0
    assert anlan("operation", "watch", *of_csv, "--last", "2", "--out", "kept", "--only", "city=a").returncode == 0
    seen = opened(tmp_path / "kept")
    narrowed = sorted(tuple(result.about.only.items()) for result in seen.results)
    assert narrowed == [(), (("city", ("a",)),)]
    # Where the file lay on somebody's machine is not told.
    assert {result.history.source for result in seen.results} == {"pay.csv"}
    refused = anlan("operation", "watch", *of_csv, "--out", str(tmp_path / "pay.csv"))
    assert refused.returncode == 2
    assert "--out" in refused.stderr
