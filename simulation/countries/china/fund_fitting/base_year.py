"""The accounts of 2023 as the models project them from the stocks of 2022, and the parameters that make them true."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.assumptions import Assumption, AssumptionSet
from simulation.countries.china.funds import interest_rates
from simulation.countries.china.pack import (
    ASSUMPTION_FILES,
    FOLDER,
    base_rules,
    context_of,
    population_of,
    published,
)
from simulation.funds.ledger import FundAccounts, FundFlows, settle
from simulation.published import PublishedFigures
from simulation.schemes.context import SchemeContext

FITTED = FOLDER / "fitted"
FITTED_YEAR = 2023
_LAST_YEAR = 2025
ECONOMY_FILES = ("economy_to_2018.yaml", "economy_2019_2024.yaml")
_ROUNDS = 4
_FIRST_TRIAL = 0.1

Accounts = Mapping[str, FundAccounts]


@dataclass(frozen=True, slots=True)
class FittedParameter:
    """A parameter and what it must bring about in 2023.

    measure  the figure in the model's accounts; it must move in a straight line with the parameter
    target   the same figure as published
    """

    key: str
    title: Mapping[str, str]
    unit: str
    reason: str
    bounds: tuple[float, float]
    measure: Callable[[Accounts], float]
    target: Callable[[PublishedFigures], float]


@dataclass(frozen=True, slots=True)
class FundFamily:
    """Funds that are fitted together.

    name        the file in `fitted/`
    published   the published files that the fit reads, besides those of the economy
    project     their flows
    """

    name: str
    published: tuple[str, ...]
    project: Callable[[SchemeContext], Sequence[FundFlows]]
    parameters: tuple[FittedParameter, ...]


def fit(family: FundFamily) -> dict[str, float]:
    """Key -> value with which the family's accounts of 2023 are the published ones.

    Each parameter in turn is moved along the straight line between two trials, until all targets hold together.
    """
    context = fitting_context(family)
    values = {parameter.key: _FIRST_TRIAL for parameter in family.parameters}
    for _ in range(_ROUNDS):
        for parameter in family.parameters:
            low, high = values[parameter.key], 2.0 * values[parameter.key]
            at_low, at_high = (
                parameter.measure(accounts_of(family, context, values | {parameter.key: trial}))
                for trial in (low, high)
            )
            values[parameter.key] = low + (parameter.target(context.published) - at_low) * (high - low) / (
                at_high - at_low
            )
    return values


def accounts_of(family: FundFamily, context: SchemeContext, values: Mapping[str, float]) -> Accounts:
    """Fund -> settled accounts of 2023 with these parameters."""
    rows = {parameter.key: _row(parameter, values[parameter.key]) for parameter in family.parameters}
    trial = replace(context, assumptions=context.assumptions.replaced_by(AssumptionSet(rows)))
    return {flows.name: settle(flows, interest_rates(trial, flows.name)) for flows in family.project(trial)}


def fitting_context(family: FundFamily) -> SchemeContext:
    """The year 2023 alone, opened by the stocks of 2022, with nothing fitted yet."""
    assumptions = AssumptionSet.load([FOLDER / name for name in ASSUMPTION_FILES])
    context = context_of(
        assumptions,
        rules=base_rules(),
        population=population_of(assumptions, _LAST_YEAR),
        figures=published(*ECONOMY_FILES, *(f"{name}.yaml" for name in family.published)),
        base_year=FITTED_YEAR - 1,
        last_year=_LAST_YEAR,
    )
    return replace(context, years=np.array([FITTED_YEAR]))


def _row(parameter: FittedParameter, value: float) -> Assumption:
    return Assumption(
        key=parameter.key,
        title=parameter.title,
        unit=parameter.unit,
        reason=parameter.reason,
        source="fit",
        status="fitted",
        points=((FITTED_YEAR, value),),
        bounds=parameter.bounds,
    )


def fitted_text(family: FundFamily) -> str:
    """The fitted rows as an assumption file, numbers to six digits."""
    values = fit(family)
    files = ", ".join(f"published/{name}.yaml" for name in family.published)
    lines = [
        f"# Fitted to the accounts of {FITTED_YEAR} by",
        f"# `python -m simulation.countries.china.fund_fitting.{family.name}`, which reads",
        f"# {files}. Do not edit; fit again.",
    ]
    for parameter in family.parameters:
        low, high = parameter.bounds
        lines += [
            f"{parameter.key}:",
            f'  title: {{zh: {parameter.title["zh"]}, en: "{parameter.title["en"]}"}}',
            f"  unit: {parameter.unit}",
            f"  range: [{low:g}, {high:g}]",
            f"  values: {{{FITTED_YEAR}: {values[parameter.key]:.6g}}}",
            "  status: fitted",
            f"  source: fitted to published/{family.published[0]}.yaml",
            f"  reason: {parameter.reason}",
        ]
    return "\n".join(lines) + "\n"


def write_fitted(family: FundFamily) -> None:
    """Fit the family and write its file of `fitted/`."""
    path = FITTED / f"{family.name}.yaml"
    path.write_text(fitted_text(family), encoding="utf-8")
    sys.stdout.write(f"{path.relative_to(FOLDER)} written\n")
