"""Fit the employees' pension to what was published by the end of a year: `python -m …backtest.fitting` writes the fits.

Each fitted row is a mean over published years, so that no single year with one-off items decides it. Rows that nobody
published (how people retire, who is covered) are the assumptions of the base set and are not fitted.
"""

import argparse
from pathlib import Path

import numpy as np

from simulation.assumptions import AssumptionSet
from simulation.countries.china.pack import FOLDER, base_rules, structural_assumptions
from simulation.fitted_rows import Fields, row_fields, write_rows
from simulation.published import PublishedFigures
from simulation.schemes.pension.employees import GROUPS
from simulation.schemes.pension.inputs import PensionGroup

MODULE = "simulation.countries.china.backtest.fitting"
READS = ("economy_to_2018.yaml", "pension_to_2018.yaml")
BASE_YEARS = (2016, 2017, 2018)
LEVY_YEARS = (2013, 2014, 2015)
SUBSIDY_YEARS = (2015, 2016, 2017)
DEPOSIT_RATE = 0.025
OPENING_SHARE = 0.943
FADING = 0.5


def fitted_path(base_year: int, folder: Path = FOLDER) -> Path:
    """Where the fit to data up to `base_year` is kept."""
    return folder / "backtest" / f"fitted_{base_year}.yaml"


def fit(base_year: int, figures: PublishedFigures) -> dict[str, Fields]:
    """The rows fitted to `figures` of `base_year` and earlier, as an assumption file holds them."""
    known = figures.until(base_year)
    scale = _base_ratio_scale(known)
    structure = structural_assumptions()
    rows: dict[str, Fields] = {}
    for group in GROUPS[:2]:
        key = f"pension.{group.name}.base_ratio"
        rows[key] = _row(structure, key, structure.number(key) * scale, f"levy of {_span(LEVY_YEARS)}")
    total, other = _subsidy_share(known), _other_income_share(known)
    split = _subsidy_split(structure, total)
    for fund, share in split.items():
        key = f"pension.{fund}.subsidy_share"
        rows[key] = _row(structure, key, share, f"subsidy and outgo of {_span(_subsidy_years(known))}")
        key = f"pension.{fund}.other_income_share"
        rows[key] = _row(structure, key, other, f"income by line of {_span(_subsidy_years(known))}")
    key = "pension.enterprise.balance_share"
    rows[key] = _set(structure, key, OPENING_SHARE, "4.8 of 5.09 trillion yuan, Chinese Academy of Social Sciences")
    key = "macro.deposit_rate"
    rows[key] = _set(structure, key, DEPOSIT_RATE, "own assumption, near the deposit rates of the years before")
    rows["macro.entrusted_share"] = _set(structure, "macro.entrusted_share", 0.0, "own assumption")
    amount = _back_payments(known, base_year, scale, total, other)
    points = {base_year: amount, **{base_year + lag: amount * FADING**lag for lag in range(1, 6)}, base_year + 6: 0.0}
    key = "pension.back_payments"
    rows[key] = _row(
        structure,
        key,
        {year: round(value) for year, value in points.items()},
        f"income of {base_year} beyond its lines; that half of it is left each year later is an assumption",
    )
    for group in GROUPS:
        key = f"pension.{group.name}.index_open"
        value = structure.number(key)
        factor = scale if group.name != "public" else 1.0
        rows[key] = _row(structure, key, value * factor, "follows the base ratio")
    return rows


def _base_ratio_scale(known: PublishedFigures) -> float:
    """Factor on the assumed base ratios of enterprise members so that the levy of the years before the reform of public
    bodies is met on average; the contribution base then referred to the non-private wage."""
    factors = [known.at("employees.levy", year) / sum(_due(known, year, GROUPS[:2])) for year in LEVY_YEARS]
    return float(np.mean(factors))


