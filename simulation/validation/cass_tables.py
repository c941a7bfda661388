"""The way from our projection to that of the Academy of Social Sciences, and other readings of it, as tables."""

from collections.abc import Iterator, Sequence

from core.markdown import table_lines
from simulation.countries.china.cass.steps import Row, published_outcome, readings_of_academy, steps_to_academy
from simulation.validation.tables import figure

_COLUMNS = (
    "First deficit",
    "Depletion",
    "Highest balance",
    "in",
    "Balance 2035",
    "Balance of 2050",
    "The same before subsidy",
)
_TRILLION = 1e12
_NONE = "—"


def step_lines() -> Iterator[str]:
    """One row for each assumption taken over, ours above and the published outcome below."""
    rows = [*steps_to_academy(), published_outcome()]
    yield from table_lines(
        ("Changed", "Basis", *_COLUMNS), ((row.title["en"], row.basis, *_cells(row)) for row in rows)
    )


def reading_lines() -> Iterator[str]:
    """One row for each other reading of what is not published."""
    yield from table_lines(("Reading", *_COLUMNS), ((row.title["en"], *_cells(row)) for row in readings_of_academy()))


def _cells(row: Row) -> Sequence[str]:
    outcome = row.outcome
    return (
        str(outcome.first_deficit_year or _NONE),
        str(outcome.depletion_year or _NONE),
        _trillions(outcome.highest_balance),
        str(outcome.highest_balance_year),
        _trillions(outcome.accumulated_balance_2035),
        _trillions(outcome.annual_balance_2050),
        _trillions(outcome.annual_balance_2050_before_subsidy),
    )


def _trillions(yuan: float | None) -> str:
    return _NONE if yuan is None else figure(round(yuan / _TRILLION, 2))
