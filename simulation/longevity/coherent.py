"""Mortality of both sexes together, after Li and Lee (2005): one common decline, and a gap that does not grow for ever.

log m[s, x, t] = average[s, x] + response[x] index[t] + own_response[s, x] own_index[s, t]. The common index is a random
walk with drift; the own index of each sex is a stationary autoregression.
"""

from dataclasses import dataclass

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats
from simulation.longevity.abridged_table import life_expectancy
from simulation.longevity.bilinear import (
    bounded_rates,
    leading_term,
    refuse_bad_rates,
    refuse_jump_off,
    solved_index,
)
from simulation.longevity.forecast import LifeForecast, years_ahead
from simulation.longevity.time_series import Autoregression, RandomWalk, fit_autoregression, fit_walk


@dataclass(frozen=True, slots=True)
class CoherentModel:
    """A fitted model.

    years         [year] years or middles of periods, evenly spaced
    response      [group] change of both sexes' log rates by unit of the common index; adds up to 1
    index         [year] common level of mortality
    own_response  [sex, group] change of a sex's log rates by unit of its own index
    own_index     [sex, year] how far a sex is from the common level
    jump_off      [sex, group] log rates from which a forecast moves on
    walk          the random walk with drift of the common index
    own           (male, female) the autoregressions of the own indices
    """

    years: Floats
    response: Floats
    index: Floats
    own_response: Floats
    own_index: Floats
    jump_off: Floats
    walk: RandomWalk
    own: tuple[Autoregression, Autoregression]

    def forecast(
        self, horizon: int, paths: int, chance: np.random.Generator, *, parameters: bool = True
    ) -> LifeForecast:
        """Life expectancy at birth: years [step], central [step, sex], paths [path, step, sex].

        parameters  whether drift, volatility and the autoregressions are uncertain too
        """
        last = self.own_index[:, -1]
        moves = self.walk.simulate(horizon, paths, chance, parameters=parameters)[..., 0]
        own = [
            process.simulate(float(last[sex]), horizon, paths, chance, parameters=parameters)
            for sex, process in enumerate(self.own)
        ]
        expected = [process.central(float(last[sex]), horizon) for sex, process in enumerate(self.own)]
        return LifeForecast(
            years=years_ahead(self.years, horizon),
            central=self._life(self.walk.central(horizon)[:, 0], np.stack(expected, axis=-1) - last),
            paths=self._life(moves, np.stack(own, axis=-1) - last),
        )

    def _life(self, move: Floats, own_move: Floats) -> Floats:
        """[..., sex] life expectancy when the indices have moved by `move` [...] and `own_move` [..., sex]."""
        logs = self.jump_off + (move[..., None] * self.response)[..., None, :] + own_move[..., None] * self.own_response
        return life_expectancy(bounded_rates(logs))


def fit_coherent(
    rates: Floats, years: Floats, *, exposures: Floats | None = None, jump_off: str = "level"
) -> CoherentModel:
    """Fit to central rates [year, sex, group].

    The common term is the leading one of the mean log rates of the sexes; its index is then moved, year by year, until
    the mean life expectancy of the sexes (with `exposures` [year, sex, group]: the deaths) is the observed one. The own
    terms are the leading ones of what is left.

    jump_off  where forecasts start: "fitted" at the model's last rates; "level" at them, moved along the common
              response, each sex by itself, until the last life expectancies are the observed ones; "observed" at the
              last rates themselves
    """
    refuse_bad_rates(rates, years, exposures)
    refuse_jump_off(jump_off)
    if rates.ndim != 3:
        raise ValueOutOfRange("the rates are not those of two sexes.", remedy="Give rates by year, sex and group.")
    logs = np.log(rates)
    average = logs.mean(axis=0)
    response, index = leading_term((logs - average).mean(axis=1))
    index = np.array(
        [
            _common_level(average, response, rates[row], guess, None if exposures is None else exposures[row])
            for row, guess in enumerate(index)
        ]
    )
    left = logs - average - (index[:, None] * response)[:, None, :]
    terms = [leading_term(left[:, sex]) for sex in range(2)]
    own_response, own_index = np.stack([term[0] for term in terms]), np.stack([term[1] for term in terms])
    fitted = average + response * index[-1] + own_response * own_index[:, -1:]
    starts = {
        "fitted": fitted,
        "observed": logs[-1],
        "level": fitted + np.outer(_levels(fitted, response, rates[-1]), response),
    }
    return model_of(years, index, own_index, responses=(response, own_response), jump_off=starts[jump_off])


def model_of(
    years: Floats, index: Floats, own_index: Floats, *, responses: tuple[Floats, Floats], jump_off: Floats
) -> CoherentModel:
    """The model with its time series estimated from the indices."""
    return CoherentModel(
        years=years,
        response=responses[0],
        index=index,
        own_response=responses[1],
        own_index=own_index,
        jump_off=jump_off,
        walk=fit_walk(index[:, None]),
        own=(fit_autoregression(own_index[0]), fit_autoregression(own_index[1])),
    )


def _common_level(average: Floats, response: Floats, rates: Floats, guess: float, exposures: Floats | None) -> float:
    def value(rate: Floats) -> float:
        return float(life_expectancy(rate).mean() if exposures is None else -(exposures * rate).sum())

    return solved_index(lambda at: value(bounded_rates(average + at * response)), value(rates), guess)


def _levels(fitted: Floats, response: Floats, rates: Floats) -> Floats:
    """[sex] how far along the response the fitted log rates lie from the observed life expectancy."""
    observed = life_expectancy(rates)

    def level(sex: int) -> float:
        return solved_index(
            lambda at: float(life_expectancy(bounded_rates(fitted + at * response))[sex]), float(observed[sex]), 0.0
        )

    return np.array([level(0), level(1)])
