"""The sharing agreements: who gives what to whom until when, and one of them in full."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.contents import Contents
from dashboards.data.text_column import text_column
from dashboards.data.viewer import tenant_title
from dashboards.figures import plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from datapool.sharing.agreement import Agreement, State

# An agreement that ends within so many days has to be renewed, or to be let go.
SOON_DAYS = 60
IN_FORCE, ENDS_SOON, EXPIRED, NOT_YET = "in_force", "ends_soon", "expired", "not_yet"
_TONES = {ENDS_SOON: "major", EXPIRED: "rejected", State.SUSPENDED.value: "rejected"}


def standing(agreement: Agreement, day: date) -> str:
    """What may be done with it on a day: its state, or that it has not begun, ends soon or has expired."""
    if agreement.state is not State.IN_FORCE:
        return agreement.state.value
    if day < agreement.since:
        return NOT_YET
    if day > agreement.until:
        return EXPIRED
    return ENDS_SOON if (agreement.until - day).days <= SOON_DAYS else IN_FORCE


def draw_agreements(contents: Contents, agreements: Sequence[Agreement], day: date, language: str) -> None:
    """A table of all, then one of them with everything it says."""
    st.html(f'<h2 class="al-h2">{say("agreements", language)}</h2>')
    if not agreements:
        st.info(say("no_agreements", language, folder=contents.folder))
        return
    st.html(agreements_table(contents, agreements, day, language))
    titles = {each.id: _title(each, language) for each in agreements}
    with st.expander(say("agreement_whole", language), key="data_agreement_open"):
        name = choose(say("agreement", language), list(titles), key="data_agreement", title=titles.__getitem__)
        chosen = next(each for each in agreements if each.id == name)
        st.html(_whole(contents, chosen, day, language))


def agreements_table(contents: Contents, agreements: Sequence[Agreement], day: date, language: str) -> str:
    """One line each; what needs somebody's hand comes first."""
    order = (State.SUSPENDED.value, EXPIRED, ENDS_SOON, NOT_YET, State.DRAFT.value, IN_FORCE, State.ENDED.value)
    rows = []
    for each in sorted(agreements, key=lambda one: (order.index(standing(one, day)), one.until, one.id)):
        state = standing(each, day)
        columns = sum(len(share.columns) for share in each.shares.values())
        left = (each.until - day).days
        cells = [
            Cell(_between(contents, each, language), below=each.id, css="text wide"),
            Cell(each.purpose.title.to_json()[language], css="text"),
            Cell(plain(columns), below=say("of_tables", language, count=len(each.shares))),
            Cell(each.until.isoformat(), below=say("days_left", language, days=left) if left >= 0 else ""),
            Cell(say(f"standing_{state}", language), css=f"state {_TONES.get(state, '')}"),
        ]
        rows.append(Row(_title(each, language), cells))
    heads = [
        text_column("given_from_to", language),
        text_column("purpose_of", language),
        *(Column(say(word, language)) for word in ("columns_given", "until", "batch_state")),
    ]
    return table(
        say("agreements_caption", language, day=day),
        say("agreement", language),
        heads,
        rows,
        css="cards",
        is_tall=len(rows) > 8,
    )


def _whole(contents: Contents, agreement: Agreement, day: date, language: str) -> str:
    """Everything a reader of the agreement asks for."""
    told = [
        ("given_from_to", _between(contents, agreement, language)),
        ("batch_state", say(f"standing_{standing(agreement, day)}", language)),
        ("purpose_of", agreement.purpose.title.to_json()[language]),
        ("valid", f"{agreement.since} – {agreement.until}"),
        ("columns_given", _columns(contents, agreement, language)),
        ("rate_agreed", _rate(agreement, language)),
        ("kept_for", say("kept_days", language, days=agreement.purpose.keep_days)),
        ("liability", agreement.liability.to_json()[language]),
        ("contact", agreement.contact.to_json()[language]),
        ("assessment", _assessment(agreement, language)),
        ("legal_basis", say("between", language).join(agreement.legal_basis)),
        ("hash", agreement.content_hash),
    ]
    parts = (f"<dt>{say(word, language)}</dt><dd>{escape(text)}</dd>" for word, text in told if text)
    mark = f'<i class="al-made-up">{say("illustrative", language)}</i> ' if agreement.is_made_up else ""
    return (
        f'<p class="al-sub">{mark}{escape(agreement.id)}</p><dl class="al-definitions al-facts">{"".join(parts)}</dl>'
    )


def _columns(contents: Contents, agreement: Agreement, language: str) -> str:
    parts = []
    for share in agreement.shares.values():
        names = say("listed", language).join(
            contents.column_title(share.table, each, language) for each in share.columns
        )
        where = say("rows_tested", language, count=len(share.where)) if share.where else ""
        regions = "" if share.regions is None else say("of_regions", language, regions=", ".join(share.regions))
        parts.append(f"{contents.table_title(share.table, language)}: {names}{where}{regions}")
    return say("between", language).join(parts)


def _rate(agreement: Agreement, language: str) -> str:
    rows, requests = plain(agreement.rows_per_day), plain(agreement.requests_per_day)
    return say("rate_a_day", language, rows=rows, requests=requests)


def _assessment(agreement: Agreement, language: str) -> str:
    found = agreement.assessment
    if found is None:
        return say("no_assessment", language)
    return say("assessed", language, reference=found.reference, day=found.done_on, until=found.keep_until)


def _between(contents: Contents, agreement: Agreement, language: str) -> str:
    return " → ".join(tenant_title(contents, each, language) for each in (agreement.provider, agreement.receiver))


def _title(agreement: Agreement, language: str) -> str:
    title = agreement.title.to_json()[language]
    is_said = say("illustrative", "zh") in agreement.title.zh
    return title if not agreement.is_made_up or is_said else f"{title} ({say('illustrative', language)})"
