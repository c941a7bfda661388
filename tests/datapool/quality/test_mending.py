"""An error belongs to the delivery where it began, and is open as long as the record's latest version has it."""

from pathlib import Path
from typing import Any

from datapool.quality.assess import assess
from datapool.quality.assessment import Assessment
from tests.datapool.quality.small import deliver, insured, pool_of

WRONG: dict[str, Any] = {"birth_date": insured(1, 2019)["birth_date"].replace(month=2)}
RULE = "Q-X-002"


def errors(found: Assessment, rule: str = RULE) -> dict[str, tuple[int, int]]:
    """[delivery] (errors, of these still open)"""
    rows = [row for row in found.errors.to_pylist() if row["rule"] == rule]
    return {row["delivery"]: (row["errors"], row["still_open"]) for row in rows}


def test_a_later_version_without_the_error_mends_it(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019, **WRONG), insured(2, 2019, **WRONG))
    assert errors(assess(pool)) == {"2019": (2, 2)}
    pool = deliver(tmp_path, 2020, [insured(1, 2020)])
    assert errors(assess(pool)) == {"2019": (2, 1)}


def test_a_later_version_with_the_error_is_the_same_error_and_not_a_new_one(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019, **WRONG), insured(1, 2020, **WRONG))
    assert errors(assess(pool)) == {"2019": (1, 1)}
    assert assess(pool).failed(RULE) == 2
    assert [row["line"] for row in assess(pool).findings(RULE).to_pylist()] == [2, 2]


def test_an_error_that_comes_again_after_its_correction_is_open_again(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019, **WRONG), insured(1, 2020), insured(1, 2021, **WRONG))
    assert errors(assess(pool)) == {"2019": (1, 1)}


def test_an_error_of_a_record_that_was_right_before_belongs_to_the_later_delivery(tmp_path: Path) -> None:
    assert errors(assess(pool_of(tmp_path, insured(1, 2019), insured(1, 2020, **WRONG)))) == {"2020": (1, 1)}


def test_quarantined_rows_are_mended_by_a_delivery_without_such_rows(tmp_path: Path) -> None:
    bad = insured(1, 2019, _quarantined=("not_a_date", "birth_date"))
    pool = pool_of(tmp_path, bad, insured(2, 2019))
    assert errors(assess(pool), "Q-V-001") == {"2019": (1, 1)}
    pool = deliver(tmp_path, 2020, [insured(3, 2020)])
    assert errors(assess(pool), "Q-V-001") == {"2019": (1, 0)}
    pool = deliver(tmp_path, 2021, [insured(4, 2021, _quarantined=("not_a_date", "birth_date")), insured(5, 2021)])
    assert errors(assess(pool), "Q-V-001") == {"2019": (1, 0), "2021": (1, 1)}


def test_the_same_key_in_one_delivery_is_an_error_and_in_a_later_one_a_version(tmp_path: Path) -> None:
    twice = pool_of(tmp_path / "twice", insured(1, 2019), insured(1, 2019, phone="13900000000"))
    assert assess(twice).failed("Q-U-001") == 1
    restated = insured(1, 2020, registered_on=insured(1, 2019)["registered_on"], phone="13900000000")
    later = pool_of(tmp_path / "later", insured(1, 2019), restated)
    assert assess(later).failed("Q-U-001") == assess(later).failed("Q-U-002") == 0


def test_an_old_record_restated_later_is_a_correction_and_not_late(tmp_path: Path) -> None:
    day = insured(1, 2019)["registered_on"]
    rows = [insured(1, 2019, **WRONG), insured(1, 2021, registered_on=day), insured(2, 2021, registered_on=day)]
    found = assess(pool_of(tmp_path, *rows))
    assert errors(found) == {"2019": (1, 0)}
    assert [row["line"] for row in found.findings("Q-T-002").to_pylist()] == [3]
