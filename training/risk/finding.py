"""Learn how likely cases are from what was investigated, and say it of new ones."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
from training.risk.alerting import Source, alerts_of
from training.risk.casebook import Moved, open_casebook
from training.risk.chance import Chance, TooFewFindings, fold_of, learn
from training.risk.records import RULES
from training.risk.records.asking import Cases, ask, columns_of

MODEL = "risk.records"


def last_day(root: Path) -> date:
    """The last day of the newest delivery of a pool. Raises InputError where no delivery is named after a period."""
    days: list[date] = arrival.arrivals(Pool.open(root).batches()).column("ends").drop_null().to_pylist()
    if not days:
        raise InputError("no delivery of the pool is named after a period.", path=root, remedy="Give --as-of.")
    return max(days)


def learn_rules(
    pools: Sequence[tuple[Path, date]], *, who: str | Principal, now: datetime, moved: Moved = lambda done, total: None
) -> tuple[dict[str, Chance], dict[str, str], list[str]]:
    """[rule] its model from the investigations of one or several pools, [rule] why it has none, hashes of the data.

    pools  folder and the day as of which it is looked at: cases and findings known later do not exist
    Raises TooFewFindings where no rule can be learned at all.
    """
    wanted = {**columns_of(RULES), **{table: list(columns) for table, columns in outcomes.TABLES.items()}}
    found: dict[str, list[tuple[Cases, np.ndarray, np.ndarray]]] = {rule.name: [] for rule in RULES}
    hashes = []
    for number, (root, as_of) in enumerate(pools):
        with open_casebook(marts.Snapshot(root, as_of), wanted, who=who, now=now) as casebook:
            labels = outcomes.investigated(casebook.connection)
            hashes.append(casebook.data_hash)
            for rule in RULES:
                cases = ask(casebook, rule)
                found[rule.name].append((cases, *_labels(cases, labels)))
        moved(number + 1, len(pools))
    models, missing = {}, {}
    for name, parts in found.items():
        try:
            models[name] = _learned(parts)
        except TooFewFindings as err:
            missing[name] = str(err)
    if not models:
        raise TooFewFindings("no rule has enough findings.", remedy="Learn from a pool with more investigated cases.")
    return models, missing, hashes


def score_rules(
    snapshot: marts.Snapshot,
    models: Mapping[str, Chance],
    *,
    source: Source,
    who: str | Principal,
    now: datetime,
    book: RuleBook,
    moved: Moved = lambda done, total: None,
) -> pa.Table:
    """Alerts on everything that was known on the snapshot's day, with the schema ALERTS, most expected yuan first.

    Of two rules that tell of one subject, typology and month, the likelier case is kept.
    """
    rules = [rule for rule in RULES if rule.name in models]
    with open_casebook(snapshot, columns_of(rules), who=who, now=now, moved=moved) as casebook:
        parts = [
            alerts_of(ask(casebook, rule), models[rule.name], book=book, as_of=snapshot.as_of, source=source)
            for rule in rules
        ]
    alerts = pa.concat_tables(parts) if parts else ALERTS.empty_table()
    likeliest = alerts.take(pc.sort_indices(alerts, sort_keys=[("probability", "descending"), ("rule", "ascending")]))
    places = pa.table({"alert": likeliest["alert"], "place": pa.array(range(likeliest.num_rows))})
    first = places.group_by("alert").aggregate([("place", "min")])["place_min"]
    order = [("expected_loss_fen", "descending"), ("probability", "descending"), ("alert", "ascending")]
    kept = likeliest.take(first)
    return kept.take(pc.sort_indices(kept, sort_keys=order))


def _labels(cases: Cases, labels: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """[case] whether it was confirmed, whether it was found unfounded."""
    of_kind = labels.filter(pc.equal(labels["typology"], cases.rule.typology))
    known = dict(zip(of_kind["subject"].to_pylist(), of_kind["confirmed"].to_pylist(), strict=True))
    told = [known.get(subject) for subject in cases.table["subject"].to_pylist()]
    return np.asarray([one is True for one in told], bool), np.asarray([one is False for one in told], bool)


def _learned(parts: Sequence[tuple[Cases, np.ndarray, np.ndarray]]) -> Chance:
    matrices = [cases.matrix() for cases, _, _ in parts]
    names = [subject for cases, _, _ in parts for subject in cases.table["subject"].to_pylist()]
    confirmed, unfounded = (np.concatenate([part[place] for part in parts]) for place in (1, 2))
    return learn(np.concatenate(matrices), confirmed, unfounded, names=parts[0][0].figures, fold=fold_of(names))
