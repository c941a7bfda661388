"""The few figures by which one projection of a fund is set against another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.result import FundResult, Projection

BALANCE_YEARS = (2035, 2050)
OUTGO_YEAR = 2050

KeyFigure = float | int | None
KeyFigures = Mapping[str, KeyFigure]

YEARS = ("first_deficit_year", "depletion_year")
HORIZONS = ("25", "50", "75")
NAMES = (
    *YEARS,
    *(f"accumulated_balance.{year}" for year in BALANCE_YEARS),
    *(f"actuarial_balance.{horizon}" for horizon in HORIZONS),
    f"outgo.{OUTGO_YEAR}",
)
UNITS = {
    "first_deficit_year": "calendar year",
    "depletion_year": "calendar year",
    "accumulated_balance": "yuan (CNY), nominal, at 31 December",
    "actuarial_balance": "share of the contribution base, over 25, 50 and 75 years",
    "outgo": "yuan (CNY), nominal, of the calendar year",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One key figure of two projections.

    difference  b − a; None where either has no such figure, as a fund that is never depleted
    """

    a: KeyFigure
    b: KeyFigure

    @property
    def difference(self) -> KeyFigure:
        return None if self.a is None or self.b is None else self.b - self.a

    def to_json(self) -> dict[str, KeyFigure]:
        """Plain numbers."""
        return {"a": self.a, "b": self.b, "difference": self.difference}


def units_of(projection: Projection) -> dict[str, str]:
    """UNITS in the money of a projection."""
    money = projection.units["money"].split(",")[0]
    return {name: unit.replace("yuan (CNY)", money) for name, unit in UNITS.items()}


def key_figures(projection: Projection, fund: str) -> KeyFigures:
    """Name -> figure of one fund, under every name of NAMES; None where the projection has none."""
    result = projection.funds[fund]
    balances = {
        f"accumulated_balance.{year}": _in_year(projection, result, "accumulated_balance", year)
        for year in BALANCE_YEARS
    }
    actuarial = result.measures.get("actuarial_balance")
    by_horizon = actuarial if isinstance(actuarial, Mapping) else {}
    return {
        **{name: _scalar(result, name) for name in YEARS},
        **balances,
        **{f"actuarial_balance.{horizon}": by_horizon.get(horizon) for horizon in HORIZONS},
        f"outgo.{OUTGO_YEAR}": _in_year(projection, result, "outgo", OUTGO_YEAR),
    }


def nested(figures: Mapping[str, Any]) -> dict[str, Any]:
    """`outgo.2050` under `outgo`, then `2050`; names without a dot stay."""
    plain: dict[str, Any] = {}
    for name, value in figures.items():
        measure, _, part = name.partition(".")
        if part:
            plain.setdefault(measure, {})[part] = value
        else:
            plain[measure] = value
    return plain


def _scalar(result: FundResult, measure: str) -> KeyFigure:
    value = result.measures.get(measure)
    return value if isinstance(value, int | float) else None


def _in_year(projection: Projection, result: FundResult, measure: str, year: int) -> KeyFigure:
    row = year - int(projection.years[0])
    values = result.measures.get(measure)
    if not isinstance(values, np.ndarray) or not 0 <= row < values.size or not np.isfinite(values[row]):
        return None
    return float(values[row])
