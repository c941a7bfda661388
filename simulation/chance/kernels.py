"""Chance as a pure function of (seed, path, year, purpose), and the paths of the drivers that it moves.

Philox4x32-10 of Salmon and others (2011), "Parallel random numbers: as easy as 1, 2, 3": a counter goes in, four words
of 32 bits come out, nothing is remembered. Normals by algorithm AS 241 of Wichura (1988), to about 1e-16.
"""

# mypy: allow-untyped-defs

from math import log, sqrt

import numpy as np

from simulation.compiled import njit
from simulation.demography.bands.kernels import fertility_deviation, longevity_deviation

_LOW, _WORD = np.uint64(0xFFFFFFFF), np.uint64(32)
_FACTOR_0, _FACTOR_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_STEP_0, _STEP_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_ROUNDS = 10
_DROPPED, _HIGH_UNIT = np.uint64(6), 2.0**26
# The third word of the counter for these draws, so that another user of the same seed never meets the same numbers.
_DOMAIN = np.uint64(1)
_ONE = np.uint64(1)

# Ways of sampling.
PSEUDO, ANTITHETIC, SOBOL = 0, 1, 2

# Rows of the normals, in the order of `driver_names.DRIVERS`; the four of the economy stand together.
DRIVERS = 11
FERTILITY, LONGEVITY, GAP, MIGRATION, ECONOMY, COVERAGE, COMPLIANCE, MEDICAL = 0, 1, 2, 3, 4, 8, 9, 10
VARIABLES = 4
# Rows of the paths that hold one number a year; the economy's four follow OUT_ECONOMY.
OUT_FERTILITY, OUT_MIGRATION, OUT_ECONOMY, OUT_COVERAGE, OUT_COMPLIANCE, OUT_MEDICAL = 0, 1, 2, 6, 7, 8
FIELDS = 9

