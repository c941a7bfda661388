"""Cases in, evidence out: everything that waits together is scored as one matrix per rule."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.alert_names import alert_name
from core.errors import InputError
from core.evidence import Article, Evidence
from core.releases import Release
from core.work import Problem
from rules.book import RuleBook
from serving.application import Application, Health, Setup, refusal
from serving.frames import Answer, Ask
from serving.risk.asking import Asked, CaseRefused, read_cases
from training.risk.learned import Chance
from training.risk.reading import MODEL, read_models
from training.risk.reasons import RECOVERY, articles_of, expected_fen, reasons_of, sentence, words
from training.risk.records import RULES
from training.risk.records.rule import RecordRule
from training.risk.typologies import find_typology

_FEN = 100
# What sums differ by with what a case waits with lies beyond.
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Known:
    """A rule with its model, and what is said of every case of it."""

    rule: RecordRule
    model: Chance
    clears: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a case stands: which request, which case of it."""

    ask: int
    case: int
    asked: Asked


class Risk:
    """One release, under the law of the day on which it is asked."""

    def __init__(self, release: Release, book: RuleBook, *, today: Callable[[], date]) -> None:
        """Read the models. Raises InputError for a release of something else, or of other figures than cases have."""
        models = read_models(release)
        self._known = {
            rule.name: _Known(rule, model, _clears(rule))
            for rule in RULES
            if isinstance(model := models.get(rule.name), Chance)
        }
        if not self._known:
            raise InputError(
                "none of the models is of a record rule.", path=release.folder, remedy="Give one of `anlan risk learn`."
            )
        self._figures = {name: known.model.figures for name, known in self._known.items()}
        self._release, self._book, self._today = release, book, today
        self._articles: tuple[date, dict[str, tuple[Article, ...]]] = (date.min, {})

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        """Each request with its cases scored; those that are none are refused, and the others go on."""
        answers: list[Answer | None] = [None] * len(asks)
        places: dict[str, list[_Place]] = defaultdict(list)
        found: list[list[Any]] = []
        for at, ask in enumerate(asks):
            try:
                cases = read_cases(ask.body, self._figures)
            except CaseRefused as err:
                answers[at] = refusal(ask, Problem.of(err))
                cases = []
            found.append([None] * len(cases))
            for place, case in enumerate(cases):
                places[case.rule].append(_Place(at, place, case))
        today = self._today()
        for name, waiting in places.items():
            for where, said in zip(waiting, self._scored(self._known[name], waiting, today), strict=True):
                found[where.ask][where.case] = said
        release = self.health().release
        return [
            given or Answer(ask.id, 200, _encoded({"release": release, "cases": said}))
            for ask, given, said in zip(asks, answers, found, strict=True)
        ]

    def health(self) -> Health:
        """Well, and from which release."""
        about = self._release.about
        return Health(True, release={"name": about.name, "version": about.version, "hash": self._release.hash})

    def _scored(self, known: _Known, places: Sequence[_Place], today: date) -> list[dict[str, Any]]:
        figures = np.array([place.asked.figures for place in places], np.float64)
        chances, weights = known.model.chance(figures), known.model.contributions(figures)
        articles = self._articles_on(today)[known.rule.name]
        return [
            self._said(known, place.asked, float(chances[row]), weights[row], articles=articles, today=today)
            for row, place in enumerate(places)
        ]

    def _said(
        self, known: _Known, asked: Asked, chance: float, weights: NDArray[np.float64], *,
        articles: tuple[Article, ...], today: date,
    ) -> dict[str, Any]:  # fmt: skip
        rule = known.rule
        told = [None if np.isnan(figure) else figure for figure in asked.figures]
        reasons = reasons_of(
            rule, told, weights, names=known.model.figures, months=asked.months, paid_fen=asked.paid_fen
        )
        evidence = Evidence(
            claim=rule.typology, subject=asked.subject, score=round(chance, _DIGITS), reasons=tuple(reasons), rows=(),
            articles=articles, model=f"{MODEL}/{rule.name}", release=self._release.hash, at=today,
        )  # fmt: skip
        return {
            "evidence": evidence.to_json(),
            "alert": alert_name(asked.subject, rule.typology, asked.first_month),
            "expected_yuan": expected_fen(chance, asked.paid_fen, asked.monthly_fen) / _FEN,
            "sentences": [{"zh": sentence(one, "zh"), "en": sentence(one, "en")} for one in reasons],
            "clears": known.clears,
        }

    def _articles_on(self, day: date) -> dict[str, tuple[Article, ...]]:
        """[rule] the articles in force, looked up once a day."""
        kept, articles = self._articles
        if kept != day:
            articles = {
                name: tuple(articles_of(self._book, day, (known.rule.limit, RECOVERY)))
                for name, known in self._known.items()
            }
            self._articles = (day, articles)
        return articles


def open_risk(setup: Setup) -> Application:
    """Risk, from the release that the site was given. Raises InputError for a release of something else."""
    if setup.release is None:
        raise InputError("risk has no release.", remedy="Load one with `anlan site load`.")
    return Risk(setup.release, RuleBook.load(), today=lambda: datetime.now(UTC).date())


def _clears(rule: RecordRule) -> tuple[Mapping[str, str], ...]:
    told = words()["clears"]
    return tuple(
        {"code": code, **(told[code].to_json() if code in told else {"zh": code, "en": code})}
        for code in find_typology(rule.typology).clears
    )


def _encoded(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
