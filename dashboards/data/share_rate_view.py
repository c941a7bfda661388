"""The share rate: how much of what departments need of one another flows, the milestone, and what is missing."""

from html import escape

import streamlit as st

from dashboards.data.contents import Contents
from dashboards.data.text_column import text_column
from dashboards.data.viewer import tenant_title
from dashboards.figures import percent, plain
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from datapool.sharing.share_rate import Flow, ShareRate


def draw_share_rate(contents: Contents, found: ShareRate, language: str) -> None:
    """A bar with the milestone on it, then every need, those first that are not met."""
    st.html(f'<h2 class="al-h2">{say("share_rate", language)}</h2>{bar(found, language)}')
    st.html(needs_table(contents, found, language))


def bar(found: ShareRate, language: str) -> str:
    """The rate as a bar, and where it ought to be by now."""
    reached, milestone = (f"{100 * share:.1f}%" for share in (found.rate, found.milestone))
    flowing = sum(flow.missing is None for flow in found.flows)
    tone = "" if found.rate >= found.milestone else " short"
    said = say(
        "share_rate_found",
        language,
        rate=percent(found.rate),
        flowing=plain(flowing),
        needed=plain(len(found.flows)),
        by_region=percent(found.by_region),
        milestone=percent(found.milestone, digits=0),
        day=found.day,
        year="—" if found.period is None else found.period,
    )
    return (
        f'<div class="al-bar{tone}" role="img" aria-label="{escape(said)}"><i style="width:{reached}"></i>'
        f'<b style="left:{milestone}"></b></div><p class="al-sub">{escape(said)}</p>'
    )


def needs_table(contents: Contents, found: ShareRate, language: str) -> str:
    """Every need with what is missing; what flows comes last."""
    flows = sorted(found.flows, key=lambda flow: (flow.missing is None, flow.need.by, flow.need.name))
    rows = [
        Row(
            f"{tenant_title(contents, flow.need.by, language)} ← "
            f"{tenant_title(contents, flow.need.provider, language)}",
            _cells(contents, flow, language),
        )
        for flow in flows
    ]
    words = ("data_item", "business", "legal_basis", "need_met")
    heads = [text_column(word, language) for word in words]
    return table(
        say("needs_caption", language), say("needed_by", language), heads, rows, css="cards", is_tall=len(rows) > 8
    )


def _cells(contents: Contents, flow: Flow, language: str) -> list[Cell]:
    need = flow.need
    if flow.missing is not None:
        met = Cell(say(f"missing_{flow.missing}", language), css="text rejected")
    else:
        lacking = say("listed", language).join(contents.region_title(each, language) for each in flow.lacking)
        below = say("regions_lacking", language, regions=lacking) if lacking else ""
        met = Cell(say("need_flows", language), below=below, css="text")
    return [
        Cell(need.item.title.to_json()[language], below=contents.table_title(need.table, language), css="text"),
        Cell(need.business.to_json()[language], css="text wide"),
        Cell(say("between", language).join(need.legal_basis), css="text wide quiet"),
        met,
    ]
