"""ID numbers are valid by an independent implementation, unique in the province, and nobody's."""

import datetime

import numpy as np
import pytest
from stdnum.cn import ric

from core.errors import ValueOutOfRange
from datapool.synthetic.identities.citizen_ids import BlockShare, calendar_number, citizen_ids, old_form

CODES = np.array([470102, 470103, 470121, 480102])
ELSEWHERE = np.array([480102, 480103, 480221, 490102, 490121, 490322])
FIRST_BORN, LAST_BORN = -20_000, 20_000


def drawn(block: int, blocks: int, *, size: int = 20_000, days: tuple[int, int] = (FIRST_BORN, LAST_BORN)):
    draw = np.random.default_rng(block)
    born, male = draw.integers(*days, size), draw.random(size) < 0.5
    county = draw.choice(CODES, size)
    letters = citizen_ids(county, born, male, share=BlockShare(block, blocks, key=11), elsewhere=ELSEWHERE)
    return county, born, male, letters.view("S18").ravel().astype("U18")


def test_a_number_tells_county_birthday_and_sex_and_ends_in_the_right_check_character() -> None:
    county, born, male, ids = drawn(0, 50, size=3000)
    for code, day, is_man, number in zip(county, born, male, ids.tolist(), strict=True):
        assert number[:6] == str(code)
        assert ric.get_birth_date(number) == datetime.date(1970, 1, 1) + datetime.timedelta(days=int(day))
        assert int(number[16]) % 2 == is_man
        assert number[17] == ric.calc_check_digit(number)


def test_a_million_persons_of_fifty_blocks_have_a_million_numbers() -> None:
    ids = np.concatenate([drawn(block, 50)[3] for block in range(50)])
    assert np.unique(ids).size == 1_000_000


def test_a_crowd_born_on_few_days_is_still_unique_and_some_are_registered_elsewhere() -> None:
    """249 blocks, the most that keep two sequence numbers each: five million persons."""
    parts = [drawn(block, 249, size=200, days=(0, 40)) for block in range(249)]
    ids = np.concatenate([ids for _, _, _, ids in parts])
    assert np.unique(ids).size == ids.size
    moved = sum((np.char.startswith(ids, county.astype("U6")) == 0).sum() for county, _, _, ids in parts)
    assert 0 < moved < 0.5 * ids.size


def test_more_blocks_than_sequence_numbers_are_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="Generate fewer persons"):
        drawn(0, 500, size=10)


def test_a_birthday_that_nobody_can_have_anymore_is_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="used up"):
        drawn(0, 499, size=50, days=(0, 1))


def test_the_old_form_leaves_out_the_century_and_the_check_character() -> None:
    ids = np.frombuffer(b"11010519491231002X", dtype=np.uint8).reshape(1, 18)
    assert old_form(ids).tobytes() == b"110105491231002"


def test_days_become_calendar_numbers() -> None:
    days = np.array([-36524, -1, 0, 10957, 20088])
    expected = [datetime.date(1970, 1, 1) + datetime.timedelta(days=int(day)) for day in days]
    assert calendar_number(days).tolist() == [int(f"{day:%Y%m%d}") for day in expected]


@pytest.mark.parametrize("province", ["47", "48", "49"])
def test_the_made_up_provinces_have_never_been_assigned(province: str) -> None:
    assert not any(prefix.startswith(province) for prefix in assigned_provinces())
    assert "33" in assigned_provinces()


def assigned_provinces() -> set[str]:
    """First two digits of every code of GB/T 2260, from python-stdnum's table."""
    from stdnum import numdb

    table = numdb.get("cn/loc")
    return {f"{number:02d}" for number in range(100) if any(props for _, props in table.info(f"{number:02d}0101"))}
