"""Who had a policy and who had not, in the same periods: the figures from which an effect is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange, UnknownKey, ValueOutOfRange
from training.operation.festivals import calendar
from training.operation.gathering import aligned
from training.operation.periods import Step
from training.operation.series import History, Series, trimmed

Floats = NDArray[np.float64]
LEAST_BEFORE, LEAST_AFTER = 8, 4
_MOST_UNKNOWN = 0.2


@dataclass(frozen=True, slots=True)
class Panel:
    """Treated and control units over the same periods.

    values   [unit, period] in logarithms where `is_log`, else shares of `usual`
    since    place of the first period under the policy
    seasons  [period, column] what repeats over the year, without a constant; no column where the history is too short
    """

    step: Step
    first: date
    treated: tuple[str, ...]
    controls: tuple[str, ...]
    values: Mapping[str, Floats]
    since: int
    is_log: bool
    usual: float
    seasons: Floats

    @property
    def count(self) -> int:
        """Periods."""
        return int(self.values[self.treated[0]].size)

    def gap(self, treated: Sequence[str], controls: Sequence[str]) -> Floats:
        """[period] mean of the treated less mean of the controls, or of the treated alone where there is none."""
        ours = np.stack([self.values[name] for name in treated]).mean(axis=0)
        if not controls:
            return np.asarray(ours)
        return np.asarray(ours - np.stack([self.values[name] for name in controls]).mean(axis=0))

    def yuan(self, scaled: Floats) -> Floats:
        """Back in the unit of the series."""
        return np.exp(scaled) if self.is_log else scaled * self.usual


def make_panel(
    series: Mapping[str, Series], *, treated: Sequence[str], controls: Sequence[str] | None, since: date
) -> Panel:
    """Put the units side by side.

    series    [unit] of one step
    controls  None for every unit that is not treated, () for none
    Raises UnknownKey for a unit that is absent, DateOutOfRange for a date outside the data, ValueOutOfRange where too
    little is known before or after it.
    """
    for name in (*treated, *(controls or ())):
        if name not in series:
            raise UnknownKey(f"{name!r} is not in the data.", remedy=f"Known: {', '.join(sorted(series))}.")
    if not treated or set(treated) & set(controls or ()):
        raise ValueOutOfRange("a unit is treated or a control, not both.", remedy="Give --treated and --controls.")
    others = [name for name in series if name not in treated] if controls is None else list(controls)
    names = (*treated, *others)
    units = dict(zip(names, aligned(series[name] for name in names), strict=True))
    for name, one in units.items():
        if one.known < (1 - _MOST_UNKNOWN) * one.values.size:
            raise ValueOutOfRange(
                f"of {name!r}, {one.values.size - one.known} of {one.values.size} periods are not known.",
                remedy="Leave it out, or give a history in which it is whole.",
            )
    any_one = units[treated[0]]
    place = any_one.place(since)
    _check_date(any_one, place, since)
    stacked = np.stack([one.values for one in units.values()])
    is_log = bool(np.nanmin(stacked) > 0)
    usual = float(np.nanmean(np.abs(stacked))) or 1.0
    scaled = {name: np.log(one.values) if is_log else one.values / usual for name, one in units.items()}
    count = any_one.values.size
    return Panel(
        any_one.step, any_one.first, tuple(treated), tuple(others), scaled, place, is_log, usual,
        _seasons(any_one.step, any_one.first, count),
    )  # fmt: skip


def by_key(history: History, key: str, *, until: date | None = None) -> dict[str, Series]:
    """[value of the key] its series; where there are several, such as one for each scheme, their sum.

    until  the last day of the policy: periods after it tell of something else and are left out
    Raises UnknownKey for a key that the series have not, DateOutOfRange for a day before the data, ValueOutOfRange
    where money paid would be added to money collected.
    """
    if not history.series:
        raise ValueOutOfRange("there is no series.", remedy="Ask for more with --only.")
    groups: dict[str, list[Series]] = {}
    for one in history.series:
        if key not in one.keys:
            raise UnknownKey(f"there is no key {key!r}.", remedy=f"Known: {', '.join(one.keys)}.")
        groups.setdefault(one.keys[key], []).append(one if until is None else _until(one, until))
    if len({one.keys.get("flow") for one in history.series}) > 1:
        raise ValueOutOfRange(
            "payments and collections are not added.", remedy="Give --only flow=payments or flow=collections."
        )
    return {name: _added(members) for name, members in groups.items()}


def _until(series: Series, day: date) -> Series:
    count = series.place(day) + 1
    if count < 1:
        raise DateOutOfRange(f"{day} lies before the data.", remedy=f"They begin in {series.period(0)}.")
    return replace(series, values=series.values[:count])


def _added(series: Sequence[Series]) -> Series:
    if len(series) == 1:
        return series[0]
    whole = aligned(series)
    return trimmed(replace(whole[0], values=np.sum([one.values for one in whole], axis=0), notes=()))


def _check_date(series: Series, place: int, since: date) -> None:
    count = series.values.size
    span = f"{series.period(0)} to {series.period(count - 1)}"
    if not 0 < place < count:
        raise DateOutOfRange(f"{since} lies outside the data, {span}.", remedy="Give a date within them.")
    if place < LEAST_BEFORE or count - place < LEAST_AFTER:
        raise ValueOutOfRange(
            f"there are {place} periods before {since} and {count - place} from it on.",
            remedy=f"It takes {LEAST_BEFORE} before and {LEAST_AFTER} after; the data are {span}.",
        )


def _seasons(step: Step, first: date, count: int) -> Floats:
    """Months by themselves and the moving festival; weeks and days by waves of the year and the calendar."""
    if count < 3 * min(step.season, 12):
        return np.empty((count, 0))
    told = calendar(step, first, count)
    if step.name != "month":
        return told
    months = np.asarray([step.shift(first, number).month for number in range(count)])
    dummies = (months[:, None] == np.arange(2, 13)).astype(np.float64)
    return np.concatenate([dummies, told[:, :1]], axis=1)
