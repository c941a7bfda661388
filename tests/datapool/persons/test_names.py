"""Names that may be one are alike, and others are not."""

import duckdb
import pytest

from datapool.linkage.han import fold
from datapool.persons.names import sound_of
from datapool.persons.numbers import MACROS


def is_alike(one: str, other: str) -> bool:
    forms = [form for name in (one, other) for form in (fold(name), sound_of(fold(name), {}))]
    with duckdb.connect() as connection:
        for macro in MACROS:
            connection.execute(macro)
        return bool(connection.execute("SELECT is_alike(?, ?, ?, ?)", forms).fetchall()[0][0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王芳", "王芳"),
        ("王芳", "王方"),
        ("張偉", "张伟"),
        ("邱明", "邱朋"),
        ("赵俊龑", "赵俊*"),
        ("赵俊龑", "赵俊YAN"),
        ("李强〇", "李强DI"),
        ("海来·拉日", "海来拉日"),
        ("海来•拉日", "海来·拉日"),
        ("刘𠅤", "刘?"),
    ],
)
def test_slips_of_one_name_are_alike_from_both_sides(one: str, other: str) -> None:
    assert is_alike(one, other) and is_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王芳", "李静"),
        ("王芳", "王建国"),
        ("张建国", "张卫东"),
        ("?", "王芳"),
        ("*芳", "王静"),
        ("王", "李"),
        ("王%", "王建国"),
    ],
)
def test_other_names_are_not_alike(one: str, other: str) -> None:
    assert not is_alike(one, other) and not is_alike(other, one)


def test_a_character_sounds_the_same_in_every_name() -> None:
    sounds: dict[str, str] = {}
    assert sound_of("单乐", sounds)[: len(sounds["单"])] == sound_of("单", sounds)
    assert sound_of("行长", sounds) == sounds["行"] + sounds["长"]
