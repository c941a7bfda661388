"""The page Sites says of each site how it is, why, at what pace and from which releases, in both languages."""

import re
import socket
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.release_content import ReleaseRefused
from dashboards.sites.cards_view import milliseconds, rate, site_cards
from dashboards.sites.course_chart import has_course, latency_chart, legend, rate_chart
from dashboards.sites.releases_table import releases_table
from dashboards.sites.state import KNOWN_REASONS, State, finding, reasons_of, state_of
from serving.gateway.watch import AWAY, STARTING
from serving.gateway.writer import DiskFails, DiskFull
from serving.seeing.asking import Trouble
from serving.seeing.history import History, Sites
from serving.served import NO_RELEASE, UNUSABLE
from tests.dashboards.pages import html_of, page_of
from tests.serving.gateway.sites import Site, describe, free_port, running
from tests.serving.seeing.looks import counts_of, plain_application, silent, told

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
CLOUD, EAST, WEST = "http://cloud:8100", "http://east:8101", "http://west:8102"
CUT = {"state": "open", "cuts": 1}
GONE = [
    {"about": f"application {name}", "application": name, "code": AWAY, "why": "no replica of it answers."}
    for name in ("echo", "risk")
]


@pytest.fixture
def sites() -> Sites:
    """A cloud that is well, an edge on an older release whose line is cut, and one that fell silent."""
    made = Sites([CLOUD, EAST, WEST])
    cloud, east, west = made.histories
    older = {"name": "risk", "version": "6", "hash": "cd" * 32}
    for at in (0.0, 5.0):
        cloud.add(told(at, counts_of(20 * at), url=CLOUD))
        edge: dict[str, Any] = {"name": "edge-east", "role": "edge", "region": "4701", "line": CUT, "reasons": GONE}
        risk = plain_application(release=older, is_well=False)
        east.add(told(at, counts_of(2 * at, errors=at), url=EAST, **edge, applications={"risk": risk}))
    above = {"big": {"work_class": "cloud_only", "place": "above"}, "risk": plain_application()}
    west.add(told(0.0, url=WEST, name="edge-west", role="edge", region="4702", applications=above))
    west.add(silent(5.0, Trouble.REFUSED, url=WEST))
    return made


def card(sites: Sites, name: str, language: str) -> str:
    html = unescape(site_cards(sites.histories, language)).replace("\u00a0", " ")
    (found,) = [part for part in html.split("<article")[1:] if f'aria-label="{name}"' in part]
    return found


@LANGUAGES
def test_all_sites_are_told_in_one_sentence_with_those_that_are_not_well_by_name(sites: Sites, language: str) -> None:
    said = finding(sites.histories, language)
    assert (
        said
        == {
            "zh": "3个站点中1个正常、1个受影响（edge-east）、1个无应答（edge-west）",
            "en": "Of 3 sites, 1 well, 1 impaired (edge-east), 1 not answering (edge-west)",
        }[language]
    )
    assert finding(sites.histories[:1], language) == {"zh": "站点正常", "en": "The site is well"}[language]


@LANGUAGES
def test_a_card_says_pace_queue_lag_line_releases_and_replicas(sites: Sites, language: str) -> None:
    html = card(sites, "cloud", language)
    figures = re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", html)
    assert [value for _, value in figures] == ["20.0", "0.0", "17.5", "24.9", "4", "2", "0.40", "2.0"]
    words = ("云端 · 全国", "版本7 · 2个副本", "本站优先", "无上级站点", "速率按最近5秒", "正常")
    english = ("cloud · nation", "release 7 · 2 replicas", "edge first", "no site above", "over the last 5 s", "well")
    for word in words if language == "zh" else english:
        assert word in html, word


@LANGUAGES
def test_a_card_says_why_a_site_is_not_well(sites: Sites, language: str) -> None:
    html = card(sites, "edge-east", language)
    words = (
        "受影响",
        "应用echo、risk：没有副本应答",
        "到上级站点的线路中断",
        "不可用",
        "<span> · 启动以来中断1次</span>",
    )
    english = (
        "impaired", "application echo, risk: no replica answers", "the line to the site above is cut",
        "not available", "cut once since its start",
    )  # fmt: skip
    for word in words if language == "zh" else english:
        assert word in html, word
    assert 'dd class="bad">1.0<' in html


def test_every_reason_that_gateways_and_replicas_give_has_words() -> None:
    codes = {AWAY, STARTING, DiskFails.code, DiskFull.code, ReleaseRefused.code, UNUSABLE, NO_RELEASE.code}
    assert set(KNOWN_REASONS) == codes


