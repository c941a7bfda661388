"""The cohort-component recursion, one calendar year after another."""

# mypy: allow-untyped-defs
from simulation.compiled import njit
from simulation.demography.population import AGES, FEMALE, OLDEST, YOUNGEST_MOTHER


@njit(cache=True)
def advance(
    fertility, male_share, death_probability, newborn_death_probability, net_migration, persons, births, deaths
):
    """Fill the years after the first of `persons`, `births` and `deaths`.

    fertility                  [year, age 15..49] births per woman and year of age at mid-year
    male_share                 [year] boys among the newborn
    death_probability          [year, sex, age] during the year, by age at the end of the year before
    newborn_death_probability  [year, sex] before the end of the year of birth
    net_migration              [year, sex, age at the end of the year] persons, counted after the year's deaths
    persons                    [year, sex, age] row 0 given
    births, deaths             [year, sex] rows from 1 on are written

    Births are the fertility rates on the mean of the women at the two ends of the year.
    """
    mothers = fertility.shape[1]
    for year in range(1, persons.shape[0]):
        before, after = persons[year - 1], persons[year]
        for sex in range(2):
            died = 0.0
            for age in range(AGES):
                died += before[sex, age] * death_probability[year, sex, age]
            for age in range(1, AGES):
                alive = before[sex, age - 1] * (1.0 - death_probability[year, sex, age - 1])
                after[sex, age] = alive + net_migration[year, sex, age]
            after[sex, OLDEST] += before[sex, OLDEST] * (1.0 - death_probability[year, sex, OLDEST])
            deaths[year, sex] = died
        born = 0.0
        for step in range(mothers):
            age = YOUNGEST_MOTHER + step
            born += fertility[year, step] * 0.5 * (before[FEMALE, age] + after[FEMALE, age])
        births[year, 0] = born * male_share[year]
        births[year, 1] = born * (1.0 - male_share[year])
        for sex in range(2):
            died = births[year, sex] * newborn_death_probability[year, sex]
            after[sex, 0] = births[year, sex] - died + net_migration[year, sex, 0]
            deaths[year, sex] += died
