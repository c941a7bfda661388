"""Who works and earns, by sex, age and year: those who pay contributions and earn pensions."""

from dataclasses import dataclass

import numpy as np

from core.errors import UnknownKey
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.retirement import Cohorts, shift_of
from simulation.countries.configured.world import Floats, World
from simulation.demography.population import AGES

_FIELDS = ("share", "level", "earnings", "moves_with")


@dataclass(frozen=True, slots=True)
class Workers:
    """One group of workers.

    share     [sex, age] share of the people who work and are covered, in the base year's law and level
    level     [year of the economy] factor on the share
    earnings  [sex, age] earnings as a multiple of the average wage
    shift     age from which the share moves with the normal age of retirement, and [sex, cohort] by how many years
    """

    cohorts: Cohorts
    share: Floats
    level: Floats
    earnings: Floats
    shift: tuple[float, Floats] | None

    def by_cohort(self, first_year: int) -> tuple[Floats, Floats]:
        """[sex, cohort, age] share who work, and earnings over the average wage, at each age of a cohort.

        first_year  the year in which `level` begins
        """
        ages = np.arange(AGES)
        share = np.repeat(self.share[:, None, :], self.cohorts.count, axis=1)
        if self.shift is not None:
            share = self._moved(share)
        years = np.clip(self.cohorts.born[:, None] + ages - first_year, 0, self.level.size - 1)
        earnings = np.broadcast_to(self.earnings[:, None, :], share.shape)
        return np.clip(share * self.level[years], 0.0, 1.0), earnings

    def on_grid(self, world: World, years: np.ndarray) -> Floats:
        """[year, sex, age] share of the people who work, by age at the year's end."""
        share, _ = self.by_cohort(world.economy.first_year)
        ages = np.arange(AGES)
        rows = np.clip(years[:, None] - ages - self.cohorts.first, 0, self.cohorts.count - 1)
        return np.asarray(np.moveaxis(share[:, rows, ages], 1, 0))

    def _moved(self, share: Floats) -> Floats:
        """The profile of each cohort stretched or pressed together from the shift's age on."""
        assert self.shift is not None
        from_age, years = self.shift
        ages = np.arange(AGES, dtype=np.float64)
        moved = share.copy()
        for sex in range(2):
            for cohort in range(self.cohorts.count):
                at = np.where(ages < from_age, ages, np.maximum(ages - years[sex, cohort], from_age))
                moved[sex, cohort] = np.interp(at, ages, self.share[sex])
        return moved


def workers_of(world: World, fields: Fields, field: str = "workers") -> Workers:
    """The group of workers that a field names."""
    known = world.country.part("workers")
    name = fields.text(field)
    if name not in known:
        raise fields.error(
            f"no group of workers is called {name!r}.",
            f"workers has: {', '.join(map(str, known.data)) or 'none'}.",
            field,
            UnknownKey,
        )
    group = known.part(name).only(*_FIELDS)
    cohorts = Cohorts.of(world)
    years = world.economy.first_year + np.arange(world.economy.series["wage"].size)
    share = world.by_age(group, "share")
    if (share > 1).any():
        raise group.error(f"{group.name}.share is above 1 at some age.", "Give shares of the people.", "share")
    return Workers(
        cohorts=cohorts,
        share=share,
        level=world.yearly(group, "level", years, 1.0),
        earnings=world.by_age(group, "earnings", 1.0),
        shift=shift_of(world, cohorts, group.part("moves_with")) if "moves_with" in group else None,
    )
