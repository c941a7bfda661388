"""What a projection starts from: the nation's own basis, or that of a region and its workbook."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from core.errors import InputError, ValueOutOfRange
from simulation.assumptions import AssumptionSet
from simulation.countries.china import pack
from simulation.countries.china.bases import LAST_COUNTED_YEAR
from simulation.countries.china.history import FundHistory
from simulation.countries.china.population import PlannedPeople
from simulation.countries.china.regions.calibration import Calibrated, calibrate_funds, one_year, scaled_row
from simulation.countries.china.regions.employees import BASE_RATIO_ROW, calibrate_employees
from simulation.countries.china.regions.fallback import Completed, Fallback, complete
from simulation.countries.china.regions.figures import regional_figures
from simulation.countries.china.regions.history import regional_history
from simulation.countries.china.regions.levels import PERSONS_ROWS
from simulation.countries.china.regions.nation import national_value
from simulation.countries.china.regions.people import AgeTilt, regional, tilt_to
from simulation.countries.china.regions.plausibility import refuse_implausible, warnings_of
from simulation.countries.china.regions.report import RegionReport
from simulation.demography.projection import project_population
from simulation.published import PublishedFigures
from simulation.regions.fund_data import FundData
from simulation.regions.layout import REGION_CELL, WorkbookWrong
from simulation.scenario import NATION, Scenario

People = Callable[[PlannedPeople], PlannedPeople]


@dataclass(frozen=True)
class Basis:
    """The start of a projection: place, base year, assumptions before any setting, published figures, and people.

    people   turns the nation's base and rates of people into those of the place
    history, report   of a region; None for the nation
    """

    region: str
    base_year: int
    assumptions: AssumptionSet
    figures: PublishedFigures
    people: People
    history: FundHistory | None = None
    report: RegionReport | None = None


def basis_of(scenario: Scenario) -> Basis:
    """The basis of the scenario's region; InputError where region and workbook do not belong together."""
    if scenario.fund_data is not None:
        return _of_region(scenario.fund_data, scenario.region)
    if scenario.region != NATION:
        raise InputError(
            f"a projection of {scenario.region} needs the region's own accounts.",
            remedy="Make a workbook with `anlan data template fund`, fill it in, and name it with --fund-data.",
        )
    return Basis(NATION, pack.BASE_YEAR, pack.base_assumptions(), pack.published(), lambda people: people)


@lru_cache(maxsize=64)
def _of_region(data: FundData, region: str) -> Basis:
    code = _checked_region(data, region)
    refuse_implausible(data)
    completed = complete(data)
    figures = regional_figures(completed)
    tilt = _tilt(completed)

    def people(planned: PlannedPeople) -> PlannedPeople:
        return regional(planned, tilt)

    calibrated = _calibrated(completed, figures, people, code)
    rows = AssumptionSet({key: row for part in calibrated for key, row in part.rows.items()})
    return Basis(
        region=code,
        base_year=data.base_year,
        assumptions=_sized(completed).replaced_by(rows),
        figures=figures,
        people=people,
        history=regional_history(completed),
        report=_report(completed, calibrated, code),
    )


def _checked_region(data: FundData, region: str) -> str:
    """The code both agree on; the workbook may leave it empty."""
    regions = pack.base_rules().regions
    inside = regions.code(data.region, path=None) if data.region in regions else data.region
    if data.region and data.region not in regions:
        raise WorkbookWrong(
            f"{data.region!r} is not a region of this country.",
            path=data.file,
            cell=REGION_CELL,
            remedy="Choose a code from the list of the cell, such as CN-33.",
        )
    asked = regions.code(region) if region != NATION else inside
    if not asked or asked == NATION:
        raise WorkbookWrong(
            "no region is named.", path=data.file, cell=REGION_CELL, remedy="Choose one there, or use --region CN-33."
        )
    if inside and inside != asked:
        raise WorkbookWrong(
            f"the workbook is of {inside}, the projection of {asked}.",
            path=data.file,
            cell=REGION_CELL,
            remedy="Give the workbook of that region, or correct the cell.",
        )
    return asked


def _tilt(completed: Completed) -> AgeTilt:
    key, year = "region.aged_60", completed.data.base_year
    planned = pack.planned_people_of(pack.base_assumptions(), _last_year(year))
    aged = completed.at(key) if completed.is_filled(key) else None
    try:
        return tilt_to(planned, year, total=completed.at("region.population"), aged_60=aged)
    except ValueOutOfRange as err:
        raise WorkbookWrong(err.what, path=completed.data.file, remedy=err.remedy) from err


def _calibrated(
    completed: Completed, figures: PublishedFigures, people: People, region: str
) -> tuple[Calibrated, Calibrated]:
    """Both parts of the calibration, each in the base year alone, opened by the year before."""
    base, year = _sized(completed), completed.data.base_year
    last = _last_year(year)
    planned = people(pack.planned_people_of(base, last))
    context = pack.context_of(
        base,
        rules=pack.base_rules(),
        population=project_population(planned.base, planned.path, last),
        figures=figures,
        base_year=year - 1,
        last_year=last,
    )
    context = one_year(replace(context, region=region), year)
    return calibrate_employees(completed, context), calibrate_funds(completed, context)


def _sized(completed: Completed) -> AssumptionSet:
    """The nation's assumptions with its numbers of persons brought to the region's size."""
    base, year = pack.base_assumptions(), completed.data.base_year
    rows = {
        key: scaled_row(base.row(key), completed.at(heads) / national_value(heads, year))
        for key, heads in PERSONS_ROWS.items()
    }
    return base.replaced_by(AssumptionSet(rows))


def _last_year(year: int) -> int:
    """Far enough for the people of `year`: their counted years are always carried through."""
    return max(year, LAST_COUNTED_YEAR) + 1


def _worked_out(item: Fallback, employees: Calibrated) -> Fallback:
    """The mean base that contributions imply, where its cell was empty."""
    implied = [level.factor for level in employees.levels if BASE_RATIO_ROW in level.rows]
    if not item.key.endswith(".contribution_base") or not implied:
        return item
    return replace(item, value=item.value * implied[0])


def _report(completed: Completed, calibrated: tuple[Calibrated, Calibrated], code: str) -> RegionReport:
    notes = tuple(note for part in calibrated for note in part.notes)
    return RegionReport(
        code=code,
        name=pack.base_rules().regions.region(code).name,
        base_year=completed.data.base_year,
        workbook=completed.data.file,
        fallbacks=tuple(_worked_out(item, calibrated[0]) for item in completed.fallbacks),
        levels=tuple(level for part in calibrated for level in part.levels),
        checks=tuple(check for part in calibrated for check in part.checks),
        warnings=(*warnings_of(completed.data), *notes),
    )
