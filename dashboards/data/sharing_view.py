"""Agreements and releases: who may give what to whom, what was given and refused, and whether its log is whole."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from html import escape
from shlex import quote

import streamlit as st

from core.chain_form import Head
from core.chain_verifier import MEANINGS, Verdict, verify
from core.errors import InputError
from core.principal import Principal, Role
from dashboards.data.agreements_view import ENDS_SOON, EXPIRED, draw_agreements, standing
from dashboards.data.choosing import choose, pick
from dashboards.data.contents import Contents
from dashboards.data.share_rate_view import draw_share_rate
from dashboards.data.sharing_log import KINDS, REFUSAL, RELEASE, LogLine, SharingLog, sharing_log
from dashboards.data.text_column import text_column
from dashboards.data.viewer import tenant_title
from dashboards.figures import MISSING, percent, plain
from dashboards.refusals import refusal
from dashboards.tables import Cell, Column, Row, cards, table
from dashboards.words import WORDS, say
from datapool.access.words import access_words
from datapool.sharing.agreement import Agreement
from datapool.sharing.agreement_file import load_agreements
from datapool.sharing.ledger import Ledger
from datapool.sharing.purpose import load_purposes
from datapool.sharing.refusal import REASONS
from datapool.sharing.share_rate import share_rate

ANY = ""
SHOWN = 100
CHINA = timezone(timedelta(hours=8))
# Who asked is told by name to those whose work is to look through the log.
TOLD_WHO = frozenset({Role.AUDITOR, Role.DATA_STEWARD, Role.RISK_INVESTIGATOR})


def draw_sharing(contents: Contents, who: Principal | None, language: str) -> None:
    """Draw the part: figures, agreements, the share rate, and the log."""
    day = datetime.now(CHINA).date()
    agreements = list(load_agreements(contents.pool).values())
    rate, log = share_rate(contents.pool, day), sharing_log(contents.folder)
    st.html(f'<h2 class="al-title" id="sharing">{escape(finding(agreements, log, day, language))}</h2>')
    flowing = sum(flow.missing is None for flow in rate.flows)
    in_force = sum(each.is_in_force(day) for each in agreements)
    milestone = say("milestone_is", language, milestone=percent(rate.milestone, digits=0))
    figures = [
        (say("agreements_in_force", language), plain(in_force), say("of_count", language, count=len(agreements))),
        (say("share_rate", language), percent(rate.rate), escape(milestone)),
        (say("items_flowing", language), plain(flowing), say("of_count", language, count=len(rate.flows))),
        (say("releases", language), plain(log.counts.get(RELEASE, 0)), say("in_the_log", language)),
        (say("refusals", language), plain(log.counts.get(REFUSAL, 0)), say("in_the_log", language)),
    ]
    st.html(cards(figures))
    draw_agreements(contents, agreements, day, language)
    draw_share_rate(contents, rate, language)
    _draw_log(contents, log, agreements, who, language=language)
    st.caption(say("sharing_about", language, folder=quote(str(contents.folder))))


def finding(agreements: Sequence[Agreement], log: SharingLog, day: date, language: str) -> str:
    """What needs somebody's hand: a log that is not whole, agreements that ended or end soon."""
    states = [standing(each, day) for each in agreements]
    told = []
    if log.verdict is not None and not log.verdict.is_whole:
        told.append(say("log_broken_found", language, number=_fault(log.verdict)))
    for state in (EXPIRED, ENDS_SOON):
        if state in states:
            told.append(say(f"found_{state}", language, count=states.count(state)))
    return say("between", language).join(told) or say("nothing_to_do", language, count=len(agreements))


