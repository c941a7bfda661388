"""From investigations to alerts: what is learned in one pool is said of another."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from core.alerts import ALERTS, OUTCOMES, alert_name
from core.errors import InputError, UnknownRegion
from core.evidence import Reason
from datapool.marts import Linked, Snapshot
from datapool.marts.identifying import identify
from datapool.persons.finding import find_person
from datapool.persons.storing import read_index
from datapool.pool import Pool
from rules.book import RuleBook
from tests.training.risk.world import AS_OF, World
from training.risk.alerting import Source, alerts_of
from training.risk.casebook import open_casebook
from training.risk.chance import learn
from training.risk.choosing import FOLDS, Known, TooFewFindings, fold_of
from training.risk.finding import learn_rules, score_rules
from training.risk.gathering import EVERYTHING
from training.risk.learned import Chance
from training.risk.outcomes import LABELS, of_ledger, together
from training.risk.reasons import articles_of, sentence, words
from training.risk.records import RULES
from training.risk.records.asking import ask, columns_of
from training.risk.typologies import load_typologies

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def with_deaths(frauds: int, honest: int, *, confirmed: int = 0, unfounded: int = 0) -> tuple[World, list[str]]:
    """Pensions that run on for months without a word, and others that the family ends after a month or two."""
    world, guilty = World(), []
    for place in range(frauds):
        (person,) = world.person()
        guilty.append(person)
        world.pension(person, date(2021, 1, 1), 10 + place % 9)
        world.of_them("civil_cremations", death_date=date(2021, 3, 10), registered_on=date(2021, 3, 14))
        if place < confirmed:
            world.finding(person, "T01", true=True, closed_on=date(2023, 2, 1))
    for place in range(honest):
        (person,) = world.person()
        world.pension(person, date(2021, 1, 1), 4 + place % 2)
        world.of_them("civil_cremations", death_date=date(2021, 3, 10), registered_on=date(2021, 3, 14))
        world.stop(person, date(2021, 5 + place % 2, 10))
        if place < unfounded:
            world.finding(person, "T01", true=False, closed_on=date(2023, 2, 1))
    return world, guilty


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Chance]:
    world, _ = with_deaths(24, 60, confirmed=10, unfounded=8)
    models, missing, _ = learn_rules([(world.lay(tmp_path_factory.mktemp("learn")), AS_OF)], who="tests", now=NOW)
    assert set(models) == {"after_death"}
    assert set(missing) == {rule.name for rule in EVERYTHING} - {"after_death"}
    return models


@pytest.fixture(scope="module")
def scored(learned: dict[str, Chance], tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    world, _ = with_deaths(6, 30)
    root = world.lay(tmp_path_factory.mktemp("score"))
    source = Source("risk.records", "release")
    return score_rules(
        Snapshot(root, AS_OF), learned, source=source, who="tests", now=NOW, book=RuleBook.load()
    )  # fmt: skip


def test_frauds_that_nobody_confirmed_are_likely_too(scored: pa.Table) -> None:
    first = scored.slice(0, 6).to_pylist()
    assert all(row["probability"] > 0.5 and row["months"] > 5 for row in first)
    assert all(row["probability"] < 0.3 for row in scored.slice(6).to_pylist())


def test_an_alert_names_its_article_its_rows_and_what_would_clear(scored: pa.Table) -> None:
    alert = scored.slice(0, 1).to_pylist()[0]
    assert scored.schema.equals(ALERTS)
    assert ("社会保险经办条例", "第二十五条") in {(one["law"], one["article"]) for one in alert["articles"]}
    assert {row.split(":")[0] for row in alert["rows"]} == {"civil_cremations", "hrss_pensions"}
    assert alert["clears"] == list(load_typologies()["T01"].clears)
    assert alert["alert"] == alert_name(alert["subject"], "T01", "2021-04")
    assert alert["expected_loss_fen"] == round(alert["probability"] * alert["paid_fen"])


def test_alerts_come_with_most_yuan_first(scored: pa.Table) -> None:
    losses = scored["expected_loss_fen"].to_pylist()
    assert losses == sorted(losses, reverse=True)


def test_findings_that_were_closed_later_teach_nothing(tmp_path: Path) -> None:
    world, _ = with_deaths(24, 60, confirmed=10)
    with pytest.raises(TooFewFindings):
        learn_rules([(world.lay(tmp_path / "pool"), date(2023, 1, 31))], who="tests", now=NOW)


def test_what_the_ledger_found_is_learned_from(tmp_path: Path) -> None:
    """No investigation of the pool is closed; the cases of the ledger are, and those closed too late teach nothing."""
    world, guilty = with_deaths(24, 60)
    root = world.lay(tmp_path / "pool")
    index = read_index(root)
    with open_casebook(Snapshot(root, AS_OF), columns_of(RULES), who="tests", now=NOW) as casebook:
        cases = ask(casebook, RULES[0]).table.to_pylist()
    linked = Linked(index.version, index.links)
    people = identify(root, "risk", [case["subject"] for case in cases], linked=linked, who="tests", now=NOW)
    frauds = {find_person(Pool.open(root), f"hrss:{number}") for number in guilty[:10]}
    found = {case["subject"]: "partly" if people[case["subject"]] in frauds else "false" for case in cases[::5]}
    found |= {case["subject"]: "partly" for case in cases if people[case["subject"]] in frauds}
    closed = {
        "typology": "T01", "subject_kind": "person", "channel": "queue", "drawn_with": 0.0, "probability": 0.5,
        "due_fen": 0, "recovered_fen": 0, "closed_on": date(2023, 6, 1),
    }  # fmt: skip
    rows = [{**closed, "alert": subject, "subject": subject, "finding": finding} for subject, finding in found.items()]
    more = of_ledger(pa.Table.from_pylist(rows, OUTCOMES))
    models, _, _ = learn_rules([(root, AS_OF)], who="tests", now=NOW, more=more)
    model = models["after_death"]
    assert isinstance(model, Chance)
    assert (model.confirmed, model.unfounded) == (10, len(rows) - 10)
    with pytest.raises(TooFewFindings):
        learn_rules([(root, date(2023, 5, 31))], who="tests", now=NOW, more=more)


def test_of_two_findings_the_later_counts() -> None:
    row = {"typology": "T01", "subject": "s"}
    first = {**row, "confirmed": True, "at": date(2023, 1, 1)}
    second = {**row, "confirmed": False, "at": date(2023, 2, 1)}
    both = [pa.Table.from_pylist([one], LABELS) for one in (first, second)]
    assert together(both[0], both[1])["confirmed"].to_pylist() == [False]
    assert together(both[1], both[0])["confirmed"].to_pylist() == [False]


def test_a_model_of_other_figures_than_the_rule_has_is_refused(learned: dict[str, Chance], tmp_path: Path) -> None:
    world, _ = with_deaths(1, 1)
    root = world.lay(tmp_path / "pool")
    known = learned["after_death"]
    other = replace(known, scorer=replace(known.scorer, figures=("months_paid",)))
    with open_casebook(Snapshot(root, AS_OF), columns_of(RULES), who="tests", now=NOW) as casebook:
        cases = ask(casebook, RULES[0])
        with pytest.raises(InputError, match="other figures"):
            alerts_of(cases, other, book=RuleBook.load(), as_of=AS_OF, source=Source("m", "r"))


def test_a_region_that_the_pool_does_not_have_is_refused(learned: dict[str, Chance], tmp_path: Path) -> None:
    world, _ = with_deaths(1, 1)
    root = world.lay(tmp_path / "pool")
    with pytest.raises(UnknownRegion):
        score_rules(
            Snapshot(root, AS_OF, "9901"), learned, source=Source("m", "r"), who="tests", now=NOW, book=RuleBook.load()
        )


def test_a_model_read_back_says_the_same(learned: dict[str, Chance]) -> None:
    model = learned["after_death"]
    again = Chance.from_json(model.to_json(), model.trees())
    figures = np.random.default_rng(1).uniform(0, 20, (50, len(model.figures)))
    assert (again.chance(figures) == model.chance(figures)).all()


def test_chances_add_up_to_the_frauds_and_not_to_the_confirmed() -> None:
    """Half of the frauds are confirmed, drawn without regard to their figures, and nobody looks at the others."""
    draw = np.random.default_rng(7)
    fraud = draw.random(5_000) < 0.08
    figures = np.column_stack([np.where(fraud, draw.gamma(6, 2, fraud.size), draw.gamma(1.5, 1, fraud.size))] * 2)
    confirmed = fraud & (draw.random(fraud.size) < 0.5)
    fold = draw.integers(0, FOLDS, fraud.size)
    model = learn(figures, Known(confirmed, np.zeros_like(fraud), fold), names=("a", "b"))
    assert model.found == pytest.approx(0.5, abs=0.1)
    assert model.chance(figures).sum() == pytest.approx(fraud.sum(), rel=0.15)


def test_too_few_confirmed_cases_are_refused() -> None:
    none = np.zeros(10, bool)
    with pytest.raises(TooFewFindings):
        learn(np.ones((10, 1)), Known(none, none, fold_of([str(place) for place in range(10)])), names=("a",))


def test_every_limit_has_an_article_in_the_book_today_and_every_code_its_words() -> None:
    book = RuleBook.load()
    for typology in load_typologies().values():
        assert list(articles_of(book, date(2025, 1, 1), (typology.limit,)))
        assert set(typology.clears) <= set(words()["clears"])
    for rule in RULES:
        assert book.at(date(2025, 1, 1)).has(rule.limit)
        assert {rule.says, *rule.tells.values()} <= set(words()["reasons"])


def test_reasons_are_sentences_in_both_languages() -> None:
    reason = Reason("paid_after_death", {"months": 14, "yuan": 42_000.0})
    assert sentence(reason, "zh") == "死亡次月起仍发放养老金14个月，共42,000元"
    assert "14 months" in sentence(reason, "en")
