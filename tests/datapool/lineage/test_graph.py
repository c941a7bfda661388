"""The graph of the pool's columns: what it must hold, how ways are found, and that it is the same every time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.lineage import _REASONS as CHINESE
from core.errors import UnknownKey
from datapool.aggregates.schema import BREAKDOWNS, PERSONS
from datapool.lineage.graph import Edge, Graph, Made, graph_of, text_of
from datapool.lineage.intake_steps import intake_steps
from datapool.lineage.origin import REASONS, By, Source
from datapool.lineage.pool_graph import steps_of
from datapool.lineage.statements import Lineage, Output
from datapool.marts.purpose import FOLDER, find_purpose
from datapool.profiles.counting import SUMS
from datapool.standards.regions import load_regions
from datapool.standards.sources import load_sources

TABLES = load_sources()


def values_before(graph: Graph, name: str) -> set[str]:
    return {text_of(each.column) for each in graph.upstream(graph.find(name)) if each.by is By.VALUE}


def everything_before(graph: Graph, name: str) -> set[str]:
    return {text_of(each.column) for each in graph.upstream(graph.find(name))}


def test_every_column_of_the_pool_comes_from_the_header_that_the_description_names(graph: Graph) -> None:
    for name, table in TABLES.items():
        for column in table.columns:
            for standard, _ in column.standard_columns:
                header = f"feed.{name}.{column.name}"
                found = [
                    each for each in graph.upstream(Source(f"pool.{name}", standard)) if text_of(each.column) == header
                ]
                assert found, standard
                is_checked = standard.endswith("_kind")
                assert is_checked or found[0].by is By.VALUE, standard


def test_a_column_of_the_pool_takes_its_value_from_no_other_header(graph: Graph) -> None:
    assert values_before(graph, "pool.hrss_insured.sex") == {"feed.hrss_insured.性别"}
    others = {f"feed.hrss_insured.{column.name}" for column in TABLES["hrss_insured"].columns}
    assert everything_before(graph, "pool.hrss_insured.sex") >= others


def test_every_published_column_is_in_the_graph_and_known(graph: Graph) -> None:
    wanted = [f"aggregates.{name}.{column}" for name, each in BREAKDOWNS.items() for column in each.columns]
    wanted += [f"profiles.{table}.{column}" for table in ("segments", "groups") for column in SUMS]
    for path in FOLDER.glob("*.yaml"):
        for table, scope in find_purpose(path.stem).tables.items():
            wanted += [f"marts.{path.stem}.{table}.{column}" for column in (*scope.columns, "_split")]
    for name in wanted:
        column = graph.find(name)
        assert column not in graph.unknown
        constant = name in {"aggregates.contributions.scheme", "aggregates.contributions.form"}
        assert constant or any(each.column.table.startswith(("pool.", "records.")) for each in graph.upstream(column))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("aggregates.members.pension", {"pool.hrss_pensions.amount"}),
        ("aggregates.awards.basic", {"pool.hrss_awards.basic_pension"}),
        ("aggregates.awards.kind", {"pool.hrss_awards.retirement_kind"}),
        ("aggregates.settlements.own", {"pool.health_settlements.person_payment"}),
        ("aggregates.contributions.received_employer", {"pool.hrss_contributions.employer_contribution"}),
        ("aggregates.unemployment.sex", {"pool.hrss_insured.sex"}),
        ("marts.risk.hrss_pensions.amount", {"pool.hrss_pensions.amount"}),
        ("marts.risk.hrss_insured._person", {"pool.hrss_insured.citizen_id", "pool.hrss_insured.person_no"}),
        ("profiles.segments.bill", {"pool.health_settlements.bill_amount"}),
    ],
)
def test_what_is_given_out_takes_its_value_from_the_columns_a_person_reads_in_the_sql(
    graph: Graph, column: str, value: set[str]
) -> None:
    assert {each for each in values_before(graph, column) if each.startswith("pool.")} == value


def test_a_field_of_an_award_is_not_mixed_with_its_other_fields(graph: Graph) -> None:
    assert "pool.hrss_awards.account_balance" not in everything_before(graph, "aggregates.awards.basic")
    assert "pool.hrss_awards.awarded_on" in everything_before(graph, "aggregates.awards.basic")


def test_who_is_dead_influences_who_is_counted_as_resident(graph: Graph) -> None:
    before = graph.upstream(graph.find("aggregates.population.persons"))
    by = {text_of(each.column): each.by for each in before}
    assert by["pool.health_deaths.death_date"] is By.INFLUENCE
    header = next(each.name for each in TABLES["health_deaths"].columns if each.column == "death_date")
    assert by[f"feed.health_deaths.{header}"] is By.INFLUENCE


def test_every_rule_of_quality_says_what_it_looks_at_or_that_a_program_judges(graph: Graph) -> None:
    rules = [column for column in graph.columns if column.table.startswith("quality.")]
    assert len(rules) > 300
    for rule in rules:
        assert graph.upstream(rule), text_of(rule)
    by_program = {column.column for column in graph.unknown}
    assert by_program == {"Q-T-003", "Q-T-004", "Q-V-006"}
    assert {reason.reason for each in graph.unknown.values() for reason in each} == {"program"}


def test_what_lies_downstream_of_one_column_has_it_upstream(graph: Graph) -> None:
    for name in ("feed.hrss_pensions.发放金额", "pool.hrss_insured.birth_date", "pool.police_population.sex"):
        start = graph.find(name)
        after = graph.downstream(start)
        assert after
        for each in after[::7]:
            assert {start: each.by} == {
                back.column: back.by for back in graph.upstream(each.column) if back.column == start
            }


def test_a_way_is_made_of_edges_of_the_graph(graph: Graph) -> None:
    edges = {(edge.source, edge.target, edge.step): edge for edge in graph.edges}
    for each in graph.upstream(graph.find("aggregates.members.persons")):
        assert each.path[-1] == each.column
        for (after, before), step in zip(zip(each.path, each.path[1:], strict=False), each.steps, strict=True):
            assert (before, after, step) in edges


def test_the_graph_is_the_same_when_it_is_read_again(graph: Graph) -> None:
    again = graph_of(list(intake_steps(TABLES, load_regions()))[::-1])
    mine = [edge for edge in graph.edges if edge.target.table.startswith(("pool.", "intake."))]
    assert list(again.edges) == mine


def test_a_column_is_found_by_its_name_without_the_stage(graph: Graph) -> None:
    assert graph.find("hrss_insured.sex") == Source("pool.hrss_insured", "sex")
    assert graph.find("risk.hrss_insured.sex") == Source("marts.risk.hrss_insured", "sex")
    assert graph.find(f"members.{PERSONS}") == Source("aggregates.members", PERSONS)


@pytest.mark.parametrize("name", ["", "sex", "hrss_insured", "hrss_insured.height", "nowhere.sex", "; DROP TABLE x"])
def test_a_column_that_is_not_there_is_refused_with_what_to_write(graph: Graph, name: str) -> None:
    with pytest.raises(UnknownKey, match=r"no column|several"):
        graph.find(name)


COLUMNS = [Source("pool.t", letter) for letter in "abcdef"]
EDGES = st.builds(
    Edge, st.sampled_from(COLUMNS), st.sampled_from(COLUMNS), st.sampled_from(list(By)), st.just("step")
).filter(lambda edge: edge.source != edge.target)


@given(st.lists(EDGES, max_size=14, unique=True), st.sampled_from(COLUMNS))
def test_ways_are_the_shortest_and_value_where_any_way_is(edges: list[Edge], start: Source) -> None:
    graph = Graph(tuple(sorted(edges)), {})
    found = {each.column: each for each in graph.downstream(start)}
    for column in COLUMNS:
        if column == start:
            assert column not in found
            continue
        by_value, by_any = (_distance(edges, start, column, kinds) for kinds in ((By.VALUE,), tuple(By)))
        if by_any is None:
            assert column not in found
        elif by_value is not None:
            assert (found[column].by, len(found[column].steps)) == (By.VALUE, by_value)
        else:
            assert found[column].by is By.INFLUENCE


def _distance(edges: list[Edge], start: Source, end: Source, kinds: tuple[By, ...]) -> int | None:
    reached, distance = {start}, 0
    while end not in reached:
        more = reached | {edge.target for edge in edges if edge.source in reached and edge.by in kinds}
        if more == reached:
            return None
        reached, distance = more, distance + 1
    return distance


def test_the_order_of_the_steps_changes_nothing() -> None:
    one = Made(
        "pool.t", Lineage(columns=(Output("a", frozenset([Source("feed.t", "x")]), frozenset(), frozenset()),)), "s"
    )
    other = Made(
        "pool.t", Lineage(columns=(Output("b", frozenset(), frozenset([Source("feed.t", "x")]), frozenset()),)), "s"
    )
    assert graph_of([one, other]) == graph_of([other, one])


def test_a_column_that_a_pool_does_not_describe_makes_unknowns_and_no_crash() -> None:
    insured = TABLES["hrss_insured"]
    without = replace(insured, columns=tuple(each for each in insured.columns if each.column != "birth_date"))
    smaller = graph_of(steps_of({**TABLES, "hrss_insured": without}, load_regions()))
    reasons = {text_of(column): {each.reason for each in found} for column, found in smaller.unknown.items()}
    assert reasons["aggregates.members.age"] == {"column"}
    assert reasons["marts.risk.*"] == {"purpose"}
    assert "aggregates.pensions.amount" not in reasons


def test_every_reason_is_told_in_both_languages() -> None:
    assert set(CHINESE) == set(REASONS)
