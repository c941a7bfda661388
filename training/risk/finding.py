"""Learn how likely cases are from what was investigated, and say it of new ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.alerts import ALERTS
from core.errors import InputError
from core.principal import Principal
from datapool import marts
from datapool.marts import arrival
from datapool.pool import Pool
from rules.book import RuleBook
from training.risk import outcomes
from training.risk.alerting import LEAST_CHANCE, Source, alerts_of
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.asking import Subjects, ask_question, set_law
from training.risk.behaviour.learning import Told, learn_question, suspects, told
from training.risk.behaviour.suspicion import Suspicion
from training.risk.casebook import Casebook, Moved, open_casebook
from training.risk.chance import Chance, learn
from training.risk.choosing import Known, TooFewFindings, fold_of
from training.risk.network.rings import rings_of
from training.risk.records import RULES
from training.risk.records.asking import Cases, ask, columns_of

MODEL = "risk.records"
Model = Chance | Suspicion
EVERYTHING = (*RULES, *(question.rule for question in QUESTIONS))
# Suspects of this chance or more are of one ring where links connect them.
_IN_A_RING = 0.1


def last_day(root: Path) -> date:
    """The last day of the newest delivery of a pool. Raises InputError where no delivery is named after a period."""
    days: list[date] = arrival.arrivals(Pool.open(root).batches()).column("ends").drop_null().to_pylist()
    if not days:
        raise InputError("no delivery of the pool is named after a period.", path=root, remedy="Give --as-of.")
    return max(days)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Cases and subjects of pools with what investigations found of them.

    cases     [rule] of each pool: cases, [case] confirmed, [case] unfounded
    subjects  [question] of each pool
    hashes    of the data of each pool
    """

    cases: Mapping[str, Sequence[tuple[Cases, np.ndarray, np.ndarray]]]
    subjects: Mapping[str, Sequence[Told]]
    hashes: Sequence[str]


def gather(
    pools: Sequence[tuple[Path, date]],
    *,
    who: str | Principal,
    now: datetime,
    more: pa.Table = outcomes.NO_LABELS,
    moved: Moved = lambda done, total: None,
) -> Gathered:
    """Ask every rule and question of pools.

    pools  folder and the day as of which it is looked at: cases and findings known later do not exist
    more   findings beside those of the pools, such as the ledger's; those later than the day of a pool do not exist
    """
    cases: dict[str, list[tuple[Cases, np.ndarray, np.ndarray]]] = {rule.name: [] for rule in RULES}
    subjects: dict[str, list[Told]] = {question.name: [] for question in QUESTIONS}
    hashes, book = [], RuleBook.load()
    for number, (root, as_of) in enumerate(pools):
        with open_casebook(marts.Snapshot(root, as_of), everything(), who=who, now=now) as casebook:
            known = more.filter(pc.less_equal(more["at"], pa.scalar(as_of)))
            labels = outcomes.together(outcomes.investigated(casebook.connection), known)
            hashes.append(casebook.data_hash)
            set_law(casebook, book, as_of)
            for rule in RULES:
                found = ask(casebook, rule)
                cases[rule.name].append((found, *labels_of_cases(found, labels)))
            for question in QUESTIONS:
                subjects[question.name].append(told(ask_question(casebook, question).without_rows(), labels))
        moved(number + 1, len(pools))
    return Gathered(cases, subjects, hashes)


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
    set_law(casebook, book, casebook.as_of)
    parts = []
    for rule in RULES:
        if (model := models.get(rule.name)) is not None:
            cases = ask(casebook, rule)
            parts.append(alerts_of(cases, model, book=book, as_of=casebook.as_of, source=source, least=least))
    for question in QUESTIONS:
        model = models.get(question.name)
        if isinstance(model, Suspicion):
            subjects = ask_question(casebook, question)
            cases = suspects(subjects, model)
            alerts = alerts_of(cases, model, book=book, as_of=casebook.as_of, source=source, least=least)
            parts.append(_with_rings(alerts, subjects, model.chance(cases.matrix())))
    alerts = pa.concat_tables(parts) if parts else ALERTS.empty_table()
    likeliest = alerts.take(pc.sort_indices(alerts, sort_keys=[("probability", "descending"), ("rule", "ascending")]))
    places = pa.table({"alert": likeliest["alert"], "place": pa.array(range(likeliest.num_rows))})
    first = places.group_by("alert").aggregate([("place", "min")])["place_min"]
    order = [("expected_loss_fen", "descending"), ("probability", "descending"), ("alert", "ascending")]
    kept = likeliest.take(first)
    return kept.take(pc.sort_indices(kept, sort_keys=order))


def everything() -> dict[str, list[str]]:
    """[table] columns that rules, questions and findings read."""
    return {**columns_of(EVERYTHING), **{table: list(columns) for table, columns in outcomes.TABLES.items()}}


def _with_rings(alerts: pa.Table, subjects: Subjects, chance: np.ndarray) -> pa.Table:
    """Alerts of one question; those whom links connect share a ring."""
    typology = subjects.question.rule.typology
    rings = rings_of(subjects.bound(), chance, subjects.names, typology, least=_IN_A_RING)
    ring_of = dict(zip(subjects.names, rings, strict=True))
    named = pa.array([ring_of[subject] for subject in alerts["subject"].to_pylist()], pa.string())
    return alerts.set_column(alerts.schema.get_field_index("ring"), ALERTS.field("ring"), named)


def labels_of_cases(cases: Cases, labels: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """[case] whether it was confirmed, whether it was found unfounded."""
    of_kind = labels.filter(pc.equal(labels["typology"], cases.rule.typology))
    known = dict(zip(of_kind["subject"].to_pylist(), of_kind["confirmed"].to_pylist(), strict=True))
    told = [known.get(subject) for subject in cases.table["subject"].to_pylist()]
    return np.asarray([one is True for one in told], bool), np.asarray([one is False for one in told], bool)


def _learned(parts: Sequence[tuple[Cases, np.ndarray, np.ndarray]]) -> Chance:
    matrices = [cases.matrix() for cases, _, _ in parts]
    names = [subject for cases, _, _ in parts for subject in cases.table["subject"].to_pylist()]
    confirmed, unfounded = (np.concatenate([part[place] for part in parts]) for place in (1, 2))
    known = Known(confirmed, unfounded, fold_of(names))
    return learn(np.concatenate(matrices), known, names=parts[0][0].figures)
