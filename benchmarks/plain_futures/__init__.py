"""Many futures of the seven funds in plain NumPy: no compiler, the last axis of every array being the path.

The tests hold it against `simulation.futures`; the benchmark times it in the kernel's place. Both start from the same
central arrays and call the same formulas of law.
"""

from benchmarks.plain_futures.carrying import carry_all, carry_range

__all__ = ["carry_all", "carry_range"]
