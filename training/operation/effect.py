"""What an enacted policy did: an interrupted series, or treated regions against controls, and how far to trust it.

With controls, the mean of the treated less the mean of the controls is looked at (difference in differences): what
befalls all regions alike falls out. Without, the treated are compared with the continuation of their own line
(interrupted series). Both rest on `resampling.regress`, so that few regions and errors that last do not make chance
look like an effect; dates and regions without the policy are put through the same, and should find nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from scipy import stats
from statsmodels.regression.linear_model import OLS

from training.operation.panel import LEAST_AFTER, LEAST_BEFORE, Panel, make_panel
from training.operation.resampling import Regression, regress
from training.operation.series import Series

Floats = NDArray[np.float64]
Design = Literal["interrupted_series", "difference_in_differences"]
LEVEL = 0.05
_MOST_PLACEBO_DATES, _PLACEBO_DRAWS = 40, 199
_LEAST_PLACEBO_PERIODS = 3 * LEAST_BEFORE


@dataclass(frozen=True, slots=True)
class Placebo:
    """A date or a region without the policy, put through the same. `estimate` as in `Effect`."""

    name: str
    estimate: float
    chance: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a policy on the mean of the treated, averaged over the periods under it.

    found            estimate, interval and chance on the scale of the models: logarithms where `is_log`
    total            in the unit of the series, all treated and all periods under the policy together: estimate,
                     lower, upper
    by_cluster       (lower, upper) of the two-way regression with errors by region; None without controls. With few
                     regions it is too narrow
    by_regions       the share of regions, controls and the treated, whose estimate is at least as large; None without
                     controls. It cannot be below 1 / (controls + 1)
    pre_trend        whether treated and controls ran apart before the policy; of the interrupted series, its own trend
    placebo_dates, placebo_regions   what was found where nothing was done
    """

    design: Design
    panel: Panel
    found: Regression
    total: tuple[float, float, float]
    by_cluster: tuple[float, float] | None
    by_regions: float | None
    pre_trend: Regression
    placebo_dates: tuple[Placebo, ...]
    placebo_regions: tuple[Placebo, ...]

    @property
    def share(self) -> tuple[float, float, float]:
        """The effect as a share of what would have been: estimate, lower, upper."""
        return tuple(self._share(value) for value in (self.found.estimate, self.found.lower, self.found.upper))  # type: ignore[return-value]

    @property
    def placebo_rate(self) -> float | None:
        """The share of placebo dates at which an effect was found, to be about 0.05; None where none could be tried."""
        found = [one.chance < LEVEL for one in self.placebo_dates]
        return float(np.mean(found)) if found else None

    def _share(self, value: float) -> float:
        if self.panel.is_log:
            return float(np.expm1(value))
        after = self.panel.gap(self.panel.treated, ())[self.panel.since :]
        usual = float(np.nanmean(after)) - self.found.estimate
        return value / usual if usual else float("nan")

    def to_json(self) -> dict[str, Any]:
        """Plain values; what cannot be told is None."""
        return {
            "design": self.design, "treated": list(self.panel.treated), "controls": list(self.panel.controls),
            "since": self.panel.step.text(self.panel.step.shift(self.panel.first, self.panel.since)),
            "periods_before": self.panel.since, "periods_after": self.panel.count - self.panel.since,
            "share": _triple(self.share), "total": _triple(self.total), "chance": self.found.chance,
            "share_by_cluster": None if self.by_cluster is None else [self._share(v) for v in self.by_cluster],
            "chance_by_regions": self.by_regions, "pre_trend_chance": self.pre_trend.chance,
            "pre_trend_per_period": self.pre_trend.estimate, "placebo_rate": self.placebo_rate,
            "placebo_dates": [_placebo(one) for one in self.placebo_dates],
            "placebo_regions": [_placebo(one) for one in self.placebo_regions],
        }  # fmt: skip


def effect(
    series: Mapping[str, Series],
    *,
    treated: Sequence[str],
    controls: Sequence[str] | None,
    since: date,
    seed: int = 1,
    placebos: bool = True,
) -> Effect:
    """The effect on `treated` of what began on `since`.

    controls  None for all others, () for an interrupted series
    placebos  whether dates and regions without the policy are tried too
    Raises as `make_panel` does.
    """
    panel = make_panel(series, treated=treated, controls=controls, since=since)
    stream = default_rng(seed)
    found = _estimate(panel, panel.gap(panel.treated, panel.controls), panel.since, stream)
    regions = _placebo_regions(panel, stream) if placebos else ()
    as_large = sum(abs(one.estimate) >= abs(found.estimate) for one in regions)
    return Effect(
        design="difference_in_differences" if panel.controls else "interrupted_series",
        panel=panel,
        found=found,
        total=_total(panel, found),
        by_cluster=_by_cluster(panel) if len(panel.controls) > 1 else None,
        by_regions=(1 + as_large) / (1 + len(regions)) if regions else None,
        pre_trend=_pre_trend(panel, stream),
        placebo_dates=_placebo_dates(panel, stream) if placebos else (),
        placebo_regions=regions,
    )


