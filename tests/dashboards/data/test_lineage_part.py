"""The part Lineage: what is drawn is what the graph says, nothing twice, nothing on top of another."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.data.contents import contents_of
from dashboards.data.lineage_drawing import drawing, edges, lineage_table
from dashboards.data.lineage_layout import LANE_WIDTH, Box, Layout, lay_out, lines_of
from dashboards.data.lineage_names import step_title, unknown_title
from dashboards.words import WORDS
from datapool.lineage.graph import Edge, Graph
from datapool.lineage.origin import REASONS, By, Source, Unknown
from datapool.lineage.pool_graph import pool_graph
from tests.dashboards.data.people import People

STAGES = ("feed", "records", "intake", "pool", "quality", "marts.risk", "elsewhere")
COLUMNS = st.builds(
    Source,
    st.builds(lambda stage, table: f"{stage}.{table}", st.sampled_from(STAGES), st.sampled_from("abcdefghijk")),
    st.sampled_from([f"c{at}" for at in range(14)]),
)
EDGES = st.lists(
    st.builds(Edge, COLUMNS, COLUMNS, st.sampled_from(By), st.just("standardise")), min_size=1, max_size=60
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return pool_graph()


def drawn_columns(layout: Layout) -> list[Source]:
    return [column for box in layout.boxes for line in box.lines for column in line.columns]


def overlap(one: Box, other: Box) -> bool:
    beside = abs(one.left - other.left) >= LANE_WIDTH
    return not beside and one.top < other.top + other.height and other.top < one.top + one.height


@given(EDGES, st.booleans())
def test_every_column_reached_is_drawn_once_and_no_box_covers_another(found: list[Edge], both: bool) -> None:
    graph = Graph(tuple(sorted(set(found))), {})
    asked = graph.columns[0]
    layout = lay_out(graph, asked, with_influence=both)
    reached = [*graph.upstream(asked), *graph.downstream(asked)]
    wanted = {each.column for each in reached if both or each.by is By.VALUE} | {asked}
    assert set(drawn_columns(layout)) == wanted
    assert not any(overlap(one, other) for one, other in combinations(layout.boxes, 2))
    assert all(box.left + LANE_WIDTH <= layout.width for box in layout.boxes)
    assert all(box.top + box.height <= layout.height for box in layout.boxes)


@given(EDGES)
def test_the_list_says_what_the_graph_says(found: list[Edge]) -> None:
    graph = Graph(tuple(sorted(set(found))), {})
    upstream = graph.upstream(graph.columns[0])
    for both in (True, False):
        listed = [column for _, line in lines_of(upstream, with_influence=both) for column in line.columns]
        assert sorted(listed) == sorted(each.column for each in upstream if both or each.by is By.VALUE)


def test_an_edge_is_whole_where_it_is_a_value_and_dashed_where_it_only_decides(graph: Graph) -> None:
    column = graph.find("pool.hrss_insured.sex")
    both, values = (lay_out(graph, column, with_influence=each) for each in (True, False))
    assert {wire.by for wire in both.wires} == {By.VALUE, By.INFLUENCE}
    assert {wire.by for wire in values.wires} == {By.VALUE}
    assert edges(both).count("stroke-dasharray") == sum(wire.by is By.INFLUENCE for wire in both.wires)
    assert "stroke-dasharray" not in edges(values)


def test_a_column_with_hundreds_behind_it_stays_readable(graph: Graph) -> None:
    column = max(graph.columns, key=lambda each: len(graph.downstream(each)))
    assert len(graph.downstream(column)) > 200
    layout = lay_out(graph, column, with_influence=True)
    assert sum(len(box.lines) for box in layout.boxes) <= 80
    assert layout.width <= 1240


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_told_is_drawn_with_its_reason(persons: People, graph: Graph, language: str) -> None:
    contents = contents_of(persons.root)
    column, reasons = next(iter(graph.unknown.items()))
    text = drawing(contents, lay_out(graph, column, with_influence=True), "", language)
    for reason in reasons:
        assert unknown_title(reason, language) in text
    assert text.count('<i class="mark">?</i>') >= 1


def test_the_list_tells_what_cannot_be_told_of_a_column_behind(persons: People) -> None:
    lost, made = Source("pool.hrss_insured", "sex"), Source("aggregates.members", "persons")
    graph = Graph((Edge(lost, made, By.VALUE, "aggregates"),), {lost: frozenset([Unknown("star", "somewhere")])})
    lines = lines_of(graph.upstream(made), with_influence=True)
    assert unknown_title(Unknown("star", "somewhere"), "zh") in lineage_table(
        contents_of(persons.root), lines, "", "zh"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_and_every_step_has_words(graph: Graph, language: str) -> None:
    assert not [reason for reason in REASONS if f"unknown_{reason}" not in WORDS]
    assert unknown_title(Unknown("table", "x"), language).endswith("(x)")
    steps = {edge.step.partition(" ")[0] for edge in graph.edges}
    assert not [step for step in steps if step_title(step, "zh") == step]


def test_names_in_the_drawing_cannot_become_markup(persons: People) -> None:
    bad = Source("pool.<b>x</b>", '"><script>alert(1)</script>')
    graph = Graph((Edge(bad, Source("pool.a", "b"), By.VALUE, "<i>"),), {bad: frozenset([Unknown("table", "<u>")])})
    text = drawing(contents_of(persons.root), lay_out(graph, bad, with_influence=True), "<p>", "en")
    assert not [tag for tag in ("<script", "<b>x", "<i>", "<u>", "<p>") if tag in text]
