"""Aggregates go to whoever may read what they tell of, in every region that they count."""

from pathlib import Path

import pytest

from core.errors import FileMissing, UnknownKey
from core.principal import Role
from datapool.access.refusal import AccessRefused
from datapool.aggregates.publishing import publish
from datapool.aggregates.schema import BREAKDOWNS
from datapool.lineage.aggregate_steps import aggregate_steps
from datapool.lineage.graph import graph_of
from datapool.lineage.intake_steps import pool_catalog
from datapool.lineage.origin import By
from datapool.marts.opening import marts_folder
from datapool.marts.release_log import entries, releases
from datapool.pool import Pool
from datapool.standards.sources import load_sources
from datapool.viewing.aggregates import aggregate_columns, view_aggregates
from tests.datapool.aggregates.tiny_pool import DESCRIPTION
from tests.datapool.quality.laid_out import lay_out as lay_out_rows
from tests.datapool.quality.mini_province import build_province
from tests.datapool.viewing.world import NOW, asking

# Numbers of persons, which are counted; the year and the age come of them where no date tells.
COUNTED = ("citizen_id", "person_no")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    root = tmp_path_factory.mktemp("aggregates") / "pool"
    root.mkdir()
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    pool = Pool.open(lay_out_rows(root, build_province(120).rows))
    publish(pool)
    return pool


def test_the_columns_of_each_table_are_those_that_its_lineage_names() -> None:
    graph = graph_of(aggregate_steps(pool_catalog(load_sources())))
    for name, breakdown in BREAKDOWNS.items():
        found: dict[str, set[str]] = {}
        for column in breakdown.columns:
            try:
                asked = graph.find(f"aggregates.{name}.{column}")
            except UnknownKey:
                continue
            for reached in graph.upstream(asked):
                if reached.by is By.VALUE and reached.column.column not in COUNTED:
                    table = reached.column.table.removeprefix("pool.")
                    found.setdefault(table, set()).add(reached.column.column)
        assert {table: set(columns) for table, columns in aggregate_columns()[name].items()} == found, name


def test_a_fund_manager_reads_aggregates_of_the_own_area_without_medical_bills(published: Pool) -> None:
    seen = view_aggregates(published, who=asking(Role.FUND_MANAGER, purpose="fund_management", region="47"), now=NOW)
    assert set(seen.tables) == set(BREAKDOWNS) - {"settlements"} and set(seen.withheld) == {"settlements"}
    assert seen.withheld["settlements"].tables == ("health_settlements",)
    assert "敏感个人信息" in seen.withheld["settlements"].why.zh
    line = entries(marts_folder(published.root))[-1]
    assert (line["kind"], line["who"], line["release"]) == ("aggregates", "u-1", seen.entry)
    assert line["tables"] == sorted(seen.tables) and releases(marts_folder(published.root)) == []


def test_an_investigator_reads_all_of_them(published: Pool) -> None:
    who = asking(Role.RISK_INVESTIGATOR, purpose="fraud_investigation", region="CN")
    assert set(view_aggregates(published, who=who, now=NOW).tables) == set(BREAKDOWNS)


@pytest.mark.parametrize(
    "who",
    [
        asking(Role.FUND_MANAGER, purpose="fund_management", region="4701"),
        asking(Role.FUND_MANAGER, purpose="audit", region="47"),
        asking(Role.CLERK, region="CN"),
        asking(Role.ML_ENGINEER, purpose="model_training"),
        asking(Role.CITIZEN, purpose="own_record", subject="person_no:0001"),
    ],
)
def test_whoever_may_not_is_refused_and_the_refusal_written_down(published: Pool, who: object) -> None:
    """An area of one prefecture is not the whole that is counted."""
    with pytest.raises(AccessRefused):
        view_aggregates(published, who=who, now=NOW)  # type: ignore[arg-type]
    line = entries(marts_folder(published.root))[-1]
    assert (line["kind"], line["reason"]) == ("refusal", "access.refused") and "0001" not in str(line)


def test_an_unknown_purpose_is_refused_and_nothing_published_is_told(published: Pool, tmp_path: Path) -> None:
    with pytest.raises(UnknownKey):
        view_aggregates(published, who=asking(purpose="gossip"), now=NOW)
    assert entries(marts_folder(published.root))[-1]["reason"] == "input.unknown_key"
    root = tmp_path / "bare"
    root.mkdir()
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    bare = Pool.open(lay_out_rows(root, build_province(20).rows))
    with pytest.raises(FileMissing):
        view_aggregates(bare, who=asking(Role.AUDITOR, purpose="audit", region="CN"), now=NOW)
