from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import InputError, UnknownKey
from datapool.standards.mapping.acceptance import Choice, choices_of, describe, likely_table, read_choice, source_text
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.proposal import Candidate, Proposal
from datapool.standards.mapping.slots import load_slots
from datapool.standards.sources import load_sources

TABLES = load_sources()
SLOTS = {(slot.item.key, slot.column): slot for slot in load_slots()}
ROWS = {
    "纳税号": ("taxpayer_no", ("1", "2", "2")),
    "月份": ("period", ("202001", "202001", "202002")),
    "信用代码": ("uscc", ("x", "x", "x")),
    "工资": ("wage_income", ("5000", "6000", "6000")),
    "地区": ("region_code", ("110101",) * 3),
}


def feed(headers: Sequence[str] = tuple(ROWS), separator: str = ",", kind: str = "csv") -> Feed:
    values = tuple(values for _, values in ROWS.values())
    return Feed(Path("feed.csv"), kind, "gb18030", True, tuple(headers), values, separator=separator)


def proposals(*, unknown: str = "") -> list[Proposal]:
    return [
        Proposal(
            at,
            header,
            None if header == unknown else SLOTS[item, item],
            0.9,
            (Candidate(SLOTS[item, item], 0.9),),
            1,
            1,
        )
        for at, (header, (item, _)) in enumerate(ROWS.items(), start=1)
    ]


def accepted(**others: object) -> str:
    choices = choices_of(feed(), proposals(), {})
    return source_text(describe(feed(), choices, "tax_wages", tables=TABLES, **others), TABLES)  # type: ignore[arg-type]


def test_the_table_with_most_of_the_columns_is_the_likely_one() -> None:
    assert likely_table(proposals(), TABLES) == "tax_wages"
    assert likely_table([], TABLES) == ""


def test_an_accepted_mapping_is_read_back_as_it_was_confirmed(tmp_path: Path) -> None:
    (tmp_path / "tax.yaml").write_text(accepted(), encoding="utf-8")
    tables = load_sources(tmp_path)
    table = tables["tax_wages"]
    assert [(column.name, column.item.key) for column in table.columns] == [(h, item) for h, (item, _) in ROWS.items()]
    assert (table.format, table.encoding, table.gzip, table.title) == (
        "csv",
        "gb18030",
        True,
        TABLES["tax_wages"].title,
    )
    assert table.key == TABLES["tax_wages"].key
    assert {column.column for column in table.columns if column.required} == {item for item, _ in ROWS.values()}


def test_the_other_tables_of_the_department_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "tax.yaml").write_text(accepted(), encoding="utf-8")
    tables = load_sources(tmp_path)
    assert tables["tax_firms"] == TABLES["tax_firms"]
    assert set(tables) == set(TABLES)


def test_a_new_department_stands_alone(tmp_path: Path) -> None:
    choices = choices_of(feed(), proposals(), {})
    table = describe(feed(), choices, "court_fines", tables=TABLES)
    (tmp_path / "court.yaml").write_text(source_text(table, TABLES), encoding="utf-8")
    assert set(load_sources(tmp_path)) == {*TABLES, "court_fines"}
    assert table.key == ("taxpayer_no", "period")


def test_a_steward_s_word_outweighs_the_proposal() -> None:
    header, choice = read_choice("工资=contribution_base:wage_base")
    choices = choices_of(feed(), proposals(unknown="工资"), {header: choice})
    assert choices[3] == Choice("contribution_base", "wage_base")
    assert describe(feed(), choices, "tax_wages", tables=TABLES, key=["period"]).key == ("period",)


def test_a_column_that_nobody_named_stops_it() -> None:
    with pytest.raises(InputError, match="工资") as caught:
        choices_of(feed(), proposals(unknown="工资"), {})
    assert "--set HEADER=remark" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind"), [("工资", InputError), ("=sex", InputError), ("工资=salary", UnknownKey), ("工资=", InputError)]
)
def test_what_a_steward_says_is_checked(text: str, kind: type[InputError]) -> None:
    with pytest.raises(kind):
        read_choice(text)


def test_a_header_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownKey, match="奖金"):
        choices_of(feed(), proposals(), {"奖金": Choice("wage_income", "wage_income")})


@pytest.mark.parametrize(
    ("given", "name", "says"),
    [
        (feed(headers=("",) * 5), "tax_wages", "without headers"),
        (feed(separator=";"), "tax_wages", "commas"),
        (feed(), "wages", "names no table"),
    ],
)
def test_what_cannot_be_taken_in_is_not_described(given: Feed, name: str, says: str) -> None:
    choices = choices_of(feed(), proposals(), {})
    with pytest.raises(InputError, match=says):
        describe(given, choices, name, tables=TABLES)


def test_a_table_says_exactly_once_where_its_rows_belong() -> None:
    said = {"地区": Choice("address", "address")}
    with pytest.raises(InputError, match="region"):
        describe(feed(), choices_of(feed(), proposals(), said), "tax_wages", tables=TABLES)


def test_a_description_that_could_not_be_read_back_is_not_given_out() -> None:
    said = {"工资": Choice("wage_income", "Wage Income")}
    table = describe(feed(), choices_of(feed(), proposals(), said), "tax_wages", tables=TABLES)
    with pytest.raises(InputError, match="not a name for the pool"):
        source_text(table, TABLES)
