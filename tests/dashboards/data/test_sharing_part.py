"""The part Agreements and releases: states on a day, the log as it is, and what happens when somebody changes it."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.chain import verify
from core.principal import Principal, Role
from dashboards.data.agreements_view import agreements_table, standing
from dashboards.data.contents import contents_of
from dashboards.data.share_rate_view import bar, needs_table
from dashboards.data.sharing_log import REFUSAL, RELEASE, VIEW, sharing_log
from dashboards.data.sharing_view import finding, log_table
from datapool.sharing.agreement import Agreement, State
from datapool.sharing.agreement_file import load_agreements
from datapool.sharing.ledger import Ledger
from datapool.sharing.refusal import ReleaseRefused
from datapool.sharing.release import Asked, release
from datapool.sharing.share_rate import share_rate
from datapool.viewing.viewing import view_person
from tests.dashboards.data.people import People, auditor, clerk
from tests.dashboards.data.test_data_page import text_of

NOW = datetime(2026, 5, 6, 8, tzinfo=UTC)
DAY = date(2026, 5, 6)


@pytest.fixture
def agreement(persons: People) -> Agreement:
    return next(each for each in load_agreements(persons.pool).values() if each.is_in_force(DAY))


def test_an_agreement_is_told_by_its_day_and_its_state(agreement: Agreement) -> None:
    one = timedelta(days=1)
    assert standing(agreement, agreement.since - one) == "not_yet"
    assert standing(agreement, agreement.since) == "in_force"
    assert standing(agreement, agreement.until - timedelta(days=61)) == "in_force"
    assert standing(agreement, agreement.until - timedelta(days=60)) == "ends_soon"
    assert standing(agreement, agreement.until) == "ends_soon"
    assert standing(agreement, agreement.until + one) == "expired"
    for state in (State.DRAFT, State.SUSPENDED, State.ENDED):
        assert standing(replace(agreement, state=state), DAY) == state.value


def test_what_needs_a_hand_comes_first(persons: People, agreement: Agreement) -> None:
    expired = replace(agreement, id="expired", until=DAY - timedelta(days=1))
    soon = replace(agreement, id="soon", until=DAY + timedelta(days=9))
    text = agreements_table(contents_of(persons.root), [agreement, soon, expired], DAY, "en")
    assert text.index("expired</span>") < text.index(">soon<") < text.index(f">{agreement.id}<")
    assert "9 days left" in text


def test_every_need_stands_in_the_table_with_what_is_missing(persons: People) -> None:
    found = share_rate(persons.pool, DAY)
    text = needs_table(contents_of(persons.root), found, "en")
    assert text.count('scope="row"') == len(found.flows)
    flowing = sum(flow.missing is None for flow in found.flows)
    assert text.count(">flows<") == flowing < len(found.flows)
    assert f"{flowing} of {len(found.flows)} needs flow" in bar(found, "en")
    assert ' short"' in bar(found, "en")
    assert ' short"' not in bar(replace(found, rate=1.0), "en")


def filled(people: People) -> None:
    """A look, a refused look, a refused release and one that is given, or refused by rows that are not there."""
    pool = people.pool
    view_person(pool, "health:7", who=clerk(), as_of=DAY, now=NOW)
    with pytest.raises(ReleaseRefused):
        view_person(pool, "health:7", who=clerk("4706"), as_of=DAY, now=NOW)
    stranger = Principal("officer.x", "civil", frozenset({Role.DATA_STEWARD}), "CN", "means_test")
    with pytest.raises(ReleaseRefused):
        release("no-such-agreement", pool, Asked("hrss_insured"), who=stranger, now=NOW)


@pytest.fixture(scope="module")
def logged(persons: People, tmp_path_factory: pytest.TempPathFactory) -> People:
    """A copy with a log, for tests that only read it."""
    people = People(Path(shutil.copytree(persons.root, tmp_path_factory.mktemp("logged") / "people")))
    filled(people)
    return people


def test_before_anything_happened_there_is_no_log(persons: People) -> None:
    assert sharing_log(persons.root).verdict is None


def test_the_log_on_the_page_is_the_log_newest_first(logged: People) -> None:
    log = sharing_log(logged.root)
    entries = list(Ledger(logged.root).log.entries())
    assert [line.number for line in log.newest] == [entry.number for entry in reversed(entries)]
    assert [line.kind for line in log.newest] == [REFUSAL, REFUSAL, VIEW]
    assert log.counts == {VIEW: 1, REFUSAL: 2}
    assert log.verdict == verify(Ledger(logged.root).log.path)


def test_a_large_release_is_one_line_with_all_its_rows(people: People) -> None:
    log = Ledger(people.root).log
    body = {"kind": RELEASE, "agreement": "a", "table": "hrss_insured", "columns": ["sex"], "who": "x", "at": "2026"}
    log.append(*({**body, "part": part, "parts": 3, "rows": rows} for part, rows in ((1, 2000), (2, 2000), (3, 7))))
    log.append({**body, "part": 1, "parts": 1, "rows": 5})
    found = sharing_log(people.root)
    assert [(line.number, line.rows) for line in found.newest] == [(4, 5), (1, 4007)]
    assert found.counts == {RELEASE: 2}


def test_a_byte_changed_is_said_first_and_what_stands_before_it_is_shown(logged: People, tmp_path: Path) -> None:
    people = People(Path(shutil.copytree(logged.root, tmp_path / "people")))
    path = Ledger(people.root).log.path
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"refusal"', b'"refusaI"')
    path.write_bytes(b"".join(lines))
    log = sharing_log(people.root)
    assert log.verdict is not None and not log.verdict.is_whole
    assert [line.number for line in log.newest] == [1]
    assert "从第2条起不完整" in finding([], log, DAY, "zh")


def test_who_asked_is_told_to_those_who_watch_only(logged: People) -> None:
    contents, log = contents_of(logged.root), sharing_log(logged.root)
    assert "clerk.li" in log_table(contents, log.newest, "en", is_told_who=True)
    assert "clerk.li" not in log_table(contents, log.newest, "en", is_told_who=False)


def drawn(folder: str, who: dict[str, object] | None, language: str = "zh", **state: object) -> AppTest:
    """The part alone, run once."""

    def draw(folder: str, who: dict[str, object] | None, language: str) -> None:
        from pathlib import Path

        from core.principal import Principal
        from dashboards.data.contents import contents_of
        from dashboards.data.sharing_view import draw_sharing

        draw_sharing(contents_of(Path(folder)), None if who is None else Principal.from_claims(who), language)

    page = AppTest.from_function(draw, args=(folder, who, language), default_timeout=60)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def test_the_head_to_note_down_is_that_of_the_log_and_an_old_one_is_checked(logged: People) -> None:
    log = Ledger(logged.root).log
    first = next(iter(log.entries())).head
    page = drawn(str(logged.root), None)
    assert not page.exception
    assert str(log.head()) in [str(each.value) for each in page.code]
    assert "日志完整：3条" in text_of(page)
    assert "查询人姓名只向" in text_of(page)
    page.text_input(key="data_log_head").set_value(str(first)).run()
    assert "仍在日志中" in text_of(page)
    page.text_input(key="data_log_head").set_value(f"1:{'0' * 64}").run()
    assert "日志被重写" in text_of(page)
    page.text_input(key="data_log_head").set_value("nothing").run()
    assert "这不是日志的一条" in text_of(page)


def test_the_log_is_filtered_by_what_happened(logged: People) -> None:
    page = drawn(str(logged.root), auditor().to_claims(), "en", data_log_kind=VIEW)
    text = text_of(page)
    assert not page.exception
    assert "Newest first; 1 of 1" in text and "clerk.li" in text and "officer.x" not in text
