"""Mortality of one sex after Lee and Carter (1992): log m[x, t] = average[x] + response[x] index[t]."""

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
from simulation.longevity.time_series import RandomWalk, fit_walk


@dataclass(frozen=True, slots=True)
class LeeCarter:
    """A fitted model.

    sex       0 male, 1 female
    years     [year] years or middles of periods, evenly spaced
    average   [group] mean log rate
    response  [group] change of the log rate by unit of the index; adds up to 1
    index     [year] level of mortality
    walk      the random walk with drift that the index follows
    jump_off  [group] log rates from which a forecast moves on
    """

    sex: int
    years: Floats
    average: Floats
    response: Floats
    index: Floats
    walk: RandomWalk
    jump_off: Floats

    def forecast(
        self, horizon: int, paths: int, chance: np.random.Generator, *, parameters: bool = True
    ) -> LifeForecast:
        """Life expectancy at birth: years [step], central [step], paths [path, step].

        parameters  whether drift and volatility of the walk are uncertain too
        """
        moves = self.walk.simulate(horizon, paths, chance, parameters=parameters)[..., 0]
        return LifeForecast(
            years=years_ahead(self.years, horizon),
            central=self._life(self.walk.central(horizon)[:, 0]),
            paths=self._life(moves),
        )

    def _life(self, move: Floats) -> Floats:
        """[...] life expectancy when the index has moved by `move` [...] from its last value."""
        return sex_expectancy(bounded_rates(self.jump_off + move[..., None] * self.response), self.sex)


def fit_lee_carter(
    rates: Floats, years: Floats, *, sex: int, exposures: Floats | None = None, jump_off: str = "level"
) -> LeeCarter:
    """Fit to central rates [year, group] of one sex.

    exposures  [year, group] person-years; with them the second stage moves each year's index until the deaths are
               those observed (Lee and Carter), without them until the life expectancy is (Lee and Miller 2001)
    jump_off   where forecasts start: "fitted" at the model's last rates; "level" at them, moved along the response
               until the last life expectancy is the observed one; "observed" at the last rates themselves
    """
    refuse_bad_rates(rates, years, exposures)
    refuse_jump_off(jump_off)
    if sex not in (0, 1):
        raise ValueOutOfRange(f"there is no sex {sex}.", remedy="Give 0 for male, 1 for female.")
    logs = np.log(rates)
    average = logs.mean(axis=0)
    response, index = leading_term(logs - average)

    def level(row: int, guess: float, weight: Floats | None) -> float:
        def value(at: float) -> float:
            modelled = bounded_rates(average + at * response)
            if weight is None:
                return float(sex_expectancy(modelled, sex))
            return -float((weight[row] * modelled).sum())

        observed = sex_expectancy(rates[row], sex) if weight is None else -(weight[row] * rates[row]).sum()
        return solved_index(value, float(observed), guess)

    index = np.array([level(row, guess, exposures) for row, guess in enumerate(index)])
    start = average + response * (index[-1] if jump_off == "fitted" else level(-1, float(index[-1]), None))
    return LeeCarter(
        sex=sex,
        years=years,
        average=average,
        response=response,
        index=index,
        walk=fit_walk(index[:, None]),
        jump_off=logs[-1] if jump_off == "observed" else start,
    )


def sex_expectancy(death_rate: Floats, sex: int) -> Floats:
    """[...] life expectancy at birth of one sex under central rates [..., group]."""
    both = np.stack([death_rate, death_rate], axis=-2)
    return np.asarray(life_expectancy(both)[..., sex], dtype=np.float64)
