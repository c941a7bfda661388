"""A region's figures under the names that schemes read: its own accounts, the nation's economy at its wage."""

from collections.abc import Mapping
from dataclasses import replace

from simulation.countries.china import pack
from simulation.countries.china.regions.fallback import Completed
from simulation.countries.china.regions.nation import ENTERPRISE, national_value
from simulation.published import PublishedFigures, Series

GOVERNMENT = "government_pension"
# Series of the economy that follow the region's average wage.
_WAGES = ("wage.private", "wage.nonprivate", "income.urban_disposable")
# Published name of a stock or flow of the two employees' pensions together -> its measure in the workbook.
_EMPLOYEES = {
    "employees.active": "active",
    "employees.retired": "beneficiaries",
    "employees.accumulated_balance": "accumulated_balance",
}
_ACCOUNTS = "employee_medical_accounts.accumulated_balance"


def own_outgo(completed: Completed, fund: str) -> float:
    """Yuan the fund paid in the base year, without what went to national pooling."""
    paid = completed.at(f"{ENTERPRISE}.pooling_paid") if fund == ENTERPRISE else 0.0
    return completed.at(f"{fund}.outgo") - paid


def joint(completed: Completed, measure: str, year: int) -> float:
    """A stock of both employees' pensions together; one yuan instead of nothing, for it is split by shares."""
    return sum(completed.at(f"{fund}.{measure}", year) for fund in (ENTERPRISE, GOVERNMENT)) or 1.0


def regional_figures(completed: Completed) -> PublishedFigures:
    """Published series of the region: stocks of the base year and the year before, its outgo, and its wages."""
    year = completed.data.base_year
    series = _economy(completed)
    for (key, at), value in completed.values.items():
        _put(series, key, {at: value}, completed)
    for name, measure in _EMPLOYEES.items():
        _put(series, name, {at: joint(completed, measure, at) for at in (year - 1, year)}, completed)
    outgo = sum(own_outgo(completed, fund) for fund in (ENTERPRISE, GOVERNMENT))
    _put(series, "employees.outgo", {year: outgo}, completed)
    _put(series, _ACCOUNTS, _medical_accounts(completed), completed)
    return PublishedFigures(series)


def _economy(completed: Completed) -> dict[str, Series]:
    """The nation's wages and incomes × the region's wage ratio; its output × that and its share of the residents."""
    published = pack.published()
    people = completed.at("region.population") / national_value("region.population", completed.data.base_year)
    scales: Mapping[str, float] = dict.fromkeys(_WAGES, completed.wage_ratio) | {"gdp": completed.wage_ratio * people}
    return {name: _scaled(published.series(name), scale) for name, scale in scales.items()}


def _scaled(series: Series, factor: float) -> Series:
    return replace(series, values={year: value * factor for year, value in series.values.items()})


def _put(series: dict[str, Series], name: str, values: Mapping[int, float], completed: Completed) -> None:
    known = series[name].values if name in series else {}
    series[name] = Series(name, "yuan or persons", completed.data.file, {**known, **values}, frozenset())


def _medical_accounts(completed: Completed) -> dict[int, float]:
    """Members' own money, which the workbook does not ask for: the nation's per insured, scaled by the wage."""
    published, year = pack.published(), completed.data.base_year
    known = published.series(_ACCOUNTS).values
    at_known = max(known)
    per_head = known[at_known] / national_value("employee_medical.insured", at_known) * completed.wage_ratio
    key = "employee_medical.insured"
    return {at: per_head * completed.at(key, at) for at in (year - 1, year)}
