"""The back-test's table is Chinese throughout when Chinese is asked for, and untouched otherwise."""

import re

from cli.validation import _in_words
from simulation.countries.china.validation.futures_bands import correlation_rows, old_people_rows
from simulation.validation.mortality import mortality_rows

ROWS = [*mortality_rows(), *correlation_rows(), *old_people_rows()]


def test_no_english_word_is_left_in_the_chinese_tables() -> None:
    words = [_in_words(cell, "zh") for row in ROWS for cell in row]
    assert not [word for word in words if re.search("[A-Za-z]", word)]
    assert {"达标", "不设标准", "中国，男"} <= set(words)


def test_english_cells_stay_as_they_are() -> None:
    assert [_in_words(cell, "en") for row in ROWS for cell in row] == [cell for row in ROWS for cell in row]
