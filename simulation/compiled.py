"""Compiling for the kernels of the projections: the rule book's formulas as machine code."""

from numba.extending import register_jitable

from core.compiled import compiled, njit
from rules.formulas import retirement

__all__ = ["compiled", "njit"]

# Formulas that other formulas call: known to the compiler by their plain name.
register_jitable(retirement.delay_months)
