import numpy as np
import pytest

from simulation.chance.correlation import BadCorrelation, correlation_root, possible_range

NAMES = ("sun", "rain", "wind")


def matrix(sun_rain=0.0, sun_wind=0.0, rain_wind=0.0):
    return np.array([[1, sun_rain, sun_wind], [sun_rain, 1, rain_wind], [sun_wind, rain_wind, 1]], dtype=float)


def test_the_root_multiplies_back_to_the_matrix():
    good = matrix(0.5, -0.3, 0.2)
    root = correlation_root(good, NAMES)
    assert np.allclose(root @ root.T, good, atol=1e-15)
    assert np.array_equal(root, np.tril(root))


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ((0, 1), 0.4, "sun and rain have two correlations"),
        ((2, 2), 0.9, "wind has a correlation of 0.9 with itself"),
        ((2, 1), np.nan, "rain and wind have two correlations"),
    ],
)
def test_a_matrix_with_one_bad_number_is_refused_by_name(place, value, message):
    bad = matrix()
    bad[place] = value
    with pytest.raises(BadCorrelation, match=message):
        correlation_root(bad, NAMES)


def test_a_correlation_beyond_one_is_refused_by_name():
    with pytest.raises(BadCorrelation, match=r"sun and wind have a correlation of 1\.2"):
        correlation_root(matrix(sun_wind=1.2), NAMES)


@pytest.mark.parametrize(
    ("bad", "pair"),
    [
        # Taking the first of each down to 0.736 is enough; the others would have to move by 0.385 and 0.42.
        (matrix(0.95, 0.6, -0.1), "sun and rain"),
        (matrix(-0.1, 0.95, 0.6), "sun and wind"),
        (matrix(0.6, -0.1, 0.95), "rain and wind"),
    ],
)
def test_a_matrix_that_is_not_positive_definite_names_the_pair_to_mend(bad, pair):
    assert np.linalg.eigvalsh(bad)[0] < 0
    with pytest.raises(BadCorrelation, match=f"not positive definite; most to blame are {pair}"):
        correlation_root(bad, NAMES)


def test_one_wrong_sign_among_many_is_found():
    bad = np.full((6, 6), 0.8)
    np.fill_diagonal(bad, 1.0)
    bad[1, 4] = bad[4, 1] = -0.8
    with pytest.raises(BadCorrelation, match=r"to blame are b and e \(-0.8\).*between 0.5"):
        correlation_root(bad, "abcdef")


def test_a_fitted_pair_is_not_blamed():
    with pytest.raises(BadCorrelation, match="most to blame are sun and wind"):
        correlation_root(matrix(0.95, 0.6, -0.1), NAMES, fitted=("sun", "rain"))


def test_the_possible_range_is_where_the_matrix_is_positive_definite():
    bad = matrix(0.95, 0.6, -0.1)
    low, high = possible_range(bad, 1, 2)
    for value, is_good in ((low - 1e-3, False), (low + 1e-3, True), (high - 1e-3, True), (high + 1e-3, False)):
        bad[1, 2] = bad[2, 1] = value
        assert (np.linalg.eigvalsh(bad)[0] > 0) == is_good


def test_a_matrix_that_no_single_pair_can_mend_is_still_refused_by_name():
    bad = np.full((4, 4), -0.9)
    np.fill_diagonal(bad, 1.0)
    with pytest.raises(BadCorrelation, match=r"\(-0.9\), and others"):
        correlation_root(bad, ("north", "east", "south", "west"))


def test_a_matrix_of_another_size_is_refused():
    with pytest.raises(BadCorrelation, match="not 3 by 3"):
        correlation_root(np.eye(2), NAMES)
