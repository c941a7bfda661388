"""`docs/validation.md`: what was fitted to what, the back-tests, the naive forecasts, the misses, and every case."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from core.markdown import table_lines
from simulation.countries.china.validation.fits import fits
from simulation.countries.china.validation.futures_bands import correlation_rows, old_people_rows
from simulation.countries.china.validation.known_misses import MISS, beginning_of, causes, is_missed
from simulation.countries.china.validation.mortality_models import MODEL_COLUMNS, mortality_model_rows
from simulation.validation.backtest_tables import backtest_lines, naive_lines
from simulation.validation.cass_tables import reading_lines, step_lines
from simulation.validation.mortality import COLUMNS, TRIED, mortality_rows
from simulation.validation.tables import case_cells, percent
from simulation.validation_case import ValidationCase

_HEAD = """<!-- made by `anlan validate`: do not edit -->

# Validation 检验

Published figures beside ours. A figure is marked *calibrated* when any number of it entered a fit or was given to the
model; what is not marked was seen by no fit. The error is ours ÷ published − 1; for shares it is the difference in
percentage points. Money is nominal; sources and the status of every figure stand in the last section.
"""
_CALIBRATED = """\
Each fit declares the files it reads, and a test repeats it and fails when it opens another one. No figure that is not
marked calibrated stands in any of them. The assumption rows without the status *fitted* (see
[assumptions](assumptions.md)) are judgement, written by people who had seen the years 2019 to 2023: the blind back-test
is blind in its figures, not in the minds of its authors. The levels of the base year are met by construction; what
they are worth shows in the figures of 2024 and 2025.
"""
_OUTSIDE = """\
*Conditional*: members, average wages, increases of pensions, rates on accounts and the relief of 2020 are given from
`backtest/outside.yaml`; the law is that of each year. *Blind*: nothing dated later than 31 December of the base year
enters, save that the life expectancies to 2018 are those of the United Nations' revision of 2024; wages and increases
go on as before, members grow by the mean yearly number of 2010 to 2015, and the law stands still. Errors of the
employees' pension (城镇职工), by year:
"""
_NAIVE = """\
*Growth goes on*: pensioners and outgo grow by the mean growth of the last two years. *Ratios stay*: pensioners stay
the same share of persons aged 60 and over in the population as then known; outgo per pensioner grows with the
five-year trend of wages. Mean absolute errors of 2019 to 2023:
"""
_STEPS = """\
The Chinese Academy of Social Sciences (CASS) projected the enterprise employees' pension (企业职工) in 2019; its report
gives people, the first balances, the years of deficit and depletion, and the balance of 2050. Below, our projection
from the end of 2018 takes over one assumption after another. *Published*: a figure of the report; *derived*: computed
from its figures; *own*: our reading of what it does not give. Trillion yuan; with fiscal subsidy unless said.
"""
_READINGS = """
The same with one other reading at a time. The years of deficit and depletion and the peak enter no step. But two of our
readings were chosen after looking at the published figures: pensions rise by a constant 5 %, because with increases
that fall the deficit of 2050 before subsidy lies a quarter below theirs; and the rate of 16 % holds for the whole of
2019, because with the law as it came deficits begin in 2020, and the report has none before 2028.
"""
_MORTALITY = """\
Life expectancy of 2015-2020 from death rates of 1950-2000; the bar is at most a year of error and a 95 % band that
covers.
"""
_BANDS = """\
2,000 futures on the basis of the United Nations (wpp2024), from the end of 2025. The bands of fertility and life
expectancy are calibrated to theirs; those of the population are not (every figure stands in the last section). What the
calibration leaves open is how long a deviation lasts; the assumed correlation of the deviations of two years:
"""
_MODELS = """\
Width of the 80 and 95 % bands of life expectancy at birth, years, by the model that `--mortality` chooses; no bar. *Its
own*: the band that the process was fitted to. The famine of 1959-61 counts for the three fitted models as a shock like
any other; without it they are narrower. None of them knows of anything that did not happen in 1950-2025, the
uncertainty of the present is theirs of 2023, and M5 and M7 leave out what strays below age 60 alone.
"""
_OLD_PEOPLE = """\
The United Nations' files hold no interval for persons aged 65 and over. Ours, in millions:
"""
_MISSES = """\
Every figure that entered no fit, and every figure of a back-test, that is missed by more than {bar:.0f} % (or {bar:.0f}
points), by cause as far as it is known:
"""


def write_report(path: Path, cases: Sequence[ValidationCase]) -> None:
    """Write the report of `cases`; the same cases give the same bytes."""
    path.write_text(report_text(cases), encoding="utf-8")


def report_text(cases: Sequence[ValidationCase]) -> str:
    """The report as Markdown."""
    open_cases = sum(not case.calibrated for case in cases)
    parts = [
        _HEAD,
        f"{len(cases)} figures, {open_cases} of which entered no fit.\n",
        "## What was calibrated on what\n",
        _CALIBRATED,
        *table_lines(("Fit", "What it determines", "Reads"), _fit_rows()),
        "\n## Back-tests of the employees' pension\n",
        _OUTSIDE,
        *backtest_lines(cases),
        "\n## Naive forecasts\n",
        _NAIVE,
        *naive_lines(cases),
        "\n## From our projection to that of CASS\n",
        _STEPS,
        *step_lines(),
        _READINGS,
        *reading_lines(),
        "\n## Mortality back-test\n",
        _MORTALITY,
        *table_lines(COLUMNS, mortality_rows()),
        f"\n{TRIED}",
        "## Bands of the futures\n",
        _BANDS,
        *table_lines(("Years", "Children per woman", "Life expectancy"), correlation_rows()),
        f"\n{_MODELS}",
        *table_lines(MODEL_COLUMNS, mortality_model_rows()),
        f"\n{_OLD_PEOPLE}",
        *table_lines(("Year", "Median", "80 % band", "95 % band"), old_people_rows()),
        "\n## Known misses\n",
        _MISSES.format(bar=100 * MISS),
        *table_lines(("Figures that begin with", "Number", "Largest error", "Why"), _miss_rows(cases)),
        "\n## Every case\n",
        *_case_tables(cases),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _fit_rows() -> Iterator[tuple[str, str, str]]:
    for fit in fits():
        yield f"`{fit.module}`", fit.what, ", ".join((*(f"`{name}`" for name in fit.reads), *fit.outside))


def _miss_rows(cases: Sequence[ValidationCase]) -> Iterator[tuple[str, str, str, str]]:
    """One row by cause: the figures missed for it, the largest error and the cause."""
    missed: dict[str, list[ValidationCase]] = {}
    for case in filter(is_missed, cases):
        missed.setdefault(beginning_of(case.name), []).append(case)
    for beginning, members in missed.items():
        worst = max(members, key=lambda case: abs(case.error))
        rest = worst.name.removeprefix(beginning).strip(": ")
        where = ", ".join(part for part in (rest, str(worst.year)) if part)
        yield beginning, str(len(members)), f"{percent(worst.error)} ({where})", causes()[beginning]


def _case_tables(cases: Sequence[ValidationCase]) -> Iterator[str]:
    """One table by the word before the colon, with the sources below it."""
    for title, group in groupby(cases, lambda case: case.name.partition(":")[0]):
        members = list(group)
        yield f"### {title[0].upper()}{title[1:]}\n"
        yield from table_lines(
            ("Figure", "Year", "Published", "Ours", "Error", "Unit", "Use", "Status"), map(_row, members)
        )
        yield ""
        yield from (f"- {line}" for line in dict.fromkeys(_source(case) for case in members))
        yield ""


def _row(case: ValidationCase) -> tuple[str, ...]:
    return (*case_cells(case), case.status)


def _source(case: ValidationCase) -> str:
    scope = f" — {case.scope}" if case.scope else ""
    return f"{case.source}{scope}"
