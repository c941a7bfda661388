"""A shelf keeps answers and lets go of the one not asked for longest."""

import pytest

from dashboards.shelf import Shelf


def test_an_answer_is_made_once() -> None:
    shelf: Shelf[str, int] = Shelf(2)
    made = []
    for _ in range(3):
        assert shelf.get("a", lambda: made.append(1) or len(made)) == 1
    assert made == [1]


def test_the_one_not_asked_for_longest_gives_way() -> None:
    shelf: Shelf[str, str] = Shelf(2)
    shelf.get("a", lambda: "first")
    shelf.get("b", lambda: "first")
    shelf.get("a", lambda: "second")
    shelf.get("c", lambda: "first")
    assert shelf.get("a", lambda: "second") == "first"
    assert shelf.get("b", lambda: "second") == "second"


def test_a_failure_is_not_kept() -> None:
    shelf: Shelf[str, int] = Shelf(2)

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError):
        shelf.get("a", fail)
    assert shelf.is_untouched
    assert shelf.get("a", lambda: 7) == 7
    assert not shelf.is_untouched
