"""Statements read by a person and by the tool, and statements of which something cannot be told."""

import logging

import pytest

from core.errors import InputError
from datapool.lineage.macro_text import with_plain_defaults
from datapool.lineage.origin import REASONS, Source
from datapool.lineage.statements import column_lineage, script_lineage
from tests.datapool.lineage.scoring import Edge, Score, compared, score, statements

WRITTEN_BEFORE = statements("statements.yaml")
HELD_OUT = [
    case
    for case in statements("statements.yaml", "held_out.yaml")
    if case.name not in {before.name for before in WRITTEN_BEFORE}
]
HARD = statements("statements.yaml", "hard.yaml")[len(WRITTEN_BEFORE) :]
ALL = [*WRITTEN_BEFORE, *HELD_OUT, *HARD]
BAR = 0.95
SCHEMA = {"t": ["a", "b", "c"], "u": ["a", "d"], "s.far": ["x"]}


def scores(cases) -> dict[str, Score]:
    expected, found = compared(cases)

    def by(kind: str, edges: set[Edge]) -> set[Edge]:
        return {edge for edge in edges if edge[2] == kind}

    apart = {kind: score(by(kind, expected), by(kind, found)) for kind in ("value", "influence")}
    return apart | {"together": score(expected, found)}


def sources(sql: str, column: str, schema=SCHEMA) -> tuple[set[str], set[str]]:
    output = column_lineage(sql, schema).column(column)
    value, influence = ({f"{each.table}.{each.column}" for each in found} for found in (output.value, output.influence))
    return value, influence


def reasons(sql: str, column: str = "*", schema=SCHEMA) -> set[str]:
    return {each.reason for each in column_lineage(sql, schema).column(column).unknown}


def test_there_are_enough_statements_and_a_third_of_them_was_held_out() -> None:
    assert len(ALL) == len({case.name for case in ALL}) >= 60
    assert len(HELD_OUT) * 3 >= len(WRITTEN_BEFORE) + len(HELD_OUT)
    assert len(HARD) >= 40


@pytest.mark.parametrize("cases", [WRITTEN_BEFORE, HELD_OUT, HARD], ids=["written before", "held out", "hard"])
@pytest.mark.parametrize("kind", ["value", "influence", "together"])
def test_edges_agree_with_those_that_a_person_read(cases, kind: str) -> None:
    found = scores(cases)[kind]
    assert found.right > 50
    assert found.precision >= BAR
    assert found.recall >= BAR


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_every_column_is_there_and_what_cannot_be_told_is_said(case) -> None:
    found = case.found()
    assert [each.name for each in found.columns] == list(case.columns)
    assert {each.name for each in found.columns if each.unknown} == case.unknown


def test_a_missing_edge_lowers_the_score() -> None:
    expected = {("s", "c", "value", "t.a"), ("s", "c", "influence", "t.b")}
    assert score(expected, expected - {("s", "c", "value", "t.a")}).recall == 0.5
    assert score(expected - {("s", "c", "value", "t.a")}, expected).precision == 0.5


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT * FROM strange", "star"),
        ("SELECT x FROM strange", "table"),
        ("SELECT nothing FROM t", "column"),
        ("SELECT a FROM t, u", "ambiguous"),
        ("SELECT COLUMNS(lambda c: c > 'a') FROM t", "columns"),
        ("SELECT a FROM t WHERE COLUMNS('b|c') > 1", "columns"),
        ("SELECT getvariable('x') AS v FROM t", "function"),
        ("SELECT * FROM query_table('t')", "function"),
        ("SELECT * FROM sqlite_scan('x.db', 't')", "table_function"),
        ("PIVOT t ON a USING sum(b)", "pivot"),
        ("SELECT a FROM t NATURAL JOIN strange", "columns"),
        ("SELECT unnested.* FROM (SELECT a AS unnested FROM t)", "star"),
        ("INSERT INTO nowhere SELECT a FROM t", "names"),
        ("INSERT INTO t (a) SELECT d FROM u ON CONFLICT DO NOTHING", "conflict"),
        ("UPDATE t SET a = 1", "statement"),
        ("DELETE FROM t", "statement"),
        ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = u.d", "statement"),
        ("PRAGMA show_tables", "statement"),
        ("SUMMARIZE t", "statement"),
        ("SELECT FROM WHERE", "unreadable"),
        ("SELECT ((((", "unreadable"),
    ],
)
def test_what_cannot_be_resolved_is_said_with_its_reason(sql: str, reason: str) -> None:
    lineage = column_lineage(sql, SCHEMA)
    assert not lineage.is_known
    told = {each.reason for column in lineage.columns for each in column.unknown}
    assert reason in told
    assert told <= set(REASONS)


