"""How often nothing is called something, and something is found: payments watched, forecast, and a policy judged.

`measured`  placebo_rejected: share of dates without a policy that are found, 0.05 is nominal; lasting_rejected the same
            with errors that hang together at 0.8; recovered: share of simulations whose interval holds the effect of
            5 % that was put in; watch_held, forecast_held: share of periods never looked at inside their interval, 0.95
            is aimed at; false_alerts: alerts a hundred sound periods; shocks_found: share of newest months found
            that were multiplied by 1.15 where errors are 2 %; forecast_mae: mean absolute error, share of the level
`peer`      plain_rejected, newey_west_rejected: ordinary least squares and Newey & West on the same placebos;
            season_mae: the season before on the same months
`limit`     nominal_rejected: 0.05; true_mae: of who knows the making of the series, its last error apart
`ratio`     forecast_mae_to_season
"""

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.regression.linear_model import OLS

from benchmarks.outcome import Outcome, run
from training.operation.effect import Effect, effect
from training.operation.outlook import outlook
from training.operation.periods import STEPS
from training.operation.series import History, Series
from training.operation.watching import watch

NAME = "operation"
FIRST, SINCE, COUNT, PLACE = date(2015, 1, 1), date(2021, 1, 1), 96, 72
EFFECT, SHOCK = float(np.log(1.05)), 1.15
AHEAD, LAST = 12, 6
FIRST_SEED = 90_000
_PEERS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "newey_west": {"cov_type": "HAC", "cov_kwds": {"maxlags": 4}},
}
Floats = NDArray[np.float64]


def benchmark(quick: bool) -> Outcome:
    """Simulate, judge, and count."""
    simulations, histories = (40, 6) if quick else (300, 40)
    policy = {f"{name}": _policy(simulations, rho) for name, rho in (("placebo", 0.4), ("lasting", 0.8))}
    watched, ahead = _watch(histories), _forecast(histories)
    return Outcome(
        name=NAME,
        measured={
            "placebo_rejected": policy["placebo"]["rejected"],
            "lasting_rejected": policy["lasting"]["rejected"],
            "recovered": policy["placebo"]["recovered"],
            "lasting_recovered": policy["lasting"]["recovered"],
            **watched,
            "forecast_held": ahead["held"],
            "forecast_mae": ahead["mae"],
        },
        peer={
            "plain_rejected": policy["placebo"]["plain"],
            "newey_west_rejected": policy["placebo"]["newey_west"],
            "lasting_newey_west_rejected": policy["lasting"]["newey_west"],
            "season_mae": ahead["season_mae"],
        },
        limit={"nominal_rejected": 0.05, "true_mae": ahead["true_mae"]},
        ratio={"forecast_mae_to_season": ahead["mae"] / ahead["season_mae"]},
        manifest={
            "simulations": simulations, "histories": histories, "first_seed": FIRST_SEED, "months": COUNT, "regions": 8
        },
    )  # fmt: skip


def _errors(stream: np.random.Generator, count: int, rho: float, size: float) -> Floats:
    errors, shocks = np.zeros(count + 50), stream.normal(0, size * np.sqrt(1 - rho**2), count + 50)
    for at in range(1, count + 50):
        errors[at] = rho * errors[at - 1] + shocks[at]
    return errors[50:]


def _line(count: int) -> Floats:
    time = np.arange(count)
    return np.asarray(14 + 0.004 * time + 0.08 * np.sin(2 * np.pi * time / 12))


def _series(logs: Floats, name: str) -> Series:
    return Series({"region": name}, "yuan", STEPS["month"], FIRST, np.exp(logs))


def _policy(simulations: int, rho: float) -> dict[str, float]:
    counts = dict.fromkeys(("rejected", "recovered", "plain", "newey_west"), 0)
    for seed in range(FIRST_SEED, FIRST_SEED + simulations):
        stream = np.random.default_rng(seed)
        common = _line(COUNT) + np.cumsum(stream.normal(0, 0.01, COUNT))
        own = {f"r{number}": common + _errors(stream, COUNT, rho, 0.03) + 0.2 * number for number in range(8)}
        counts["rejected"] += _found(own).found.chance < 0.05
        for name, words in _PEERS.items():
            counts[name] += _peer(own, words) < 0.05
        own["r0"] = own["r0"] + EFFECT * (np.arange(COUNT) >= PLACE)
        with_it = _found(own).found
        counts["recovered"] += with_it.lower <= EFFECT <= with_it.upper
    return {name: float(count) / simulations for name, count in counts.items()}


def _found(own: dict[str, Floats]) -> Effect:
    panel = {name: _series(logs, name) for name, logs in own.items()}
    return effect(panel, treated=["r0"], controls=None, since=SINCE, placebos=False)


def _peer(own: dict[str, Floats], words: Mapping[str, Any]) -> float:
    """The chance of the same difference by a regression that takes its errors as they are said to be."""
    gap = own["r0"] - np.mean([logs for name, logs in own.items() if name != "r0"], axis=0)
    after = (np.arange(COUNT) >= PLACE).astype(float)
    return float(OLS(gap, np.column_stack([np.ones(COUNT), after])).fit(**words).pvalues[1])


def _watch(histories: int) -> dict[str, float]:
    sound = [_series(_logs(seed, COUNT), f"s{seed}") for seed in range(FIRST_SEED, FIRST_SEED + histories)]
    found = watch(_history(sound), last=LAST, rate=0.05)
    actual = np.concatenate([one.series.values[list(one.places)] for one in found.watched])
    lower, upper = (np.concatenate([getattr(one, side) for one in found.watched]) for side in ("lower", "upper"))
    shocked = [_series(_logs(seed, COUNT), f"s{seed}") for seed in range(FIRST_SEED, FIRST_SEED + histories)]
    for one in shocked:
        one.values[-1] *= SHOCK
    caught = {alert.series.name for alert in watch(_history(shocked), last=1, rate=0.05).alerts}
    return {
        "watch_held": float(((actual >= lower) & (actual <= upper)).mean()),
        "false_alerts": 100 * len(found.alerts) / found.compared,
        "shocks_found": len(caught) / histories,
    }


def _forecast(histories: int) -> dict[str, float]:
    seeds = range(FIRST_SEED, FIRST_SEED + histories)
    whole = {f"s{seed}": np.exp(_logs(seed, COUNT + AHEAD)) for seed in seeds}
    known = [_series(np.log(values[:COUNT]), name) for name, values in whole.items()]
    _, found = outlook(_history(known), ahead=AHEAD, sums=[])
    names: dict[str, list[NDArray[Any]]] = {name: [] for name in ("held", "mae", "season_mae", "true_mae")}
    for one in found:
        actual = whole[one.series.name][COUNT:]
        names["held"].append((actual >= one.lower) & (actual <= one.upper))
        names["mae"].append(np.abs(actual - one.mean) / actual)
        names["season_mae"].append(np.abs(actual - one.series.values[-12:]) / actual)
        names["true_mae"].append(np.abs(actual - np.exp(_line(COUNT + AHEAD)[COUNT:])) / actual)
    return {name: float(np.mean(np.concatenate(values))) for name, values in names.items()}


def _logs(seed: int, count: int) -> Floats:
    """The same first months for any count."""
    return _line(count) + _errors(np.random.default_rng(seed), COUNT + AHEAD, 0.3, 0.02)[:count]


def _history(series: list[Series]) -> History:
    return History(tuple(series), "made up", date(2022, 12, 31))


if __name__ == "__main__":
    sys.exit(run(NAME, benchmark))
