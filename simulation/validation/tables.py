"""Numbers of a Markdown report, written the same on every machine."""

from simulation.validation_case import ValidationCase

_DIGITS = 5


def figure(value: float) -> str:
    """A number to five significant digits, without an exponent."""
    text = f"{float(f'{value:.{_DIGITS}g}'):,.6f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def percent(value: float, *, decimals: int = 1) -> str:
    """A signed percentage (or percentage points); what rounds to nothing has no sign."""
    text = f"{100 * value:+.{decimals}f} %"
    return text if any(digit in text for digit in "123456789") else text[1:]


def case_cells(case: ValidationCase) -> tuple[str, ...]:
    """Figure, year, published, ours, error, unit and use of a case, as every table of cases shows them."""
    return (
        case.name.partition(": ")[2],
        str(case.year),
        figure(case.published),
        figure(case.ours),
        percent(case.error, decimals=2),
        case.unit,
        "calibrated" if case.calibrated else "validation",
    )