def log_table(contents: Contents, lines: Sequence[LogLine], language: str, *, is_told_who: bool) -> str:
    """The newest entries of a list."""
    if not lines:
        return f'<p class="al-sub">{escape(say("no_entries_so", language))}</p>'
    rows = [
        Row(line.at[:16].replace("T", " "), _cells(contents, line, language, is_told_who=is_told_who))
        for line in lines[:SHOWN]
    ]
    heads = [
        text_column("log_what", language),
        text_column("log_who", language),
        text_column("purpose_of", language),
        text_column("log_columns", language),
        Column(say("rows", language)),
        Column(say("log_entry", language)),
    ]
    caption = say("log_caption", language, shown=min(len(lines), SHOWN), count=plain(len(lines)))
    return table(caption, say("log_when", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def purpose_title(purpose: str, language: str) -> str:
    """The title of a purpose of sharing or of looking; its own word where neither catalogue has it."""
    if purpose in load_purposes():
        return load_purposes()[purpose].title.to_json()[language]
    looking = access_words("purposes")
    return looking[purpose].to_json()[language] if purpose in looking else purpose


def columns_told(contents: Contents, table: str, columns: Sequence[str], language: str) -> str:
    """The columns of an entry by their items."""
    titles = (
        contents.column_title(table, each, language) if table else item_title(contents, each, language)
        for each in columns
    )
    told = say("listed", language).join(dict.fromkeys(titles))
    return f"{contents.table_title(table, language)}: {told}" if table else told


def item_title(contents: Contents, column: str, language: str) -> str:
    """The item of a column or of table.column, or what is written."""
    table, _, name = column.rpartition(".")
    if table:
        return contents.column_title(table, name, language)
    for each in contents.tables:
        title = contents.column_title(each, column, language)
        if title != column:
            return title
    return column


def _cells(contents: Contents, line: LogLine, language: str, *, is_told_who: bool) -> list[Cell]:
    word = f"log_{line.kind}"
    what = say(word, language) if word in WORDS else line.kind
    below = line.agreement
    if line.reason:
        reason = REASONS[line.reason].to_json()[language] if line.reason in REASONS else line.reason
        below = say("listed", language).join(filter(None, (reason, line.agreement)))
    who = line.who if is_told_who else ""
    if line.who == "self":
        who = say("log_self", language)
    return [
        Cell(what, below=below, css=f"text {'rejected' if line.kind == REFUSAL else ''}"),
        Cell(tenant_title(contents, line.tenant, language) or MISSING, below=who, css="text"),
        Cell(purpose_title(line.purpose, language), css="text"),
        Cell(columns_told(contents, line.table, line.columns, language) or MISSING, css="text wide"),
        Cell(plain(line.rows) if line.kind == RELEASE else MISSING),
        Cell(plain(line.number)),
    ]


def _draw_log(
    contents: Contents, log: SharingLog, agreements: Sequence[Agreement], who: Principal | None, *, language: str
) -> None:
    st.html(f'<h2 class="al-h2">{say("the_log", language)}</h2>')
    if log.verdict is None:
        st.info(say("no_log", language))
        return
    _draw_verdict(contents, log.verdict, language)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        kind = pick(
            say("log_what", language),
            (ANY, *KINDS),
            key="data_log_kind",
            title=lambda each: say(f"log_{each}" if each else "log_any", language),
        )
    with right:
        agreement = choose(
            say("agreement", language),
            [ANY, *(each.id for each in agreements)],
            key="data_log_agreement",
            title=lambda each: each or say("any_agreement", language),
        )
    lines = [line for line in log.newest if kind in (ANY, line.kind) and agreement in (ANY, line.agreement)]
    is_told_who = who is not None and bool(who.roles & TOLD_WHO)
    st.html(log_table(contents, lines, language, is_told_who=is_told_who))
    if not is_told_who:
        st.caption(say("who_is_hidden", language))


def _draw_verdict(contents: Contents, verdict: Verdict, language: str) -> None:
    """Whether the log is whole, the head to note down, and a look whether an earlier one is still in it."""
    if verdict.is_whole:
        st.success(say("log_whole", language, count=plain(verdict.head.number if verdict.head else 0)))
    else:
        st.error(say("log_broken", language, number=_fault(verdict), reason=_reason(verdict, language)))
    if verdict.head is not None:
        st.html(f'<p class="al-sub">{escape(say("log_head", language))}</p>')
        st.code(str(verdict.head), language=None, wrap_lines=True)
    noted = st.text_input(
        say("head_noted", language), key="data_log_head", placeholder="12:3f9a…", help=say("head_noted_about", language)
    )
    if noted.strip():
        _draw_noted(contents, noted, language)


def _draw_noted(contents: Contents, noted: str, language: str) -> None:
    try:
        found = verify(Ledger(contents.folder).log.path, [Head.parse(noted)])
    except InputError as err:
        st.warning(refusal(err, language, what="head_refused"))
        return
    if found.is_whole:
        st.success(say("head_found", language))
    else:
        st.error(say("log_broken", language, number=_fault(found), reason=_reason(found, language)))


def _fault(verdict: Verdict) -> int:
    return verdict.fault.number if verdict.fault is not None else 0


def _reason(verdict: Verdict, language: str) -> str:
    reason = verdict.fault.reason if verdict.fault is not None else ""
    word = f"fault_{reason}"
    return say(word, language) if word in WORDS else MEANINGS.get(reason, reason)
