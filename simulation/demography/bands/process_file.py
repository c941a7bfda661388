"""A country's demographic processes as a YAML file: written by the fit, read by whoever draws futures."""

from pathlib import Path

from core.documents import load_document
from simulation.demography.bands.process import (
    FERTILITY_NUMBERS,
    LONGEVITY_NUMBERS,
    DemographicProcesses,
    FertilityProcess,
    LongevityProcess,
    longevity_process,
)
from simulation.demography.bands.targets import Bands, NationBands
from simulation.demography.country_file import ParameterFile, number_row
from simulation.demography.population import Floats

JUDGED_YEARS = (2030, 2040, 2050, 2070)
_SEXES = ("male", "female", "both")
_ENDS = ("lowest", "highest")

HEADER = """\
# How far fertility and life expectancy of country {code} may stray from a central path; fitted to the 80 and 95 % bands
# of the United Nations' World Population Prospects 2024 (DESA, Population Division, CC BY 3.0 IGO), {first} to {last},
# by `python -m {module}`.
# The project's own numbers; do not edit by hand, fit again. Year number k = 1 is {first}; z are standard normals, z[0]
# one for each path.
#
# fertility   children per woman: d[k] = L + persistence (d[k-1] - L) + shock z[k], L = level z[0], d[0] = 0; in k = 1
#             the shock is first_shock. No path falls below the floor
# longevity   years of life at birth: x[k] = persistence x[k-1] + shock z[k] (first_shock in k = 1), and a gap with
#             normals of its own g[k] = gap_persistence g[k-1] + gap_shock zgap[k];
#             men: male_weight x[k] + male_trend k z[0] + g[k] / 2
#             women: female_weight x[k] + female_trend k z[0] - g[k] / 2
# spreads     standard deviations, in the years that are judged, that the bands speak of (80 %, 95 %) and ours
"""


def processes_text(processes: DemographicProcesses, bands: NationBands, module: str) -> str:
    """The file: parameters, and the spreads they were fitted to beside those they imply."""
    first, last = processes.first_year, int(bands.fertility.years[-1])
    lines = [HEADER.format(code=processes.country_code, first=first, last=last, module=module).rstrip("\n")]
    lines += [f"country_code: {processes.country_code}", "status: calibrated", f"first_year: {first}", "fertility:"]
    lines += ["  unit: children per woman", *_numbers(processes.fertility, FERTILITY_NUMBERS), "longevity:"]
    longevity = processes.longevity
    lines += longevity_lines(longevity)
    lines += ["spreads:", f"  years: {list(JUDGED_YEARS)}", "  fertility:"]
    span = last - first + 1
    lines += _spread_lines(processes.fertility.spread(span), bands.fertility, first, "    ")
    for number, sex in enumerate(_SEXES):
        lines.append(f"  life_expectancy_{sex}:")
        lines += _spread_lines(longevity.spread(span)[number], bands.life_expectancy[number], first, "    ")
    return "\n".join(lines) + "\n"


def longevity_lines(process: LongevityProcess) -> list[str]:
    """What stands under the key of a process of longevity."""
    ends = [f"  {name}: [{male:g}, {female:g}]" for name in _ENDS for male, female in (getattr(process, name),)]
    return ["  unit: years of life at birth", *_numbers(process, LONGEVITY_NUMBERS), *ends]


def read_processes(path: Path) -> DemographicProcesses:
    """Read a file that `processes_text` gave; InputError names the line of what is wrong."""
    fields = ParameterFile(load_document(path))

    def row(subject: str, name: str) -> float:
        return float(fields.numbers(subject, name, count=1)[0])

    return DemographicProcesses(
        country_code=int(fields.numbers("country_code", count=1)[0]),
        first_year=int(fields.numbers("first_year", count=1)[0]),
        fertility=FertilityProcess(*(row("fertility", name) for name in FERTILITY_NUMBERS)),
        longevity=read_longevity(fields, "longevity"),
    )


def read_longevity(fields: ParameterFile, key: str) -> LongevityProcess:
    """The process of longevity under `key`."""
    (low, low_female), (high, high_female) = (fields.numbers(key, name, count=2).tolist() for name in _ENDS)
    return longevity_process(
        [float(fields.numbers(key, name, count=1)[0]) for name in LONGEVITY_NUMBERS],
        lowest=(low, low_female),
        highest=(high, high_female),
    )


def _numbers(process: FertilityProcess | LongevityProcess, names: tuple[str, ...]) -> list[str]:
    return [f"  {name}: {getattr(process, name):.6g}" for name in names]


def _spread_lines(ours: Floats, bands: Bands, first_year: int, indent: str) -> list[str]:
    published = bands.since(first_year).spread()
    rows = [year - first_year for year in JUDGED_YEARS]
    return [
        f"{indent}of_80_percent: {number_row(published[rows, 0])}",
        f"{indent}of_95_percent: {number_row(published[rows, 1])}",
        f"{indent}ours: {number_row(ours[rows])}",
    ]
