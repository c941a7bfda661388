from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from datapool.standards.regions import ALWAYS, FOREVER, Regions, Span, load_regions, standard_spans

REGIONS = load_regions()
POOL = """
province: "47"
title: {zh: 澜江省（虚构）, en: Lanjiang (made up)}
regions:
  - {code: "470102", zh: 某区, en: A district, since: 1949, until: null}
history: {first: 2015-01, last: 2024-12}
"""


def pool_file(folder: Path, text: str) -> Path:
    path = folder / "pool.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_pool_adds_its_regions_and_its_last_day(tmp_path: Path) -> None:
    pool = load_regions(pool_file(tmp_path, POOL))
    assert pool.codes == REGIONS.codes | {"470102"}
    assert (pool.province, pool.last_day, pool.title("470102")) == ("47", date(2024, 12, 31), "某区")
    assert pool.may_number("470102", 1950)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"470102"', '"4701"', "six digits"),
        ('"470102"', '"110101"', "GB/T 2260"),
        ("since: 1949", "since: old", "no years"),
        ("regions:\n  -", "regions:", "not a list"),
    ],
)
def test_a_wrong_region_is_named_with_its_line(tmp_path: Path, before: str, after: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        load_regions(pool_file(tmp_path, POOL.replace(before, after)))
    assert caught.value.line in (4, 5)


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("110229", 1960, True),
        ("110229", 2015, True),
        ("110229", 2016, False),
        ("110118", 1998, False),
        ("110118", 2013, False),
        ("110118", 2014, True),
        ("110118", 2020, True),
        ("110201", 1982, True),
        ("110201", 1983, False),
        ("119999", 1990, False),
    ],
)
def test_a_place_may_number_the_births_of_its_years(code: str, year: int, expected: bool) -> None:
    assert REGIONS.may_number(code, year) is expected


@given(
    st.lists(st.tuples(st.integers(1950, 2030), st.integers(0, 40)), min_size=1, max_size=4), st.integers(1900, 2060)
)
def test_joined_years_say_what_the_stretches_say_one_by_one(stretches: list[tuple[int, int]], year: int) -> None:
    spans = tuple(Span("470102", "", since, since + length) for since, length in stretches)
    one_by_one = any(Regions((span,)).may_number("470102", year) for span in spans)
    assert Regions(spans).may_number("470102", year) is one_by_one


def test_the_standard_table_has_the_provinces_and_no_made_up_one() -> None:
    assert {"11", "44", "50", "65", "71", "81", "82"} <= REGIONS.provinces
    assert "47" not in REGIONS.provinces
    assert len(REGIONS.codes) > 6000
    assert all(ALWAYS <= span.since <= span.until <= FOREVER for span in standard_spans())


def test_the_last_name_of_a_code_is_its_title() -> None:
    assert (REGIONS.title("120110"), REGIONS.title("999999")) == ("东丽区", "")
