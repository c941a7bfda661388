"""The funds beside what was published after the base year, and the base year as it was fitted."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from simulation.countries.china import funds
from simulation.countries.china.fund_fitting import medical, resident_pension, unemployment, work_injury
from simulation.countries.china.fund_fitting.base_year import FITTED_YEAR, accounts_of, fit, fitting_context
from simulation.countries.china.pack import FOLDER
from simulation.countries.china.validation.fits import entered_a_fit
from simulation.countries.china.validation.valued import Valued
from simulation.funds.ledger import FundAccounts, settle
from simulation.published import PublishedFigures
from simulation.validation_case import Figure, ValidationCase, compared, read_figures

TYPED = Path(__file__).parent / "funds.yaml"
AFTER_BASE = ("pension_2024.yaml", "resident_pension_2024.yaml", "medical_totals_2019_2024.yaml")
_FAMILIES = (medical.FAMILY, resident_pension.FAMILY, unemployment.FAMILY, work_injury.FAMILY)
_EMPLOYEES = ("enterprise_pension", "government_pension")
_PENSIONS = (*_EMPLOYEES, "resident_pension")
_THREE_FUNDS = (*_PENSIONS, "unemployment", "work_injury")
_HUNDRED_MILLION, _TRILLION, _MILLION = 1e8, 1e12, 1e6

OfYear = Callable[[int], float]


def fund_cases(valued: Valued) -> tuple[ValidationCase, ...]:
    """What came after the base year, then the base year itself."""
    figures = (*_published(valued), *read_figures(TYPED))
    return (*compared(figures, _sums(valued) | _medical(valued)), *_base_year())


def _published(valued: Valued) -> tuple[Figure, ...]:
    """Every published figure later than the base year of the files that hold such figures."""
    published = PublishedFigures.load([FOLDER / "published" / name for name in AFTER_BASE])
    found = []
    for name in published.names():
        series = published.series(name)
        for year in (year for year in series.values if year > valued.context.base_year):
            found.append(
                Figure(
                    name=_title(name),
                    year=year,
                    published=series.at(year),
                    calibrated=entered_a_fit(name, year),
                    unit=series.unit,
                    source=series.source,
                    status="unverified" if year in series.unverified else "verified",
                )
            )
    return tuple(found)


def _title(series: str) -> str:
    fund, _, measure = series.replace("_", " ").partition(".")
    return f"{fund}: {measure}"


def _sums(valued: Valued) -> dict[str, OfYear]:
    """Measures added up over the funds that are published together."""

    def total(names: tuple[str, ...], measure: str, unit: float = 1.0) -> OfYear:
        return lambda year: sum(valued.at(name, measure, year) for name in names) / unit

    return {
        "employees: income": total(_EMPLOYEES, "income"),
        "employees: outgo": total(_EMPLOYEES, "outgo"),
        "employees: accumulated balance": total(_EMPLOYEES, "accumulated_balance"),
        "employees: insured": total(_EMPLOYEES, "insured"),
        "resident pension: insured": total(("resident_pension",), "insured"),
        "three funds: income": total(_THREE_FUNDS, "income", _HUNDRED_MILLION),
        "three funds: outgo": total(_THREE_FUNDS, "outgo", _HUNDRED_MILLION),
        "three funds: accumulated balance": total(_THREE_FUNDS, "accumulated_balance", _TRILLION),
        "pensions: insured": total(_PENSIONS, "insured", _MILLION),
        "unemployment: insured": total(("unemployment",), "insured", _MILLION),
        "work injury: insured": total(("work_injury",), "insured", _MILLION),
        "medical: insured": total(("employee_medical", "resident_medical"), "insured"),
        "employee medical: maternity outgo": lambda year: valued.at("employee_medical", "maternity_outgo", year),
    }


def _medical(valued: Valued) -> dict[str, OfYear]:
    """Both medical funds with the members' accounts: what passes from the pool to the accounts is counted once."""

    @cache
    def accounts() -> FundAccounts:
        flows = funds.project_flows(valued.context).medical_accounts
        return settle(flows, funds.interest_rates(valued.context, flows.name))

    def with_accounts(measure: str, year: int) -> float:
        row = year - int(valued.context.years[0])
        lines = valued.projection.funds["employee_medical"].outgo_lines["transfers_out"]
        passed_on = float(lines[year - int(valued.projection.years[0])])
        of_accounts = accounts().income if measure == "income" else accounts().outgo
        both = valued.at("employee_medical", measure, year) + valued.at("resident_medical", measure, year)
        return both + float(of_accounts[row]) - passed_on

    return {
        "medical: income": lambda year: with_accounts("income", year),
        "medical: outgo": lambda year: with_accounts("outgo", year),
    }


def _base_year() -> list[ValidationCase]:
    """The figures of the base year that the smaller funds are fitted to, beside what the fitted funds give."""
    cases = []
    for family in _FAMILIES:
        context = fitting_context(family)
        accounts = accounts_of(family, context, fit(family))
        for parameter in family.parameters:
            cases.append(
                Figure(
                    name=f"fit of the base year: {parameter.key}",
                    year=FITTED_YEAR,
                    published=parameter.target(context.published),
                    calibrated=True,
                    unit="yuan or persons, as the figure fitted to",
                    source=f"published/{family.published[0]}.yaml; {parameter.reason}",
                    status="unverified",
                ).beside(float(np.float64(parameter.measure(accounts))))
            )
    return cases