def _estimate(panel: Panel, values: Floats, since: int, stream: Generator, draws: int = 399) -> Regression:
    """The mean effect from the place `since` to the last value."""
    count = values.size
    after = (np.arange(count) >= since).astype(np.float64)
    time = np.arange(count) / count
    parts = [np.ones(count), after]
    if not panel.controls:
        # A line before, and one of another level and slope after: what counts is their mean distance.
        parts += [time, after * (time - time[since:].mean())]
    columns = np.concatenate([np.stack(parts, axis=1), _telling(panel.seasons[:count])], axis=1)
    contrast = np.zeros(columns.shape[1])
    contrast[1] = 1.0
    return regress(values, columns, contrast, stream=stream, draws=draws)


def _telling(seasons: Floats) -> Floats:
    """Seasons as far as so many periods can tell them: none where they would use up what is known."""
    return seasons[:, np.ptp(seasons, axis=0) > 0] if seasons.shape[0] >= 3 * (seasons.shape[1] + 1) else seasons[:, :0]


def _pre_trend(panel: Panel, stream: Generator) -> Regression:
    values = panel.gap(panel.treated, panel.controls)[: panel.since]
    columns = [np.ones(panel.since), np.arange(panel.since, dtype=np.float64)]
    held = np.concatenate([np.stack(columns, axis=1), _telling(panel.seasons[: panel.since])], axis=1)
    contrast = np.zeros(held.shape[1])
    contrast[1] = 1.0
    return regress(values, held, contrast, stream=stream)


def _placebo_dates(panel: Panel, stream: Generator) -> tuple[Placebo, ...]:
    """Dates before the policy, spread evenly, on the periods before it alone."""
    if panel.since < _LEAST_PLACEBO_PERIODS:
        return ()
    values = panel.gap(panel.treated, panel.controls)[: panel.since]
    places = np.arange(LEAST_BEFORE, panel.since - LEAST_AFTER + 1)
    if places.size > _MOST_PLACEBO_DATES:
        places = places[np.linspace(0, places.size - 1, _MOST_PLACEBO_DATES).round().astype(int)]
    found = []
    for place in places:
        one = _estimate(panel, values, int(place), stream, _PLACEBO_DRAWS)
        name = panel.step.text(panel.step.shift(panel.first, int(place)))
        found.append(Placebo(name, one.estimate, one.chance))
    return tuple(found)


def _placebo_regions(panel: Panel, stream: Generator) -> tuple[Placebo, ...]:
    """Each control as though it had the policy, against the other controls."""
    if len(panel.controls) < 2:
        return ()
    found = []
    for name in panel.controls:
        values = panel.gap([name], [other for other in panel.controls if other != name])
        one = _estimate(panel, values, panel.since, stream, _PLACEBO_DRAWS)
        found.append(Placebo(name, one.estimate, one.chance))
    return tuple(found)


def _by_cluster(panel: Panel) -> tuple[float, float]:
    """Two-way regression with errors that hang together within a region, Student's t with regions less one."""
    names = (*panel.treated, *panel.controls)
    whole = np.isfinite(np.stack([panel.values[name] for name in names])).all(axis=0)
    values = np.stack([panel.values[name][whole] for name in names])
    after = (np.arange(panel.count) >= panel.since)[whole]
    under = np.asarray([[name in panel.treated] for name in names]) * after[None, :].astype(np.float64)
    both = [_twice_centred(one).ravel() for one in (values, under)]
    groups = np.repeat(np.arange(len(names)), values.shape[1])
    fitted = OLS(both[0], both[1][:, None]).fit(cov_type="cluster", cov_kwds={"groups": groups})
    width = float(fitted.bse[0]) * float(stats.t.ppf(1 - LEVEL / 2, len(names) - 1))
    return float(fitted.params[0]) - width, float(fitted.params[0]) + width


def _twice_centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean())


def _total(panel: Panel, found: Regression) -> tuple[float, float, float]:
    """All treated, all periods under the policy, actual less what would have been."""
    after = [panel.values[name][panel.since :] for name in panel.treated]
    known = [one[np.isfinite(one)] for one in after]
    totals = [
        sum(float((panel.yuan(one) - panel.yuan(one - value)).sum()) for one in known)
        for value in (found.estimate, found.lower, found.upper)
    ]
    return totals[0], totals[1], totals[2]


def _triple(values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("estimate", "lower", "upper"), values, strict=True))


def _placebo(one: Placebo) -> dict[str, Any]:
    return {"name": one.name, "estimate": one.estimate, "chance": one.chance}
