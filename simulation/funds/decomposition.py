"""Spending as a share of output, split into people, coverage and benefit level."""

import numpy as np
from numpy.typing import NDArray

Yearly = NDArray[np.float64]


def spending_decomposition(
    outgo: Yearly, *, gdp: Yearly, beneficiaries: Yearly, old: Yearly, working_age: Yearly
) -> dict[str, Yearly]:
    """支出分解: outgo ÷ GDP = dependency × coverage × benefit ratio, exactly.

    outgo, gdp      [year] yuan
    beneficiaries   [year] persons drawing
    old             [year] persons aged 60 and over
    working_age     [year] persons aged 20 to 59

    dependency = old ÷ working age; coverage = beneficiaries ÷ old; benefit ratio = outgo per beneficiary ÷ output per
    person of working age (European Commission, Ageing Report, with output per person in place of per worker).
    """
    return {
        "dependency": old / working_age,
        "coverage": beneficiaries / old,
        "benefit_ratio": (outgo / beneficiaries) / (gdp / working_age),
    }
