"""Outcomes of an expression: which value it has under which condition, every row being in exactly one case."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from datapool.access.condition import ALWAYS, NEVER, Condition, all_of, any_of, negated, size
from datapool.access.values import FALSE, FAULT, TRUE, Fault, Kind, Known, Value

# Beyond these an expression is given up, which denies: nobody could read it, nor the SQL that comes of it.
MOST_CASES, MOST_TESTS = 64, 2_000


class BeyondCompiling(Exception):
    """An expression that SQL is not made of; caught where the expression stands, never shown."""


@dataclass(frozen=True, slots=True)
class Case:
    """One value and the rows that have it."""

    when: Condition
    value: Value | Fault


Outcome = tuple[Case, ...]


def surely(value: Value | Fault) -> Outcome:
    """The same for every row."""
    return (Case(ALWAYS, value),)


def decided(test: Condition) -> Outcome:
    """Yes where the test holds, no elsewhere."""
    return _merged((Case(test, TRUE), Case(negated(test), FALSE)))


def then(outcome: Outcome, follow: Callable[[Value], Outcome]) -> Outcome:
    """Go on with each value; a fault stays a fault."""
    cases: list[Case] = []
    for case in outcome:
        if isinstance(case.value, Fault):
            cases.append(case)
        else:
            cases.extend(Case(all_of((case.when, next.when)), next.value) for next in follow(case.value))
    return _merged(cases)


def then_both(left: Outcome, right: Outcome, follow: Callable[[Value, Value], Outcome]) -> Outcome:
    """Go on with each pair of values."""
    return then(left, lambda a: then(right, lambda b: follow(a, b)))


def if_bool(outcome: Outcome, yes: Callable[[], Outcome], no: Callable[[], Outcome]) -> Outcome:
    """Go on as a yes or no says; a fault where it is neither."""
    return then(outcome, lambda value: yes() if value == TRUE else no() if value == FALSE else surely(FAULT))


def only_bool(outcome: Outcome) -> Outcome:
    """The outcome, with a fault where it is neither yes nor no."""
    return then(outcome, lambda value: surely(value if is_bool(value) else FAULT))


def is_bool(value: Value) -> bool:
    """Whether it is a yes or a no."""
    return isinstance(value, Known) and value.kind is Kind.BOOL


def when(outcome: Outcome, value: Value | Fault) -> Condition:
    """The rows that have this value."""
    return next((case.when for case in outcome if case.value == value), NEVER)


def _merged(cases: Iterable[Case]) -> Outcome:
    found: dict[Value | Fault, list[Condition]] = {}
    for case in cases:
        if case.when != NEVER:
            found.setdefault(case.value, []).append(case.when)
    merged = tuple(Case(any_of(conditions), value) for value, conditions in found.items())
    if len(merged) > MOST_CASES or sum(size(case.when) for case in merged) > MOST_TESTS:
        raise BeyondCompiling("an expression with too many cases")
    return merged
