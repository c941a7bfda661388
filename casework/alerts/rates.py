"""How many cases are checked, how many of those are confirmed, and how much of what is due came back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scipy.stats import beta

from casework.alerts.case import Case, State
from casework.alerts.recall import period_of
from core.errors import UnknownKey
from rules.bilingual import Bilingual

_LEVEL = 0.95
_FOUND = (State.REPORTED, State.REVIEWED, State.CLOSED)
_LENGTH_OF_A_PREFECTURE = 4
DEFINITIONS: Mapping[str, Bilingual] = {
    "checked": Bilingual(
        "核查率＝已上报核查结论的疑点数÷已下发的疑点数",
        "Checked: cases whose finding was reported, of all cases sent on",
    ),
    "confirmed": Bilingual(
        "查实率＝结论为属实或部分属实的疑点数÷已上报核查结论的疑点数；区间为95%精确（Clopper-Pearson）区间",
        "Confirmed: cases found true or partly true, of those whose finding was reported; exact 95 % interval",
    ),
    "recovered": Bilingual(
        "追回率＝已追回金额÷应追回金额，按已上报核查结论的疑点计算",
        "Recovered: yuan that came back, of yuan due, over cases whose finding was reported",
    ),
}
_GROUPS: Mapping[str, Callable[[Case], str]] = {
    "typology": lambda case: case.typology,
    "region": lambda case: case.region[:_LENGTH_OF_A_PREFECTURE],
    "month": lambda case: f"{period_of(case):%Y-%m}",
    "channel": lambda case: case.channel.value,
}
GROUPINGS = tuple(_GROUPS)


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts of cases and fen of one group, from which its rates follow; a rate over nothing is None."""

    sent: int = 0
    checked: int = 0
    confirmed: int = 0
    overdue: int = 0
    due_fen: int = 0
    recovered_fen: int = 0

    @property
    def checked_rate(self) -> float | None:
        return self.checked / self.sent if self.sent else None

    @property
    def confirmed_rate(self) -> float | None:
        return self.confirmed / self.checked if self.checked else None

    @property
    def recovered_rate(self) -> float | None:
        return self.recovered_fen / self.due_fen if self.due_fen else None

    @property
    def confirmed_interval(self) -> tuple[float, float] | None:
        """Exact 95 % interval of the confirmed rate; None where nothing was checked."""
        if not self.checked:
            return None
        tail, missed = (1.0 - _LEVEL) / 2.0, self.checked - self.confirmed
        low = float(beta.ppf(tail, self.confirmed, missed + 1)) if self.confirmed else 0.0
        high = float(beta.ppf(1.0 - tail, self.confirmed + 1, missed)) if missed else 1.0
        return low, high

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        counts = ("sent", "checked", "confirmed", "overdue", "due_fen", "recovered_fen")
        rates = ("checked_rate", "confirmed_rate", "confirmed_interval", "recovered_rate")
        return {name: getattr(self, name) for name in (*counts, *rates)}


def rates_of(cases: Iterable[Case], by: str, *, today: date) -> dict[str, Rates]:
    """[group] the rates of cases that were sent on, by typology, region, month or channel; "" for all together."""
    if by not in _GROUPS:
        raise UnknownKey(f"there are no rates by {by}.", remedy=f"Use {', '.join(_GROUPS)}.")
    grouped: dict[str, list[Case]] = {"": []}
    for case in cases:
        if case.sent_on is not None:
            grouped[""].append(case)
            grouped.setdefault(_GROUPS[by](case), []).append(case)
    return {group: _count(each, today) for group, each in sorted(grouped.items())}


def _count(cases: list[Case], today: date) -> Rates:
    found = [case for case in cases if case.state in _FOUND and case.finding is not None]
    return Rates(
        sent=len(cases),
        checked=len(found),
        confirmed=sum(case.finding is not None and case.finding.is_confirmed for case in found),
        overdue=sum(case.is_overdue(today) for case in cases),
        due_fen=sum(case.due_fen for case in found),
        recovered_fen=sum(case.recovered_fen for case in found),
    )
