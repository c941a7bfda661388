"""Risk says of a case what a whole pool would say of it, alone or together, and never repeats what it was given."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.evidence import Evidence
from core.keys import SigningKey, TrustList, draw_key
from core.releases import Release
from rules.book import RuleBook
from serving.application import Setup, load_offer
from serving.frames import Ask
from serving.replica import Replica
from serving.risk.asking import MOST_CASES
from serving.risk.scoring import Risk, open_risk
from serving.served import Served
from serving.shelf import Shelf
from tests.serving.asking import KEY, frame
from tests.serving.releases import learned, release_of, release_of_things
from tests.serving.risk.cases import answered, body, cases_of, sent
from tests.training.risk.test_finding import AS_OF, with_deaths
from training.risk.alerting import Source, alerts_of
from training.risk.finding import Model
from training.risk.reading import MODEL
from training.risk.reading import MODEL as READ_MODEL
from training.risk.reasons import sentence
from training.risk.records.asking import Cases

TODAY = date(2026, 3, 1)
SECRET = "110101199003070011"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return draw_key(tmp_path_factory.mktemp("keys") / "key")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    return learned(tmp_path_factory.mktemp("pool"))


@pytest.fixture(scope="module")
def release(models: dict[str, Model], key: SigningKey, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release_of(models, tmp_path_factory.mktemp("releases") / "1", key)


@pytest.fixture(scope="module")
def risk(release: Release) -> Risk:
    return Risk(release, RuleBook.load(), today=lambda: TODAY)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """The cases of a pool."""
    world, _ = with_deaths(6, 30)
    return cases_of(world.lay(tmp_path_factory.mktemp("score")), AS_OF)


@pytest.fixture(scope="module")
def cases(found: Cases) -> list[dict[str, Any]]:
    """The same cases, as they are sent."""
    return sent(found)


def test_a_case_is_told_as_the_alerts_of_its_pool_tell_it(
    risk: Risk, found: Cases, cases: list[dict[str, Any]], models: dict[str, Model], release: Release
) -> None:
    source, book = Source(MODEL, release.hash), RuleBook.load()
    alerts = alerts_of(found, models["after_death"], book=book, as_of=TODAY, source=source, least=0.0).to_pylist()
    (answer,) = answered(risk, [body(*cases)])
    told = {case["alert"]: case for case in json.loads(answer.body)["cases"]}
    assert len(told) == len(alerts) == 36
    for alert in alerts:
        case = told[alert["alert"]]
        evidence = Evidence.from_json(case["evidence"])
        assert evidence.score == pytest.approx(alert["probability"], abs=1e-9)
        assert case["expected_yuan"] == alert["expected_loss_fen"] / 100
        assert [reason.code for reason in evidence.reasons] == [reason["code"] for reason in alert["reasons"]]
        assert [reason.weight for reason in evidence.reasons] == pytest.approx(
            [reason["weight"] for reason in alert["reasons"]]
        )
        assert [vars_of(article) for article in evidence.articles] == alert["articles"]
        assert [clear["code"] for clear in case["clears"]] == alert["clears"]
        assert (evidence.subject, evidence.release, evidence.model) == (
            alert["subject"], release.hash, alert["model"],
        )  # fmt: skip
        assert case["sentences"] == [
            {"zh": sentence(reason, "zh"), "en": sentence(reason, "en")} for reason in evidence.reasons
        ]


def vars_of(article: Any) -> dict[str, str]:
    return {"law": article.law, "article": article.article, "status": article.status}


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(0, 36), max_size=5))
def test_it_makes_no_difference_what_a_case_waits_with(
    risk: Risk, cases: list[dict[str, Any]], cuts: list[int]
) -> None:
    edges = sorted({0, 36, *cuts})
    parts = [cases[start:end] for start, end in pairwise(edges)]
    together = [
        case for one in answered(risk, [body(*part) for part in parts]) for case in json.loads(one.body)["cases"]
    ]
    alone = [json.loads(answered(risk, [body(case)])[0].body)["cases"][0] for case in cases[:3]]
    assert [case["evidence"]["score"] for case in together[:3]] == pytest.approx(
        [case["evidence"]["score"] for case in alone], abs=1e-11
    )
    assert [case["evidence"]["subject"] for case in together] == [case["subject"] for case in cases]


def test_a_figure_that_is_not_known_is_no_reason(risk: Risk, cases: list[dict[str, Any]]) -> None:
    unknown = {**cases[0], "figures": dict.fromkeys(cases[0]["figures"])}
    (case,) = json.loads(answered(risk, [body(unknown)])[0].body)["cases"]
    assert [reason["code"] for reason in case["evidence"]["reasons"]] == ["paid_after_death"]


def without(case: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in case.items() if name != key}


def figures(case: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**case, "figures": {**case["figures"], **changed}}


WRONG = {
    "no JSON": (lambda case: b"{", "no JSON"),
    "deep": (lambda case: b"[" * 100_000, "no JSON"),
    "no text": (lambda case: b"\xff\xfe", "no JSON"),
    "no cases": (lambda case: b"{}", "cases"),
    "empty": (lambda case: body(), "cases"),
    "more besides": (lambda case: json.dumps({"cases": [case], "x": SECRET}).encode(), "cases"),
    "no object": (lambda case: body(case, SECRET), "cases[1]"),
    "missing": (lambda case: body(case, without(case, "months")), "cases[1].months"),
    "unknown field": (lambda case: body({**case, SECRET: 1}), "cases[0]"),
    "unknown rule": (lambda case: body({**case, "rule": SECRET}), "cases[0].rule"),
    "rule of no model": (lambda case: body({**case, "rule": "while_working"}), "cases[0].rule"),
    "no name": (lambda case: body({**case, "subject": f"{SECRET} 王"}), "cases[0].subject"),
    "no month": (lambda case: body({**case, "first_month": SECRET}), "cases[0].first_month"),
    "month 13": (lambda case: body({**case, "first_month": "2025-13"}), "cases[0].first_month"),
    "half a month": (lambda case: body({**case, "months": 1.5}), "cases[0].months"),
    "a truth": (lambda case: body({**case, "months": True}), "cases[0].months"),
    "less than nothing": (lambda case: body({**case, "paid_fen": -1}), "cases[0].paid_fen"),
    "more than there is": (lambda case: body({**case, "monthly_fen": 10**16}), "cases[0].monthly_fen"),
    "no figures": (lambda case: body({**case, "figures": [SECRET]}), "cases[0].figures"),
    "figure missing": (
        lambda case: body({**case, "figures": without(case["figures"], "sources")}), "cases[0].figures.sources"
    ),
    "figure unknown": (lambda case: body(figures(case, **{SECRET: 1})), "cases[0].figures"),
    "text for a figure": (lambda case: body(figures(case, sources=SECRET)), "cases[0].figures.sources"),
    "no number": (lambda case: body(figures(case, sources=float("nan"))), "cases[0].figures.sources"),
    "endless": (lambda case: body(figures(case, sources=float("inf"))), "cases[0].figures.sources"),
    "truth": (lambda case: body(figures(case, sources=True)), "cases[0].figures.sources"),
    "too many": (lambda case: body(*[case] * (MOST_CASES + 1)), f"{MOST_CASES}"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_is_told_where_it_is_wrong_and_hurts_nobody_else(
    name: str, risk: Risk, cases: list[dict[str, Any]]
) -> None:
    make, where = WRONG[name]
    before, wrong, after = answered(risk, [body(cases[0]), make(cases[0]), body(cases[1])])
    assert (before.status, wrong.status, after.status) == (200, 400, 200)
    told = json.loads(wrong.body)
    assert where in told["title"]
    assert told["remedy"]
    assert SECRET not in wrong.body.decode()


def test_a_release_of_something_else_opens_nothing(tmp_path: Path, key: SigningKey) -> None:
    other = release_of_things(tmp_path / "things", key)
    with pytest.raises(InputError, match="of things"):
        open_risk(Setup("here", "CN", release=other))
    with pytest.raises(InputError, match="no release"):
        open_risk(Setup("here", "CN"))


def test_risk_is_served_from_the_shelf_of_its_site(
    tmp_path: Path, release: Release, key: SigningKey, cases: list[dict[str, Any]]
) -> None:
    trusted, shelf = TrustList.of(key.public), Shelf(tmp_path)
    shelf.put(release.folder, trusted)
    served = Served(load_offer("serving.risk.app"), Setup("here", "CN", trusted=trusted), shelf=shelf)
    (answer,) = frame(Replica("risk", served, KEY), "risk", [Ask("a", 1e3, "", body(cases[0]))])
    told = json.loads(answer.body)
    assert told["release"] == {"name": MODEL, "version": "1", "hash": release.hash} == served.health().release


def test_reading_and_learning_call_the_models_by_one_name() -> None:
    assert READ_MODEL == MODEL