@LANGUAGES
@pytest.mark.parametrize("code", KNOWN_REASONS)
def test_a_reason_is_told_by_its_code_in_the_language_of_the_page(code: str, language: str) -> None:
    sites = Sites([CLOUD])
    reason = {"about": "application risk", "application": "risk", "code": code, "why": "In the words of a gateway."}
    sites.histories[0].add(told(0.0, url=CLOUD, reasons=[reason]))
    (said,) = reasons_of(sites.histories[0], language)
    assert "words of a gateway" not in said
    assert said.startswith("应用risk：" if language == "zh" else "application risk: ")
    assert bool(re.search("[\u4e00-\u9fff]", said)) is (language == "zh")


@LANGUAGES
def test_a_reason_that_is_not_known_stands_as_the_site_says_it(language: str) -> None:
    sites = Sites([CLOUD])
    unwell = {"about": "application toy", "application": "toy", "code": "toy.tired", "why": "The toy is tired."}
    older = {"about": "clock", "why": "It is an hour late."}
    sites.histories[0].add(told(0.0, url=CLOUD, reasons=[unwell, older]))
    first, second = reasons_of(sites.histories[0], language)
    assert first.endswith("The toy is tired") and "toy" in first
    assert second.startswith("clock") and second.endswith("It is an hour late")


@LANGUAGES
def test_what_an_operator_ought_to_know_of_an_application_that_is_well_stands_with_it(language: str) -> None:
    sites = Sites([CLOUD])
    refused = plain_application(why="495a: this release is refused.", code=ReleaseRefused.code)
    own = plain_application(why="Half of the voices are missing.")
    applications = {"risk": refused, "voice": own, "echo": plain_application()}
    sites.histories[0].add(told(0.0, url=CLOUD, applications=applications))
    html = card(sites, "cloud", language)
    assert state_of(sites.histories[0]) is State.WELL
    notes = re.findall(r'<span class="note">([^<]+)<', html)
    known = "新装入的模型版本与签名不符，未采用" if language == "zh" else "is not what was signed, and not used"
    assert len(notes) == 2
    said = "提示：" if language == "zh" else "note: "
    assert known in notes[0] and notes[1] == f"{said}Half of the voices are missing"


@LANGUAGES
def test_an_application_that_takes_no_model_is_not_said_to_lack_one(language: str) -> None:
    sites = Sites([CLOUD])
    applications = {"echo": plain_application(release={}), "risk": plain_application(release={}, is_well=False)}
    sites.histories[0].add(told(0.0, url=CLOUD, applications=applications))
    html = card(sites, "cloud", language)
    echo, risk = re.findall(r'<span class="facts">([^<]+)<', html)
    assert ("不用模型" if language == "zh" else "no model") in echo
    assert ("尚无版本" if language == "zh" else "no release yet") in risk


@LANGUAGES
def test_a_site_that_fell_silent_is_shown_as_such_with_since_when_and_what_it_told_last(
    sites: Sites, language: str
) -> None:
    html = card(sites, "edge-west", language)
    words = ("无应答", "该地址无人监听，自08:00:05起", "最近一次应答08:00:00", "由上级站点办理")
    english = (
        "not answering", "nobody listens at this address, since 08:00:05", "last answered at 08:00:00",
        "done by the site above",
    )  # fmt: skip
    for word in words if language == "zh" else english:
        assert word in html, word
    assert "—" in html


@LANGUAGES
@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_site_that_never_answered_is_told_by_its_address(trouble: Trouble, language: str) -> None:
    sites = Sites([EAST])
    assert state_of(sites.histories[0]) is State.ASKING
    assert reasons_of(sites.histories[0], language) == []
    sites.histories[0].add(silent(5.0, trouble, url=EAST))
    html = card(sites, "east:8101", language)
    assert ("本页打开以来未应答过" if language == "zh" else "has not answered since this page was opened") in html
    assert "08:00:05" in html
    assert releases_table(sites, language) == "" and not has_course(sites.histories)


@LANGUAGES
def test_a_release_that_is_not_the_clouds_is_marked_and_no_other(sites: Sites, language: str) -> None:
    html = unescape(releases_table(sites, language))
    marked = re.findall(r'<td class="text q2" data-label="([^"]+)"><span class="n">([^<]+)<', html)
    assert marked == [("edge-east", "版本6" if language == "zh" else "release 6")]
    assert html.count(' q2"') == 1
    assert ("08:00:00时" if language == "zh" else "as of 08:00:00") in html


def test_the_same_version_with_another_hash_is_another_release() -> None:
    sites = Sites([CLOUD, EAST])
    sites.histories[0].add(told(0.0, url=CLOUD))
    other = {"name": "risk", "version": "7", "hash": "ef" * 32}
    again = {"risk": plain_application(release=other)}
    sites.histories[1].add(told(0.0, url=EAST, name="edge-east", role="edge", applications=again))
    html = releases_table(sites, "zh").replace("\u00a0", " ")
    assert "异于云端 · efefefef ·" in html
    assert "异于云端 · abababab" not in html and "abababab ·" in html


