"""Employees insured against unemployment and injury: the published number, moved by working people and coverage."""

import numpy as np
from numpy.typing import NDArray

from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import relative_to_base
from simulation.schemes.working_life import persons_of_working_age


def insured_workers(context: SchemeContext, fund: str) -> NDArray[np.float64]:
    """[year, base year first] persons insured by `fund`: they follow people at work and the row `fund`.coverage."""
    at_work = persons_of_working_age(context)
    insured = context.published.at(f"{fund}.insured", context.base_year)
    return np.asarray(insured * at_work / at_work[0] * relative_to_base(context, f"{fund}.coverage"))
