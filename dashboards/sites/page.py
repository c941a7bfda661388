"""The page Sites: it asks every gateway while it is open, and draws what they told."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboards.drawing import CONFIG
from dashboards.sites.cards_view import site_cards
from dashboards.sites.course_chart import has_course, latency_chart, legend, rate_chart
from dashboards.sites.releases_table import releases_table
from dashboards.sites.state import State, finding, state_of
from dashboards.words import say
from serving.seeing.asking import LIMIT_S
from serving.seeing.history import KEPT, Sites

EVERY_S = 5
# What comes later is drawn the next time: a site that does not answer holds up nobody who looks.
_FIRST_WITHIN_S, _WITHIN_S = 1.0, 0.5
_MINUTES = (KEPT - 1) * EVERY_S // 60
_SEEN = "sites_seen"
_PAGES = "/v1/site · /metrics"


def draw_sites(urls: Sequence[str], language: str) -> None:
    """Draw the page of the gateways at these URLs, or what to do to name some."""
    if not urls:
        st.html(f'<div class="al-empty"><b>{escape(say("sites_none", language))}</b></div>')
        st.markdown(say("sites_invitation", language))
        return
    _draw(tuple(urls), language)


@st.fragment(run_every=EVERY_S)
def _draw(urls: tuple[str, ...], language: str) -> None:
    sites = _looked(urls)
    histories = sites.histories
    st.html(f'<h2 class="al-title" id="sites-finding">{escape(finding(histories, language))}</h2>')
    if all(history.site is None and state_of(history) is State.SILENT for history in histories):
        st.markdown(say("sites_invitation", language))
    st.html(site_cards(histories, language))
    if releases := releases_table(sites, language):
        st.html(f'<h3 class="al-title">{escape(say("sites_releases", language))}</h3>{releases}')
    _draw_course(sites, language)
    st.html(_note(language))


def _looked(urls: tuple[str, ...]) -> Sites:
    """The sites of this session, asked once more; what was seen stays for as long as the session."""
    kept = st.session_state.get(_SEEN)
    is_new = kept is None or kept[0] != urls
    if is_new:
        kept = st.session_state[_SEEN] = (urls, Sites(urls))
    sites: Sites = kept[1]
    sites.look(within_s=_FIRST_WITHIN_S if is_new else _WITHIN_S)
    return sites


def _draw_course(sites: Sites, language: str) -> None:
    title = say("sites_course", language, minutes=_MINUTES)
    st.html(f'<h3 class="al-title">{escape(title)}</h3>{legend(sites.histories)}')
    if not has_course(sites.histories):
        st.caption(say("sites_course_none", language))
        return
    charts = {"sites_course_rate": rate_chart, "sites_course_p99": latency_chart}
    for place, (word, chart) in zip(st.columns(2), charts.items(), strict=True):
        with place:
            named = say(word, language)
            st.html(f'<p class="al-sub">{escape(named)}</p>')
            st.plotly_chart(chart(sites.histories), theme=None, config=CONFIG, key=word, alt=named)


def _note(language: str) -> str:
    source = say("sites_source", language, pages=_PAGES, every=EVERY_S, limit=f"{LIMIT_S:g}", minutes=_MINUTES)
    texts = (say("sites_definition", language), source)
    return f'<div class="al-note">{"".join(f"<p>{escape(text)}</p>" for text in texts)}</div>'
