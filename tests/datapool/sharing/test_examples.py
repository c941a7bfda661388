"""The example agreements in a made-up province: each gives rows, and with them the milestone is really reached."""

import shutil
from datetime import date

import pytest

from core.principal import Principal, Role
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import Pool, described_tables
from datapool.sharing.agreement_file import EXAMPLES, load_agreements, read_agreement
from datapool.sharing.need import load_needs
from datapool.sharing.release import Asked, release
from datapool.sharing.share_rate import ShareRate, share_rate
from datapool.standards.sources import load_sources
from datapool.synthetic.generate import generate
from tests.datapool.sharing.world import NOW

DAY = date(2026, 3, 1)
WITHOUT_AGREEMENT = {need.name for need in load_needs().needs if need.purpose.name == "contribution_collection"} | {
    "health_settlements.settled_on"
}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """As it is generated, but with the last year only, of the tables that anybody is given."""
    root = generate(3_000, 3, tmp_path_factory.mktemp("examples") / "province", workers=1)
    examples = [read_agreement(path, load_sources(), is_made_up=True) for path in EXAMPLES.glob("*.yaml")]
    given = {table for agreement in examples for table in agreement.shares}
    for delivery in (root / "feeds").glob("*/*/*"):
        if delivery.name != "2024" or f"{delivery.parent.parent.name}_{delivery.parent.name}" not in given:
            shutil.rmtree(delivery)
    land(root, [FolderSource(root, described_tables(root))], workers=1)
    return Pool.open(root)


@pytest.fixture(scope="module")
def rate(province: Pool) -> ShareRate:
    return share_rate(province, DAY)


def test_a_province_is_generated_with_every_example(province: Pool) -> None:
    agreements = load_agreements(province)
    assert set(agreements) == {path.stem for path in EXAMPLES.glob("*.yaml")}
    for name, agreement in agreements.items():
        assert (province.root / "agreements" / f"{name}.yaml").read_bytes() == (EXAMPLES / f"{name}.yaml").read_bytes()
        assert agreement.is_made_up and agreement.title.zh.startswith("示意") and agreement.is_in_force(DAY)


def test_the_milestone_is_reached_by_data_that_arrived_in_the_last_year(rate: ShareRate) -> None:
    assert rate.period == 2024
    assert rate.rate >= rate.milestone == 0.6
    assert rate.by_region < rate.rate
    assert len(rate.flows) >= 40


def test_what_does_not_flow_is_named_and_no_agreement_was_made_up_where_the_ground_is_doubtful(rate: ShareRate) -> None:
    lacking = {flow.need.name for flow in rate.flows if flow.missing == "no_agreement"}
    assert lacking == WITHOUT_AGREEMENT
    for flow in rate.flows:
        assert flow.missing in (None, "no_agreement", "no_data")
        assert (flow.missing is None) == bool(flow.regions)
    # The prefecture that shares nothing with these three departments lacks everything of theirs.
    assert all("4706" in flow.lacking for flow in rate.flows if flow.need.provider in ("tax", "police", "civil"))


def test_every_example_gives_rows_of_every_table_it_names(province: Pool) -> None:
    for name, agreement in load_agreements(province).items():
        who = Principal(
            subject="clerk-7",
            tenant=agreement.receiver,
            roles=frozenset({Role.DATA_STEWARD}),
            region="CN",
            purpose=agreement.purpose.name,
        )
        for table, share in agreement.shares.items():
            given = release(name, province, Asked(table), who=who, now=NOW)
            assert given.rows.num_rows > 0, (name, table)
            assert given.rows.column_names == list(share.columns)


def test_no_example_gives_a_column_that_no_business_needs(province: Pool) -> None:
    """Beside what is needed, an example gives only what finds person, employer, day and place again."""
    keys = {
        "citizen_id", "person_name", "person_no", "member_no", "taxpayer_no", "uscc", "period", "region_code",
        "registered_on", "claimed_on", "declared_on",
    }  # fmt: skip
    needed = {(need.by, need.purpose.name, need.table, need.column) for need in load_needs().needs}
    spare = {
        (name, table, column)
        for name, agreement in load_agreements(province).items()
        for table, share in agreement.shares.items()
        for column in share.columns
        if column not in keys and (agreement.receiver, agreement.purpose.name, table, column) not in needed
    }
    # Whether somebody is insured stands beside their pension; the size of a household beside its allowance.
    assert spare == {
        ("hrss-civil-means", "hrss_insured", "insured_status"),
        ("civil-health-assistance", "civil_allowances", "household_size"),
    }


def test_the_ground_of_an_example_holds_the_ground_of_the_needs_it_meets_or_is_named_beside_it(province: Pool) -> None:
    agreements = load_agreements(province)
    for need in load_needs().needs:
        meeting = [
            each
            for each in agreements.values()
            if (each.receiver, each.purpose.name) == (need.by, need.purpose.name)
            and need.column in getattr(each.shares.get(need.table), "columns", ())
        ]
        assert all(set(need.legal_basis) & set(each.legal_basis) for each in meeting), need.name
