"""Scores: one minus the weighted share of failing checks.

For every check c (one rule at one column or set of columns of a table) of a group of data,
    failing share  f_c = failed_c / checked_c      rows, files or deliveries, summed over the group
    score              = 1 − Σ w_c · f_c / Σ w_c    over the checks with checked_c > 0
with the weights 5 (critical), 3 (major), 1 (minor) and 0 (notice) unless the rule states its own. Each check counts by
its weight and not by its rows, so that forty million clean contributions do not hide a register that is half wrong.
`checked_c` is the rows the rule applies to; a rule that applies to none says nothing. A score as delivered keeps every
error for good; a current score leaves out those that a later delivery has corrected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa

from core import duck
from core.errors import UnknownKey

GROUPS = ("department", "table", "item", "dimension", "rule", "batch", "delivery")


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one group.

    group        [what it is grouped by] value
    numerator    Σ w_c · f_c
    denominator  Σ w_c
    score        1 − numerator / denominator; None where nothing that counts was judged
    checked, failed, mended   rows, files or deliveries, added over all checks, notices included
    """

    group: Mapping[str, str]
    numerator: float
    denominator: float
    checked: int
    failed: int
    mended: int

    @property
    def score(self) -> float | None:
        """From 0 to 1."""
        return None if self.denominator == 0 else 1 - self.numerator / self.denominator


def score(
    counts: pa.Table, by: Sequence[str], *, department: str | None = None, current: bool = False
) -> tuple[Score, ...]:
    """The scores of all groups, ordered by group.

    Raises UnknownKey for a group that counts are not kept by.
    """
    strange = [name for name in by if name not in GROUPS]
    if strange:
        raise UnknownKey(f"nothing is scored by {strange[0]}.", remedy=f"Choose of {', '.join(GROUPS)}.")
    names = [f'"{name}"' for name in by]
    failing = "failed - mended" if current else "failed"
    wanted = "" if department is None else "WHERE department = ?"
    given = [] if department is None else [department]
    source = "(SELECT * EXCLUDE (items), unnest(items) AS item FROM counts)" if "item" in by else "counts"
    keys = ", ".join([*names, '"check"'])
    grouped = f"GROUP BY {', '.join(names)} ORDER BY {', '.join(names)}" if names else ""
    with duck.connect() as con:
        con.register("counts", counts)
        rows = con.execute(
            f"""SELECT {"".join(f"{name}, " for name in names)}
                sum(weight * failing / checked ORDER BY "check"), sum(weight ORDER BY "check"),
                sum(checked), sum(failing), sum(mended)
            FROM (
                SELECT {keys}, any_value(weight) AS weight, sum(checked) AS checked,
                       sum({failing}) AS failing, sum(mended) AS mended
                FROM {source} {wanted} GROUP BY {keys} HAVING sum(checked) > 0
            ) {grouped}""",
            given,
        ).fetchall()
    return tuple(_score(by, row) for row in rows if row[-3] is not None)


def _score(by: Sequence[str], row: Sequence[object]) -> Score:
    values = [str(value) if value is not None else "" for value in row[: len(by)]]
    numerator, denominator, *counted = (float(str(value)) for value in row[len(by) :])
    checked, failed, mended = (int(number) for number in counted)
    return Score(MappingProxyType(dict(zip(by, values, strict=True))), numerator, denominator, checked, failed, mended)
