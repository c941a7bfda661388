"""The page Models: its parts."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.models.registry_view import draw_card, draw_gate, draw_versions
from dashboards.models.searches_view import draw_searches
from dashboards.parts import open_part
from dashboards.refusals import draw_refusal
from dashboards.words import say
from training.registry import Registry

PART = "models_part"
PARTS: dict[str, Callable[[Registry, str], None]] = {
    "versions": draw_versions,
    "card": draw_card,
    "gate": draw_gate,
    "searches": lambda registry, language: draw_searches(registry.folder, language),
}


def draw_models(folder: Path, language: str) -> None:
    """Draw the page of the registry in `folder`, or what to do to have one."""
    try:
        registry = Registry.open(folder)
        is_empty = not registry.names()
    except InputError:
        is_empty = True
    if is_empty:
        st.html(f'<div class="al-empty"><b>{say("models_none", language)}</b></div>')
        st.markdown(say("models_invitation", language))
        return
    _draw_parts(registry, language)


@st.fragment
def _draw_parts(registry: Registry, language: str) -> None:
    remember()
    for name in open_part(PART, tuple(PARTS), language):
        try:
            PARTS[name](registry, language)
        except InputError as err:
            draw_refusal(err, language, what="models_refused")