def _due(known: PublishedFigures, year: int, groups: tuple[PensionGroup, ...]) -> list[float]:
    """Yuan each of `groups` contributes in `year` by the assumed ratios, sharing the published members among them."""
    structure, rules = structural_assumptions(), base_rules()
    wage = known.at("wage.nonprivate", year - 1)
    mean_active = (known.at("employees.active", year - 1) + known.at("employees.active", year)) / 2
    weights = np.array([_in(structure, f"pension.{group.name}.coverage", year) for group in groups])
    due = []
    for group, weight in zip(groups, weights / weights.sum(), strict=True):
        rate = sum(rules.yearly_average(key, year) for key in (*group.pooled_keys, *group.account_keys))
        rate -= sum(rules.yearly_average(key, year) for key in group.minus_keys)
        rate -= _in(structure, group.gap_row, year) if group.gap_row else 0.0
        rows = (f"pension.{group.name}.{row}" for row in ("base_ratio", "compliance", "collection"))
        ratio = float(np.prod([_in(structure, row, year) for row in rows]))
        due.append(float(weight) * mean_active * wage * rate * ratio)
    return due


def _back_payments(known: PublishedFigures, base_year: int, scale: float, subsidy: float, other: float) -> float:
    """Income of the base year that regular levy, subsidy, interest and sundry income do not explain, in yuan.

    Public bodies were paying for the years since October 2014 as they were registered.
    """
    employee, flexible, public = _due(known, base_year, GROUPS)
    levy = scale * (employee + flexible) + public
    interest = known.at("employees.accumulated_balance", base_year - 1) * DEPOSIT_RATE
    regular = levy * (1 + other) + subsidy * known.at("employees.outgo", base_year) + interest
    return max(0.0, known.at("employees.income", base_year) - regular)


def _in(structure: AssumptionSet, key: str, year: int) -> float:
    return float(structure.array(key, np.array([year]))[0])


def _subsidy_years(known: PublishedFigures) -> list[int]:
    return [year for year in SUBSIDY_YEARS if year in known.series("employees.fiscal_subsidy").values]


def _subsidy_share(known: PublishedFigures) -> float:
    years = _subsidy_years(known)
    return float(np.mean([known.at("employees.fiscal_subsidy", y) / known.at("employees.outgo", y) for y in years]))


def _other_income_share(known: PublishedFigures) -> float:
    """Income that is neither levy, subsidy nor interest, as a share of the levy."""
    shares = []
    for year in _subsidy_years(known):
        levy = known.at("employees.levy", year)
        interest = known.at("employees.accumulated_balance", year - 1) * DEPOSIT_RATE
        rest = known.at("employees.income", year) - levy - known.at("employees.fiscal_subsidy", year) - interest
        shares.append(rest / levy)
    return max(0.0, float(np.mean(shares)))


def _subsidy_split(structure: AssumptionSet, total: float) -> dict[str, float]:
    """Subsidy shares of the two funds, in the assumed proportion, that make `total` of their joint outgo."""
    public = structure.number("pension.public.retired_share") * structure.number("pension.public.pension_level")
    others = sum(
        structure.number(f"pension.{group.name}.retired_share")
        * structure.number(f"pension.{group.name}.pension_level")
        for group in GROUPS[:2]
    )
    share = public / (public + others)
    prior = {fund: structure.number(f"pension.{fund}.subsidy_share") for fund in ("enterprise", "government")}
    scale = total / (prior["government"] * share + prior["enterprise"] * (1 - share))
    return {fund: value * scale for fund, value in prior.items()}


def _span(years: list[int] | tuple[int, ...]) -> str:
    return f"{min(years)} to {max(years)}"


def _set(structure: AssumptionSet, key: str, value: float, source: str) -> Fields:
    """A row that this script sets and does not fit: the years after the base year need another value than today's."""
    fields = row_fields(structure.row(key), values=value, source=source, reason="Set for the time, not fitted.")
    return fields | {"status": "assumption"}


def _row(structure: AssumptionSet, key: str, value: float | dict[int, float], source: str) -> Fields:
    rounded = round(value, 6) if isinstance(value, float) else value
    return row_fields(structure.row(key), values=rounded, source=source, reason="Fitted by this script.")


def write_fits(folder: Path = FOLDER) -> None:
    """Fit every base year to the published files of `folder`, and write the fits into its `backtest`."""
    figures = PublishedFigures.load([folder / "published" / name for name in READS])
    for year in BASE_YEARS:
        write_rows(fitted_path(year, folder), fit(year, figures), module=MODULE, reads=READS)


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    write_fits()
