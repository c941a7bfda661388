"""The three factors of spending multiply to it, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.funds.decomposition import spending_decomposition
from simulation.projection import project
from simulation.scenario import Scenario

CLOSED = 1e-9
positive = arrays(np.float64, 6, elements=st.floats(1e-3, 1e15))


@given(positive, positive, positive, positive, positive)
def test_the_factors_multiply_to_spending_as_a_share_of_output(outgo, gdp, beneficiaries, old, working_age) -> None:
    factors = spending_decomposition(outgo, gdp=gdp, beneficiaries=beneficiaries, old=old, working_age=working_age)
    assert set(factors) == {"dependency", "coverage", "benefit_ratio"}
    product = factors["dependency"] * factors["coverage"] * factors["benefit_ratio"]
    np.testing.assert_allclose(product, outgo / gdp, rtol=CLOSED)


@given(positive, positive, positive, positive, positive, st.floats(0.5, 2))
def test_each_factor_moves_with_its_own_cause_alone(outgo, gdp, beneficiaries, old, working_age, by: float) -> None:
    def factors(**changed):
        given = {"outgo": outgo, "gdp": gdp, "beneficiaries": beneficiaries, "old": old, "working_age": working_age}
        given |= changed
        return spending_decomposition(given.pop("outgo"), **given)

    base, richer = factors(), factors(outgo=outgo * by)
    for name in ("dependency", "coverage"):
        np.testing.assert_array_equal(richer[name], base[name])
    np.testing.assert_allclose(richer["benefit_ratio"], base["benefit_ratio"] * by, rtol=CLOSED)
    older = factors(old=old * by)
    np.testing.assert_allclose(older["dependency"], base["dependency"] * by, rtol=CLOSED)
    np.testing.assert_allclose(older["coverage"], base["coverage"] / by, rtol=CLOSED)
    np.testing.assert_array_equal(older["benefit_ratio"], base["benefit_ratio"])


@pytest.mark.parametrize("name", ["enterprise_pension", "government_pension", "resident_pension"])
def test_the_factors_of_chinas_pensions_multiply_to_their_share_of_output(name: str) -> None:
    projection = project(Scenario())
    fund = projection.funds[name]
    later = projection.years > fund.actual_until
    factors = fund.measures["spending_decomposition"]
    share = fund.measures["share_of_gdp"][later]
    product = np.prod([np.asarray(values)[-share.size :] for values in factors.values()], axis=0)
    np.testing.assert_allclose(product, share, rtol=CLOSED)
