"""How series, watches, forecasts and effects are written as plain values, and read again as they were."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from core.errors import WrongType
from training.operation.effect import Design, Effect, Placebo
from training.operation.intervals import Coverage
from training.operation.outlook import Outlook
from training.operation.panel import Panel
from training.operation.periods import find_step
from training.operation.resampling import Regression
from training.operation.series import History, LeftOut, Note, Series, Unit
from training.operation.watching import Alert, Watch, Watched

Floats = NDArray[np.float64]


def history_json(history: History) -> dict[str, Any]:
    """Plain values; a value that is not known is None."""
    return {
        "source": history.source, "cut_off": history.cut_off.isoformat(), "titles": history.titles,
        "left_out": [one.to_json() for one in history.left_out],
        "series": [_series_json(one) for one in history.series],
    }  # fmt: skip


def history_from(plain: Mapping[str, Any]) -> History:
    """What `history_json` gave."""
    return History(
        series=tuple(_series_from(one) for one in plain["series"]),
        source=str(plain["source"]),
        cut_off=date.fromisoformat(plain["cut_off"]),
        left_out=tuple(LeftOut(one["name"], one["why"], one["figure"]) for one in plain["left_out"]),
        titles={str(key): {str(v): dict(t) for v, t in titles.items()} for key, titles in plain["titles"].items()},
    )


def watch_json(watch: Watch) -> dict[str, Any]:
    """Plain values; a series is named by its place in the history."""
    place = {_key(one.series): at for at, one in enumerate(watch.watched)}
    return {
        "compared": watch.compared, "rate": watch.rate,
        "watched": [_watched_json(one) for one in watch.watched],
        "alerts": [
            {
                "series": place[_key(one.series)], "place": one.place, "actual": one.actual, "expected": one.expected,
                "lower": one.lower, "upper": one.upper, "off": one.off, "chance": one.chance, "adjusted": one.adjusted,
            }
            for one in watch.alerts
        ],
    }  # fmt: skip


def watch_from(plain: Mapping[str, Any], history: History) -> Watch:
    """What `watch_json` gave of the series of a history."""
    names = ("place", "actual", "expected", "lower", "upper", "off", "chance", "adjusted")
    watched = tuple(_watched_from(one, series) for one, series in zip(plain["watched"], history.series, strict=True))
    alerts = tuple(
        Alert(watched[one["series"]].series, **{name: one[name] for name in names}) for one in plain["alerts"]
    )
    return Watch(history, watched, alerts, int(plain["compared"]), float(plain["rate"]))


def outlook_json(outlook: Outlook) -> dict[str, Any]:
    """Plain values."""
    return {
        "series": _series_json(outlook.series), "model": outlook.model, "mean": _floats(outlook.mean),
        "lower": _floats(outlook.lower), "upper": _floats(outlook.upper), "mase": _float(outlook.mase),
        "naive_mase": _float(outlook.naive_mase), "coverage": asdict(outlook.coverage),
        "notes": [note.to_json() for note in outlook.notes],
    }  # fmt: skip


def outlook_from(plain: Mapping[str, Any]) -> Outlook:
    """What `outlook_json` gave. Raises WrongType where the periods of mean and interval are not as many."""
    mean, lower, upper = (_array(plain[name]) for name in ("mean", "lower", "upper"))
    if not mean.shape == lower.shape == upper.shape or not mean.size:
        raise WrongType("mean and interval are not of the same periods.", remedy="Forecast again.")
    return Outlook(
        series=_series_from(plain["series"]), model=str(plain["model"]), mean=mean, lower=lower, upper=upper,
        mase=_number(plain["mase"]), naive_mase=_number(plain["naive_mase"]), coverage=Coverage(**plain["coverage"]),
        notes=_notes(plain["notes"]),
    )  # fmt: skip


def effect_json(effect: Effect) -> dict[str, Any]:
    """Plain values; of the panel all but the columns of seasons, which only the regression needs."""
    panel = effect.panel
    return {
        "design": effect.design,
        "panel": {
            "step": panel.step.name, "first": panel.first.isoformat(), "treated": panel.treated,
            "controls": panel.controls, "values": {name: _floats(values) for name, values in panel.values.items()},
            "since": panel.since, "is_log": panel.is_log, "usual": panel.usual,
        },
        "found": asdict(effect.found), "total": effect.total, "by_cluster": effect.by_cluster,
        "by_regions": effect.by_regions, "pre_trend": asdict(effect.pre_trend),
        "placebo_dates": [asdict(one) for one in effect.placebo_dates],
        "placebo_regions": [asdict(one) for one in effect.placebo_regions],
    }  # fmt: skip


def effect_from(plain: Mapping[str, Any]) -> Effect:
    """What `effect_json` gave. Raises WrongType where it is of no known design."""
    if plain["design"] not in get_args(Design):
        raise WrongType(f"{plain['design']!r} is no design.", remedy="Estimate the effect again.")
    told = plain["panel"]
    values = {str(name): _array(one) for name, one in told["values"].items()}
    panel = Panel(
        step=find_step(told["step"]), first=date.fromisoformat(told["first"]), treated=tuple(told["treated"]),
        controls=tuple(told["controls"]), values=values, since=int(told["since"]), is_log=bool(told["is_log"]),
        usual=float(told["usual"]), seasons=np.empty((next(iter(values.values())).size, 0)),
    )  # fmt: skip
    estimate, lower, upper = map(float, plain["total"])
    by_cluster = None if plain["by_cluster"] is None else (plain["by_cluster"][0], plain["by_cluster"][1])
    return Effect(
        design=plain["design"], panel=panel, found=Regression(**plain["found"]), total=(estimate, lower, upper),
        by_cluster=by_cluster, by_regions=plain["by_regions"], pre_trend=Regression(**plain["pre_trend"]),
        placebo_dates=tuple(Placebo(**one) for one in plain["placebo_dates"]),
        placebo_regions=tuple(Placebo(**one) for one in plain["placebo_regions"]),
    )  # fmt: skip


def _key(series: Series) -> tuple[str, ...]:
    return tuple(series.keys.values())


def _series_json(series: Series) -> dict[str, Any]:
    return {
        "keys": series.keys, "unit": series.unit, "step": series.step.name, "first": series.first.isoformat(),
        "values": _floats(series.values), "notes": [note.to_json() for note in series.notes],
    }  # fmt: skip


def _series_from(plain: Mapping[str, Any]) -> Series:
    if plain["unit"] not in get_args(Unit):
        raise WrongType(f"{plain['unit']!r} is no unit.", remedy="Make the file again.")
    keys = {str(key): str(value) for key, value in plain["keys"].items()}
    first, values = date.fromisoformat(plain["first"]), _array(plain["values"])
    return Series(keys, plain["unit"], find_step(plain["step"]), first, values, _notes(plain["notes"]))


def _watched_json(one: Watched) -> dict[str, Any]:
    arrays = {name: _floats(getattr(one, name)) for name in ("expected", "lower", "upper", "off", "chance")}
    errors = {name: _float(error) for name, error in one.errors.items()}
    return {
        "model": one.model, "errors": errors, "places": one.places, **arrays, "coverage": asdict(one.coverage),
        "notes": [note.to_json() for note in one.notes],
    }  # fmt: skip


def _watched_from(plain: Mapping[str, Any], series: Series) -> Watched:
    arrays = {name: _array(plain[name]) for name in ("expected", "lower", "upper", "off", "chance")}
    places = tuple(map(int, plain["places"]))
    if any(array.shape != (len(places),) for array in arrays.values()) or max(places) >= series.values.size:
        raise WrongType("the periods judged are not those of the series.", remedy="Watch again.")
    return Watched(
        series=series, model=str(plain["model"]), errors={k: _number(v) for k, v in plain["errors"].items()},
        places=places, coverage=Coverage(**plain["coverage"]), notes=_notes(plain["notes"]), **arrays,
    )  # fmt: skip


def _notes(plain: Sequence[Mapping[str, Any]]) -> tuple[Note, ...]:
    return tuple(Note(one["code"], one["period"], one["figure"]) for one in plain)


def _floats(values: Floats) -> list[float | None]:
    return [_float(value) for value in values.tolist()]


def _float(value: float) -> float | None:
    """JSON has no word for what is not known but null."""
    return float(value) if np.isfinite(value) else None


def _array(values: Sequence[float | None]) -> Floats:
    return np.asarray([_number(value) for value in values], dtype=np.float64)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
