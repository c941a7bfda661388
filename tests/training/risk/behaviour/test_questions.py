"""Questions asked of a small pool: who is counted as what, who is asked about at all, and alerts that share a ring."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from core.alerts import ALERTS
from core.keys import TrustList, draw_key
from core.releases import open_release, write_release
from datapool.marts import Snapshot
from rules.book import RuleBook
from tests.training.risk.world import AS_OF, World, months
from training.risk.alerting import Source
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.asking import Subjects, ask_question, set_law
from training.risk.casebook import open_casebook
from training.risk.finding import Model, learn_rules, score_rules
from training.risk.gathering import everything
from training.risk.reading import read_models
from training.risk.reasons import words
from training.risk.records.asking import columns_of
from training.risk.release import about_of, files_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
_BANNED = ("sex", "woman", "hukou", "region", "born", "age")


def prescriptions(world: World, member: str, days: list[date], provider: str, supply: int = 30) -> None:
    for day in days:
        world.add(
            "health_settlements", member_no=member, provider_no=provider, settlement_kind="12", admitted_on=day,
            discharged_on=day, settled_on=day, diagnosis="I10", service_item="D001", quantity=3, days_supplied=supply,
            bill_amount=300, fund_payment=200, person_payment=100,
        )  # fmt: skip


def patient(world: World, place: int) -> tuple[str, str]:
    """Somebody insured for pension and health; returns both numbers."""
    (person,) = world.person(born=date(1960, 5, 5) + timedelta(days=place))
    member = f"m{place:05d}"
    world.of_them(
        "health_members", member_no=member, sex="1", birth_date=date(1960, 5, 5) + timedelta(days=place),
        medical_scheme="310", registered_on=date(2012, 1, 1),
    )  # fmt: skip
    return person, member


def province(parties: int, honest: int, *, confirmed: int = 0) -> tuple[World, list[str]]:
    """Parties of five who fetch drugs together every ten days, and patients who fetch theirs every month."""
    world, guilty = World(), []
    for party in range(parties):
        start = date(2022, 1, 3) + timedelta(days=40 * party)
        for one in range(5):
            person, member = patient(world, 100 * party + one)
            guilty.append(person)
            prescriptions(world, member, [start + timedelta(days=10 * turn) for turn in range(9)], f"p{party}")
            if party < confirmed:
                world.finding(person, "T07", true=True, closed_on=date(2023, 5, 1))
    for place in range(honest):
        person, member = patient(world, 50_000 + place)
        # One fetch comes early, as happens on a holiday.
        usual = [date(2022, 1, 1) + timedelta(days=30 * turn + place % 28) for turn in range(12)]
        early = [usual[3] + timedelta(days=9), usual[7] + timedelta(days=8)]
        prescriptions(world, member, [*usual, *early], f"q{place % 7}")
        if place < 4:
            world.finding(person, "T07", true=False, closed_on=date(2023, 5, 1))
    return world, guilty


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    world, _ = province(6, 60, confirmed=4)
    models, missing, _ = learn_rules([(world.lay(tmp_path_factory.mktemp("learn")), AS_OF)], who="tests", now=NOW)
    assert "drug_resale" in models
    assert {"sham_jobs", "insiders"} <= set(missing)
    return models


@pytest.fixture(scope="module")
def alerts(learned: dict[str, Model], tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    world, _ = province(2, 40)
    root = world.lay(tmp_path_factory.mktemp("score"))
    return score_rules(
        Snapshot(root, AS_OF), learned, source=Source("m", "r"), who="tests", now=NOW, book=RuleBook.load()
    )  # fmt: skip


def asked(root: Path, name: str) -> Subjects:
    (question,) = (one for one in QUESTIONS if one.name == name)
    with open_casebook(Snapshot(root, AS_OF), columns_of((question.rule,)), who="tests", now=NOW) as casebook:
        set_law(casebook, RuleBook.load(), AS_OF)
        return ask_question(casebook, question)


def test_those_who_fetch_together_come_first_and_share_a_ring(alerts: pa.Table) -> None:
    assert alerts.schema.equals(ALERTS)
    rows = sorted(alerts.to_pylist(), key=lambda row: -row["probability"])
    first, others = rows[:10], rows[10:]
    assert min(row["probability"] for row in first) > max([0.0, *(row["probability"] for row in others)])
    rings = {row["ring"] for row in first}
    assert None not in rings
    assert len(rings) == 2
    assert all(row["ring"] is None for row in others)


def test_an_alert_of_behaviour_names_its_article_reasons_rows_and_what_clears(alerts: pa.Table) -> None:
    alert = max(alerts.to_pylist(), key=lambda row: row["probability"])
    assert [one["law"] for one in alert["articles"]] != []
    assert alert["reasons"][0]["code"] == "fetched_too_much"
    assert {"fetched_together", "fetched_early"} <= {one["code"] for one in alert["reasons"]}
    assert {row.split(":")[0] for row in alert["rows"]} == {"health_settlements"}
    assert "bought_for_partner" in alert["clears"]
    assert alert["paid_fen"] == 8 * 200_00


def test_models_of_questions_go_through_a_signed_release(learned: dict[str, Model], tmp_path: Path) -> None:
    about = about_of(
        learned, version="1", created_at="2026-03-01T00:00:00+00:00", code_version="x", hashes=["h"], days=[AS_OF],
        missing={},
    )  # fmt: skip
    key = draw_key(tmp_path / "key")
    write_release(tmp_path / "release", files_of(learned), about, key)
    assert read_models(open_release(tmp_path / "release", TrustList.of(key.public))) == learned


def test_who_joined_a_firm_early_in_life_is_no_case_of_sham_employment(tmp_path: Path) -> None:
    world = World()
    for born, firm in ((date(1965, 5, 5), "e1"), (date(1990, 5, 5), "e1"), (date(1990, 5, 5), "e2")):
        (person,) = world.person(born=born)
        world.contributions(person, date(2020, 1, 1), 24, firm)
    world.add("hrss_employers", employer_no="e1", uscc="u1", registered_on=date(2015, 1, 1), account_no="a1")
    world.add("hrss_employers", employer_no="e2", uscc="u2", registered_on=date(2015, 1, 1), account_no="a2")
    found = asked(world.lay(tmp_path / "pool"), "sham_jobs").cases.table
    assert found.num_rows == 1
    row = found.to_pylist()[0]
    assert (row["untaxed_share"], row["months_there"], row["firm_late"]) == (1.0, 24.0, 0.5)


def test_who_is_insured_for_the_first_time_at_pension_age_is_asked_about(tmp_path: Path) -> None:
    world = World()
    (person,) = world.person(born=date(1962, 5, 5), sex="1")
    world.contributions(person, date(2022, 6, 1), 2, "e1")
    world.pension(person, date(2022, 8, 1), 17)
    world.add("hrss_employers", employer_no="e1", uscc="u1", registered_on=date(2015, 1, 1), account_no="a1")
    (row,) = asked(world.lay(tmp_path / "pool"), "sham_jobs").cases.table.to_pylist()
    assert (row["months_there"], row["months_before"], row["paid_fen"]) == (2.0, 0.0, 17 * 3000_00)


def test_a_pension_with_all_its_months_on_record_is_no_case_of_insiders(tmp_path: Path) -> None:
    world = World()
    for seen in (0, 96):
        (person,) = world.person(born=date(1963, 5, 5))
        if seen:
            world.contributions(person, date(2015, 1, 1), seen, "e1")
        world.add(
            "hrss_awards", person_no=person, pension_scheme="110", retirement_kind="1", altered_entries=0,
            first_benefit_month=date(2023, 6, 1), awarded_on=date(2023, 6, 9), contribution_months=200,
            deemed_months=0, pension_amount=3000, clerk_no="c1", approver_no="c2", file_birth_date=date(1963, 5, 5),
        )  # fmt: skip
        world.pension(person, date(2023, 6, 1), 7)
        world.add(
            "hrss_operations", operation_kind="05", person_no=person, operation_no=f"t{person}", clerk_no="c1",
            approver_no="c1", done_at=datetime(2023, 6, 7, 20, 15),
        )  # fmt: skip
    found = asked(world.lay(tmp_path / "pool"), "insiders").cases.table
    assert found.num_rows == 1
    row = found.to_pylist()[0]
    assert (row["entered_days_before"], row["evening"], row["one_hand"], row["within_days"]) == (2.0, 1.0, 1.0, 1.0)
    assert row["paid_fen"] == 7 * 3000_00


def test_a_base_that_follows_last_years_wage_costs_nothing(tmp_path: Path) -> None:
    world = World()
    world.add("hrss_employers", employer_no="e1", uscc="u1", registered_on=date(2015, 1, 1))
    (person,) = world.person(born=date(1985, 5, 5))
    world.contributions(person, date(2022, 1, 1), 24, "e1")
    world.of_them("tax_taxpayers", taxpayer_no="t1", id_kind="201", registered_on=date(2015, 1, 1))
    for year, wage in ((2022, 5000), (2023, 6000)):
        for month in months(date(year, 1, 1), 12):
            world.add(
                "tax_wages", taxpayer_no="t1", uscc="u1", period=month, wage_income=wage, insurance_deducted=0,
                wage_tax=0, declared_on=month + timedelta(days=35),
            )  # fmt: skip
    found = asked(world.lay(tmp_path / "pool"), "wage_base").cases.table
    row = found.to_pylist()[0]
    # The wage of December is declared in January, after the day of the casebook.
    assert row["months"] == 11
    assert row["paid_fen"] == 0


def test_no_figure_is_of_sex_age_hukou_or_region(tmp_path: Path) -> None:
    world = World()
    world.person()
    with open_casebook(Snapshot(world.lay(tmp_path / "pool"), AS_OF), everything(), who="tests", now=NOW) as casebook:
        set_law(casebook, RuleBook.load(), AS_OF)
        for question in QUESTIONS:
            figures = ask_question(casebook, question).cases.figures
            assert not [name for name in figures if set(name.split("_")) & set(_BANNED)]
            assert set(question.expects) <= set(figures)
            assert set(question.grouped) <= set(figures)
            assert {*question.binds, *question.meets} <= set(question.links)
            assert {question.rule.says, *question.rule.tells.values()} <= set(words()["reasons"])
            assert RuleBook.load().at(date(2025, 1, 1)).has(question.rule.limit)
