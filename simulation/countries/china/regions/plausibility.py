"""Whether a workbook's figures can be what its unit cells say, and whether its balances roll forward."""

from collections.abc import Iterator, Mapping
from math import log10

from simulation.countries.china.regions.nation import fund_cells, national_value
from simulation.regions.cells import MONEY, PERSONS
from simulation.regions.fund_data import FundData
from simulation.regions.layout import MONEY_CELL, PERSONS_CELL, WorkbookWrong
from simulation.regions.workbook import place_of

# A region's amount per head lies within this factor of the nation's; a wrong unit moves it by 10,000 or more.
LARGEST_RATIO = 40.0
_UNIT_STEP = 1e4
_PEOPLE_ROOM = 1.02
_HEADS = ("active", "insured", "beneficiaries")
_BALANCE_YEARS = 60.0
_GAP_SHARE, _GAP_YUAN = 0.005, 1e6


def refuse_implausible(data: FundData) -> None:
    """WorkbookWrong at the first figure whose unit is in doubt, or that contradicts another."""
    for key, cell in fund_cells().items():
        for year in data.years:
            value = data.value(key, year)
            if value is None:
                continue
            if cell.kind == PERSONS:
                _check_persons(data, key, year, value)
            elif cell.kind == MONEY:
                _check_money(data, key, year, value)
            else:
                _check_wage(data, key, year, value)
    _check_parts(data)


def warnings_of(data: FundData) -> tuple[Mapping[str, str], ...]:
    """One warning for each balance that does not follow from the year before, with the gap."""
    return tuple(_gaps(data))


def _gaps(data: FundData) -> Iterator[Mapping[str, str]]:
    for key in (name for name in fund_cells() if name.endswith(".accumulated_balance")):
        fund = key.split(".")[0]
        for year in data.years[1:]:
            parts = (
                data.value(key, year),
                data.value(key, year - 1),
                data.value(f"{fund}.income", year),
                data.value(f"{fund}.outgo", year),
            )
            balance, before, income, outgo = parts
            if balance is None or before is None or income is None or outgo is None:
                continue
            gap = balance - before - income + outgo
            if abs(gap) > max(_GAP_SHARE * outgo, _GAP_YUAN):
                cell, title = place_of(data, key, year), fund_cells()[key].title
                yield {
                    "zh": f"单元格{cell}：{year}年{title.zh}与上年结余加收支不符，相差{gap / 1e8:,.2f}亿元。",
                    "en": f"Cell {cell}: {title.en} of {year} does not follow from the year before; "
                    f"the gap is {gap / 1e8:,.2f} 亿元.",
                }


def _check_persons(data: FundData, key: str, year: int, value: float) -> None:
    nation = national_value(key, year)
    place = place_of(data, key, year)
    residents = data.value("region.population", year) or nation
    if value > _PEOPLE_ROOM * nation:
        raise WorkbookWrong(
            f"{value / 1e4:,.0f} 万人 is more than the {nation / 1e4:,.0f} 万人 of the whole nation; persons were "
            f"expected in {data.persons_unit}.",
            path=data.file,
            cell=place,
            remedy=f"Set the unit of persons in {PERSONS_CELL} to the unit that was used, or correct the figure.",
        )
    if key.split(".")[1] in _HEADS and value > 2.0 * residents:
        raise WorkbookWrong(
            f"{value / 1e4:,.2f} 万人 is more than twice the residents.",
            path=data.file,
            cell=place,
            remedy="Check this figure and the residents of the year.",
        )
    if value == 0.0 and year >= data.base_year - 1:
        raise WorkbookWrong(
            "nobody is counted here; a number above zero was expected.",
            path=data.file,
            cell=place,
            remedy="Leave the cell empty where the number is not known.",
        )


