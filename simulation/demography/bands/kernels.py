"""The yearly recursions of the demographic deviations, one path at a time."""

# mypy: allow-untyped-defs
from simulation.compiled import njit


@njit(cache=True)
def fertility_deviation(normals, first_shock, shock, persistence, level, deviation):
    """Fill `deviation` [year] with children per woman off the centre: an autoregression about a random level.

    normals  [0..year] standard normals; index 0 draws the level of the path, the others the shocks of the years
    """
    centre = level * normals[0]
    away = -centre
    for year in range(deviation.size):
        scale = first_shock if year == 0 else shock
        away = persistence * away + scale * normals[year + 1]
        deviation[year] = centre + away


@njit(cache=True)
def longevity_deviation(
    normals,
    gap_normals,
    first_shock,
    shock,
    persistence,
    male_weight,
    female_weight,
    male_trend,
    female_trend,
    gap_shock,
    gap_persistence,
    deviation,
):
    """Fill `deviation` [year, sex] with years of life at birth off the centre, male and female.

    normals      [0..year] standard normals of the driver both sexes share; index 0 draws the pace of the path
    gap_normals  [0..year] standard normals of the stationary gap between the sexes; index 0 is not used
    """
    common, gap = 0.0, 0.0
    for year in range(deviation.shape[0]):
        scale = first_shock if year == 0 else shock
        common = persistence * common + scale * normals[year + 1]
        gap = gap_persistence * gap + gap_shock * gap_normals[year + 1]
        pace = (year + 1) * normals[0]
        deviation[year, 0] = male_weight * common + male_trend * pace + 0.5 * gap
        deviation[year, 1] = female_weight * common + female_trend * pace - 0.5 * gap
