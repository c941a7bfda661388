import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest, qmc

from core.errors import ValueOutOfRange
from simulation.chance import kernels
from simulation.chance.plan import Plan
from simulation.chance.randomness import source_of, standard_normals

# Random123, kat_vectors, philox4x32 with 10 rounds: counter, key, answer.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
WAYS = ("pseudo", "antithetic", "sobol")
SIZE = {"purposes": 11, "first_year": 2026, "years": 20}


def draw(plan, first_path=0, last_path=None, **changes):
    last_path = plan.paths if last_path is None else last_path
    return standard_normals(plan, first_path=first_path, last_path=last_path, **{**SIZE, **changes})


def plain_philox(counter, key):
    """The published recursion with Python's unbounded integers."""
    c, k, low = list(counter), list(key), 2**32 - 1
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & low, (p0 >> 32) ^ c[3] ^ k[1], p0 & low]
        k = [(k[0] + 0x9E3779B9) & low, (k[1] + 0xBB67AE85) & low]
    return tuple(c)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_known_answers_of_random123(counter, key, answer):
    words = [np.uint64(word) for word in (*counter, *key)]
    assert tuple(int(word) for word in kernels.philox(*words)) == answer


def test_philox_agrees_with_unbounded_integers_on_odd_counters():
    for number in range(200):
        counter = tuple((number * step + 12345) % 2**32 for step in (2654435761, 40503, 2246822519, 3266489917))
        key = (number * 97 % 2**32, 2**32 - 1 - number)
        words = [np.uint64(word) for word in (*counter, *key)]
        assert tuple(int(word) for word in kernels.philox(*words)) == plain_philox(counter, key)


def test_a_uniform_never_reaches_0_or_1():
    none, all_bits = np.uint64(0), np.uint64(2**32 - 1)
    lowest, highest = kernels.uniform(none, none), kernels.uniform(all_bits, all_bits)
    assert lowest == 2.0**-53
    assert highest == 1.0 - lowest < 1.0
    assert kernels.normal_quantile(lowest) == -kernels.normal_quantile(highest) < -8


def test_the_normal_quantile_is_right_to_nine_digits_from_the_middle_to_the_far_tails():
    middle = np.linspace(0.001, 0.999, 4001)
    tails = 10.0 ** -np.linspace(1, 300, 2000)
    for p in (*middle, *tails, *(1 - 10.0 ** -np.linspace(1, 15, 200))):
        assert kernels.normal_quantile(p) == pytest.approx(ndtri(p), rel=1e-12, abs=1e-15)


def test_a_draw_is_a_function_of_seed_path_year_and_purpose_alone():
    plan = Plan(50, seed=2**40 + 7)
    draws = draw(plan)
    key = (plan.seed % 2**32, plan.seed >> 32)
    for path, purpose, column in ((0, 0, 0), (7, 3, 5), (49, 10, 20)):
        year = 0 if column == 0 else SIZE["first_year"] + column - 1
        words = plain_philox((path, year, purpose // 2, 1), key)
        high, low = words[2:] if purpose % 2 else words[:2]
        p = ((high >> 6) * 2**26 + (low >> 6) + 0.5) / 2**52
        assert draws[path, purpose, column] == pytest.approx(ndtri(p), rel=1e-12)


def test_a_calendar_year_keeps_its_draws_when_the_first_year_moves():
    plan = Plan(10)
    assert np.array_equal(draw(plan)[:, :, 4:], draw(plan, first_year=2029, years=17)[:, :, 1:])


@pytest.mark.parametrize("changed", [{"seed": 2}, {"seed": 1 + 2**32}])
def test_another_seed_shares_no_draw(changed):
    assert not np.isin(draw(Plan(100)), draw(Plan(100, **changed))).any()


def test_no_draw_stands_twice():
    draws = draw(Plan(2000))
    assert np.unique(draws).size == draws.size


@pytest.mark.parametrize("sampling", WAYS)
def test_draws_have_the_moments_of_a_standard_normal(sampling):
    plan = Plan(4096, sampling=sampling)
    draws = draw(plan)
    error = 1 / np.sqrt(draws.size)
    assert abs(draws.mean()) < 4 * error
    assert abs(draws.var() - 1) < 4 * np.sqrt(2) * error
    assert abs((draws**3).mean()) < 4 * np.sqrt(15) * error
    assert abs((draws**4).mean() - 3) < 4 * np.sqrt(96) * error


def test_pseudo_draws_pass_kolmogorov_and_smirnov_and_are_independent_across_purposes_and_years():
    draws = draw(Plan(8000))
    assert kstest(draws.ravel()[::7], "norm").pvalue > 0.001
    flat = draws.reshape(8000, -1)
    between = np.corrcoef(flat.T)[np.triu_indices(flat.shape[1], 1)]
    # The largest of 26,565 independent correlations of 8,000 draws stays below five standard errors.
    assert np.abs(between).max() < 5 / np.sqrt(8000)
    assert between.std() == pytest.approx(1 / np.sqrt(8000), rel=0.03)


@pytest.mark.parametrize("sampling", WAYS)
@pytest.mark.parametrize("cuts", [(0, 100), (0, 37, 100), (0, 1, 2, 15, 16, 63, 64, 100)])
def test_the_bits_do_not_depend_on_how_the_paths_are_divided(sampling, cuts):
    plan = Plan(100, seed=3, sampling=sampling)
    parts = [draw(plan, first, last) for first, last in pairwise(cuts)]
    assert np.concatenate(parts).tobytes() == draw(plan).tobytes()


def test_an_antithetic_path_is_the_mirror_of_the_one_before():
    draws = draw(Plan(100, sampling="antithetic"))
    assert np.array_equal(draws[1::2], -draws[::2])
    assert np.array_equal(draws[::2], draw(Plan(100))[::2])


def test_sobol_draws_are_those_of_scipy():
    plan = Plan(300, seed=9, sampling="sobol")
    dimensions = SIZE["purposes"] * (SIZE["years"] + 1)
    with warnings.catch_warnings(action="ignore"):
        points = qmc.Sobol(dimensions, scramble=True, bits=32, rng=np.random.default_rng(9)).random(300)
    expected = ndtri(points + 2.0**-33).reshape(300, SIZE["years"] + 1, SIZE["purposes"]).transpose(0, 2, 1)
    assert np.allclose(draw(plan), expected, rtol=1e-12, atol=1e-12)


def test_a_power_of_two_sobol_points_puts_one_in_every_cell():
    draws = draw(Plan(1024, sampling="sobol"))
    for column in draws.reshape(1024, -1).T:
        assert np.array_equal(np.searchsorted(ndtri(np.arange(1, 1024) / 1024), np.sort(column)), np.arange(1024))


def test_sobol_estimates_a_mean_better_than_pseudo_draws():
    def error(sampling):
        return np.abs(draw(Plan(1024, sampling=sampling)).mean(axis=0)).mean()

    assert error("sobol") < error("pseudo") / 20


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (5, 4), (0, 11)])
def test_a_range_outside_the_plan_is_refused(first, last):
    with pytest.raises(ValueOutOfRange, match="not a range of the plan's 10"):
        draw(Plan(10), first, last)


def test_more_sobol_dimensions_than_exist_are_refused():
    with pytest.raises(ValueOutOfRange, match="at most 21201 dimensions"):
        source_of(Plan(8, sampling="sobol"), purposes=11, years=2000)
