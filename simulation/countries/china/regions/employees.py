"""Sets the employees' pension of a region: its split, its pensioners' cohorts, and the accounts of the base year."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from scipy.optimize import brentq

from simulation.assumptions import Assumption
from simulation.countries.china import pack
from simulation.countries.china.funds import interest_rates
from simulation.countries.china.regions.calibration import (
    BaseYear,
    Calibrated,
    SetLevel,
    factor_to,
    scaled,
    scaled_row,
    set_row,
    with_rows,
)
from simulation.countries.china.regions.fallback import Completed
from simulation.countries.china.regions.figures import GOVERNMENT, joint, own_outgo
from simulation.countries.china.regions.nation import ENTERPRISE
from simulation.funds.ledger import FundAccounts, settle
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import (
    GROUPS,
    EmployeesProjection,
    coverage_target,
    fund_flows,
    project_members,
)
from simulation.schemes.pension.opening import PublishedMembers, opening_stock

_FUNDS = {"enterprise": (0, 1), "government": (2,)}
_NAMES = {"enterprise": ENTERPRISE, "government": GOVERNMENT}
_OLDER_LEVELS = (0.2, 1.5)
_ENTERPRISE_ROWS = tuple(f"pension.{group.name}" for group in GROUPS[:2])
BASE_RATIO_ROW = f"{_ENTERPRISE_ROWS[0]}.base_ratio"
_ROUNDS, _CLOSE = 12, 1e-9
UNREACHED = {
    "zh": "本地区离退休人员增减无法由临近退休年龄参保水平解释，取最接近的水平。",
    "en": "The change of the region's pensioners is beyond what coverage near retirement explains; the nearest level "
    "is taken.",
}


def calibrate_employees(completed: Completed, context: SchemeContext) -> Calibrated:
    """Rows of the employees' pension, fitted in the one year of `context`, which opens with the year before."""
    rows = _split(completed, context)
    fit = _Fit(completed, with_rows(context, rows))
    fit.pensioners()
    for _ in range(_ROUNDS):
        fit.outgo()
        fit.income()
        if fit.is_met():
            break
    changed = {key: fit.context.assumptions.row(key) for key in (*rows, *fit.changed)}
    accounts = fit.accounts()
    projected = [fund for fund in _FUNDS if _NAMES[fund] in completed.funds]
    checks = [
        BaseYear(_NAMES[fund], side, completed.at(f"{_NAMES[fund]}.{side}"), float(getattr(accounts[fund], side)[0]))
        for fund in projected
        for side in ("income", "outgo")
    ]
    return Calibrated(changed, tuple(fit.levels.values()), tuple(checks), fit.notes)


def _split(completed: Completed, context: SchemeContext) -> dict[str, Assumption]:
    """Rows that divide the two funds as the region's cells do, the groups of enterprises in the nation's proportion."""
    row, number = context.assumptions.row, context.assumptions.number
    year = np.array([completed.data.base_year])
    active, retired = (
        {fund: completed.at(f"{name}.{measure}") for fund, name in _NAMES.items()}
        for measure in ("active", "beneficiaries")
    )
    coverage = [context.assumptions.array(f"pension.{group.name}.coverage", year)[0] for group in GROUPS]
    public = active["government"] / active["enterprise"] * (coverage[0] + coverage[1]) / coverage[2]
    rows = {"pension.public.coverage": scaled_row(row("pension.public.coverage"), public)}
    shares = [number(f"pension.{group.name}.retired_share") for group in GROUPS]
    all_retired = sum(retired.values())
    of_groups = [retired["enterprise"] * share / (shares[0] + shares[1]) for share in shares[:2]]
    for group, heads in zip(GROUPS, (*of_groups, retired["government"]), strict=True):
        key = f"pension.{group.name}.retired_share"
        rows[key] = set_row(row(key), heads / all_retired)
    balance = completed.at(f"{ENTERPRISE}.accumulated_balance")
    both = joint(completed, "accumulated_balance", completed.data.base_year)
    rows["pension.enterprise.balance_share"] = set_row(row("pension.enterprise.balance_share"), balance / both)
    level = _public_level(completed, with_rows(context, rows))
    rows["pension.public.pension_level"] = set_row(row("pension.public.pension_level"), level)
    return rows


