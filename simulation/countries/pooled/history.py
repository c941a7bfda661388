"""The years a pool has counted, in front of those that are projected from it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from datapool.aggregates.published import Aggregates
from simulation.countries.china.history import FundHistory
from simulation.countries.pooled.estimates import Floats, amount
from simulation.countries.pooled.levels import (
    DRAWING,
    EMPLOYEES,
    FEN,
    INTERRUPTED,
    PAYING,
    PUBLIC_BODIES,
    RESIDENTS,
)
from simulation.result import FundResult

SCHEMES: Mapping[str, str] = {
    "enterprise_pension": EMPLOYEES,
    "government_pension": PUBLIC_BODIES,
    "resident_pension": RESIDENTS,
}


def history_of(aggregates: Aggregates) -> FundHistory:
    """Members of every fund at each year end; income and outgo as a whole are not known, only two of their lines."""
    years = np.arange(aggregates.first_year, aggregates.last_year + 1)
    return FundHistory(
        years=years,
        known={fund: _known(aggregates, scheme, years) for fund, scheme in SCHEMES.items()},
        unverified_years={fund: frozenset() for fund in SCHEMES},
        status=dict.fromkeys(SCHEMES, ("actual",) * years.size),
    )


def with_known_lines(result: FundResult, aggregates: Aggregates) -> FundResult:
    """The fund with the contributions received and the pensions paid of the counted years in their lines."""
    scheme, years = SCHEMES[result.name], np.arange(aggregates.first_year, aggregates.last_year + 1)
    received = _series(aggregates, "contributions", ("received_employer", "received_person"), scheme, years)
    paid = _series(aggregates, "pensions", ("paid",), scheme, years)
    return replace(
        result,
        income_lines={**result.income_lines, "contributions": _put(result.income_lines["contributions"], received)},
        outgo_lines={**result.outgo_lines, "benefits": _put(result.outgo_lines["benefits"], paid)},
    )


def _series(
    aggregates: Aggregates, table: str, measures: tuple[str, ...], scheme: str, years: NDArray[np.int64]
) -> Floats:
    return np.array(
        [sum(amount(aggregates, table, each, int(year), scheme) for each in measures) / FEN for year in years]
    )


def _known(aggregates: Aggregates, scheme: str, years: NDArray[np.int64]) -> dict[str, Floats]:
    paying, idle, drawing = (
        np.array([amount(aggregates, "members", "persons", int(year), scheme, state) for year in years])
        for state in (PAYING, INTERRUPTED, DRAWING)
    )
    active = paying + idle
    return {
        "insured": active + drawing,
        "active": active,
        "contributors": paying,
        "beneficiaries": drawing,
        "support_ratio": np.divide(active, drawing, out=np.full(active.size, np.nan), where=drawing > 0.0),
    }


def _put(line: Floats, past: Floats) -> Floats:
    return np.concatenate([past, line[past.size :]])
