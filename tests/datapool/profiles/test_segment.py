"""Named groups are data: a condition that cannot be asked is refused at its line."""

from pathlib import Path

import pytest

from core.errors import InputError
from datapool.profiles.segment import load_segments

GOOD = """\
grown_up:
  title: {zh: 成年, en: Grown up}
  definition: {zh: 年满18周岁, en: Eighteen or older}
  where: age >= 18
"""


def test_the_groups_of_the_project_have_words_in_both_languages_and_conditions() -> None:
    segments = load_segments()
    assert {"flexible_of_working_age", "near_retirement_with_gap", "long_gap", "young_newcomers"} <= set(segments)
    assert {"oldest_drawing", "double_to_be_checked"} <= set(segments)
    for segment in segments.values():
        assert segment.title.zh and segment.title.en and segment.definition.zh and segment.where


def test_a_group_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "segments.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_segments(path)["grown_up"].where == "age >= 18"


@pytest.mark.parametrize(
    ("changed", "to", "says"),
    [
        ("age >= 18", "shoe_size > 40", r"segments.yaml:4: .*no condition over persons"),
        ("age >= 18", "age >=", r"segments.yaml:4: .*no condition over persons"),
        ("  where: age >= 18\n", "", "grown_up has no where"),
        ("where:", "when:", "the key when is not known"),
        ("zh: 成年, en: Grown up", "zh: 成年", "not in both languages"),
    ],
)
def test_whatever_is_wrong_is_named(changed: str, to: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "segments.yaml"
    path.write_text(GOOD.replace(changed, to), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_segments(path)