def _check_money(data: FundData, key: str, year: int, value: float) -> None:
    """The amount per head against the nation's, by the persons of the same fund, or by those given nearest."""
    fund, measure = key.split(".")
    if measure == "accumulated_balance":
        _check_balance(data, key, year, value)
        return
    heads = _heads(data, fund, year)
    nation = national_value(key, year)
    if value == 0.0 or heads is None or nation <= 0.0:
        return
    ratio = value / heads[1] / (nation / national_value(heads[0], year))
    if 1.0 / LARGEST_RATIO <= ratio <= LARGEST_RATIO or (measure == "fiscal_subsidy" and ratio < 1.0):
        return
    _refuse_unit(data, place_of(data, key, year), ratio, nation / national_value(heads[0], year))


def _check_balance(data: FundData, key: str, year: int, value: float) -> None:
    outgo = data.value(f"{key.split('.')[0]}.outgo", year)
    if outgo and abs(value) > _BALANCE_YEARS * outgo:
        raise WorkbookWrong(
            f"the balance is {abs(value) / outgo:,.0f} times the outgo of the year.",
            path=data.file,
            cell=place_of(data, key, year),
            remedy=f"Give it in the same unit as the outgo ({data.money_unit}, see {MONEY_CELL}).",
        )


def _refuse_unit(data: FundData, place: str, ratio: float, nation: float) -> None:
    times = f"{ratio:,.0f} times" if ratio > 1 else f"{1 / ratio:,.0f} times less than"
    is_unit = abs(abs(log10(ratio)) - log10(_UNIT_STEP)) < log10(LARGEST_RATIO)
    guess = (
        f"It looks as if another unit than {data.money_unit} or {data.persons_unit} was used"
        if is_unit
        else "The figure cannot be right"
    )
    raise WorkbookWrong(
        f"{nation * ratio:,.2f} yuan a head is {times} the nation's {nation:,.0f} yuan. {guess}.",
        path=data.file,
        cell=place,
        remedy=f"If every amount is in another unit, set {MONEY_CELL} (now {data.money_unit}; 万元 is offered) or "
        f"{PERSONS_CELL} (now {data.persons_unit}); if only this one is, correct it.",
    )


def _heads(data: FundData, fund: str, year: int) -> tuple[str, float] | None:
    """A number of persons for a fund's money: its own, else the residents; of the year, else of the nearest year."""
    near = sorted(data.years, key=lambda other: abs(other - year))
    for key in (*(f"{fund}.{measure}" for measure in _HEADS), "region.population"):
        for other in near:
            value = data.value(key, other) if key in fund_cells() else None
            if value:
                return key, value
    return None


def _check_wage(data: FundData, key: str, year: int, value: float) -> None:
    nation = national_value(key, year)
    if not nation / 4.0 <= value <= nation * 4.0:
        unit = "元/月" if key.endswith("contribution_base") else "元/年"
        raise WorkbookWrong(
            f"{value:,.0f} {unit} was given where the nation's is {nation:,.0f} {unit}.",
            path=data.file,
            cell=place_of(data, key, year),
            remedy=f"Give it in {unit}, or leave the cell empty.",
        )


def _check_parts(data: FundData) -> None:
    """A part cannot exceed what it is a part of."""
    fund = "enterprise_pension"
    parts = (
        ("contributors", "active"),
        ("contributions", "income"),
        ("fiscal_subsidy", "income"),
        ("pooling_received", "income"),
        ("pooling_paid", "outgo"),
    )
    pairs = [(f"{fund}.{part}", f"{fund}.{whole}") for part, whole in parts]
    pairs += [("region.aged_60", "region.population"), ("resident_pension.beneficiaries", "resident_pension.insured")]
    for part, whole in pairs:
        for year in data.years:
            small, large = data.value(part, year), data.value(whole, year)
            if small is not None and large is not None and small > large:
                raise WorkbookWrong(
                    f"{fund_cells()[part].title.zh} is more than {fund_cells()[whole].title.zh} "
                    f"({place_of(data, whole, year)}), of which it is a part.",
                    path=data.file,
                    cell=place_of(data, part, year),
                    remedy="Correct one of the two.",
                )
