"""One fund alone: its accounts without the other six, for questions that take hundreds of projections."""

from collections.abc import Callable, Mapping

from core.errors import InputError, UnknownKey
from simulation.countries.china import funds
from simulation.countries.china.scenario import context_for
from simulation.funds.ledger import FundAccounts, FundFlows, settle
from simulation.funds.measures import Surroundings
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext
from simulation.schemes.medical import project_employee_medical, project_resident_medical
from simulation.schemes.resident_pension import project_resident_pension
from simulation.schemes.unemployment import project_unemployment
from simulation.schemes.work_injury import project_work_injury

_EMPLOYEES = ("enterprise_pension", "government_pension")
_ALONE: Mapping[str, Callable[[SchemeContext], FundFlows]] = {
    "resident_pension": project_resident_pension,
    "employee_medical": lambda context: project_employee_medical(context).pooled,
    "resident_medical": project_resident_medical,
    "unemployment": project_unemployment,
    "work_injury": project_work_injury,
}


def check_fund(fund: str) -> None:
    """UnknownKey when no fund has that name."""
    if fund not in funds.TITLES:
        raise UnknownKey(f"no fund is called {fund!r}.", remedy=f"Funds are: {', '.join(funds.TITLES)}.")


def surroundings_of(scenario: Scenario) -> SchemeContext:
    """What the funds of a scenario are given; InputError for a back-test and for another country than China."""
    if scenario.start is not None:
        raise InputError("a back-test is no ground for this question.", remedy="Leave out the start year.")
    return context_for(scenario)


def accounts_of(context: SchemeContext, fund: str) -> FundAccounts:
    """The accounts of one fund, the same as in a projection of all seven."""
    check_fund(fund)
    flows = funds.project_employees(context)[1][fund] if fund in _EMPLOYEES else _ALONE[fund](context)
    return settle(flows, funds.interest_rates(context, fund))


def judged_by(context: SchemeContext) -> Surroundings:
    """What measures compare a fund with."""
    return Surroundings(context.economy_at("gdp"), context.assume("macro.discount_rate"))