def test_the_charts_have_a_line_for_each_site_that_told_and_gaps_where_nothing_can_be_told(sites: Sites) -> None:
    cloud, _, west = rate_chart(sites.histories).data
    assert (cloud.name, list(cloud.y)) == ("cloud", [20.0])
    assert list(west.y) == [None]
    assert [round(value) for value in latency_chart(sites.histories).data[0].y] == [25]
    sites.histories[0].add(told(500.0, counts_of(5000), url=CLOUD))
    assert list(rate_chart(sites.histories).data[0].y) == [20.0, None]
    assert legend(sites.histories).count("━") == 3
    assert legend([History(EAST)]).count("━") == 0


def test_text_of_a_site_never_becomes_markup() -> None:
    sites = Sites([CLOUD])
    evil = "<b>x</b>"
    reasons = [{"about": evil, "why": evil}]
    release = {"name": evil, "version": evil, "hash": '"><b>x'}
    applications = {evil: plain_application(release=release, why=evil)}
    for at in (0.0, 5.0):
        sites.histories[0].add(told(at, url=CLOUD, name=evil, reasons=reasons, applications=applications, region=evil))
    drawn = site_cards(sites.histories, "zh") + releases_table(sites, "zh") + legend(sites.histories)
    assert "<b>x" not in drawn


def test_figures_are_as_exact_as_they_can_be_read() -> None:
    assert [rate(value) for value in (0.0, 0.25, 12.34, 4512.3)] == ["0.0", "0.25", "12.3", "4,512"]
    assert [milliseconds(value) for value in (0.00042, 0.0073, 1.24)] == ["0.42", "7.3", "1,240"]
    assert milliseconds(float("inf")) == ">30,000"
    assert milliseconds(float("nan")) == "—"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(describe(tmp_path_factory.mktemp("sites") / "cloud", region="CN")) as made:
        yield made


def page(urls: list[str], language: str) -> AppTest:
    def draw() -> None:
        import streamlit as st

        from dashboards.sites.page import draw_sites

        draw_sites(st.session_state["urls"], st.session_state["language"])

    return page_of(draw, urls=urls, language=language)


@LANGUAGES
def test_the_page_shows_a_real_gateway_beside_one_that_hangs_and_one_that_is_not_there(
    cloud: Site, language: str
) -> None:
    with socket.socket() as hangs:
        hangs.bind(("127.0.0.1", 0))
        hangs.listen()
        names = [f"127.0.0.1:{port}" for port in (cloud.port, hangs.getsockname()[1], free_port())]
        drawn = page([f"http://{name}" for name in names], language).run()
        for _ in range(20):
            assert cloud.ask("echo", {"x": 1}).status == 200
        time.sleep(2.2)
        begun = time.monotonic()
        drawn.run()
        assert time.monotonic() - begun < 2.0
    assert not drawn.exception
    html = unescape(html_of(drawn))
    well, lost = ("1个正常", "2个无应答") if language == "zh" else ("1 well", "2 not answering")
    assert f"{well}" in html and f"{lost}" in html and names[1] in html and names[2] in html
    found = re.search(r'(?:请求 次/秒|requests/s)</dt><dd class="">([^<]+)<', html)
    assert found is not None and float(found[1]) > 0
    for word in ("口径", "来源", "UTC+8") if language == "zh" else ("Definitions", "Source", "UTC+8"):
        assert word in html
    if language == "en":
        assert not re.search("[\u4e00-\u9fff]", html)


@LANGUAGES
def test_without_sites_the_page_says_how_to_name_some(language: str) -> None:
    drawn = page([], language).run()
    assert ("尚未指定站点" if language == "zh" else "No site is named yet") in html_of(drawn)
    assert "anlan up" in drawn.markdown[0].value


def test_while_nobody_answers_the_page_says_how_to_bring_sites_up() -> None:
    drawn = page([f"http://127.0.0.1:{free_port()}"], "zh").run()
    assert "anlan up" in drawn.markdown[0].value
    assert "无应答" in html_of(drawn)


def test_what_was_seen_of_some_sites_is_not_told_of_others(cloud: Site) -> None:
    drawn = page([f"http://127.0.0.1:{cloud.port}"], "zh").run()
    assert "站点正常" in html_of(drawn)
    drawn.session_state["urls"] = [f"http://127.0.0.1:{free_port()}"]
    drawn.run()
    assert "1个站点，1个无应答" in html_of(drawn)
