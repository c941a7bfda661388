"""Dated figures become series: periods summed, gaps seen, and a last period that is not over left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from training.operation.periods import Step
from training.operation.series import Note, Series, Unit, gaps, trimmed

# A period counts as over when its last days without any row are no more than these: payments rarely fall on its end.
_QUIET_DAYS = 4
_ROWS_PER_PERIOD_OF_DAYS = 1.5

Dated = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Gathering:
    """How figures become series.

    step       period
    unit       of the figures
    empty      what a period without a row is: 0, or NaN for not known
    """

    step: Step
    unit: Unit
    empty: float

    def series(self, rows: Mapping[tuple[str, ...], Dated], keys: Sequence[str]) -> tuple[Series, ...]:
        """One series for each group.

        rows  [values of keys] dated figures, oldest first; NaN where one is not known
        keys  what the groups' values are values of
        """
        return tuple(self._one(dict(zip(keys, values, strict=True)), dated) for values, dated in rows.items())

    def _one(self, keys: Mapping[str, str], dated: Dated) -> Series:
        first = self.step.start(dated[0][0])
        sums = self._sums(first, dated)
        made = Series(keys, self.unit, self.step, first, sums)
        made = trimmed(_whole(made, dated))
        return made.noted(*gaps(made))

    def _sums(self, first: date, dated: Dated) -> NDArray[np.float64]:
        count = self.step.between(first, self.step.start(dated[-1][0])) + 1
        sums, seen = np.zeros(count), np.zeros(count, dtype=bool)
        for day, value in dated:
            place = self.step.between(first, self.step.start(day))
            sums[place] += value
            seen[place] = True
        return np.where(seen, sums, self.empty)


def aligned(series: Iterable[Series]) -> tuple[Series, ...]:
    """All with the same first and last period; what one does not know is NaN."""
    listed = tuple(series)
    if not listed:
        return ()
    step, first = listed[0].step, min(one.first for one in listed)
    count = max(one.place(one.first) - one.place(first) + one.values.size for one in listed)
    made = []
    for one in listed:
        values = np.full(count, np.nan)
        place = step.between(first, one.first)
        values[place : place + one.values.size] = one.values
        made.append(replace(one, first=first, values=values))
    return tuple(made)


def _whole(series: Series, dated: Dated) -> Series:
    """Without a first and a last period of which rows by day tell only a part."""
    if series.step.name == "day" or len(dated) < _ROWS_PER_PERIOD_OF_DAYS * series.values.size:
        return series
    quiet = timedelta(days=_QUIET_DAYS)
    last = series.step.shift(series.first, series.values.size - 1)
    if dated[-1][0] + quiet < series.step.last_day(last):
        cut = replace(series, values=series.values[:-1])
        series = cut.noted(Note("not_over", series.step.text(last)))
    if dated[0][0] - quiet > series.first and series.values.size > 1:
        period = series.period(0)
        series = replace(series, first=series.step.shift(series.first, 1), values=series.values[1:])
        series = series.noted(Note("not_whole", period))
    return series