# AS 241: coefficients from the highest power down; numerator and denominator in the middle, near and far tail.
_MIDDLE_HALF, _MIDDLE_SQUARE, _TAIL_SPLIT, _NEAR_SHIFT = 0.425, 0.180625, 5.0, 1.6
_MIDDLE = (
    (
        *(2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457),
        *(13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    ),
    (
        *(5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867),
        *(5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
    ),
)
_NEAR = (
    (
        *(7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258),
        *(3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    ),
    (
        *(1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459),
        *(0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
    ),
)
_FAR = (
    (
        *(2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093),
        *(0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    ),
    (
        *(2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4),
        *(0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
    ),
)


@njit(cache=True, nogil=True, inline="always")
def philox(c0, c1, c2, c3, k0, k1):
    """The four words of counter (c0, c1, c2, c3) under key (k0, k1); each word's 32 bits are held in 64."""
    for _ in range(_ROUNDS):
        p0, p1 = _FACTOR_0 * c0, _FACTOR_1 * c2
        c0, c1, c2, c3 = (p1 >> _WORD) ^ c1 ^ k0, p1 & _LOW, (p0 >> _WORD) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _STEP_0) & _LOW, (k1 + _STEP_1) & _LOW
    return c0, c1, c2, c3


@njit(cache=True, nogil=True, inline="always")
def uniform(high, low):
    """A number strictly between 0 and 1 from two words: the middle, held exactly, of one of 2^52 cells."""
    cell = np.float64(high >> _DROPPED) * _HIGH_UNIT + np.float64(low >> _DROPPED)
    return (cell + 0.5) * 2.0**-52


@njit(cache=True, nogil=True, inline="always")
def _ratio(coefficients, r):
    above, below = 0.0, 0.0
    for power in range(8):
        above = above * r + coefficients[0][power]
        below = below * r + coefficients[1][power]
    return above / below


@njit(cache=True, nogil=True)
def normal_quantile(p):
    """The standard normal quantile of p, 0 < p < 1."""
    q = p - 0.5
    if abs(q) <= _MIDDLE_HALF:
        return q * _ratio(_MIDDLE, _MIDDLE_SQUARE - q * q)
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    tail = _ratio(_NEAR, r - _NEAR_SHIFT) if r <= _TAIL_SPLIT else _ratio(_FAR, r - _TAIL_SPLIT)
    return -tail if q < 0.0 else tail


@njit(cache=True, nogil=True)
def keyed_normals(key_0, key_1, path, first_year, normals):
    """Fill normals [purpose, year index] of one path; index 0 is drawn as year 0, index k as first_year + k − 1."""
    purposes, columns = normals.shape
    for column in range(columns):
        year = np.uint64(0 if column == 0 else first_year + column - 1)
        for pair in range((purposes + 1) // 2):
            w0, w1, w2, w3 = philox(np.uint64(path), year, np.uint64(pair), _DOMAIN, key_0, key_1)
            normals[2 * pair, column] = uniform(w0, w1)
            if 2 * pair + 1 < purposes:
                normals[2 * pair + 1, column] = uniform(w2, w3)
    for purpose in range(purposes):
        for column in range(columns):
            normals[purpose, column] = normal_quantile(normals[purpose, column])


@njit(cache=True, nogil=True)
def sobol_point(path, start, directions, point):
    """Fill point [dimension] with the Sobol point of index `path`: `start` and the directions of its Gray code."""
    gray = np.uint64(path) ^ (np.uint64(path) >> _ONE)
    point[:] = start
    for bit in range(directions.shape[0]):
        if (gray >> np.uint64(bit)) & _ONE:
            for dimension in range(point.size):
                point[dimension] ^= directions[bit, dimension]


@njit(cache=True, nogil=True)
def sobol_step(path, directions, point):
    """Turn the Sobol point of index `path` into the next one, which differs by one direction."""
    bit, left = 0, np.uint64(path)
    while left & _ONE:
        bit, left = bit + 1, left >> _ONE
    if bit < directions.shape[0]:
        for dimension in range(point.size):
            point[dimension] ^= directions[bit, dimension]


@njit(cache=True, nogil=True)
def sobol_normals(point, normals):
    """Fill normals [purpose, year index]; dimension = year index × purposes + purpose, so early years come first."""
    purposes, columns = normals.shape
    for purpose in range(purposes):
        for column in range(columns):
            cell = np.float64(point[column * purposes + purpose])
            normals[purpose, column] = normal_quantile((cell + 0.5) * 2.0**-32)


@njit(cache=True, nogil=True)
def draw_normals(sampling, key_0, key_1, first_path, first_year, start, directions, out):
    """Fill out [path, purpose, year index] with the independent normals of the paths from `first_path` on."""
    point = np.empty(start.size, np.uint32)
    for row in range(out.shape[0]):
        _path_normals(sampling, key_0, key_1, first_path, row, first_year, start, directions, point, out[row])


@njit(cache=True, nogil=True)
def _path_normals(sampling, key_0, key_1, first_path, row, first_year, start, directions, point, normals):
    path = first_path + row
    if sampling == SOBOL:
        if row == 0:
            sobol_point(path, start, directions, point)
        else:
            sobol_step(path - 1, directions, point)
        sobol_normals(point, normals)
        return
    mirrored = sampling == ANTITHETIC and path % 2 == 1
    keyed_normals(key_0, key_1, path - 1 if mirrored else path, first_year, normals)
    if mirrored:
        normals *= -1.0


@njit(cache=True, nogil=True)
def correlate(root, open_drivers, normals, shocks):
    """Fill shocks [driver, year index]: root @ normals from index 1 on, index 0 as it is; zero for held drivers.

    The four of the economy keep their shocks when held, because each moves the others; their paths are held instead.
    """
    columns = normals.shape[1]
    for driver in range(DRIVERS):
        is_economy = ECONOMY <= driver < ECONOMY + VARIABLES
        kept = 1.0 if is_economy else open_drivers[driver]
        shocks[driver, 0] = kept * normals[driver, 0]
        for column in range(1, columns):
            shocks[driver, column] = 0.0
        for other in range(driver + 1):
            weight = kept * root[driver, other]
            if weight != 0.0:
                for column in range(1, columns):
                    shocks[driver, column] += weight * normals[other, column]


@njit(cache=True, nogil=True)
def walk(shocks, step, bound, deviation):
    """Fill deviation [year]: a random walk from zero that stops at −bound and +bound."""
    value = 0.0
    for year in range(deviation.size):
        value = min(max(value + step * shocks[year + 1], -bound), bound)
        deviation[year] = value


@njit(cache=True, nogil=True)
def stationary(shocks, persistence, scale, deviation):
    """Fill deviation [year] = scale [year] × a first-order autoregression of variance 1 that starts at shocks[0]."""
    fresh = sqrt(1.0 - persistence * persistence)
    value = shocks[0]
    for year in range(deviation.size):
        value = persistence * value + fresh * shocks[year + 1]
        deviation[year] = scale[year] * value


@njit(cache=True, nogil=True)
def economy(shocks, lags, spread, mean_root, reach, past, deviation):
    """Fill deviation [variable, year] of the mean-adjusted vector autoregression, zero before the first year.

    shocks     [variable, year index] correlated, of variance 1; index 0 draws the path's own long-run mean
    lags       [lag, variable, variable]; spread [variable] standard deviation of the residuals
    mean_root  [variable, variable] root of the covariance of the long-run mean
    reach      [variable, year] a deviation stays between −reach and +reach, and goes on from there
    past       [lag + 1, variable] scratch: the latest deviations from the path's own mean; last row: that mean
    """
    depth = lags.shape[0]
    for variable in range(VARIABLES):
        mean = 0.0
        for other in range(variable + 1):
            mean += mean_root[variable, other] * shocks[other, 0]
        past[depth, variable] = mean
        for lag in range(depth):
            past[lag, variable] = -mean
    for year in range(deviation.shape[1]):
        for variable in range(VARIABLES):
            value = past[depth, variable] + spread[variable] * shocks[variable, year + 1]
            for lag in range(depth):
                for other in range(VARIABLES):
                    value += lags[lag, variable, other] * past[lag, other]
            deviation[variable, year] = min(max(value, -reach[variable, year]), reach[variable, year])
        for variable in range(VARIABLES):
            for lag in range(depth - 1, 0, -1):
                past[lag, variable] = past[lag - 1, variable]
            past[0, variable] = deviation[variable, year] - past[depth, variable]


@njit(cache=True, nogil=True)
def draw_paths(
    sampling, key_0, key_1, first_path, first_year, start, directions,
    root, open_drivers, waiting, fertility, longevity, migration, migration_scale, steps, bounds,
    lags, spread, mean_root, reach, fields, life_expectancy,
):  # fmt: skip
    """Fill fields [FIELDS, path, year] and life_expectancy [path, year, sex] for the paths from `first_path` on.

    waiting               years at the beginning in which births and deaths are already counted
    fertility, longevity  parameters in the order of the demographic kernels; migration  persistence
    steps, bounds         [coverage, compliance, medical]
    """
    paths, years = fields.shape[1], fields.shape[2]
    point = np.empty(start.size, np.uint32)
    normals, shocks = np.empty((DRIVERS, years + 1)), np.empty((DRIVERS, years + 1))
    past, deviation = np.empty((lags.shape[0] + 1, VARIABLES)), np.empty((VARIABLES, years))
    fields[OUT_FERTILITY, :, :waiting] = 0.0
    life_expectancy[:, :waiting] = 0.0
    for row in range(paths):
        _path_normals(sampling, key_0, key_1, first_path, row, first_year, start, directions, point, normals)
        correlate(root, open_drivers, normals, shocks)
        for driver in (FERTILITY, LONGEVITY, GAP):
            shocks[driver, waiting] = shocks[driver, 0]
        fertility_deviation(shocks[FERTILITY, waiting:], *fertility, fields[OUT_FERTILITY, row, waiting:])
        common, gap = shocks[LONGEVITY, waiting:], shocks[GAP, waiting:]
        longevity_deviation(common, gap, *longevity, life_expectancy[row, waiting:])
        stationary(shocks[MIGRATION], migration, migration_scale, fields[OUT_MIGRATION, row])
        economy(shocks[ECONOMY : ECONOMY + VARIABLES], lags, spread, mean_root, reach, past, deviation)
        for variable in range(VARIABLES):
            is_open = open_drivers[ECONOMY + variable]
            for year in range(years):
                fields[OUT_ECONOMY + variable, row, year] = is_open * deviation[variable, year]
        for walker in range(3):
            walk(shocks[COVERAGE + walker], steps[walker], bounds[walker], fields[OUT_COVERAGE + walker, row])
        for year in range(years):
            fields[OUT_COVERAGE, row, year] += 1.0
            fields[OUT_COMPLIANCE, row, year] += 1.0
