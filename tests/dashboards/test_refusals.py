"""What a refused input reads like on the page."""

import pytest

from core import errors
from dashboards.refusals import refusal
from dashboards.words import WORDS
from simulation.regions.layout import WorkbookWrong

KINDS = [
    errors.InputError,
    *(each for each in errors.InputError.__subclasses__() if each.__module__ == errors.__name__),
]


@pytest.mark.parametrize("kind", [*KINDS, WorkbookWrong], ids=lambda kind: kind.code)
def test_every_kind_of_refusal_has_words_of_its_own(kind: type[errors.InputError]) -> None:
    assert f"kind_{kind.code}" in WORDS


def test_a_kind_without_words_is_still_said_to_be_wrong_input() -> None:
    class Unheard(errors.InputError):
        code = "unheard.of"

    assert "输入有误" in refusal(Unheard("x.", remedy="y."), "zh")


def test_a_refusal_says_what_is_wrong_and_what_to_do() -> None:
    err = WorkbookWrong("a number was expected.", remedy="Type the number alone.", path="mine.xlsx", cell="F8")
    text = refusal(err, "zh", what="workbook_refused")
    assert "工作簿未被采用" in text
    assert "F8" in text
    assert "Type the number alone." in text
    assert "mine.xlsx" not in text
