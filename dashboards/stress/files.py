"""The figures of the page as a file: the fan, the probabilities and every named case, each with its unit."""

import csv
from collections.abc import Iterator
from io import StringIO

from dashboards.downloads import BYTE_ORDER_MARK
from dashboards.stress.chances import DEPLETION_PERCENTS, MEASURES, PERCENTS, Chances
from dashboards.words import say
from simulation.levers import command_line
from simulation.result import Projection
from simulation.stress.testing import Outcome, StressTest

Line = tuple[object, ...]


def as_csv(
    found: Chances, projection: Projection, cases: StressTest, settings: tuple[str, ...], language: str
) -> bytes:
    """Header lines that begin with #, then one row per figure; UTF-8 with a mark for spreadsheets."""
    text = StringIO()
    write = csv.writer(text, lineterminator="\n")
    for word, value in _header(found, projection, settings, language):
        write.writerow([f"# {word}", value])
    heads = ("part", "measure", "case", "year", "percentile", "value", "unit")
    write.writerow(heads)
    write.writerows(_fan(found, language))
    write.writerows(_cases(cases, language))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _header(
    found: Chances, projection: Projection, settings: tuple[str, ...], language: str
) -> Iterator[tuple[str, str]]:
    plan = found.plan
    command = command_line(settings, "simulate", f"--paths {plan.paths}", f"--seed {plan.seed}")
    yield say("stress", language), projection.funds[found.fund].title[language]
    yield say("scenario_line", language), "; ".join(settings) or say("base_scenario", language)
    yield say("command_line", language), command
    yield say("status", language), say("status_projected", language)
    yield say("note", language), say("futures_about", language)
    for note in projection.notes:
        yield say("note", language), note[language]
    for key, value in found.manifest.items():
        yield f"{say('footnote_manifest', language)} · {key}", str(value)


def _fan(found: Chances, language: str) -> Iterator[Line]:
    for measure in MEASURES:
        unit = say("unit_months" if measure == "months_payable" else "unit_money", language)
        for row, each in enumerate(PERCENTS):
            for year, value in zip(found.years.tolist(), found.measures[measure][row].tolist(), strict=True):
                yield "futures", measure, "", year, each, value, unit
    for year, value in zip(found.years.tolist(), found.probability.tolist(), strict=True):
        yield "futures", "probability_of_depletion", "", year, "", value, say("unit_ratio", language)
    for each, reached in zip(DEPLETION_PERCENTS, found.depletion, strict=True):
        yield "futures", "depletion_year", "", "", each, reached, say("unit_year", language)
    for year, value in found.shortfall.items():
        yield "futures", "expected_shortfall", "", year, "", value, say("unit_money", language)


def _cases(found: StressTest, language: str) -> Iterator[Line]:
    for part, outcomes in (("alone", found.alone), ("together", found.together)):
        for outcome in outcomes:
            yield from _case(part, outcome, found, language)


def _case(part: str, outcome: Outcome, found: StressTest, language: str) -> Iterator[Line]:
    title, after = outcome.case.title[language], outcome.after
    year = say("unit_year", language)
    yield part, "first_deficit_year", title, "", "", after.first_deficit_year, year
    yield part, "depletion_year", title, "", "", after.depletion_year, year
    months = say("unit_months", language)
    yield part, "months_payable", title, found.question.year, "", after.months_payable, months
    yield part, "reserve_need", title, "", "", after.reserve.present_value, say("unit_money", language)
