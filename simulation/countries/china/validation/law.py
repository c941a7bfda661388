"""The reform's official examples through the rule book, and the months that an account is really drawn."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.months import MONTHS_PER_YEAR
from rules.questions.asking import explain
from simulation.countries.china.bases import china_demography
from simulation.countries.china.pack import base_rules
from simulation.demography.life_table import life_table_from_rates
from simulation.demography.mortality import newborn_years
from simulation.validation_case import ValidationCase, compared, read_figures

FIGURES = Path(__file__).parent / "law.yaml"
_AGES = (50, 55, 60, 63, 65)
_OLD = 60


def law_cases() -> tuple[ValidationCase, ...]:
    """Official examples and the money's worth of the personal account."""
    examples = _examples()
    ours: dict[str, Callable[[int], float]] = {name: partial(_same, value) for name, value in examples.items()}
    ours |= {f"accounts: expected months from {age}": partial(_expected, age) for age in _AGES}
    ours["accounts: payout months ÷ expected months at 60"] = lambda year: (
        _asked("payout_months", age={"years": _OLD, "months": 0})["months"] / _expected(_OLD, year)
    )
    return compared(read_figures(FIGURES), ours)


def expected_months(year: int) -> np.ndarray:
    """[age] months that a person of either sex still lives under the United Nations' mortality of `year`.

    The table of both sexes has the mean of men's and women's death rates.
    """
    country = china_demography()
    level = country.mortality.level(country.life_expectancy.at(np.array([year])))
    rates = country.mortality.death_rate(level)[0]
    newborn = newborn_years(rates[:, 0]).mean()
    return np.asarray(life_table_from_rates(rates.mean(axis=0), newborn).life_expectancy() * MONTHS_PER_YEAR)


def _expected(age: int, year: int) -> float:
    return float(expected_months(year)[age])


def _same(value: float, _year: int) -> float:
    return value


def _examples() -> dict[str, float]:
    man = _asked("retirement", birth="1967-05-12", category="male")
    woman = _asked("retirement", birth="1974-10-08", category="female_cadre")
    younger = _asked("retirement", birth="1983-02-25", category="male")
    return {
        "law: months of age at retirement, man born 1967-05": _months(man),
        "law: month of retirement, man born 1967-05": float(str(man["statutory_month"]).partition("-")[2]),
        "law: months of age at retirement, woman (55) born 1974-10": _months(woman),
        "law: minimum years, woman (55) born 1974-10": float(woman["minimum_years"]),
        "law: months of age at retirement, man born 1983-02": _months(younger),
        "law: minimum years, retirement in September": float(_asked("minimum_years", month="2035-09")["years"]),
        "law: payout months at 60 years 3 months": float(
            _asked("payout_months", age={"years": _OLD, "months": 3})["months"]
        ),
    }


def _asked(question: str, **inputs: Any) -> dict[str, Any]:
    return dict(explain(base_rules(), question, inputs).outputs)


def _months(answer: dict[str, Any]) -> float:
    age = answer["statutory_age"]
    return float(age["years"] * MONTHS_PER_YEAR + age["months"])
