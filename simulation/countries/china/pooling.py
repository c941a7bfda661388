"""National pooling of China's enterprise pension: provinces from workbooks or made up, and who pays whom."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange, InputError
from simulation.assumptions import AssumptionSet
from simulation.countries.china import funds, pack
from simulation.countries.china.regions.basis import basis_of
from simulation.countries.china.regions.tiles import province_positions, tiles
from simulation.countries.china.scenario import LAST_YEARS, context_for
from simulation.funds.ledger import FundFlows
from simulation.published import PublishedFigures
from simulation.regions.fund_data import FundData
from simulation.regions.illustration import Spreads, illustrative_provinces
from simulation.regions.pooling import Pooling, pool
from simulation.regions.provinces import PensionFlows, Province, Provinces
from simulation.scenario import NATION, Scenario
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import EmployeesProjection

Floats = NDArray[np.float64]
FIRST_YEAR = 2018
LAST_YEAR = 2060
PROVINCES = 31
FUND = "enterprise_pension"
_FOLDER = pack.FOLDER / "regions"
_REST = {"zh": "其余地区", "en": "Rest of the nation"}
_ADDED = ("contributors", "retirees", "assessed_wages", "contributions", "subsidy", "benefits")


@dataclass(frozen=True, slots=True)
class Published:
    """A published amount of one year beside ours, in yuan; `error` is ours ÷ published − 1."""

    name: str
    year: int
    published: float
    computed: float

    @property
    def error(self) -> float:
        """As a share of what was published."""
        return self.computed / self.published - 1.0


def pool_china(
    scenario: Scenario | None = None,
    *,
    provinces: int = PROVINCES,
    until: int = LAST_YEAR,
    workbooks: Sequence[FundData] = (),
) -> Pooling:
    """Who pays whom from 2018 to `until`, or from the first year after every workbook's base year.

    scenario    assumptions and law of the nation and of every province
    provinces   how many are made up where there are no workbooks
    workbooks   accounts of provinces; what they leave of the nation is one further row
    """
    first, last = LAST_YEARS
    if not first <= until <= last:
        raise DateOutOfRange(f"pooling cannot end in {until}.", remedy=f"Choose a year from {first} to {last}.")
    asked = replace(scenario or Scenario(), last_year=until)
    if asked.region != NATION:
        raise InputError("pooling is among all provinces.", remedy="Leave the region out; name workbooks instead.")
    nation = _Nation(asked)
    table = _from_workbooks(asked, nation, workbooks) if workbooks else _made_up(nation, provinces)
    rates = np.array([nation.upload_rate(int(year)) for year in table.years])
    return pool(table, rates, pooling_rows().number("pooling.local_wage_weight"))


@lru_cache(maxsize=1)
def pooling_rows() -> AssumptionSet:
    """The formula of the central adjustment and the spreads of provinces that are made up."""
    return AssumptionSet.load(_FOLDER / "pooling.yaml")


def published_checks(pooling: Pooling) -> tuple[Published, ...]:
    """The scale of the central adjustment by the formula, and what moved under national pooling, beside the published.

    The first rests on national figures only; the second on the provinces, so it says how unequal they are.
    """
    figures = PublishedFigures.load([_FOLDER / "pooling_published.yaml"])
    moved = {"pooling.central_adjustment": pooling.upload, "pooling.transfers": pooling.allocation}
    return tuple(
        Published(name, year, figures.at(name, year), float(amounts[:, row].sum()))
        for name, amounts in moved.items()
        for row, year in enumerate(pooling.provinces.years.tolist())
        if year in figures.series(name).values
    )


class _Nation:
    """The enterprise pension of the nation, [1, year] from 2018: published and split, then projected."""

    def __init__(self, scenario: Scenario) -> None:
        self.context = context_for(scenario)
        self.years = np.arange(FIRST_YEAR, scenario.last_year + 1)
        self.is_estimated = self.years <= self.context.base_year
        employees, flows = funds.project_employees(self.context)
        ahead = _flows_of(self.context, employees, flows[FUND])
        past = self._past(ahead, flows, employees)
        self.flows = _stacked([past, ahead], axis=1)

    def upload_rate(self, year: int) -> float:
        """Of the central adjustment, by months; 0 before it began and since national pooling."""
        return self.context.rules.yearly_average("pooling.central_adjustment_rate", year, default=0.0)

    def _past(self, ahead: PensionFlows, flows: dict[str, FundFlows], employees: EmployeesProjection) -> PensionFlows:
        """Published totals of both employees' funds × the enterprises' share, constant at that of the first year."""
        years = self.years[self.is_estimated]
        before = np.concatenate([[years[0] - 1], years])
        of_active, of_retired = (
            float(members[:2].sum() / members.sum()) for members in (employees.active_open, employees.retired_open)
        )
        share = {
            side: _total(flows[FUND], side) / sum(_total(each, side) for each in flows.values())
            for side in ("income", "outgo")
        }
        members = self._published("employees.active", before) * of_active
        income = self._published("employees.income", years) * share["income"]
        of_income = 1.0 / _total(flows[FUND], "income")
        wage = self.context.economy.at("wage.full_calibre", before)
        return PensionFlows(
            contributors=(members[1:] * ahead.contributors[0, 0] / flows[FUND].measures["active"][0])[None],
            retirees=(self._published("employees.retired", years) * of_retired)[None],
            wage=wage[None, 1:],
            assessed_wages=(pooling_rows().number("pooling.assessed_wage_share") * wage * members)[None, :-1],
            contributions=(income * ahead.contributions[0, 0] * of_income)[None],
            subsidy=(income * ahead.subsidy[0, 0] * of_income)[None],
            benefits=(self._published("employees.outgo", years) * share["outgo"])[None],
        )

    def _published(self, name: str, years: NDArray[np.int64]) -> Floats:
        return self.context.published.series(name).array(years)


def _total(flows: FundFlows, side: str) -> float:
    lines = flows.income if side == "income" else flows.outgo
    return float(sum(values[0] for values in lines.values()))


def _flows_of(context: SchemeContext, employees: EmployeesProjection, flows: FundFlows) -> PensionFlows:
    """[1, year] one province or the nation; money that pooling moves, among other income and outgo, is left out."""
    active = np.concatenate([[employees.active_open[:2].sum()], flows.measures["active"]])
    wage = context.economy.at("wage.full_calibre", np.append(context.base_year, context.years))
    share = pooling_rows().number("pooling.assessed_wage_share")
    other = pack.base_assumptions().number("pension.enterprise.other_outgo_share")
    outgo = flows.outgo
    return PensionFlows(
        contributors=flows.contributors[None],
        retirees=flows.beneficiaries[None],
        wage=wage[None, 1:],
        assessed_wages=(share * wage * active)[None, :-1],
        contributions=flows.income["contributions"][None],
        subsidy=flows.income["fiscal_subsidy"][None],
        benefits=(outgo["benefits"] * (1.0 + other) + outgo["funeral_and_survivors"] + outgo["transfers_out"])[None],
    )


def _made_up(nation: _Nation, count: int) -> Provinces:
    number = pooling_rows().number
    names = ("size", "dependency", "wage", "effort", "generosity", "wage_and_age", "remaining")
    spreads = Spreads(
        **{name: number(f"illustration.{name}") for name in names},
        local_wage_weight=number("pooling.local_wage_weight"),
    )
    return illustrative_provinces(
        nation.flows,
        nation.years,
        count=count,
        spreads=spreads,
        positions=province_positions(),
        is_estimated=nation.is_estimated,
    )


def _from_workbooks(scenario: Scenario, nation: _Nation, workbooks: Sequence[FundData]) -> Provinces:
    """The provinces of the workbooks, and the rest of the nation as one row more."""
    places = {tile.code: (tile.row, tile.column) for tile in tiles()}
    rows: list[Province] = []
    parts: list[tuple[int, PensionFlows]] = []
    for data in workbooks:
        regional = replace(scenario, region=data.region or NATION, fund_data=data)
        code = basis_of(regional).region
        name = pack.base_rules().regions.region(code).name
        if code not in places or code in {row.code for row in rows}:
            what = "is not a province" if code not in places else "is there twice"
            raise InputError(
                f"{name.zh} ({code}) {what}.", path=data.file, remedy="Keep one workbook for each province."
            )
        context = context_for(regional)
        rows.append(Province(code, name.to_json(), False, places[code]))
        employees, flows = funds.project_employees(context)
        parts.append((context.base_year + 1, _flows_of(context, employees, flows[FUND])))
    start = max(nation.context.base_year + 1, *(first for first, _ in parts))
    cut = [flows.since(start - first) for first, flows in parts]
    whole = nation.flows.since(start - FIRST_YEAR)
    together = _stacked(cut)
    table = _stacked([together, _rest(whole, together)])
    years = nation.years[start - FIRST_YEAR :]
    rows.append(Province("", _REST, False, (0, 0)))
    return Provinces(tuple(rows), years, table, np.zeros(years.size, dtype=np.bool_))


def _stacked(parts: Sequence[PensionFlows], axis: int = 0) -> PensionFlows:
    """Provinces one under the other, or years one after the other."""
    columns = zip(*(astuple(part) for part in parts), strict=True)
    return PensionFlows(*(np.concatenate(column, axis=axis) for column in columns))


def _rest(nation: PensionFlows, provinces: PensionFlows) -> PensionFlows:
    """[1, year] what the provinces leave of the nation."""
    left = {name: getattr(nation, name) - getattr(provinces, name).sum(axis=0) for name in _ADDED}
    for name, values in left.items():
        if (values <= 0.0).any():
            raise InputError(
                f"the provinces of the workbooks have more {name} than the whole nation.",
                remedy="Check that each workbook is of one province and that its units are right.",
            )
    bill = nation.contributors * nation.wage - (provinces.contributors * provinces.wage).sum(axis=0)
    return PensionFlows(**left, wage=np.maximum(bill, 0.0) / left["contributors"])
