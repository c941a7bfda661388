"""A region that stops delivering is seen, one that never shared is not, and so is a delivery that shrank."""

from hypothesis import given
from hypothesis import strategies as st

from datapool.intake.record import LANDED, BatchRecord, LandedFile
from datapool.quality.deliveries import JUDGEMENTS
from datapool.quality.records import numbered

TABLE = "police_population"


def records(rows: dict[tuple[str, str], int], table: str = TABLE) -> list[BatchRecord]:
    """[delivery, region] rows, as one batch per delivery."""
    found = []
    for delivery in sorted({delivery for delivery, _ in rows}):
        files = tuple(LandedFile("x", n, region) for (each, region), n in rows.items() if each == delivery and n)
        total = sum(file.rows for file in files)
        department, name = table.partition("_")[0], f"{table}{delivery}"
        found.append(
            BatchRecord(name, table, department, delivery, name, 1, "", LANDED, rows=total, landed=total, files=files)
        )
    return found


def missing(*batches: BatchRecord) -> dict[str, int]:
    return {d: failed for _, d, _, failed in JUDGEMENTS["missing"](TABLE, numbered(batches)) if failed}


def test_a_region_that_stops_is_missed_from_then_on() -> None:
    rows = {(str(year), "4701"): 500 for year in range(2015, 2020)}
    rows |= {(str(year), "4702"): 500 for year in (2015, 2016, 2019)}
    assert missing(*records(rows)) == {"2017": 1, "2018": 1}


def test_a_region_that_never_shared_is_not_missed() -> None:
    rows = {(str(year), "4701"): 500 for year in range(2015, 2020)}
    others = {(str(year), "4706"): 500 for year in range(2015, 2020)}
    assert missing(*records(rows), *records(others, "hrss_insured")) == {}


def test_a_small_region_may_have_nothing_to_deliver() -> None:
    rows = {(str(year), "4701"): 500 for year in range(2015, 2020)}
    rows |= {("2015", "4702"): 2, ("2016", "4702"): 1}
    assert missing(*records(rows)) == {}


def test_a_department_that_delivers_other_tables_is_missed_for_this_one() -> None:
    rows = {(str(year), "4701"): 500 for year in (2015, 2016)}
    others = {(str(year), "4701"): 500 for year in (2015, 2016, 2017)}
    assert missing(*records(rows), *records(others, "police_changes")) == {"2017": 1}


@given(st.lists(st.integers(900, 1100), min_size=3, max_size=8), st.integers(1, 7))
def test_a_delivery_far_below_the_others_is_seen_and_ordinary_swings_are_not(sizes: list[int], at: int) -> None:
    at = 1 + at % (len(sizes) - 1)
    rows = {(str(2015 + number), "4701"): size for number, size in enumerate(sizes)}
    shrunken = {d for _, d, _, failed in JUDGEMENTS["shrunken"](TABLE, numbered(records(rows))) if failed}
    assert shrunken == set()
    rows[str(2015 + at), "4701"] = 100
    seen = {d for _, d, _, failed in JUDGEMENTS["shrunken"](TABLE, numbered(records(rows))) if failed}
    if len(sizes) > 3:
        assert seen == {str(2015 + at)}