def test_a_column_that_may_stand_in_an_unknown_table_is_not_given_to_a_known_one() -> None:
    output = column_lineage("SELECT d FROM t JOIN strange ON t.a = strange.a", SCHEMA).column("d")
    assert output.value == frozenset()
    assert output.unknown


def test_a_name_that_may_be_of_a_file_or_of_the_query_around_it_is_said_to_be_unclear() -> None:
    output = column_lineage("SELECT (SELECT max(v) FROM 'f.parquet' WHERE k = a) AS x FROM t", SCHEMA).column("x")
    assert {f"{each.table}.{each.column}" for each in output.influence} == {"f.parquet.k", "f.parquet.a", "t.a"}
    assert {(each.reason, each.what) for each in output.unknown} == {("ambiguous", "a")}


def test_a_column_of_two_files_together_is_given_to_neither() -> None:
    output = column_lineage("SELECT v AS x FROM (SELECT * FROM 'f.parquet', 'g.parquet')", SCHEMA).column("x")
    assert (output.value, bool(output.unknown)) == (frozenset(), True)


def test_the_known_edges_of_a_column_stay_beside_what_is_unknown() -> None:
    output = column_lineage("SELECT a + nothing AS x FROM t WHERE b > 1", SCHEMA).column("x")
    assert {each.column for each in output.value} == {"a"}
    assert {each.column for each in output.influence} == {"b"}
    assert {each.reason for each in output.unknown} == {"column"}


def test_no_value_of_a_statement_is_repeated_in_what_is_told(caplog: pytest.LogCaptureFixture) -> None:
    secret = "110101199003070134"
    questions = (
        f"SELECT a || '{secret}' FROM t WHERE b = '{secret}' AND nothing = '{secret}'",
        f"SELECT * FROM strange WHERE x = '{secret}'",
        f"EXECUTE question('{secret}')",
        f"SELECT '{secret}' FROM WHERE",
        f"PIVOT t ON a = '{secret}' USING sum(b)",
    )
    with caplog.at_level(logging.DEBUG):
        told = "".join(repr(column_lineage(sql, SCHEMA)) for sql in questions)
    assert secret not in told
    assert secret not in caplog.text


def test_several_statements_at_once_are_refused() -> None:
    with pytest.raises(InputError, match="several statements"):
        column_lineage("SELECT 1; SELECT 2", SCHEMA)


def test_nothing_but_blanks_makes_nothing() -> None:
    assert column_lineage("  -- nothing\n", SCHEMA).columns == ()


def test_a_statement_nested_too_deeply_is_unknown_and_no_crash() -> None:
    deep = "SELECT " + "abs(" * 2_000 + "a" + ")" * 2_000 + " AS x FROM t"
    lineage = column_lineage(deep, SCHEMA)
    assert {each.reason for each in lineage.unknown} <= {"too_deep", "unreadable"}
    assert not lineage.is_known


def test_a_chain_of_a_thousand_conditions_is_read() -> None:
    long = "SELECT a AS x FROM t WHERE " + " OR ".join(f"b = {number}" for number in range(1_000))
    assert sources(long, "x") == ({"t.a"}, {"t.b"})


def test_names_are_the_same_in_large_and_small_letters_but_told_as_described() -> None:
    assert sources('SELECT T.A AS x FROM "T" WHERE C > 1', "X") == ({"t.a"}, {"t.c"})


def test_a_table_of_another_schema_is_not_taken_for_one_of_the_same_name() -> None:
    assert sources("SELECT x AS y FROM s.far", "y") == ({"s.far.x"}, set())
    assert reasons("SELECT a AS y FROM other.t", "y") == {"table"}
    assert sources("SELECT a AS y FROM main.t", "y") == ({"t.a"}, set())


def test_fields_of_a_described_struct_go_by_their_names() -> None:
    schema = {"t": {"s": "STRUCT(f INTEGER, g INTEGER)", "l": "STRUCT(f INTEGER)[]"}}
    lineage = column_lineage("SELECT s.*, unnest(l) AS one FROM t", schema)
    assert [each.name for each in lineage.columns] == ["f", "g", "one"]
    assert lineage.column("g").value == {Source("t", "s")}


def test_a_script_is_looked_through_to_the_tables_it_began_with() -> None:
    found = script_lineage(
        [
            "CREATE TEMP MACRO twice(n) AS n * 2; CREATE TEMP MACRO middle(line) AS line.b",
            "CREATE TEMP TABLE one AS SELECT a, twice(b) AS bb, middle(t) AS again FROM t WHERE c > 1",
            "CREATE VIEW two (k, v) AS SELECT a, sum(bb) FROM one GROUP BY a",
            "SELECT v, again FROM two JOIN one ON one.a = two.k",
        ],
        SCHEMA,
    )
    last = found[-1]
    assert last.column("v").value == {Source("t", "b")}
    assert last.column("v").influence == {Source("t", "a"), Source("t", "c")}
    assert last.column("again").value == {Source("t", "b")}
    assert found[-2].target == "two"


