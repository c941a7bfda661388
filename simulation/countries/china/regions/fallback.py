"""Every figure a region's projection starts from: the workbook's where a cell is filled, else the nation's, scaled."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.countries.china.regions.nation import ENTERPRISE, fund_cells, national_value, share_of_income
from simulation.regions.cells import YUAN_PER_MONTH, YUAN_PER_YEAR
from simulation.regions.fund_data import FundData
from simulation.regions.layout import WorkbookWrong
from simulation.regions.workbook import place_of

REGION = "region"
Words = Mapping[str, str]
PER_PERSON: Words = {
    "zh": "全国每位居民的人数×本地区常住人口",
    "en": "the nation's persons per resident × the region's residents",
}
PER_HEAD: Words = {
    "zh": "全国人均值×本地区人数×本地区与全国平均工资之比",
    "en": "the nation's amount per head × the region's heads × its average wage relative to the nation's",
}
SHARE: Words = {"zh": "全国占收入（支出）的比重×本地区收入（支出）", "en": "the nation's share × the region's total"}
ROLLED: Words = {"zh": "由次年年末结余、收入和支出倒推", "en": "next year's balance − its income + its outgo"}
GROWN: Words = {"zh": "本地区次年数÷全国增长率", "en": "the region's next year ÷ the nation's growth"}
LATEST_WAGE: Words = {
    "zh": "本地区最近一年平均工资×全国增长",
    "en": "the region's latest average wage, grown as the nation's",
}
NATIONAL: Words = {"zh": "全国数", "en": "the nation's value"}
NATIONAL_BASE: Words = {
    "zh": "由保险费收入、缴费人数和费率推算",
    "en": "worked out from contributions, contributors and rates",
}
BY_MEMBERS: Words = {
    "zh": "全国人口×本地区参保人数占全国的比重",
    "en": "the nation's residents × the region's share of its insured",
}
NO_POOLING: Words = {"zh": "未填，按零处理", "en": "none: the nation pays nothing to itself"}
# Whose heads a sum of money belongs to, the first that the fund has.
_HEADS = {
    "income": ("active", "insured"),
    "outgo": ("beneficiaries", "insured"),
    "accumulated_balance": ("beneficiaries", "insured"),
}
_HEAD_MEASURES = ("active", "insured", "beneficiaries")
_STOCKS = (*_HEAD_MEASURES, "accumulated_balance")


@dataclass(frozen=True, slots=True)
class Fallback:
    """An empty cell and what stands in for it, in yuan or persons."""

    cell: str
    key: str
    year: int
    value: float
    rule: Words


@dataclass(frozen=True)
class Completed:
    """All figures of the base year and the stocks of the year before.

    values       (key, year) -> yuan, persons or yuan a month
    fallbacks    cells that were empty, of the projected funds and of the region itself
    funds        the funds to be projected, in the order of the workbook
    wage_ratio   the region's average wage as a multiple of the nation's
    """

    data: FundData
    values: Mapping[tuple[str, int], float]
    fallbacks: tuple[Fallback, ...]
    funds: tuple[str, ...]
    wage_ratio: float

    def at(self, key: str, year: int | None = None) -> float:
        """A figure of the base year, or of `year`."""
        return self.values[key, self.data.base_year if year is None else year]

    def is_filled(self, key: str) -> bool:
        """Whether the cell of the base year holds a figure."""
        return self.data.value(key, self.data.base_year) is not None


def complete(data: FundData) -> Completed:
    """Fill every empty cell of the base year and every empty stock of the year before.

    A fund is projected where the base year has a figure of it; the enterprise pension always is. The figures of other
    funds are filled too, because funds share members, but not listed.
    """
    filling = _Filling(data)
    filling.fill()
    funds = tuple(name for name in dict.fromkeys(cell.fund for cell in fund_cells().values()) if name != REGION)
    projected = tuple(name for name in funds if name == ENTERPRISE or data.is_given(name, data.base_year))
    listed = tuple(item for item in filling.fallbacks if item.key.split(".")[0] in (REGION, *projected))
    return Completed(data, filling.values, listed, projected, filling.wage_ratio)


class _Filling:
    """The figures as they are filled in, first the region's people and wage, then heads, then money."""

    def __init__(self, data: FundData) -> None:
        self.data, self.year = data, data.base_year
        self.values: dict[tuple[str, int], float] = {}
        self.fallbacks: list[Fallback] = []
        self.people_ratio = self.wage_ratio = 1.0

    def fill(self) -> None:
        """Work through every row of the workbook."""
        self._people()
        self._wage()
        cells = fund_cells()
        for key in cells:
            if key.split(".")[1] in _HEAD_MEASURES:
                self._take(key, self.people_ratio * self._nation(key), PER_PERSON)
        for key, cell in cells.items():
            if (key, self.year) not in self.values and key.split(".")[1] in _HEADS:
                self._take(key, self._per_head(key), PER_HEAD)
            elif cell.kind == YUAN_PER_MONTH:
                self._take(key, self._nation(key) * self.wage_ratio, NATIONAL_BASE)
        self._parts()
        for key in cells:
            if key.split(".")[1] in _STOCKS:
                self._stock_before(key)

    def _nation(self, key: str, year: int | None = None) -> float:
        return national_value(key, self.year if year is None else year)

    def _take(self, key: str, instead: float, rule: Words, year: int | None = None) -> None:
        at = self.year if year is None else year
        given = self.data.value(key, at)
        self.values[key, at] = instead if given is None else given
        if given is None:
            self.fallbacks.append(Fallback(place_of(self.data, key, at), key, at, instead, rule))

    def _people(self) -> None:
        key, given = "region.population", self.data.value("region.population", self.year)
        heads = [name for name in fund_cells() if name.split(".")[1] in _HEAD_MEASURES]
        filled = [name for name in heads if self.data.value(name, self.year) is not None]
        if given is None and not filled:
            raise WorkbookWrong(
                "neither the residents nor the insured of any fund are filled in, so nothing can be scaled.",
                path=self.data.file,
                cell=place_of(self.data, key, self.year),
                remedy="Fill in the residents of the base year.",
            )
        if given is None:
            share = (self.data.value(filled[0], self.year) or 0.0) / self._nation(filled[0])
        else:
            share = given / self._nation(key)
        self.people_ratio = share
        self._take(key, share * self._nation(key), BY_MEMBERS)
        self._take("region.aged_60", share * self._nation("region.aged_60"), PER_PERSON)

    def _wage(self) -> None:
        """The ratio of the latest year whose average wage is filled in."""
        key = "region.average_wage"
        assert fund_cells()[key].kind == YUAN_PER_YEAR
        for year in reversed(self.data.years):
            given = self.data.value(key, year)
            if given is not None:
                self.wage_ratio = given / self._nation(key, year)
                break
        rule = NATIONAL if self.wage_ratio == 1.0 else LATEST_WAGE
        self._take(key, self._nation(key) * self.wage_ratio, rule)

    def _per_head(self, key: str) -> float:
        fund, measure = key.split(".")
        heads = next(f"{fund}.{name}" for name in _HEADS[measure] if f"{fund}.{name}" in fund_cells())
        return self._nation(key) / self._nation(heads) * self.values[heads, self.year] * self.wage_ratio

    def _parts(self) -> None:
        """Contributors, contributions, subsidy and pooling of the enterprise pension."""
        active, paying = f"{ENTERPRISE}.active", f"{ENTERPRISE}.contributors"
        self._take(paying, self._nation(paying) / self._nation(active) * self.values[active, self.year], PER_PERSON)
        for measure in ("pooling_received", "pooling_paid"):
            self._take(f"{ENTERPRISE}.{measure}", 0.0, NO_POOLING)
        received = self.values[f"{ENTERPRISE}.pooling_received", self.year]
        for measure in ("contributions", "fiscal_subsidy"):
            key = f"{ENTERPRISE}.{measure}"
            own = self.values[f"{ENTERPRISE}.income", self.year] - received
            self._take(key, share_of_income(key) * own, SHARE)

    def _stock_before(self, key: str) -> None:
        before = self.year - 1
        if not key.endswith(".accumulated_balance"):
            growth = self._nation(key) / self._nation(key, before)
            self._take(key, self.values[key, self.year] / growth, GROWN, before)
            return
        fund = key.split(".")[0]
        balance, income, outgo = (
            self.values[f"{fund}.{name}", self.year] for name in ("accumulated_balance", "income", "outgo")
        )
        self._take(key, balance - income + outgo, ROLLED, before)
