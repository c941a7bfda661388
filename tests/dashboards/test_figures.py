"""Numbers as people read them."""

import pytest

from dashboards.figures import MINUS, MISSING, is_negative, percent, plain, points, wan, yi


def test_money_is_in_hundreds_of_millions_with_thousands_set_apart() -> None:
    assert yi(5_627_012_345_678) == "56,270"
    assert yi(123_456_789, digits=2) == "1.23"


def test_persons_are_in_ten_thousands() -> None:
    assert wan(479_024_999) == "47,902"


def test_a_negative_figure_has_a_true_minus_sign() -> None:
    assert yi(-1.346e11) == f"{MINUS}1,346"
    assert "-" not in yi(-1.346e11)
    assert is_negative(yi(-1.346e11))
    assert not is_negative(yi(1.346e11))


@pytest.mark.parametrize("missing", [float("nan"), float("inf")])
def test_what_is_not_published_is_a_dash(missing: float) -> None:
    assert {yi(missing), wan(missing), percent(missing), plain(missing)} == {MISSING}


@pytest.mark.parametrize("signed", [True, False])
def test_what_rounds_to_zero_has_no_sign(signed: bool) -> None:
    assert plain(-0.4, signed=signed) == plain(0.4, signed=signed) == "0"


def test_a_change_carries_its_sign() -> None:
    assert percent(0.0389, signed=True) == "+3.9%"
    assert percent(-0.0389, signed=True) == f"{MINUS}3.9%"
    assert points(-0.0123) == f"{MINUS}1.23"
