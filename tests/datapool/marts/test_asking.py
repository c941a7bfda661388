"""A principal opens a mart only as far as the rules let them, and the log has every release and every refusal."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import UnknownKey
from core.principal import Principal, Role
from datapool import marts
from datapool.access.refusal import AccessRefused
from datapool.marts.opening import marts_folder
from datapool.marts.purpose import find_purpose
from datapool.marts.release_log import entries, releases
from datapool.standards.sources import load_sources

NOW, LATE = datetime(2026, 11, 24, 9, 30), date(2022, 12, 31)
KEY = bytes(range(32))


def asking(role: Role, region: str | None = None, purpose: str = "model_training") -> Principal:
    return Principal("u-1", "hrss", frozenset({role}), region, purpose)


def opened(root: Path, purpose: str, who: Principal, **more: Any) -> marts.Mart:
    region = more.pop("region", None)
    return marts.open(purpose, marts.Snapshot(root, LATE, region), who=who, now=NOW, key=KEY, **more)


def plain(table: str) -> list[str]:
    """Columns of the purpose `risk` that it shows and that are not sensitive."""
    sensitive = {
        name
        for column in load_sources()[table].columns
        if column.item.sensitivity == "sensitive"
        for name, _ in column.standard_columns
    }
    return [name for name in find_purpose("risk").tables[table].shows if name not in sensitive]


def test_an_engineer_opens_marts_without_sensitive_items(laid_out: Path) -> None:
    mart = opened(laid_out, "statistics", asking(Role.ML_ENGINEER))
    line = entries(marts_folder(laid_out))[-1]
    assert (line["release"], line["who"], mart.rows) == (mart.release, "u-1", line["rows"])
    assert line["asked_as"] == {"tenant": "hrss", "roles": ["ml_engineer"], "purpose": "model_training"}
    named = marts.open("statistics", marts.Snapshot(laid_out, LATE), who="tests", now=NOW, key=KEY)
    assert mart.data_hash == named.data_hash


def test_sensitive_columns_are_refused_and_the_refusal_is_written_down(laid_out: Path) -> None:
    before = releases(marts_folder(laid_out))
    with pytest.raises(AccessRefused) as caught:
        opened(laid_out, "risk", asking(Role.ML_ENGINEER), columns={"hrss_investigations": ["finding", "opened_on"]})
    assert caught.value.columns == ("hrss_investigations.finding",) and caught.value.exit_code == 2
    line = entries(marts_folder(laid_out))[-1]
    assert (line["kind"], line["reason"], line["rules"]) == ("refusal", "access.refused", ["sensitive-needs-purpose"])
    assert releases(marts_folder(laid_out)) == before
    columns = {"hrss_insured": plain("hrss_insured")}
    assert opened(laid_out, "risk", asking(Role.ML_ENGINEER), columns=columns).rows["hrss_insured"] > 0


@pytest.mark.parametrize(
    ("who", "region", "is_given"),
    [
        (asking(Role.REGIONAL_CENTRE, "4701"), "4701", True),
        (asking(Role.REGIONAL_CENTRE, "4701"), "4702", False),
        (asking(Role.REGIONAL_CENTRE, "4701"), None, False),
        (asking(Role.REGIONAL_CENTRE, "470101"), "4701", False),
        (asking(Role.REGIONAL_CENTRE, "47"), None, True),
        (asking(Role.REGIONAL_CENTRE, "CN", "regional_service"), None, True),
        (asking(Role.CLERK, "CN", "handling_case"), "4701", False),
        (asking(Role.AUDITOR, "CN", "audit"), None, False),
        (asking(Role.ML_ENGINEER, None, "audit"), None, False),
    ],
)
def test_a_mart_is_of_the_own_area_for_the_own_purpose(
    laid_out: Path, who: Principal, region: str | None, is_given: bool
) -> None:
    if is_given:
        assert opened(laid_out, "statistics", who, region=region).region == region
        return
    with pytest.raises(AccessRefused):
        opened(laid_out, "statistics", who, region=region)


def test_a_purpose_that_no_rule_knows_is_refused_and_written_down(laid_out: Path) -> None:
    with pytest.raises(UnknownKey):
        opened(laid_out, "statistics", asking(Role.ML_ENGINEER, None, "gossip"))
    assert entries(marts_folder(laid_out))[-1]["reason"] == "input.unknown_key"


def test_a_citizens_number_never_stands_in_the_log(laid_out: Path) -> None:
    citizen = Principal("person_no:0001", "public", frozenset({Role.CITIZEN}), None, "own_record")
    with pytest.raises(AccessRefused):
        opened(laid_out, "statistics", citizen)
    line = entries(marts_folder(laid_out))[-1]
    assert line["who"] == "self" and "0001" not in str(line)