def test_a_macro_that_hides_a_function_of_the_database_is_not_taken_for_it() -> None:
    found = script_lineage(["CREATE MACRO second(n) AS (SELECT max(d) FROM u)", "SELECT second(a) AS y FROM t"], SCHEMA)
    assert {each.reason for each in found[-1].column("y").unknown} == {"function"}


def test_what_a_macro_compares_with_influences() -> None:
    found = script_lineage(
        [
            "CREATE MACRO listed(x) AS CASE WHEN x IN (SELECT d FROM u) THEN x END",
            "SELECT listed(b) AS y FROM t",
        ],
        SCHEMA,
    )
    assert found[-1].column("y").value == {Source("t", "b")}
    assert found[-1].column("y").influence == {Source("t", "b"), Source("u", "d")}


def test_a_macro_that_gives_a_table_is_looked_through_where_it_is_called() -> None:
    made = "CREATE MACRO rows_of(least) AS TABLE SELECT a AS x FROM t WHERE b > least UNION ALL SELECT d FROM u"
    _, asked = script_lineage([made, "SELECT r.x FROM t, LATERAL rows_of(t.c) r"], SCHEMA)
    (column,) = asked.columns
    assert column.value == {Source("t", "a"), Source("u", "d")}
    assert column.influence == {Source("t", "b"), Source("t", "c")} and asked.is_known


def test_columns_of_who_calls_are_not_in_reach_inside_a_macro() -> None:
    made = "CREATE MACRO rows_of() AS TABLE SELECT d AS x, c FROM u"
    _, asked = script_lineage([made, "SELECT r.x, r.c FROM t, rows_of() r"], SCHEMA)
    assert {each.reason for each in asked.column("c").unknown} == {"column"}
    assert asked.column("x").value == {Source("u", "d")}


@pytest.mark.parametrize(
    ("sql", "plain"),
    [
        ("CREATE MACRO f(a, b := 2) AS a + b", "CREATE MACRO f(a, b  DEFAULT  2) AS a + b"),
        (
            "CREATE OR REPLACE TEMP MACRO f(a := [1, 2], b := ')') AS a; SELECT f(a := 1) FROM t",
            "CREATE OR REPLACE TEMP MACRO f(a  DEFAULT  [1, 2], b  DEFAULT  ')') AS a; SELECT f(a := 1) FROM t",
        ),
        ("SELECT struct_pack(a := 1)", "SELECT struct_pack(a := 1)"),
        (
            "CREATE MACRO f(a) AS struct_pack(b := a); SELECT (1) AS x, struct_pack(c := 2)",
            "CREATE MACRO f(a) AS struct_pack(b := a); SELECT (1) AS x, struct_pack(c := 2)",
        ),
        ("SELECT 'not ended", "SELECT 'not ended"),
    ],
)
def test_a_default_is_read_in_the_parameters_of_a_macro_and_nowhere_else(sql: str, plain: str) -> None:
    assert with_plain_defaults(sql, "duckdb") == plain


def test_a_struct_that_is_unnested_makes_no_rows_and_a_list_does() -> None:
    schema = {"t": {"a": "INTEGER", "s": "STRUCT(x INTEGER)", "l": "INTEGER[]"}}
    assert sources("SELECT a, unnest(s) FROM t", "a", schema) == ({"t.a"}, set())
    assert sources("SELECT a, unnest(l) AS x FROM t", "a", schema) == ({"t.a"}, {"t.l"})


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT [{'x': a, 'y': b}, {'x': c, 'y': b}][1].x AS o FROM t", {"t.a", "t.c"}),
        ("SELECT list({'x': a, 'y': b})[2].y AS o FROM t", {"t.b"}),
        ("SELECT list({'x': a, 'y': b} ORDER BY c)[2].y AS o FROM t", {"t.b"}),
        ("SELECT unnest([{'x': a, 'y': b}]).x AS o FROM t", {"t.a"}),
        ("SELECT u.s.x AS o FROM t, unnest([{'x': a, 'y': b}]) u(s)", {"t.a"}),
        ("SELECT [{'x': a}, {'y': b}][1].x AS o FROM t", {"t.a", "t.b"}),
    ],
)
def test_fields_of_structs_in_lists_are_told_apart_where_all_have_the_same(sql: str, value: set[str]) -> None:
    assert sources(sql, "o")[0] == value


def test_rows_inserted_without_names_go_by_the_columns_of_the_table() -> None:
    lineage = column_lineage("INSERT INTO u SELECT b, c FROM t", SCHEMA)
    assert lineage.target == "u"
    assert lineage.column("d").value == {Source("t", "c")}