def _public_level(completed: Completed, context: SchemeContext) -> float:
    """Pensions of public bodies relative to the others', so that the two funds' outgo stands as the cells say."""
    stock = opening_stock(context, GROUPS, _members(completed))
    paid = ((stock.pooled_pension + stock.account_pension) * stock.retired.sum(axis=0)).sum(axis=(1, 2))
    due = own_outgo(completed, GOVERNMENT) / own_outgo(completed, ENTERPRISE)
    level = context.assumptions.number("pension.public.pension_level")
    return float(level * due / (paid[2] / paid[:2].sum()))


def _members(completed: Completed) -> PublishedMembers:
    """The members with whom the base year opens, and what is paid to pensioners in it."""
    before = completed.data.base_year - 1
    funds = tuple(_NAMES.values())
    retired = sum(completed.at(f"{fund}.beneficiaries", before) for fund in funds)
    return PublishedMembers(
        active=sum(completed.at(f"{fund}.active", before) for fund in funds),
        retired=retired,
        retired_before=retired,
        pensions_paid=sum(own_outgo(completed, fund) for fund in funds),
    )


class _Fit:
    """The base year run from the year before, and what is set so that it ends as the workbook says."""

    def __init__(self, completed: Completed, context: SchemeContext) -> None:
        self.completed, self.context = completed, context
        self.pension_scale = {"enterprise": 1.0, "government": 1.0}
        self.levels: dict[str, SetLevel] = {}
        self.changed: set[str] = set()
        self.notes: tuple[Mapping[str, str], ...] = ()

    def pensioners(self) -> None:
        """Coverage near retirement, so that the enterprise pensioners of the base year are met."""
        keys = [f"{prefix}.older_level" for prefix in _ENTERPRISE_ROWS]
        due = self.completed.at(f"{ENTERPRISE}.beneficiaries")

        def beyond(level: float) -> float:
            run = self._run(with_rows(self.context, {key: set_row(self._row(key), level) for key in keys}))
            return float(run.retired[:, :2].sum() - due)

        low, high = (beyond(level) for level in _OLDER_LEVELS)
        if low > 0 or high < 0:
            level = _OLDER_LEVELS[0] if low > 0 else _OLDER_LEVELS[1]
            self.notes = (UNREACHED,)
        else:
            level = float(brentq(beyond, *_OLDER_LEVELS, xtol=1e-6))
        nation = self.context.assumptions.number(keys[0])
        self._set({key: set_row(self._row(key), level) for key in keys})
        self._note("beneficiaries", keys, level / nation)

    def outgo(self) -> None:
        """The pensions of the year, so that each fund's outgo is the workbook's; pooling is a share of benefits."""
        for fund, name in _NAMES.items():
            target = self.completed.at(f"{name}.outgo")
            factor_to(target, partial(self._outgo_at, fund), self.pension_scale[fund])
        benefits = float(self.accounts()["enterprise"].outgo_lines["benefits"][0])
        key = "pension.enterprise.other_outgo_share"
        paid = self.completed.at(f"{ENTERPRISE}.pooling_paid")
        national = self._national(key)
        self._set({key: set_row(self._row(key), national + paid / benefits)})

    def _outgo_at(self, fund: str, scale: float) -> float:
        self.pension_scale[fund] = scale
        return float(self.accounts()[fund].outgo[0])

    def income(self) -> None:
        """Contributions and subsidy of enterprises as the cells say, other income the rest, public bodies' subsidy."""
        at = self.completed.at
        filled = self.completed.is_filled(f"{ENTERPRISE}.contribution_base")
        self._compliance()
        if filled:
            self._base()
        measure = "collection" if filled else "base_ratio"
        self._contributions([f"{prefix}.{measure}" for prefix in _ENTERPRISE_ROWS])
        lines = self.accounts()["enterprise"]
        outgo = float(lines.outgo_before_borrowing[0])
        earned = float(lines.income_lines["interest"][0] + lines.income_lines["entrusted_investment"][0])
        other = at(f"{ENTERPRISE}.income") - at(f"{ENTERPRISE}.contributions") - at(f"{ENTERPRISE}.fiscal_subsidy")
        self._share("pension.enterprise.subsidy_share", at(f"{ENTERPRISE}.fiscal_subsidy") / outgo)
        self._share("pension.enterprise.other_income_share", (other - earned) / at(f"{ENTERPRISE}.contributions"))
        public = self.accounts()["government"]
        without = float(public.income[0] - public.income_lines["fiscal_subsidy"][0])
        needed = at(f"{GOVERNMENT}.income") - without
        self._share("pension.government.subsidy_share", needed / float(public.outgo_before_borrowing[0]))

    def is_met(self) -> bool:
        """Whether income and outgo of both funds are the workbook's."""
        accounts = self.accounts()
        return all(
            abs(float(getattr(accounts[fund], side)[0]) / self.completed.at(f"{name}.{side}") - 1.0) < _CLOSE
            for fund, name in _NAMES.items()
            for side in ("income", "outgo")
        )

    def accounts(self) -> dict[str, FundAccounts]:
        """The two funds' accounts of the base year, as the rows stand."""
        projection = self._run(self.context)
        before = self.completed.data.base_year - 1
        accounts = {}
        for fund, groups in _FUNDS.items():
            flows = fund_flows(
                self.context,
                projection,
                name=fund,
                groups=groups,
                opening_balance=self.completed.at(f"{_NAMES[fund]}.accumulated_balance", before),
            )
            accounts[fund] = settle(flows, interest_rates(self.context, flows.name))
        return accounts

    def _run(self, context: SchemeContext) -> EmployeesProjection:
        stock = opening_stock(context, GROUPS, _members(self.completed))
        scale = np.ones(len(GROUPS))
        target = coverage_target(context, stock.active.sum(axis=(1, 2)))
        for fund, groups in _FUNDS.items():
            rows = list(groups)
            scale[rows] = self.pension_scale[fund]
            target[rows] *= self.completed.at(f"{_NAMES[fund]}.active") / target[rows].sum()
        by_group = scale[:, None, None]
        stock = stock._replace(
            pooled_pension=stock.pooled_pension * by_group,
            account_pension=stock.account_pension * by_group,
            account_left=stock.account_left * by_group,
        )
        return project_members(context, stock, target)

    def _contributions(self, keys: list[str]) -> None:
        target = self.completed.at(f"{ENTERPRISE}.contributions")
        start = self.context
        factor = factor_to(target, lambda trial: self._paid(scaled(start, keys, trial)))
        self.context = scaled(start, keys, factor)
        self.changed |= set(keys)
        known = self.levels.get("contributions")
        self._note("contributions", keys, factor * (known.factor if known else 1.0))

    def _paid(self, context: SchemeContext) -> float:
        before, self.context = self.context, context
        try:
            return float(self.accounts()["enterprise"].income_lines["contributions"][0])
        finally:
            self.context = before

    def _compliance(self) -> None:
        """Contributors ÷ members, at the nation's proportion between employees and flexible workers."""
        run = self._run(self.context)
        members = run.active[:2, 0]
        keys = [f"{prefix}.compliance" for prefix in _ENTERPRISE_ROWS]
        year = self.context.years
        paying = sum(
            float(heads * self.context.assumptions.array(key, year)[0])
            for heads, key in zip(members, keys, strict=True)
        )
        factor = self.completed.at(f"{ENTERPRISE}.contributors") / paying
        self._set({key: scaled_row(self._row(key), factor) for key in keys})

    def _base(self) -> None:
        """Base ratios, so that the mean base of those who pay is the workbook's."""
        run = self._run(self.context)
        keys = [f"{prefix}.base_ratio" for prefix in _ENTERPRISE_ROWS]
        weights = np.array(
            [
                run.active[row, 0] * self.context.assume(f"{prefix}.compliance")[0]
                for row, prefix in enumerate(_ENTERPRISE_ROWS)
            ]
        )
        mean = float((run.years.base[:2, 0] * weights).sum() / weights.sum())
        factor = self.completed.at(f"{ENTERPRISE}.contribution_base") * 12 / mean
        self._set({key: scaled_row(self._row(key), factor) for key in keys})

    def _row(self, key: str) -> Assumption:
        return self.context.assumptions.row(key)

    def _national(self, key: str) -> float:
        return pack.base_assumptions().number(key)

    def _share(self, key: str, value: float) -> None:
        self._note(key.removeprefix("pension."), [key], value / self._national(key))
        self._set({key: set_row(self._row(key), value)})

    def _set(self, rows: Mapping[str, Assumption]) -> None:
        self.context = with_rows(self.context, rows)
        self.changed |= set(rows)

    def _note(self, side: str, keys: list[str], factor: float) -> None:
        fund = GOVERNMENT if "government" in keys[0] else ENTERPRISE
        if fund in self.completed.funds:
            self.levels[side] = SetLevel(fund, side, tuple(keys), factor)
