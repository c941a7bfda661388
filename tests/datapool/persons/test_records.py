"""Which columns tell of persons is data that fits the descriptions of the feeds, and a wrong file is refused."""

from pathlib import Path

import pytest

from core.errors import InputError, UnknownKey
from datapool.persons.records import load_record_tables
from datapool.standards.item_types import ItemType
from datapool.standards.sources import load_sources

TEXT = "tables:\n  hrss_insured:\n    known_on: registered_on\n    persons:\n      - {name: a, citizen_id: b}\n"


def test_every_column_named_is_one_of_the_feeds_and_of_the_right_kind() -> None:
    for table in load_record_tables():
        columns = {column.column: column.item for column in load_sources()[table.table].columns}
        assert columns[table.known_on].type is ItemType.DATE
        for person in table.persons:
            assert columns[person.columns["citizen_id"]].type is ItemType.CITIZEN_ID
            assert columns[person.columns["name"]].type is ItemType.NAME
            named = {*person.columns.values(), *person.died_if, *person.child.values(), *(person.fields or ())}
            assert named <= set(columns)
            assert (person.sex_is is None) or "sex" not in person.columns
        for change in (table.renamed, table.renumbered):
            assert change is None or {*change.where, change.before, change.after} <= set(columns)


def test_every_table_that_bears_a_citizen_number_is_there() -> None:
    bearing = {
        name
        for name, table in load_sources().items()
        if any(column.item.type is ItemType.CITIZEN_ID for column in table.columns)
    }
    assert {table.table for table in load_record_tables()} == bearing


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ("known_on: registered_on\n", "", InputError),
        ("{name: a, citizen_id: b}", "{name: a}", InputError),
        ("{name: a, citizen_id: b}", "{name: a, citizen_id: b, shoe_size: c}", UnknownKey),
        ("{name: a, citizen_id: b}", "{name: a, citizen_id: b, spouse: wife}", UnknownKey),
        (
            "      - {name: a, citizen_id: b}",
            "      - {name: a, citizen_id: b}\n      - {name: c, citizen_id: d}",
            InputError,
        ),
        ("known_on: registered_on\n", "known_on: registered_on\n    renamed: {before: a, after: b}\n", InputError),
    ],
)
def test_a_wrong_description_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, error: type[InputError]
) -> None:
    path = tmp_path / "records.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_record_tables(path)[0].table == "hrss_insured"
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(TEXT.replace(before, after), encoding="utf-8")
    with pytest.raises(error) as refused:
        load_record_tables(wrong)
    assert refused.value.path == wrong and refused.value.line
