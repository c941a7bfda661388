"""The pages for fund managers and data stewards: head, language and navigation, the same on every page.

Streamlit runs this file from top to bottom whenever somebody moves something outside a fragment.
"""

import os
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from core.settings import load_settings
from dashboards.choices import carry_over, remember
from dashboards.data.page import draw_data, title_of_pool
from dashboards.models.page import draw_models
from dashboards.operation.page import draw_operation
from dashboards.outlook_page import draw_outlook
from dashboards.provinces.page import draw_provinces
from dashboards.reform.page import draw_reform
from dashboards.results import projection_of
from dashboards.risk.page import draw_risk
from dashboards.sites.page import draw_sites
from dashboards.stress.page import draw_stress
from dashboards.words import LANGUAGES, say

STYLE = Path(__file__).with_name("style.css")
DATA, RISK, OPERATION, MODELS, SITES = "data", "risk", "operation", "models", "sites"
# Address of a page, which is also its word, and what draws it; the first one opens.
PAGES: dict[str, Callable[[str], None]] = {
    "page": draw_outlook,
    "stress": draw_stress,
    "reform": draw_reform,
    "provinces": draw_provinces,
}


def main() -> None:
    """Draw the head, then the page that is open."""
    st.set_page_config(page_title="安澜 Anlan", page_icon="🌊", layout="wide")
    st.html(STYLE)
    settings = load_settings(Path.cwd(), os.environ)
    st.session_state.setdefault("language", settings.language)
    language = str(st.session_state["language"])
    draw_pool = partial(draw_data, settings.pool, claims=settings.dashboard.claims)
    draw_cases = partial(draw_risk, settings.ledger, claims=settings.dashboard.claims, pool=settings.pool)
    draw_registry = partial(draw_models, settings.output / MODELS)
    drawn: dict[str, Callable[[str], None]] = {
        **PAGES,
        DATA: draw_pool,
        RISK: draw_cases,
        OPERATION: partial(draw_operation, settings.operation),
        MODELS: draw_registry,
        SITES: partial(draw_sites, settings.sites),
    }
    pages = {
        name: st.Page(partial(draw, language), title=say(name, language), url_path=name, default=draw is draw_outlook)
        for name, draw in drawn.items()
    }
    opened = st.navigation(list(pages.values()), position="top")
    name = next(name for name, page in pages.items() if page == opened)
    carry_over(f"{name} {language}")
    about = _about(name, settings.pool, language)
    _draw_head(name, about, language)
    opened.run()
    remember()


def _about(page: str, pool: Path | None, language: str) -> str:
    """What stands under the name of a page."""
    if page == DATA:
        return title_of_pool(pool, language)
    return (
        say(f"{page}_about", language)
        if page in (RISK, OPERATION, MODELS, SITES)
        else projection_of(()).title[language]
    )


def _draw_head(page: str, about: str, language: str) -> None:
    title, switch = st.columns([5, 2], vertical_alignment="center")
    with switch:
        st.segmented_control(
            "语言 Language",
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="language",
            required=True,
            label_visibility="collapsed",
        )
    with title:
        st.html(
            f'<header class="al-head"><h1>{say(page, language)}</h1>'
            f"<p>{say('house', language)} · {escape(about)}</p>"
            f'<p class="al-hint">{say("phone_hint" if page == "page" else "phone_hint_pages", language)}</p></header>'
        )


if __name__ == "__main__":
    main()
