"""Formulas of the rule book compiled for the kernels: the same functions that answer a citizen, no copies."""

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.extending import register_jitable

from rules.formulas import retirement

# Formulas that other formulas call: known to the compiler by their plain name.
register_jitable(retirement.delay_months)


def compiled(formula: Callable[..., Any]) -> Any:
    """The formula as machine code that kernels can call."""
    return njit(formula, cache=True)
