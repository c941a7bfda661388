"""The clerical queue: pairs of records of which a clerk says whether they are one person's, and what was decided.

The queue is opened and a pair looked at when a button is pressed: both may end up in the log.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from shlex import quote

import streamlit as st

from core.errors import AnlanError
from core.principal import Principal, Role
from dashboards.data.asked_person import CHINA
from dashboards.data.choosing import choose, pick
from dashboards.data.contents import Contents
from dashboards.data.doubt_table import pair_table
from dashboards.data.person_view import draw_refused, linked_index
from dashboards.data.text_column import text_column
from dashboards.figures import plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import WORDS, say
from datapool.persons.clerical import OpenDoubt
from datapool.persons.decisions import Decision, Verdict, in_force, read_decisions
from datapool.persons.linking import bring_persons_up_to_date
from datapool.persons.storing import Index, persons_folder
from datapool.viewing.doubt_pair import SeenPair, look_at_pair
from datapool.viewing.queue import decide_for, open_doubts_for, undo_for

QUEUE, PROBLEM, LINKED = "doubts_queue", "doubts_problem", "doubts_linked"
ALL = ""
SHOWN_PAIRS = 200
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Queue:
    """What somebody may decide about, of one version of the index.

    pair     the one looked at last, with its doubt
    """

    who: Principal
    version: str
    doubts: tuple[OpenDoubt, ...] = ()
    pair: tuple[OpenDoubt, SeenPair] | None = None


def draw_doubts(contents: Contents, who: Principal | None, language: str) -> None:
    """Draw the part: the queue by reasons, one pair side by side, the decisions, and the next linking."""
    index = linked_index(contents, language)
    if index is None:
        return
    st.html(f'<h2 class="al-title" id="doubts">{escape(say("doubts_found", language, count=plain(index.doubts)))}</h2>')
    if who is None:
        st.html(f'<div class="al-empty"><p>{escape(say("nobody_looks", language))}</p></div>')
        return
    if Role.CLERK not in who.roles:
        st.info(say("doubts_for_clerks", language))
        return
    problem: AnlanError | None = st.session_state.pop(PROBLEM, None)
    if problem is not None:
        draw_refused(problem, language)
    queue: Queue | None = st.session_state.get(QUEUE)
    if queue is None or (queue.who, queue.version) != (who, index.version):
        st.caption(say("queue_about", language))
        opened = (contents, who, index.version)
        st.button(say("queue_open", language), type="primary", key="doubts_open", on_click=_open, args=opened)
    else:
        _draw_queue(contents, queue, language)
    _draw_decisions(contents, who, language)
    _draw_linking(contents, language)


def _draw_queue(contents: Contents, queue: Queue, language: str) -> None:
    if not queue.doubts:
        st.success(say("queue_empty", language))
        return
    counts = Counter(doubt.reason for doubt in queue.doubts)
    reason = pick(
        say("doubt_reason", language),
        [ALL, *counts],
        key="data_doubt_reason",
        title=lambda each: _reason(each, len(queue.doubts) if each == ALL else counts[each], language),
    )
    doubts = {
        f"{doubt.record.record} {doubt.other.record}": doubt for doubt in queue.doubts if reason in (ALL, doubt.reason)
    }
    left, right = st.columns([5, 2], vertical_alignment="bottom")
    with left:
        name = choose(
            say("doubt_pair", language, count=len(doubts)),
            list(doubts)[:SHOWN_PAIRS],
            key="data_doubt",
            title=lambda each: _pair_title(contents, doubts[each], language),
        )
    doubt = doubts[name]
    with right:
        st.button(
            say("look_pair", language),
            type="primary",
            key="doubt_look",
            width="stretch",
            on_click=_look,
            args=(contents, queue, doubt),
        )
    if len(doubts) > SHOWN_PAIRS:
        st.caption(say("pairs_first", language, shown=SHOWN_PAIRS, count=plain(len(doubts))))
    if queue.pair is not None and queue.pair[0] == doubt:
        _draw_pair(contents, queue, *queue.pair, language=language)


def _draw_pair(contents: Contents, queue: Queue, doubt: OpenDoubt, pair: SeenPair, *, language: str) -> None:
    st.success(say("look_entry", language, number=plain(pair.entry)))
    joined = say("are_joined" if doubt.are_joined else "are_apart", language)
    st.html(f'<p class="al-sub"><b>{escape(_reason_title(doubt.reason, language))}</b> {escape(joined)}</p>')
    st.html(pair_table(contents, pair, language))
    left, right, _ = st.columns([1, 1, 2])
    for place, verdict in ((left, Verdict.SAME), (right, Verdict.NOT_SAME)):
        with place:
            st.button(
                say(f"verdict_{verdict}", language),
                key=f"doubt_{verdict}",
                width="stretch",
                on_click=_decide,
                args=(contents, queue, doubt, verdict),
            )


def _draw_decisions(contents: Contents, who: Principal, language: str) -> None:
    """Every decision with who and when; those in force can be taken back."""
    decisions = read_decisions(persons_folder(contents.folder))
    st.html(f'<h2 class="al-h2">{say("decisions", language)}</h2>')
    if not decisions:
        st.html(f'<p class="al-sub">{escape(say("no_decisions", language))}</p>')
        return
    force = {each.number for each in in_force(decisions)}
    st.html(decisions_table(decisions, force, language))
    if not force:
        return
    left, right, _ = st.columns([2, 2, 3], vertical_alignment="bottom")
    with left:
        number = choose(
            say("undo_which", language),
            [str(each) for each in sorted(force, reverse=True)],
            key="data_undo",
            title=lambda each: say("decision_number", language, number=each),
        )
    with right:
        undone = (contents, who, int(number))
        st.button(say("undo", language), key="doubt_undo", width="stretch", on_click=_undo, args=undone)


def decisions_table(decisions: Sequence[Decision], force: set[int], language: str) -> str:
    """The newest first."""
    rows = []
    for each in sorted(decisions, key=lambda one: one.number, reverse=True):
        verdict = say(f"verdict_{each.verdict}", language)
        if each.undoes is not None:
            verdict = f"{verdict} {say('decision_number', language, number=each.undoes)}"
        standing = "decision_holds" if each.number in force else "decision_past"
        cells = [
            Cell(verdict, css="text"),
            Cell(each.who, css="text"),
            Cell(each.at.astimezone(CHINA).isoformat(sep=" ", timespec="minutes")[:16]),
            Cell(each.record, below=each.other, css="text file"),
            Cell(say(standing, language) if each.verdict is not Verdict.UNDONE else "—"),
        ]
        rows.append(Row(plain(each.number), cells))
    heads = [
        text_column("decision", language),
        text_column("decided_by", language),
        Column(say("log_when", language)),
        text_column("two_records", language),
        Column(say("batch_state", language)),
    ]
    caption = say("decisions_caption", language, count=len(rows))
    return table(caption, say("number_short", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def _draw_linking(contents: Contents, language: str) -> None:
    """What was decided is seen after the next linking, which can be started here."""
    st.html(f'<h2 class="al-h2">{say("next_linking", language)}</h2>')
    st.caption(say("linking_about", language, folder=quote(str(contents.folder))))
    st.button(say("link_now", language), key="doubts_link", on_click=_link, args=(contents, say("linking", language)))
    index: Index | None = st.session_state.pop(LINKED, None)
    if index is not None:
        st.success(say("linked_now", language, persons=plain(index.persons), doubts=plain(index.doubts)))


def _open(contents: Contents, who: Principal, version: str) -> None:
    with _problems():
        doubts = open_doubts_for(contents.pool, who=who, now=datetime.now(CHINA))
        st.session_state[QUEUE] = Queue(who, version, doubts)


def _look(contents: Contents, queue: Queue, doubt: OpenDoubt) -> None:
    with _problems():
        seen = look_at_pair(contents.pool, doubt, who=queue.who, now=datetime.now(CHINA))
        st.session_state[QUEUE] = replace(queue, pair=(doubt, seen))


def _decide(contents: Contents, queue: Queue, doubt: OpenDoubt, verdict: Verdict) -> None:
    pair = (doubt.record.record, doubt.other.record)
    with _problems():
        decide_for(contents.pool, verdict, pair, who=queue.who, now=datetime.now(CHINA))
        kept = tuple(each for each in queue.doubts if {each.record.record, each.other.record} != set(pair))
        st.session_state[QUEUE] = replace(queue, doubts=kept, pair=None)


def _undo(contents: Contents, who: Principal, number: int) -> None:
    with _problems():
        undo_for(contents.pool, number, who=who, now=datetime.now(CHINA))
        # The pair is open again: the queue is made anew.
        st.session_state.pop(QUEUE, None)


def _link(contents: Contents, word: str) -> None:
    with _problems(), st.spinner(word):
        st.session_state[LINKED] = bring_persons_up_to_date(contents.pool, workers=WORKERS)
        st.session_state.pop(QUEUE, None)


@contextmanager
def _problems() -> Iterator[None]:
    """What goes wrong when a button is pressed is told where the part is drawn next."""
    try:
        yield
    except AnlanError as err:
        st.session_state[PROBLEM] = err


def _pair_title(contents: Contents, doubt: OpenDoubt, language: str) -> str:
    """Where the two stand; no value of them is read for it."""
    one, other = (
        f"{contents.table_title(place.table, language)} {place.batch[:6]}:{place.line}"
        for place in (doubt.record, doubt.other)
    )
    return f"{one} ↔ {other}"


def _reason(reason: str, count: int, language: str) -> str:
    return f"{_reason_title(reason, language) if reason else say('any_reason', language)} {count}"


def _reason_title(reason: str, language: str) -> str:
    word = f"doubt_{reason}"
    return say(word, language) if word in WORDS else reason
