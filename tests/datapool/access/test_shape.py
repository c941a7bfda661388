"""Tables of the pool as the rules see them: every column has a class, and whoever a row is about is named rightly."""

import pytest

from datapool.access.shape import Shape, shape_of
from datapool.access.words import person_items
from datapool.pool import ADDED
from datapool.standards.catalogue import SENSITIVITIES, load_catalogue
from datapool.standards.sources import load_sources

SHAPES = {name: shape_of(table) for name, table in load_sources().items()}
NOT_ABOUT_PERSONS = {"hrss_employers", "tax_firms", "health_providers"}
WITHIN = ("department", "table", "about_person")


@pytest.mark.parametrize("name", SHAPES)
def test_every_column_of_the_pool_has_a_class(name: str) -> None:
    shape, table = SHAPES[name], load_sources()[name]
    assert set(shape.columns) == {column for column, _ in (*ADDED, *table.standard_columns)}
    assert all(column.sensitivity in SENSITIVITIES for column in shape.columns.values())
    for column in table.columns:
        for column_name, _ in column.standard_columns:
            assert shape.columns[column_name].sensitivity == column.item.sensitivity


@pytest.mark.parametrize("name", SHAPES)
def test_no_attribute_is_given_twice(name: str) -> None:
    shape = SHAPES[name]
    of_columns = {attribute for column in shape.columns.values() for attribute in column.attributes}
    given = [*shape.fixed, *shape.of_rows, *of_columns]
    assert len(given) == len(set(given)) and set(shape.fixed) == set(WITHIN)


def test_a_table_is_about_persons_unless_it_is_one_of_these() -> None:
    def about_person(shape: Shape) -> object:
        return shape.fixed["about_person"].value

    assert {name for name, shape in SHAPES.items() if not about_person(shape)} == NOT_ABOUT_PERSONS
    assert {name for name, shape in SHAPES.items() if "subject" not in shape.of_rows} == NOT_ABOUT_PERSONS


def test_items_that_name_persons_are_in_the_catalogue() -> None:
    assert all(item in load_catalogue() for item in person_items())


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("hrss_insured", "'person_no:' || t.\"person_no\""),
        ("health_settlements", "'member_no:' || t.\"member_no\""),
        ("health_births", "'citizen_id:' || t.\"mother_id\""),
        ("civil_marriages", "'citizen_id:' || t.\"husband_id\""),
    ],
)
def test_a_person_is_named_with_the_item_of_the_number(table: str, sql: str) -> None:
    assert SHAPES[table].of_rows["subject"].sql == sql
