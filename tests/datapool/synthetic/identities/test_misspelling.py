"""Slips change what they should and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from stdnum.cn import ric

from datapool.synthetic.identities import misspelling

chances = st.floats(0, 1, exclude_max=True)
NUMBERS = ("470102196503122434", "47010219901231002X", "480103200007150081", "470121193511111111")


def sound(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.NORMAL)


@given(st.sampled_from(NUMBERS), chances)
def test_a_mistyped_number_is_another_one_of_the_same_province(number: str, chance: float) -> None:
    slip = misspelling.mistyped(number, chance)
    assert slip != number
    assert slip[:2] == number[:2]
    assert len(slip) in (17, 18)
    valid = len(slip) == 18 and number[17] == ric.calc_check_digit(number)
    assert not (valid and slip[17] == ric.calc_check_digit(slip))


def test_all_three_slips_of_the_hand_occur() -> None:
    slips = {misspelling.mistyped(NUMBERS[0], place / 97) for place in range(97)}
    kinds = {len(slip) if len(slip) < 18 else sorted(slip) == sorted(NUMBERS[0]) for slip in slips}
    assert kinds == {17, True, False}


@given(st.sampled_from(["王建国", "李秀英", "欧阳志强", "张伟"]), chances)
def test_a_name_of_the_same_sound_keeps_the_surname_and_changes_one_character(name: str, chance: float) -> None:
    other = misspelling.same_sound(name, chance)
    assert other != name
    assert sum(a != b for a, b in zip(name, other, strict=True)) == 1
    surname = 2 if name.startswith("欧阳") else 1
    assert other[:surname] == name[:surname]
    assert [lazy_pinyin(a) == lazy_pinyin(b) for a, b in zip(sound(other), sound(name), strict=True)] == [True] * len(
        name
    )


@pytest.mark.parametrize(
    ("name", "chance", "expected"), [("马思𠅤", 0.0, "马思?"), ("梁䶮", 0.3, "梁〇"), ("何翠䶮", 0.99, "何翠YAN")]
)
def test_a_rare_character_becomes_a_sign_or_its_sound(name: str, chance: float, expected: str) -> None:
    assert misspelling.without_rare(name, chance) == expected


@pytest.mark.parametrize(
    ("chance", "expected"), [(0.0, "艾山•买买提"), (0.3, "艾山．买买提"), (0.6, "艾山‧买买提"), (0.9, "艾山买买提")]
)
def test_the_dot_is_written_in_all_ways(chance: float, expected: str) -> None:
    assert misspelling.other_dot("艾山·买买提", chance) == expected


def test_variants_and_look_alikes() -> None:
    assert misspelling.other_form("吕建") == "呂建"
    assert misspelling.same_look("李雨婷") == "李雨停"
    assert misspelling.other_form("宋") == "宋"
