"""Of many values one survives: always the same, by a ground that can be named, and none is lost."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError, UnknownKey
from datapool.persons.survivorship import Ground, Source, Told, load_survivorship
from datapool.standards.catalogue import OWNERS, load_catalogue

PHONE, NUMBER = load_catalogue()["phone"], load_catalogue()["citizen_id"]
RULES = load_survivorship()


def told(value: str, department: str, day: int, line: int, *, is_checked: bool = True) -> Told:
    source = Source(
        "r", department, f"{department}_x", "b", "2019", "feeds/x", line, "phone", date(2019, 1, 1) + timedelta(day)
    )
    return Told(value, source, is_checked, OWNERS.index(department))


TOLD = st.builds(
    lambda value, department, day, line, is_checked: told(value, department, day, line, is_checked=is_checked),
    st.sampled_from("abc"),
    st.sampled_from(OWNERS),
    st.integers(0, 3),
    st.integers(1, 5),
    st.booleans(),
)
ROWS = st.lists(TOLD, min_size=1, max_size=8, unique_by=lambda each: (each.source.department, each.source.line))


@given(ROWS, st.randoms(use_true_random=False), st.sampled_from([PHONE, NUMBER]))
def test_the_order_in_which_rows_are_read_does_not_matter(rows, random, item) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert RULES.fact(item, rows) == RULES.fact(item, shuffled)


@given(ROWS)
def test_every_value_that_was_told_is_still_told(rows) -> None:
    fact = RULES.fact(PHONE, rows)
    kept = {(each.source.department, each.value) for each in fact.earlier + fact.others}
    kept |= {(department, fact.value) for department in fact.confirmed_by}
    assert kept == {(each.source.department, each.value) for each in rows}
    assert not set(fact.earlier) & set(fact.others)
    assert all(each.source.department == fact.source.department for each in fact.earlier)


@given(ROWS)
def test_what_was_chosen_stands_before_all_others_in_every_ground_up_to_the_one_that_decided(rows) -> None:
    fact = RULES.fact(PHONE, rows)
    chosen = next(each for each in rows if each.source == fact.source)
    assert chosen.is_checked == any(each.is_checked for each in rows)
    of_the_checked = [each for each in rows if each.is_checked == chosen.is_checked]
    if any(each.source.department == PHONE.owner for each in of_the_checked):
        assert chosen.source.department == PHONE.owner
    others = {each.value for each in rows} - {fact.value}
    assert (fact.ground in tuple(Ground) or fact.ground == "row_order") == bool(others)


@given(ROWS)
def test_an_earlier_value_of_the_same_department_never_displaces_a_later_one(rows) -> None:
    same = [each for each in rows if each.source.department == "hrss" and each.is_checked]
    fact = RULES.fact(PHONE, rows)
    if same:
        assert fact.source.known_on == max(each.source.known_on for each in same)


def test_the_ground_is_named() -> None:
    cases = {
        "only": [told("a", "tax", 0, 1)],
        "agreed": [told("a", "tax", 0, 1), told("a", "hrss", 0, 1)],
        "owner": [told("a", "hrss", 0, 1), told("b", "tax", 3, 1)],
        "latest": [told("a", "health", 0, 1), told("b", "tax", 3, 1)],
        "precedence": [told("a", "health", 0, 1), told("b", "tax", 0, 1)],
        "checked": [told("a", "hrss", 0, 1, is_checked=False), told("b", "tax", 0, 1)],
        "row_order": [told("a", "hrss", 0, 1), told("b", "hrss", 0, 2)],
    }
    assert {name: RULES.fact(PHONE, rows).ground for name, rows in cases.items()} == {name: name for name in cases}
    assert RULES.fact(PHONE, cases["row_order"]).value == "b"
    assert RULES.fact(PHONE, cases["precedence"]).value == "b"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("grounds: [newest]\nitems: {}\nof_the_record: []\n", UnknownKey),
        ("grounds: []\nitems: {}\nof_the_record: []\n", InputError),
        ("grounds: [latest]\nitems: {shoe_size: [latest]}\nof_the_record: []\n", UnknownKey),
        ("grounds: [latest]\nitems: {}\nof_the_record: [shoe_size]\n", UnknownKey),
        ("grounds: [latest]\nitems: {}\nof_the_record: []\nmore: 1\n", UnknownKey),
    ],
)
def test_rules_that_cannot_be_are_refused_with_their_line(tmp_path: Path, text: str, error: type[InputError]) -> None:
    path = tmp_path / "survivorship.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as refused:
        load_survivorship(path)
    assert refused.value.path == path and refused.value.line
