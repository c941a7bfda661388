"""`attribute`: why a figure of a fund differs between two scenarios, factor by factor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError, ValueOutOfRange
from simulation.attribution.factors import Factor, differing_factors
from simulation.attribution.measure import Measure
from simulation.attribution.mixture import Mixture
from simulation.attribution.shapley import Shares, exact_shares, sampled_shares
from simulation.countries.china.regions.basis import basis_of
from simulation.scenario import Scenario
from simulation.single_fund import check_fund, surroundings_of

MOST_EXACT = 10
DEFAULT_MEASURE = "actuarial_balance.75"


@dataclass(frozen=True, slots=True)
class Method:
    """How the change is split.

    families  patterns of keys that count as one factor each
    orders    random orders, each with its reverse, where there are more than ten factors
    seed      of these orders
    """

    families: tuple[str, ...] = ()
    orders: int = 100
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What one factor adds.

    value           its Shapley value
    standard_error  of a sampled one; zero where it is exact
    alone           what it changes when nothing else does
    """

    factor: Factor
    value: float
    standard_error: float
    alone: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change of one figure of one fund from a to b.

    parts     every factor, the largest first; their values add up to b − a
    is_exact  whether every order of the factors was counted
    asked     how many projections that took
    """

    fund: str
    measure: Measure
    a: float
    b: float
    parts: tuple[Part, ...]
    is_exact: bool
    asked: int

    @property
    def gap(self) -> float:
        """What the parts leave unexplained: nothing but rounding."""
        return self.b - self.a - sum(part.value for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return {
            "fund": self.fund,
            "measure": self.measure.name,
            "unit": self.measure.unit,
            "a": self.a,
            "b": self.b,
            "change": self.b - self.a,
            "gap": self.gap,
            "is_exact": self.is_exact,
            "projections": self.asked,
            "factors": [_plain(part) for part in self.parts],
        }


def attribute(
    a: Scenario, b: Scenario, fund: str, measure: str = DEFAULT_MEASURE, *, method: Method | None = None
) -> Attribution:
    """Split the change of a figure from a to b over everything that differs between them.

    Up to ten factors every order is counted; beyond, random ones are, and the error of each value is told. Either way
    the values add up to the change. InputError where the two cannot be compared or the figure is not known.
    """
    method = method or Method()
    check_fund(fund)
    _check(a, b, method)
    before, after = surroundings_of(a), surroundings_of(b)
    factors = differing_factors(before, after, method.families)
    figure = Measure(measure)
    read = figure.reader(fund, a.last_year)
    mixture = Mixture(before, after, factors, basis_of(a).people)
    known: dict[int, float] = {}

    def value(members: int) -> float:
        if members not in known:
            known[members] = read(mixture.context(members))
        return known[members]

    is_exact = len(factors) <= MOST_EXACT
    shares = (
        exact_shares(value, len(factors))
        if is_exact
        else sampled_shares(value, len(factors), orders=method.orders, seed=method.seed)
    )
    everything = (1 << len(factors)) - 1
    parts = _parts(factors, shares, [value(1 << number) - value(0) for number in range(len(factors))])
    return Attribution(fund, figure, value(0), value(everything), parts, is_exact, len(known))


def _parts(factors: Sequence[Factor], shares: Shares, alone: Sequence[float]) -> tuple[Part, ...]:
    parts = [
        Part(factor, float(share), float(error), by_itself)
        for factor, share, error, by_itself in zip(factors, shares.values, shares.standard_errors, alone, strict=True)
    ]
    return tuple(sorted(parts, key=lambda part: -abs(part.value)))


def _check(a: Scenario, b: Scenario, method: Method) -> None:
    ends = [(each.name, each.last_year, each.region, each.fund_data) for each in (a, b)]
    if ends[0] != ends[1]:
        raise InputError(
            f"a change from {a.name} ({a.region}) to {a.last_year} to {b.name} ({b.region}) to {b.last_year} cannot be "
            "split.",
            remedy="Take two scenarios of one country or region with the same last year.",
        )
    if method.orders < 2:
        raise ValueOutOfRange(f"{method.orders} orders are too few.", remedy="Take 2 or more, such as 100.")


def _plain(part: Part) -> dict[str, Any]:
    factor = part.factor
    return {
        "name": factor.name,
        "title": dict(factor.title),
        "keys": [*factor.rows, *factor.law],
        "year": factor.year,
        "before": factor.before,
        "after": factor.after,
        "value": part.value,
        "standard_error": part.standard_error,
        "alone": part.alone,
    }
