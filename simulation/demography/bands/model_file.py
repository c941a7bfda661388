"""The processes of longevity after other models of mortality, beside the default in a country's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.documents import load_document
from core.errors import InputError
from simulation.demography.bands.process import LongevityProcess
from simulation.demography.bands.process_file import JUDGED_YEARS, longevity_lines, read_longevity
from simulation.demography.bands.targets import Bands
from simulation.demography.country_file import ParameterFile, number_row
from simulation.demography.population import Floats

UNITED_NATIONS = "united_nations"
OTHER_MODELS = ("lee_carter", "cbd_m5", "cbd_m7")
MORTALITY_MODELS = (UNITED_NATIONS, *OTHER_MODELS)
SEXES = ("male", "female", "both")

HEADER = """\
# Longevity after other models of mortality, which `anlan simulate --mortality` chooses: fitted to the United Nations'
# death rates (same source) by sex and five-year group of ages, in five-year periods with the middles {first} to {last}
# (the last one is partly a projection), years of crisis included. The process is that of `longevity`, fitted to the 80
# and 95 % bands of {paths} forecasts, with uncertain parameters, of life expectancy at birth about their median; the
# centre is the scenario's in every case.
#
# lee_carter      both sexes, all ages: Lee and Carter's decline with Li and Lee's coherent sexes
# cbd_m5, cbd_m7  Cairns, Blake and Dowd, ages 60 to 99, sexes coherent likewise: the spread of life expectancy at 60,
#                 told as that at birth with which the mortality model has the same at 60
# spreads         standard deviations that the model's bands speak of (80 %, 95 %), that of the 95 % band of the same
#                 model fitted from {calm} on, without the famine, and ours
"""


@dataclass(frozen=True)
class ModelFit:
    """A process of longevity after a model of mortality.

    process  the process
    bands    what it was fitted to: men, women, both
    calm     the same bands of the model fitted to the years after the famine: for comparison, no number rests on them
    """

    process: LongevityProcess
    bands: Sequence[Bands]
    calm: Sequence[Bands]


def models_text(fits: Mapping[str, ModelFit], first_year: int, *, periods: tuple[int, int, int], paths: int) -> str:
    """The sections of the file.

    periods  middles of the first and last period fitted, and of the first one after the famine
    """
    first, last, calm = periods
    lines = [HEADER.format(first=first, last=last, calm=calm, paths=paths).rstrip("\n")]
    for name, fit in fits.items():
        ours = fit.process.spread(max(JUDGED_YEARS) - first_year + 1)
        rows = [year - first_year for year in JUDGED_YEARS]
        lines += [f"{section(name)}:", *longevity_lines(fit.process), "  spreads:", f"    years: {list(JUDGED_YEARS)}"]
        for number, sex in enumerate(SEXES):
            spread, calmer = (bands[number].since(first_year).spread()[rows] for bands in (fit.bands, fit.calm))
            lines += [
                f"    {sex}:",
                f"      of_80_percent: {number_row(spread[:, 0])}",
                f"      of_95_percent: {number_row(spread[:, 1])}",
                f"      after_the_famine: {number_row(calmer[:, 1])}",
                f"      ours: {number_row(ours[number, rows])}",
            ]
    return "\n".join(lines) + "\n"


def section(name: str) -> str:
    """The key of a model's section."""
    return f"longevity_{name}"


def read_models(path: Path) -> dict[str, LongevityProcess]:
    """Name -> process, of the other models that the file has; InputError names the line of what is wrong."""
    document = load_document(path)
    fields = ParameterFile(document)
    return {name: read_longevity(fields, section(name)) for name in OTHER_MODELS if section(name) in document.data}


def read_spread(path: Path, name: str, sex: str, of: str) -> Floats:
    """[judged year] one row of a model's spreads, years of life at birth."""
    return ParameterFile(load_document(path)).numbers(section(name), "spreads", sex, of, count=len(JUDGED_YEARS))


def check_model(name: object) -> None:
    """InputError when no model of mortality is called `name`."""
    if name not in MORTALITY_MODELS:
        raise InputError(
            f"there is no model of mortality {name!r}.", remedy=f"Choose one of: {', '.join(MORTALITY_MODELS)}."
        )
