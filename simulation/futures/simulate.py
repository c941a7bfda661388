"""`simulate`: a scenario in thousands of futures, and the probability that a fund lasts."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError, UnknownKey
from core.settings import RaySettings
from simulation.chance.drivers import Centre as EconomyCentre
from simulation.chance.drivers import DriverModel, load_driver_model
from simulation.chance.plan import Plan
from simulation.countries.china import funds, pack
from simulation.countries.china.scenario import context_for, known_funds, manifest, planned_people_for
from simulation.futures.blocks import Carried, Task
from simulation.futures.centre import FIRST_UNCERTAIN_YEAR, centre_of
from simulation.futures.other_funds.figures import ENTERPRISE, FUNDS, GOVERNMENT
from simulation.futures.ranges import Progress, carry_all, carry_on_cluster
from simulation.futures.result import FundFutures, Futures, PopulationFutures
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext

COUNTRY = "china"


def simulate(
    scenario: Scenario,
    plan: Plan | None = None,
    *,
    ray: RaySettings | None = None,
    progress: Progress | None = None,
) -> Futures:
    """The scenario in every future of `plan`; its central path is what `project` yields.

    ray       the Ray cluster whose tasks take the place of threads; the same bits
    progress  called with the futures done and the number asked for

    Raises InputError for a back-test, another country, or more futures than fit in memory.
    """
    plan = plan or Plan()
    context = surroundings_of(scenario)
    task = task_of(scenario, plan)
    if ray is None:
        carried = carry_all(task, progress=progress)
    else:
        carried = carry_on_cluster(task, address=ray.address, progress=progress)
    years = context.years
    return Futures(
        scenario=scenario.name,
        plan=plan,
        years=years,
        funds=_funds(carried, years, known_funds(scenario)),
        population=PopulationFutures(years, carried.people[0], carried.people[1]),
        manifest=manifest(scenario, context)
        | {"seed": plan.seed, "plan": plan.to_json(), "drivers": driver_model().hash_under(plan.mortality)},
    )


def probability_solvent(scenario: Scenario, fund: str, until: int, plan: Plan | None = None) -> float:
    """Share of the futures in which the fund's accumulated balance is not below zero at any year's end to `until`."""
    futures = simulate(scenario, plan)
    if fund not in futures.funds:
        raise UnknownKey(f"no fund is called {fund!r}.", remedy=f"Choose one of: {', '.join(futures.funds)}.")
    return 1.0 - futures.funds[fund].probability_of_depletion(until)


@lru_cache(maxsize=1)
def driver_model() -> DriverModel:
    """What chance does in China: fitted and assumed processes."""
    return load_driver_model(pack.FOLDER / "chance")


def task_of(scenario: Scenario, plan: Plan) -> Task:
    """Everything that the futures of a scenario rest on."""
    model, context = driver_model(), surroundings_of(scenario)
    planned = planned_people_for(scenario, context.assumptions)
    return Task(centre_of(context, planned, model.demography.fertility.floor), model, economy_centre(context), plan)


def economy_centre(context: SchemeContext) -> EconomyCentre:
    """The scenario's economy from the first uncertain year on; real interest is that of deposits."""
    years = np.arange(FIRST_UNCERTAIN_YEAR, int(context.years[-1]) + 1)
    array = context.assumptions.array
    cpi = array("macro.cpi", years)
    return EconomyCentre(
        first_year=FIRST_UNCERTAIN_YEAR,
        real_wage_growth=array("macro.real_wage_growth", years),
        cpi=cpi,
        real_interest=(1.0 + array("macro.deposit_rate", years)) / (1.0 + cpi) - 1.0,
        unemployment_rate=array("macro.unemployment_rate", years),
    )


def surroundings_of(scenario: Scenario) -> SchemeContext:
    """What the deterministic projection of the scenario rests on; InputError where there are no futures of it."""
    if scenario.name != COUNTRY:
        raise InputError(
            f"futures are drawn for China only, not for {scenario.name!r}.", remedy="Use `anlan project` for it."
        )
    if scenario.start is not None:
        raise InputError("a back-test has no futures.", remedy="Leave out the start year.")
    return context_for(scenario)


def _funds(carried: Carried, years: NDArray[np.int64], known: Sequence[str]) -> dict[str, FundFutures]:
    """The funds whose accounts are known, and both of the employees' pension together where both are."""
    income, outgo, balance = carried.funds
    named = {
        name: FundFutures(name, funds.TITLES[name], years, income[row], outgo[row], balance[row])
        for row, name in enumerate(FUNDS)
        if name in known
    }
    if not {FUNDS[ENTERPRISE], FUNDS[GOVERNMENT]} <= set(named):
        return named
    both = [part[ENTERPRISE] + part[GOVERNMENT] for part in (income, outgo, balance)]
    named[funds.EMPLOYEES] = FundFutures(funds.EMPLOYEES, funds.EMPLOYEES_TITLE, years, *both)
    return named
