"""An assessment is the same whenever and however often it is made, and says what it could not judge."""

from pathlib import Path

import pyarrow.compute as arrow
import pytest

from datapool.intake.record import Places
from datapool.pool import Pool
from datapool.quality.assess import assess, version_of
from datapool.quality.assessment import Assessment
from tests.datapool.quality.laid_out import lay_out, reject_batch
from tests.datapool.quality.mini_province import build_province
from tests.datapool.quality.small import deliver, insured, pool_of

TABLES = ("counts", "findings_table", "errors", "filled")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    rows = build_province(240).rows
    for row in rows["hrss_insured"][::7]:
        row["sex"] = "2" if row["sex"] == "1" else "1"
    return Pool.open(lay_out(tmp_path_factory.mktemp("province"), rows))


@pytest.fixture(scope="module")
def whole(province: Pool) -> Assessment:
    return assess(province)


def test_the_same_pool_is_judged_the_same_on_one_thread_and_on_two(province: Pool, whole: Assessment) -> None:
    one, two = assess(province, workers=1), whole
    assert one.version == two.version
    for name in TABLES:
        assert getattr(one, name).equals(getattr(two, name)), name


def test_a_large_table_read_region_by_region_gives_the_same_findings(
    province: Pool, whole: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datapool.quality.assess.ROWS_AT_ONCE", 10)
    by_region = assess(province)
    for name in TABLES:
        assert getattr(whole, name).equals(getattr(by_region, name)), name


def test_findings_are_capped_and_counted_all_the_same(province: Pool, whole: Assessment) -> None:
    capped = assess(province, cap=5)
    assert whole.findings("Q-X-001").num_rows == whole.failed("Q-X-001") > 5
    assert capped.findings("Q-X-001").num_rows == 5
    assert capped.failed("Q-X-001") == whole.failed("Q-X-001")


def test_findings_hold_places_and_no_values(whole: Assessment) -> None:
    names = set(whole.findings_table.column_names)
    assert names == {"table", "batch", "line", "rule", "columns", "department", "delivery", "home", "is_open"}


def test_the_version_changes_with_the_pool_and_with_the_rules(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "pool", insured(1, 2019))
    other = tmp_path / "rules"
    other.mkdir()
    (other / "mine.yaml").write_text("rules: {}\n", encoding="utf-8")
    before = version_of(pool)
    assert version_of(Pool.open(tmp_path / "pool")) == before
    assert version_of(pool, other) != before
    assert version_of(deliver(tmp_path / "pool", 2020, [insured(2, 2020)])) != before


def test_a_rule_whose_tables_nobody_delivers_is_named_and_not_counted_as_kept(tmp_path: Path) -> None:
    found = assess(pool_of(tmp_path, insured(1, 2019)))
    skipped = {name for name in found.skipped if name.startswith("Q-X-101/hrss_insured")}
    assert skipped
    assert "police_population" in found.skipped[skipped.pop()]
    assert not arrow.any(arrow.equal(found.counts.column("rule"), "Q-X-101")).as_py()


def test_an_empty_pool_has_nothing_to_score(tmp_path: Path) -> None:
    Places(tmp_path).records.mkdir(parents=True)
    found = assess(Pool.open(tmp_path))
    assert found.scores() == ()
    assert found.errors.num_rows == found.findings().num_rows == 0


def test_a_rejected_file_is_an_error_of_its_department(tmp_path: Path) -> None:
    pool_of(tmp_path, insured(1, 2019))
    reject_batch(Places(tmp_path), "hrss_insured", "2019")
    found = assess(Pool.open(tmp_path))
    assert found.failed("Q-V-006") == 1
    (error,) = [row for row in found.errors.to_pylist() if row["rule"] == "Q-V-006"]
    assert error["delivery"] == "2019"
    assert error["examples"][0]["line"] is None


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    assess(pool_of(tmp_path, insured(1, 2019)), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] > 0
    assert seen == sorted(seen)
