"""False alarms among honest persons whom the rules have a case for, group against all others."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from training.fairness import Group, false_positive_ratios
from training.risk.proving import GROUPS

_ALERTED, _BORN_PER_BAND = 0.5, 20
# Age is a condition of several rules; it is told, and not judged by the gate.
_ATTRIBUTES = {
    **GROUPS,
    "born": f"(date_part('year', arg_max(birth_date, registered_on)) // {_BORN_PER_BAND} * {_BORN_PER_BAND})::INT",
}


def fairness(
    connection: duckdb.DuckDBPyConnection, alerts: pa.Table, guilty: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """[attribute] each group's ratio of false-positive rates to that of all others, with a 95 % interval.

    alerts  of any chance: every honest person with one is a person who could be suspected wrongly
    Suspected is whose likeliest alert has a chance of one half or more, guilty who is of the same kind.
    """
    likeliest: dict[str, float] = {}
    columns = (alerts[name].to_pylist() for name in ("typology", "subject", "probability", "subject_kind"))
    for typology, subject, chance, kind in zip(*columns, strict=True):
        if kind == "person" and subject not in guilty.get(typology, {}):
            likeliest[subject] = max(chance, likeliest.get(subject, 0.0))
    columns_of_groups = ", ".join(f"{sql} AS {name}" for name, sql in _ATTRIBUTES.items())
    asked = f"SELECT _linked AS person, {columns_of_groups} FROM hrss_insured WHERE _linked IS NOT NULL GROUP BY 1"
    known = connection.sql(asked).to_arrow_table().to_pylist()
    persons = {row["person"]: row for row in known if row["person"] in likeliest}
    return {
        name: [ratio.to_json() for ratio in false_positive_ratios(_counted(persons, likeliest, name), is_sampled=False)]
        for name in _ATTRIBUTES
    }


def _counted(persons: Mapping[str, Mapping[str, Any]], chance: Mapping[str, float], name: str) -> Sequence[Group]:
    counts: dict[str, list[int]] = {}
    for person, row in persons.items():
        one = counts.setdefault(str(row[name]), [0, 0])
        one[0] += chance[person] >= _ALERTED
        one[1] += 1
    return [Group(group, alarms, innocents) for group, (alarms, innocents) in sorted(counts.items())]
