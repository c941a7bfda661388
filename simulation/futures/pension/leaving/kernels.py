"""The retirement pattern by year, group, sex and age, from that by cohort."""

# mypy: allow-untyped-defs

from rules.formulas import retirement
from simulation.compiled import compiled, njit
from simulation.futures.pension.figures import DEEMED, GOES, MONTHS_DRAWN, PAYOUT_MONTHS
from simulation.schemes.pension.kernels import OLDEST_AT_WORK, YOUNGEST_DRAWING, chance_of_leaving

_payout_months = compiled(retirement.payout_months)


@njit(cache=True)
def fill(first_cohort, law, deemed_years, payout_table, leaving):
    """Fill `leaving` [row, year, group, sex, age] as the pension kernel reads it; see its `_retire`.

    first_cohort  row of the cohort born in the first projected year; deemed_years [group, sex, cohort]
    """
    for row in range(leaving.shape[1]):
        for group in range(leaving.shape[2]):
            for sex in range(2):
                for age in range(YOUNGEST_DRAWING, OLDEST_AT_WORK + 2):
                    cohort = first_cohort + row - age
                    leaves = chance_of_leaving(law, group, sex, cohort, row)
                    leaving[GOES, row, group, sex, age] = 1.0 if age > OLDEST_AT_WORK else leaves
                    in_months, drawn = (
                        law.age_months[group, sex, cohort, row],
                        law.months_drawn[group, sex, cohort, row],
                    )
                    if in_months <= 0.0:
                        in_months, drawn = 12.0 * age, 6.0
                    leaving[MONTHS_DRAWN, row, group, sex, age] = drawn
                    leaving[PAYOUT_MONTHS, row, group, sex, age] = _payout_months(
                        int(in_months + 0.5), payout_table[row]
                    )
                    leaving[DEEMED, row, group, sex, age] = deemed_years[group, sex, cohort]
