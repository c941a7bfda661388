import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapool.standards.mapping.slots import fold, load_slots
from datapool.standards.mapping.words import likeness

SLOTS = {slot.column: slot for slot in load_slots()}


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=10), max_size=5))
def test_likeness_is_a_share(header: str, names: list[str]) -> None:
    assert 0.0 <= likeness(header, [fold(name) for name in names]) <= 1.0


@pytest.mark.parametrize("column", SLOTS)
def test_every_name_of_a_slot_is_wholly_like_it(column: str) -> None:
    assert {likeness(name, SLOTS[column].names) for name in SLOTS[column].names} == {1.0}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("BIRTH_DATE", "birth_date"),
        ("dateOfBirth", "birth_date"),
        ("出生日期（公历）", "birth_date"),
        ("chushengriqi", "birth_date"),
        ("csrq", "birth_date"),
        ("xm", "person_name"),
        ("sfzh", "citizen_id"),
        ("人员证件号码", "citizen_id"),
        ("ID_CARD_NO", "citizen_id"),
        ("emp_no", "employer_no"),
        ("jfjs", "contribution_base"),
        ("月缴费基数(元)", "contribution_base"),
        ("diag_code", "diagnosis"),
    ],
)
def test_a_header_is_most_like_the_column_it_means(header: str, column: str) -> None:
    best = max(SLOTS, key=lambda name: likeness(header, SLOTS[name].names))
    assert likeness(header, SLOTS[column].names) >= 0.6
    assert likeness(header, SLOTS[column].names) == likeness(header, SLOTS[best].names)


@pytest.mark.parametrize("header", ["", "   ", "颜色", "colour", "zzzz"])
def test_a_header_that_means_nothing_here_is_like_nothing(header: str) -> None:
    assert max(likeness(header, slot.names) for slot in SLOTS.values()) < 0.6
