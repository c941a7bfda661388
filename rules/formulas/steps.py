"""Scales: a number that rises by steps."""

from rules.formulas.numbers import Numbers


def step_value(amount: float, starts: Numbers, values: Numbers) -> float:
    """The value of the last step that `amount` has reached, 0 below the first.

    starts  [step] where each step begins, rising
    values  [step] what holds from there

    Law: the scale that the parameter's own article sets
    """
    value = 0.0
    for step in range(len(starts)):
        if amount >= starts[step]:
            value = values[step]
    return float(value)
