"""One year of a population in many futures: chances of dying, survival, births, and sums over people.

The last axis of every array is the path, so that the innermost loop does the same arithmetic for a block of paths.
"""

# mypy: allow-untyped-defs

from simulation.compiled import njit
from simulation.demography.population import AGES, FEMALE, OLDEST, YOUNGEST_MOTHER
from simulation.futures.people.figures import CHANCES, NEWBORN


@njit(cache=True, nogil=True, error_model="numpy")
def set_dying(chance, longer, dying):
    """Fill `dying` [sex, age or NEWBORN, path] for lives `longer` [sex, path] years than central.

    chance  [sex, age or NEWBORN, power] of one year; see figures.People
    """
    for sex in range(2):
        for age in range(CHANCES):
            _respond(chance[sex, age], longer[sex], dying[sex, age])


@njit(inline="always")
def _respond(power, longer, out):
    central, a, b, c, d, e, f, g = power[0], power[1], power[2], power[3], power[4], power[5], power[6], power[7]
    for path in range(out.size):
        x = longer[path]
        out[path] = central * (1.0 + x * (a + x * (b + x * (c + x * (d + x * (e + x * (f + x * g)))))))


@njit(cache=True, nogil=True, error_model="numpy")
def advance(row, people, children, coming, dying, before, after, born):
    """Fill `after` [sex, age, path] from `before` by the rates of year `row` of `people`.

    children  [path] added to the total fertility rate; coming [path] persons added to net migration
    born      [path] scratch
    """
    for sex in range(2):
        for age in range(1, AGES):
            fixed, share = people.net_migration[row, sex, age], people.migration_pattern[sex, age]
            here, alive, q = after[sex, age], before[sex, age - 1], dying[sex, age - 1]
            for path in range(here.size):
                here[path] = alive[path] * (1.0 - q[path]) + fixed + share * coming[path]
        here, alive, q = after[sex, OLDEST], before[sex, OLDEST], dying[sex, OLDEST]
        for path in range(here.size):
            here[path] += alive[path] * (1.0 - q[path])
    _give_birth(row, people, children, before, after, born)
    for sex in range(2):
        share = people.births[row, 1] if sex == 0 else 1.0 - people.births[row, 1]
        fixed, spread = people.net_migration[row, sex, 0], people.migration_pattern[sex, 0]
        here, q = after[sex, 0], dying[sex, NEWBORN]
        for path in range(here.size):
            here[path] = born[path] * share * (1.0 - q[path]) + fixed + spread * coming[path]


@njit(inline="always")
def _give_birth(row, people, children, before, after, born):
    born[:] = 0.0
    for step in range(people.fertility_pattern.shape[1]):
        half = 0.5 * people.fertility_pattern[row, step]
        start, end = before[FEMALE, YOUNGEST_MOTHER + step], after[FEMALE, YOUNGEST_MOTHER + step]
        for path in range(born.size):
            born[path] += half * (start[path] + end[path])
    central = people.births[row, 0]
    lowest = min(central, people.lowest_fertility)
    for path in range(born.size):
        born[path] *= max(lowest, central + children[path])


@njit(cache=True, nogil=True, error_model="numpy")
def weigh(weights, span, persons, totals):
    """Fill `totals` [weight, path]: the sum over sex and age of weights [weight, sex, age] × persons [sex, age, path].

    span  [weight, (first age, one beyond the last)] where a weight is not zero
    """
    for which in range(weights.shape[0]):
        out = totals[which]
        out[:] = 0.0
        for sex in range(2):
            _add_weighted(weights[which, sex], span[which, 0], span[which, 1], persons[sex], out)


@njit(inline="always")
def _add_weighted(weight, first, last, persons, out):
    age = first
    while age + 3 < last:
        a, b, c, d = weight[age], weight[age + 1], weight[age + 2], weight[age + 3]
        one, two, three, four = persons[age], persons[age + 1], persons[age + 2], persons[age + 3]
        for path in range(out.size):
            out[path] += (a * one[path] + b * two[path]) + (c * three[path] + d * four[path])
        age += 4
    while age < last:
        a, one = weight[age], persons[age]
        for path in range(out.size):
            out[path] += a * one[path]
        age += 1
