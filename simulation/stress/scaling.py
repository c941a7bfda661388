"""An assumption multiplied by a factor from a year on, written as settings."""

import numpy as np

from core.errors import UnknownKey
from simulation.scenario import Scenario
from simulation.single_fund import surroundings_of


def scaled_settings(scenario: Scenario, key: str, *, factor: float, since: int) -> tuple[str, ...]:
    """Settings that multiply a row of the scenario's assumptions by `factor` in every year from `since` on.

    UnknownKey when no assumption has that name: a figure of the law is changed by a setting of its own.
    """
    rows = surroundings_of(scenario).assumptions
    if key not in rows:
        raise UnknownKey(f"no assumption is called {key!r}, to be multiplied.", remedy="`anlan assumptions list`.")
    last = max(since, *(year for year, _ in rows.row(key).points))
    years = np.arange(since, last + 1)
    values = rows.array(key, years) * factor
    return tuple(
        f"{key}@{year}={float(value)!r}"
        for row, (year, value) in enumerate(zip(years.tolist(), values, strict=True))
        if row == 0 or value != values[row - 1]
    )
