"""Persons of a made-up province to try the page with, where nobody knows a number."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import streamlit as st

from dashboards.data.contents import Contents
from dashboards.shelf import Shelf
from dashboards.words import say
from datapool.persons.linker import Rule
from datapool.persons.storing import Index
from datapool.standards.sql import identifier, quote

# Records that were joined by these rules make more of a story than most.
RULES = (Rule.CHANGED_NUMBER, Rule.SLIP_AND_NAME, Rule.SPOUSE, Rule.NAME_BIRTH_SEX, Rule.CITIZEN_ID)
REGISTER = "hrss_insured"
KEPT = 8
_EXAMPLES: Shelf[tuple[Path, str], Mapping[str, str]] = Shelf(KEPT)


def draw_examples(contents: Contents, index: Index, region: str | None, language: str) -> None:
    """One name for each rule, to be copied into the form; of those registered in the region of who looks."""
    own = region if region is not None and region in contents.regions else ""
    with st.expander(say("examples", language), key="person_examples"):
        st.caption(say("examples_about", language))
        for rule, person in _EXAMPLES.get((index.folder, own), lambda: examples(contents, index, own)).items():
            st.html(f'<p class="al-sub">{escape(say(f"linked_{rule}", language))}</p>')
            st.code(person, language=None)


def examples(contents: Contents, index: Index, region: str) -> dict[str, str]:
    """[rule] the name of a person of whose records one was joined by it; `region` empty: of any."""
    links, listed = quote(str(index.links)), ", ".join(map(quote, RULES))
    here = f"region = {quote(region)}" if region else "true"
    with contents.pool.connect([REGISTER], threads=1) as connection:
        rows = connection.execute(
            f"SELECT rule, min(person) FROM {links} WHERE rule IN ({listed}) AND person IN "
            f"(SELECT person FROM {links} l JOIN {identifier(REGISTER)} r ON l.batch = r._batch AND l.line = r._line "
            f'WHERE l."table" = {quote(REGISTER)} AND {here}) GROUP BY rule'
        ).fetchall()
    found = {str(rule): str(person) for rule, person in rows}
    return {rule.value: found[rule.value] for rule in RULES if rule.value in found}
