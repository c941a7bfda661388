"""Lineage: of one column, what it comes from and what is made of it, drawn and as a list."""

from html import escape

import streamlit as st

from dashboards.data.choosing import choose, pick
from dashboards.data.contents import Contents, Stamp, stamp_of
from dashboards.data.lineage_drawing import drawing, key, lineage_table
from dashboards.data.lineage_layout import lay_out, lines_of
from dashboards.data.lineage_names import column_title, full_name, stage_of, table_title
from dashboards.shelf import Shelf
from dashboards.words import say
from datapool.lineage.graph import STAGES, Graph
from datapool.lineage.origin import By, Source
from datapool.lineage.pool_graph import pool_graph

# Columns that the intake adds come last of what somebody may want to know about.
ADDED = "_"
FIRST_STAGE, FIRST_TABLE = "pool", "pool.hrss_insured"
WITH_INFLUENCE, VALUES_ONLY = "with_influence", "values_only"
KEPT = 2
_GRAPHS: Shelf[Stamp, Graph] = Shelf(KEPT)


def draw_lineage(contents: Contents, language: str) -> None:
    """Draw the part: which column, what it comes from and leads to, and the same as a list."""
    with st.spinner(say("lineage_reading", language)):
        graph = _GRAPHS.get(stamp_of(contents.folder), lambda: pool_graph(contents.pool))
    column, with_influence = _ask(contents, graph, language)
    upstream, downstream = graph.upstream(column), graph.downstream(column)
    values = [sum(each.by is By.VALUE for each in found) for found in (upstream, downstream)]
    title = say(
        "lineage_found",
        language,
        column=f"{table_title(contents, column.table, language)} · {column_title(contents, column, language)}",
        upstream=len(upstream),
        upstream_values=values[0],
        downstream=len(downstream),
        downstream_values=values[1],
    )
    st.html(f'<h2 class="al-title" id="lineage">{escape(title)}</h2>')
    layout = lay_out(graph, column, with_influence=with_influence)
    st.html(key(language) + drawing(contents, layout, title, language))
    st.html(f'<p class="al-sub al-desk">{escape(say("lineage_hover", language))}</p>')
    for word, found in (("lineage_upstream", upstream), ("lineage_downstream", downstream)):
        lines = lines_of(found, with_influence=with_influence)
        st.html(lineage_table(contents, lines, say(word, language), language))
    st.caption(say("lineage_about", language, column=full_name(column, contents, language)))


def _ask(contents: Contents, graph: Graph, language: str) -> tuple[Source, bool]:
    tables = list(dict.fromkeys(column.table for column in graph.columns))
    stages = [stage for stage in STAGES if any(stage_of(table) == stage for table in tables)]
    stage = pick(
        say("lineage_stage", language),
        stages,
        key="data_lineage_stage",
        title=lambda each: say(f"stage_{each}", language),
        first=FIRST_STAGE,
    )
    left, middle, right = st.columns([4, 4, 3], vertical_alignment="bottom")
    with left:
        table = choose(
            say("data_table", language),
            [each for each in tables if stage_of(each) == stage],
            key="data_lineage_table",
            title=lambda each: table_title(contents, each, language),
            first=FIRST_TABLE,
        )
    columns = {each.column: each for each in graph.columns if each.table == table}
    with middle:
        name = choose(
            say("data_column", language),
            list(columns),
            key="data_lineage_column",
            title=lambda each: _option(contents, columns[each], language),
            first=next((each for each in columns if not each.startswith(ADDED)), None),
        )
    with right:
        kind = pick(
            say("lineage_how", language),
            (WITH_INFLUENCE, VALUES_ONLY),
            key="data_lineage_kind",
            title=lambda each: say(each, language),
        )
    return columns[name], kind == WITH_INFLUENCE


def _option(contents: Contents, column: Source, language: str) -> str:
    """The item of a column, with its name where that says more."""
    title = column_title(contents, column, language)
    name = full_name(column, contents, language).rpartition(".")[2]
    return title if title == name or title.startswith(name) else f"{title} ({name})"
