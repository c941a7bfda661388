"""One report from a request: the projection is made, the chapters written, and both files rendered in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.errors import DateOutOfRange, InputError
from dashboards.reports.actuarial import actuarial_blocks
from dashboards.reports.basis import Basis
from dashboards.reports.budget import budget_blocks
from dashboards.reports.document import Block, Report
from dashboards.reports.excel_file import as_xlsx
from dashboards.reports.fonts import chart_language
from dashboards.reports.last_budget import LastBudget
from dashboards.reports.outlook import outlook_blocks
from dashboards.reports.sources import DEFINED, DEFINED_ACTUARIAL, about, definitions
from dashboards.reports.texts import Texts
from dashboards.reports.word_file import as_docx
from simulation.chance.plan import Plan
from simulation.countries.china.pack import BASE_YEAR
from simulation.futures.result import Futures
from simulation.futures.simulate import simulate
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import NATION, Scenario

COUNTRY = "china"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    kind         budget, outlook or actuarial
    command      the words that ask for the same report again
    last_budget  last year's budget figures, for the budget
    previous     the scenario of last year's valuation, for the actuarial report
    plan         how random futures of the scenario are drawn for the outlook and the actuarial report (None: not)
    """

    kind: str
    year: int
    language: str
    scenario: Scenario
    command: str
    last_budget: LastBudget | None = None
    previous: Scenario | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A finished report: file name -> bytes, and what it was written from."""

    files: Mapping[str, bytes]
    report: Report
    projection: Projection


Chapters = Callable[[Basis, Request, Futures | None], list[Block]]
KINDS: Mapping[str, Chapters] = {
    "budget": lambda basis, request, _: budget_blocks(basis, request.last_budget),
    "outlook": lambda basis, _, futures: outlook_blocks(basis, futures),
    "actuarial": lambda basis, request, futures: actuarial_blocks(basis, request.previous, futures),
}
WITH_FUTURES = ("outlook", "actuarial")
# Years behind the year of the report that its chapters need.
YEARS_AHEAD = {"budget": 0, "outlook": 10, "actuarial": 25}


def write_report(request: Request) -> Written:
    """Project, write the chapters and render both files; InputError for a year or country that has no such report."""
    check_request(request)
    projection = project(request.scenario)
    report = compose(request, projection, drawn(request))
    stem = stem_of(request)
    files = {f"{stem}.docx": as_docx(report), f"{stem}.xlsx": as_xlsx(report)}
    return Written(files, report, projection)


def stem_of(request: Request) -> str:
    """What both files are called, before their endings."""
    region = request.scenario.region
    return f"{request.kind}-{request.year}" + ("" if region == NATION else f"-{region}")


def check_request(request: Request) -> None:
    """InputError where the report could not be written, before any long work."""
    if request.scenario.name != COUNTRY:
        raise InputError(
            f"reports are laid out for China's funds, not for {request.scenario.name!r}.", remedy="Choose china."
        )
    if request.scenario.start is not None:
        raise InputError("a back-test has no report.", remedy="Leave out the start year.")
    data = request.scenario.fund_data
    first = (BASE_YEAR if data is None else data.base_year) + 1
    last = request.scenario.last_year - YEARS_AHEAD[request.kind]
    if not first <= request.year <= last:
        raise DateOutOfRange(
            f"there is no {request.kind} report of {request.year}.", remedy=f"Choose a year from {first} to {last}."
        )


def drawn(request: Request) -> Futures | None:
    """The random futures that the report tells of; None where it tells of none."""
    if request.plan is None or request.kind not in WITH_FUTURES:
        return None
    return simulate(request.scenario, request.plan)


def compose(request: Request, projection: Projection, futures: Futures | None = None) -> Report:
    """The report as a document, before it is laid out."""
    words = Texts(request.kind, request.language)
    basis = Basis(request.scenario, projection, request.year, words)
    title = f"{basis.place or ''}{words('between_place') if basis.place else ''}{words('title', year=request.year)}"
    names = (*DEFINED, *DEFINED_ACTUARIAL) if request.kind == "actuarial" else DEFINED
    has_font = chart_language(request.language) == request.language
    return Report(
        kind=request.kind,
        language=request.language,
        title=title,
        cover=(
            basis.place or words("cover_nation"),
            words("cover_unit"),
            words("cover_cutoff", year=basis.base_year),
            words("cover_draft"),
        ),
        header=words("header_line", title=title),
        contents_title=words("contents"),
        blocks=tuple(KINDS[request.kind](basis, request, futures)),
        about_title=words("about"),
        about=about(basis, request.command, {} if futures is None else futures.manifest),
        definitions_title=words("definitions"),
        definitions=definitions(basis, names),
        dated=basis.dated,
        table_word=words("table_word"),
        chart_word=words("chart_word"),
        warnings=() if has_font else (words("no_chinese_font"),),
    )
