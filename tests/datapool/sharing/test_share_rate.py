"""The share rate counts what really flows: agreed upon, in force, for that purpose, with data of the last period."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError
from datapool.pool import Pool
from datapool.sharing.need import FILE, Needs, called_for, load_needs
from datapool.sharing.share_rate import Flow, share_rate
from datapool.standards.sources import load_sources
from tests.datapool.aggregates.tiny_pool import pool_of
from tests.datapool.sharing.world import MEANS, agreed, change, put

DAY = date(2026, 3, 1)


def flows(pool: Pool, day: date = DAY) -> dict[tuple[str, str], Flow]:
    return {(flow.need.by, flow.need.name): flow for flow in share_rate(pool, day).flows}


def test_a_need_flows_with_an_agreement_and_data(pool: Pool) -> None:
    found = flows(pool)
    pension = found["civil", "hrss_pensions.amount"]
    assert (pension.missing, pension.agreements) == (None, (MEANS,))
    assert (pension.regions, pension.lacking) == (("4701", "4702"), ("4703", "4706"))
    prison = found["hrss", "police_sentences.sentence_from"]
    assert (prison.missing, prison.lacking) == (None, ("4706",))
    assert found["tax", "hrss_contributions.contribution_base"].missing == "no_agreement"


def test_the_rate_is_what_flows_of_all_and_says_whether_the_milestone_is_reached(pool: Pool) -> None:
    found = share_rate(pool, DAY)
    flowing = [flow for flow in found.flows if flow.missing is None]
    assert found.rate == len(flowing) / len(load_needs().needs)
    assert 0 < found.by_region < found.rate < found.milestone == 0.6
    said = found.to_json()
    assert (said["reached"], said["flowing"], said["needed"]) == (False, len(flowing), len(found.flows))


def test_everything_flows_where_everything_is_agreed_upon_and_delivered(pool: Pool) -> None:
    """One agreement for each provider, receiver and purpose that the needs name: then only data may lack."""
    for path in (pool.root / "agreements").glob("*.yaml"):
        path.unlink()
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for need in load_needs().needs:
        key = (need.provider, need.by, need.purpose.name)
        tables = groups.setdefault(key, {})
        tables.setdefault(need.table, {"columns": [], "regions": "all", "where": []})["columns"].append(need.column)
    for (provider, by, purpose), tables in groups.items():
        name = f"{provider}-{by}-{purpose}".replace("_", "-")
        content = agreed() | {"id": name, "provider": provider, "receiver": by, "purpose": purpose, "tables": tables}
        put(pool.root, content, name)
    needs = load_needs().needs
    last = {batch.table for batch in pool.batches() if batch.delivery.startswith("2021")}
    found = share_rate(pool, DAY, Needs(0.3, needs))
    assert [flow.missing for flow in found.flows] == [None if need.table in last else "no_data" for need in needs]
    assert found.rate > found.milestone and found.to_json()["reached"] is True


def test_an_agreement_that_has_expired_or_is_suspended_lets_nothing_flow(pool: Pool) -> None:
    need = ("civil", "hrss_pensions.amount")
    assert flows(pool, date(2031, 1, 1))[need].missing == "not_in_force"
    pool = change(pool.root, lambda a: a.update(state="suspended"))
    assert (flows(pool)[need].missing, flows(pool)[need].agreements) == ("not_in_force", ())


def test_an_agreement_for_another_purpose_does_not_meet_a_need(pool: Pool) -> None:
    pool = change(pool.root, lambda a: a.update(purpose="fund_supervision"))
    assert flows(pool)["civil", "hrss_pensions.amount"].missing == "no_agreement"


def test_data_of_earlier_periods_only_are_no_flow(pool: Pool) -> None:
    changes = flows(pool)["hrss", "police_changes.event_on"]
    last = {batch.delivery for batch in pool.batches() if batch.table == "police_changes"}
    assert max(last) < str(share_rate(pool, DAY).period)
    assert changes.missing == "no_data"


def test_a_pool_without_agreements_or_data_has_a_rate_of_nothing(tmp_path: Path) -> None:
    found = share_rate(pool_of(tmp_path / "new"), DAY)
    assert found.rate == 0
    assert {flow.missing for flow in found.flows} == {"no_agreement"}


def test_every_need_is_of_another_department_and_rests_on_an_article_that_was_read() -> None:
    needs = load_needs().needs
    assert all(need.by != need.provider and need.legal_basis for need in needs)
    assert all(basis.endswith("条") for need in needs for basis in need.legal_basis)
    assert all(need.item.sensitivity in need.purpose.classes for need in needs)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("milestone: 0.6", "milestone: 60", "no share"),
        ("by: hrss", "by: army", "no department"),
        ("purpose: means_test", "purpose: gossip", "no purpose"),
        ("[hrss_unemployment.period]", "[hrss_unemployment.salary]", "no column hrss_unemployment.salary"),
        ("[hrss_unemployment.period]", "[health_members.sex]", "health has health_members.sex itself"),
        ("[hrss_unemployment.period]", "[police_population.birth_date]", "twice"),
        ("[社会救助暂行办法 第五十八条]", "[]", "no legal basis"),
        ("items: [ethnic_group, industry]", "items: [ethnic_group]", "hrss delivers industry, which another"),
        ("columns: [tax_firms.uscc, tax_firms", "columns: [tax_firms", "hrss delivers uscc, which another"),
        ("items: [ethnic_group, industry]", "items: [ethnic_group, blood_group]", "blood_group is not known"),
        ("by: [police]", "by: [army]", "army is not known"),
        ("by: [police]", "by: []", "by is no list"),
    ],
)
def test_needs_that_cannot_be_are_named_with_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "needs.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_needs(path)
    assert caught.value.path == path and caught.value.line


def test_every_item_that_a_department_holds_and_another_owns_is_needed_or_left_out_with_a_reason() -> None:
    """Read anew from the descriptions, not by the function under test."""
    needs = load_needs()
    told = {(need.by, need.item.key) for need in needs.needs}
    told |= {(by, item.key) for each in needs.left_out for by in each.by for item in each.items}
    delivers: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    for table in load_sources().values():
        for column in table.columns:
            delivers.setdefault(table.department, set()).add(column.item.key)
            owners[column.item.key] = column.item.owner
    asked = {
        (by, key)
        for by, held in delivers.items()
        for key in held
        if owners[key] != by and key in delivers.get(owners[key], ())
    }
    assert asked == set(called_for(load_sources())) and len(asked) > 25
    assert asked <= told
    assert all(each.reason.zh and each.reason.en for each in needs.left_out)
