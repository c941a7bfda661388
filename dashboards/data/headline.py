"""The head of the page: what is worst this morning, the rows and batches, and every department's score."""

from collections.abc import Iterator, Sequence
from html import escape
from shlex import quote

import streamlit as st

from dashboards.data.contents import Contents
from dashboards.data.invitation import draw_part_not_built
from dashboards.data.scored import FULL, Latest, change_text, latest_of, score_text
from dashboards.data.tallies import Tally, deliveries_of, tally
from dashboards.data.tickets_view import tickets_of
from dashboards.figures import MISSING, percent, plain
from dashboards.tables import cards
from dashboards.words import say
from datapool.intake.record import REJECTED
from datapool.quality.tickets.ticket import State, Ticket

SHOWN_HASH = 12
# Of a share: the smallest fall that can be written, and the smallest that is shown in red.
SMALLEST_FALL, NOTABLE_FALL = 0.00005, 0.005
DEFINITIONS = (
    "define_landed",
    "define_quarantined",
    "define_rejected",
    "define_score",
    "define_ticket",
    "define_cut_off",
)


def draw_headline(contents: Contents, language: str) -> None:
    """One sentence, the figures of the pool, the scores of the departments, and what all of these mean."""
    latest, tickets = _latest(contents), _open_tickets(contents)
    first = escape(worst(contents, latest, language))
    others = (escape(each) for each in _waiting(contents, tickets, language))
    told = say("between", language).join(filter(None, (f"<b>{first}</b>" if first else "", *others)))
    st.html(f'<p class="al-soonest" id="worst">{told}</p>')
    if contents.is_stale:
        st.warning(say("part_is_stale", language, folder=quote(str(contents.folder))))
    st.html(cards(_figures(contents, tickets, language)))
    if latest:
        st.html(f'<p class="al-sub">{escape(say("score_unit", language))}</p>')
        st.html(cards(_score_card(contents, name, found, language) for name, found in latest.items()))
    elif contents.assessment is None:
        draw_part_not_built(contents.folder, language)
    with st.expander(say("data_definitions", language), key="data_definitions"):
        st.markdown("\n".join(f"- {say(word, language)}" for word in DEFINITIONS))
    st.html(f'<div class="al-note"><p>{source(contents, language)}</p></div>')


def worst(contents: Contents, latest: dict[str, Latest], language: str) -> str:
    """The department whose newest delivery fell most against the one before; empty before any assessment."""
    fallen = {
        name: found for name, found in latest.items() if found.change is not None and found.change < -SMALLEST_FALL
    }
    if not latest:
        return ""
    if not fallen:
        return say("no_feed_worse", language)
    name = min(fallen, key=lambda each: fallen[each].change or 0.0)
    found = fallen[name]
    return say(
        "worst_feed",
        language,
        department=contents.department_title(name, language),
        delivery=found.delivery,
        score=score_text(found.score),
        previous=found.previous,
        fall=plain(-(found.change or 0.0) * FULL, digits=2),
    )


def source(contents: Contents, language: str) -> str:
    """Months of history, newest delivery, number of batches and version of the assessment; made up where it is."""
    first, last = contents.about.history
    parts = [say("data_history", language, first=first, last=last)] if first else []
    parts.append(say("data_newest", language, delivery=deliveries_of(contents.batches)[-1]))
    parts.append(say("batches_in_all", language, count=plain(len(contents.batches))))
    if contents.assessment is not None:
        parts.append(say("data_version", language, version=contents.assessment.version[:SHOWN_HASH]))
    text = escape(" · ".join(parts))
    if not contents.about.is_made_up:
        return text
    return f'<i class="al-made-up">{say("made_up", language)}</i> {escape(say("made_up_about", language))} {text}'


def _latest(contents: Contents) -> dict[str, Latest]:
    if contents.assessment is None:
        return {}
    found = {name: latest_of(contents.assessment, name) for name in contents.departments()}
    return {name: each for name, each in found.items() if each is not None}


def _open_tickets(contents: Contents) -> list[Ticket]:
    """Tickets that are not closed."""
    if contents.assessment is None:
        return []
    return [ticket for ticket in tickets_of(contents) if ticket.state is not State.CLOSED]


def _waiting(contents: Contents, tickets: Sequence[Ticket], language: str) -> Iterator[str]:
    rejected = tally(contents.batches).batches[REJECTED]
    if rejected:
        yield say("rejected_waiting", language, count=plain(rejected))
    if tickets:
        yield say("tickets_waiting", language, count=plain(len(tickets)))


def _figures(contents: Contents, tickets: Sequence[Ticket], language: str) -> list[tuple[str, str, str]]:
    whole = tally(contents.batches)
    delivery = deliveries_of(contents.batches)[-1]
    newest = tally(record for record in contents.batches if record.delivery == delivery)

    def below(count: int, whole: str = "") -> str:
        text = say("in_newest", language, delivery=delivery, count=plain(count))
        return escape(say("between", language).join(filter(None, (whole, text))))

    share = say("of_delivered", language, share=_share(whole))
    return [
        (say("rows_landed", language), plain(whole.landed), below(newest.landed)),
        (say("rows_quarantined", language), plain(whole.quarantined), below(newest.quarantined, share)),
        (
            say("batches_rejected", language),
            plain(whole.batches[REJECTED]),
            below(newest.batches[REJECTED], say("of_batches", language, count=plain(len(contents.batches)))),
        ),
        (
            say("tickets_open", language),
            plain(len(tickets)) if contents.assessment is not None else MISSING,
            below(sum(ticket.delivery == delivery for ticket in tickets)),
        ),
    ]


def _share(found: Tally) -> str:
    return percent(found.quarantined_share, digits=2)


def _score_card(contents: Contents, name: str, found: Latest, language: str) -> tuple[str, str, str]:
    title = contents.department_title(name, language)
    if found.previous is None:
        return title, score_text(found.score), escape(say("score_only", language, delivery=found.delivery))
    tone = ' class="neg"' if found.change is not None and found.change < -NOTABLE_FALL else ""
    against = escape(say("score_change", language, delivery=found.delivery, previous=found.previous))
    return title, score_text(found.score), f"<b{tone}>{escape(change_text(found.change))}</b> {against}"
