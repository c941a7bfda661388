"""Learn how likely cases are from what was investigated, and say it of new ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.alerts import ALERTS
from core.principal import Principal
from datapool import marts
from rules.book import RuleBook
from training.risk import outcomes
from training.risk.alerting import LEAST_CHANCE, Source, alerts_of
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.asking import Subjects, ask_question, set_law
from training.risk.behaviour.learning import learn_question, suspects
from training.risk.behaviour.suspicion import Suspicion
from training.risk.casebook import Casebook, Moved, open_casebook
from training.risk.chance import learn
from training.risk.choosing import Known, TooFewFindings, fold_of
from training.risk.gathering import EVERYTHING, Gathered, Labelled, gather
from training.risk.learned import Chance
from training.risk.network.rings import rings_of
from training.risk.records import RULES
from training.risk.records.asking import Cases, ask, columns_of
from training.risk.records.rule import SUBJECT

Model = Chance | Suspicion
# Suspects of this chance or more are of one ring where links connect them.
_IN_A_RING = 0.1


def learn_gathered(gathered: Gathered) -> tuple[dict[str, Model], dict[str, str]]:
    """[rule or question] its model, and why the others have none. TooFewFindings where nothing can be learned."""
    jobs: dict[str, Callable[[], Model]] = {
        **{name: partial(_learned, parts) for name, parts in gathered.cases.items()},
        **{name: partial(learn_question, parts) for name, parts in gathered.subjects.items()},
    }
    models, missing = {}, {}
    for name, job in jobs.items():
        try:
            models[name] = job()
        except TooFewFindings as err:
            missing[name] = str(err)
    if not models:
        raise TooFewFindings("no rule has enough findings.", remedy="Learn from a pool with more investigated cases.")
    return models, missing


def learn_rules(
    pools: Sequence[tuple[Path, date]],
    *,
    who: str | Principal,
    now: datetime,
    more: pa.Table = outcomes.NO_LABELS,
    moved: Moved = lambda done, total: None,
) -> tuple[dict[str, Model], dict[str, str], list[str]]:
    """[rule or question] its model from the investigations of pools, [same] why it has none, hashes of the data.

    pools, more  as `gather` takes them
    Raises TooFewFindings where nothing can be learned at all.
    """
    gathered = gather(pools, who=who, now=now, more=more, moved=moved)
    models, missing = learn_gathered(gathered)
    return models, missing, list(gathered.hashes)


def score_rules(
    snapshot: marts.Snapshot,
    models: Mapping[str, Model],
    *,
    source: Source,
    who: str | Principal,
    now: datetime,
    book: RuleBook,
    moved: Moved = lambda done, total: None,
) -> pa.Table:
    """Alerts on everything that was known on the snapshot's day, with the schema ALERTS, most expected yuan first."""
    wanted = columns_of([rule for rule in EVERYTHING if rule.name in models])
    with open_casebook(snapshot, wanted, who=who, now=now, moved=moved) as casebook:
        return alerts_in(casebook, models, source=source, book=book)


def alerts_in(
    casebook: Casebook, models: Mapping[str, Model], *, source: Source, book: RuleBook, least: float = LEAST_CHANCE
) -> pa.Table:
    """Alerts of `least` chance or more from an open casebook, most expected yuan first.

    Of two rules that tell of one subject, typology and month, the likelier case is kept.
    """
    parts = []
    for cases, model, subjects in cases_in(casebook, models, book=book):
        alerts = alerts_of(cases, model, book=book, as_of=casebook.as_of, source=source, least=least)
        parts.append(alerts if subjects is None else _with_rings(alerts, subjects, model.chance(cases.matrix())))
    alerts = pa.concat_tables(parts) if parts else ALERTS.empty_table()
    likeliest = alerts.take(pc.sort_indices(alerts, sort_keys=[("probability", "descending"), ("rule", "ascending")]))
    places = pa.table({"alert": likeliest["alert"], "place": pa.array(range(likeliest.num_rows))})
    first = places.group_by("alert").aggregate([("place", "min")])["place_min"]
    order = [("expected_loss_fen", "descending"), ("probability", "descending"), ("alert", "ascending")]
    kept = likeliest.take(first)
    return kept.take(pc.sort_indices(kept, sort_keys=order))


def cases_in(
    casebook: Casebook, models: Mapping[str, Model], *, book: RuleBook
) -> Iterator[tuple[Cases, Model, Subjects | None]]:
    """The cases of each rule and question that has a model, with all figures it takes; the subjects of a question."""
    set_law(casebook, book, casebook.as_of)
    for rule in RULES:
        if (model := models.get(rule.name)) is not None:
            yield ask(casebook, rule), model, None
    for question in QUESTIONS:
        if isinstance(model := models.get(question.name), Suspicion):
            subjects = ask_question(casebook, question)
            yield suspects(subjects, model), model, subjects


def _with_rings(alerts: pa.Table, subjects: Subjects, chance: np.ndarray) -> pa.Table:
    """Alerts of one question; those whom links connect share a ring."""
    typology = subjects.question.rule.typology
    rings = rings_of(subjects.bound(), chance, subjects.names, typology, least=_IN_A_RING)
    ring_of = dict(zip(subjects.names, rings, strict=True))
    named = pa.array([ring_of[subject] for subject in alerts["subject"].to_pylist()], pa.string())
    return alerts.set_column(alerts.schema.get_field_index("ring"), ALERTS.field("ring"), named)


def _learned(parts: Sequence[Labelled]) -> Chance:
    matrices = [cases.matrix() for cases, _, _ in parts]
    names = np.asarray([subject for cases, _, _ in parts for subject in cases.table[SUBJECT].to_pylist()], object)
    confirmed, unfounded = (np.concatenate([part[place] for part in parts]) for place in (1, 2))
    known = Known(confirmed, unfounded, fold_of(names.tolist()))
    model = learn(np.concatenate(matrices), known, names=parts[0][0].figures)
    # Whoever was looked at several times was investigated once.
    cases, found, cleared = (len(set(some.tolist())) for some in (names, names[confirmed], names[unfounded]))
    return replace(model, cases=cases, confirmed=found, unfounded=cleared)
