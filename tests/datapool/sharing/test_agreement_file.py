"""An agreement that cannot be one is refused with its file and line; the examples hold in a made-up province only."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError, UnknownKey
from datapool.pool import Pool
from datapool.sharing.agreement import State
from datapool.sharing.agreement_file import (
    EXAMPLES,
    FIELDS,
    AgreementWrong,
    add_examples,
    load_agreement,
    load_agreements,
    read_agreement,
)
from datapool.standards.sources import load_sources
from tests.datapool.sharing.world import DEATHS, MEANS, agreed, change, put

Change = Callable[[dict[str, Any]], object]


def test_the_examples_are_agreements_marked_as_examples(pool: Pool) -> None:
    found = load_agreements(pool)
    assert {MEANS, DEATHS} < set(found) == {path.stem for path in EXAMPLES.glob("*.yaml")}
    for each in found.values():
        assert each.is_made_up and each.title.zh.startswith("示意")
        assert each.state is State.IN_FORCE and each.security
        assert (each.assessment is None) == (each.id == "tax-hrss-firms")
    assert found[MEANS].shares["hrss_insured"].regions == ("4701", "4702")
    assert found[DEATHS].shares["police_changes"].regions is None


def test_an_agreement_is_in_force_from_its_first_to_its_last_day(pool: Pool) -> None:
    pact = load_agreement(pool, MEANS)
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2030, 12, 31), date(2031, 1, 1)]
    assert [pact.is_in_force(day) for day in days] == [False, True, True, False]


def test_its_hash_changes_with_anything_it_says(pool: Pool) -> None:
    before = load_agreement(pool, MEANS).content_hash
    pool = change(pool.root, lambda a: a["liability"].update(zh="别的"))
    assert load_agreement(pool, MEANS).content_hash != before


def test_examples_are_not_put_into_a_pool_of_real_persons_nor_hold_there(pool: Pool) -> None:
    (pool.root / "pool.yaml").write_text('province: "33"\n', encoding="utf-8")
    with pytest.raises(AgreementWrong, match="made-up"):
        add_examples(pool.root)
    with pytest.raises(AgreementWrong, match="示意"):
        load_agreement(pool, MEANS)
    (pool.root / "pool.yaml").unlink()
    with pytest.raises(AgreementWrong, match="示意"):
        load_agreement(pool, MEANS)


def test_examples_that_were_changed_are_left_as_they_are(pool: Pool) -> None:
    changed = pool.root / "agreements" / f"{MEANS}.yaml"
    changed.write_text("mine", encoding="utf-8")
    assert add_examples(pool.root) == []
    assert changed.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("field", FIELDS)
def test_an_agreement_without_a_field_is_refused(pool: Pool, field: str) -> None:
    pool = change(pool.root, lambda a: a.pop(field))
    with pytest.raises(InputError, match=rf"{MEANS}\.yaml:1: {field} is missing"):
        load_agreement(pool, MEANS)


WRONG: dict[str, tuple[Change, str, str]] = {
    "another id": (lambda a: a.update(id="else"), "id:", "not the name of the file"),
    "no department": (lambda a: a.update(provider="army"), "provider:", "no department"),
    "itself": (lambda a: a.update(receiver="hrss"), "receiver:", "nobody who could receive"),
    "no tenant": (lambda a: a.update(receiver="Civil Affairs"), "receiver:", "nobody who could receive"),
    "unknown purpose": (lambda a: a.update(purpose="marketing"), "purpose:", "not in the catalogue"),
    "unknown law": (lambda a: a.update(legal_basis=["某法 第一条"]), "- 某法", "no law"),
    "no article": (lambda a: a.update(legal_basis=["社会保险法"]), "- 社会保险法", "names no article"),
    "an article nobody read": (lambda a: a.update(legal_basis=["政务数据共享条例 第三条"]), "- 政务", "has been read"),
    "no basis": (lambda a: a.update(legal_basis=[]), "legal_basis:", "no legal basis"),
    "ends before it begins": (lambda a: a["valid"].update(until=date(2020, 1, 1)), "until:", "lies before"),
    "no day": (lambda a: a["valid"].update(until="soon"), "until:", "not a day"),
    "no state": (lambda a: a.update(state="on"), "state:", "no state"),
    "nothing": (lambda a: a.update(tables={}), "tables:", "nothing is shared"),
    "another's table": (
        lambda a: a["tables"].update(tax_wages={"columns": ["period"], "regions": "all", "where": []}),
        "tax_wages:",
        "delivers no table",
    ),
    "no such column": (lambda a: a["tables"]["hrss_insured"]["columns"].append("salary"), "- salary", "no column"),
    "a column twice": (lambda a: a["tables"]["hrss_insured"]["columns"].append("person_no"), "columns:", "each once"),
    "no columns": (lambda a: a["tables"]["hrss_insured"].update(columns=[]), "columns:", "no columns"),
    "regions as numbers": (lambda a: a["tables"]["hrss_insured"].update(regions=[4701]), "regions:", "no regions"),
    "no regions": (lambda a: a["tables"]["hrss_insured"].update(regions=[]), "regions:", "no regions"),
    "where is a text": (lambda a: a["tables"]["hrss_insured"].update(where="x = 1"), "where:", "not a list"),
    "a test of nothing": (
        lambda a: a["tables"]["hrss_insured"].update(where=[{"column": "sex"}]),
        "- column: sex",
        "tests nothing",
    ),
    "a test by another type": (
        lambda a: a["tables"]["hrss_pensions"].update(where=[{"column": "amount", "from": "1; DROP TABLE x"}]),
        "- column: amount",
        "not of the type",
    ),
    "a test by a truth value": (
        lambda a: a["tables"]["hrss_pensions"].update(where=[{"column": "amount", "from": True}]),
        "- column: amount",
        "not of the type",
    ),
    "no rows": (lambda a: a["rate"].update(rows_per_day=0), "rows_per_day:", "no number a day"),
    "a share of a request": (lambda a: a["rate"].update(requests_per_day=1.5), "requests_per_day:", "no number"),
    "no liability": (lambda a: a["liability"].update(zh=" "), "liability:", "says nothing"),
    "one language": (lambda a: a["contact"].pop("en"), "contact:", "both languages"),
    "no assessment": (lambda a: a.pop("assessment"), "hrss_insured:", "no impact assessment"),
    "assessed too late": (lambda a: a["assessment"].update(done_on=date(2024, 1, 2)), "done_on:", "after the agree"),
    "not kept": (lambda a: a["assessment"].update(keep_until=date(2026, 12, 4)), "keep_until:", "less than 3 years"),
    "no reference": (lambda a: a["assessment"].update(reference=""), "reference:", "no reference"),
    "no measures": (lambda a: a.update(security=[]), "security:", "no measures"),
    "a measure twice": (lambda a: a["security"].append("no_onward_giving"), "security:", "each once"),
    "a measure nobody knows": (lambda a: a["security"].append("a_lock"), "- a_lock", "no measure"),
    "a measure too few": (lambda a: a["security"].remove("encrypted_storage"), "security:", "encrypted_storage is not"),
    "a key too many": (lambda a: a.update(note="x"), "note:", "not known here"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_file_and_line(pool: Pool, name: str) -> None:
    wrong, at, said = WRONG[name]
    content = agreed()
    wrong(content)
    path = put(pool.root, content)
    with pytest.raises(InputError, match=said) as caught:
        load_agreement(pool, MEANS)
    assert caught.value.path == path
    assert caught.value.line is not None
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[caught.value.line - 1].strip().startswith(at)


def test_statistics_are_shared_without_anything_of_persons(pool: Pool) -> None:
    def counted(agreement: dict[str, Any]) -> None:
        agreement.update(purpose="statistics", legal_basis=["社会保险法 第七十条"])
        agreement["tables"] = {
            "hrss_employers": {"columns": ["employer_kind", "industry"], "regions": "all", "where": []}
        }
        agreement.pop("assessment")
        agreement.update(security=["named_accounts", "no_onward_giving"])

    assert load_agreement(change(pool.root, counted), MEANS).assessment is None
    pool = change(pool.root, lambda a: a.update(purpose="statistics"))
    with pytest.raises(AgreementWrong, match="person_no is personal; statistics covers public, internal"):
        load_agreement(pool, MEANS)


def test_personal_data_that_are_not_sensitive_are_assessed_too(pool: Pool) -> None:
    def shared(agreement: dict[str, Any]) -> None:
        agreement["tables"] = {"hrss_pensions": {"columns": ["amount"], "regions": "all", "where": []}}
        agreement.pop("assessment")

    with pytest.raises(AgreementWrong, match="no impact assessment"):
        load_agreement(change(pool.root, shared), MEANS)


@pytest.mark.parametrize("name", ["../pool", "x/../hrss-civil-means", "", "HRSS", "nobody", "a\0b", f"{MEANS}\n"])
def test_only_the_id_of_an_agreement_leads_to_a_file(pool: Pool, name: str) -> None:
    with pytest.raises(UnknownKey, match="no such agreement"):
        load_agreement(pool, name)


def test_the_examples_fit_the_tables_that_the_project_describes(tmp_path: Path) -> None:
    for path in EXAMPLES.glob("*.yaml"):
        assert read_agreement(path, load_sources(), is_made_up=True).shares
