import pytest

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from simulation.chance.driver_names import DRIVERS, TITLES
from simulation.chance.plan import Plan


def test_the_plain_plan_is_five_thousand_independent_paths():
    plain = {"paths": 5000, "seed": 1, "sampling": "pseudo", "held": [], "mortality": "united_nations"}
    assert Plan().to_json() == plain


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"paths": 0}, ValueOutOfRange, "paths is 0"),
        ({"paths": 1_000_001}, ValueOutOfRange, "from 1 to 1000000"),
        ({"paths": 10.0}, WrongType, "not a whole number"),
        ({"paths": True}, WrongType, "not a whole number"),
        ({"seed": -1}, ValueOutOfRange, "seed is -1"),
        ({"seed": 2**64}, ValueOutOfRange, "seed is 18446744073709551616"),
        ({"sampling": "latin"}, InputError, "pseudo, antithetic, sobol"),
        ({"paths": 11, "sampling": "antithetic"}, ValueOutOfRange, "Ask for 12 paths"),
        ({"held": ("wages",)}, UnknownKey, "no driver is called 'wages'"),
        ({"held": "wage"}, WrongType, "not a tuple"),
        ({"mortality": "gompertz"}, InputError, "united_nations, lee_carter, cbd_m5, cbd_m7"),
        ({"mortality": None}, InputError, "no model of mortality None"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(wrong, error, message):
    with pytest.raises(error, match=message) as caught:
        Plan(**wrong)
    assert caught.value.exit_code == 2


def test_a_sobol_plan_of_another_size_says_which_sizes_are_good():
    assert Plan(4096, sampling="sobol").notes == ()
    assert Plan(5000).notes == ()
    (note,) = Plan(5000, sampling="sobol").notes
    assert "4096 or 8192" in note


def test_every_driver_has_a_title_in_both_languages():
    assert set(TITLES) == set(DRIVERS)
    assert all(title["zh"] and title["en"] for title in TITLES.values())
