"""Small pension schemes drawn from a seed: a few groups and years, every figure different, none of them anybody's."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.plain_pension import Inputs
from simulation.schemes.pension import kernels
from simulation.schemes.pension.figures import FLOWS, STOCKS, Groups, Leaving, Years
from simulation.schemes.pension.members import PensionStock

FIRST_YEAR = 2030
OLDEST_COHORT = FIRST_YEAR - 100
AGES = np.arange(101)
PAYOUT = [
    233, 230, 226, 223, 220, 216, 212, 208, 204, 199, 195, 190, 185, 180, 175, 170, 164, 158, 152, 145, 139, 132, 125,
    117, 109, 101, 93, 84, 75, 65, 56,
]  # fmt: skip


@dataclass(frozen=True)
class Projected:
    """A scheme before and after its years; flows and stocks by their names, [group, year]."""

    given: Inputs
    closing: PensionStock
    flows: dict[str, np.ndarray]
    stocks: dict[str, np.ndarray]

    def members(self) -> tuple[np.ndarray, np.ndarray]:
        """[group, year, opening first] members at work, and pensioners."""
        opening = self.given.stock
        active = np.column_stack([opening.active.sum(axis=(1, 2)), self.stocks["active"]])
        retired = sum(self.stocks[kind] for kind in ("old", "middle", "new"))
        return active, np.column_stack([opening.retired.sum(axis=(0, 2, 3)), retired])

    def accounts(self) -> np.ndarray:
        """[group, year, opening first] yuan recorded for everybody."""
        opening = self.given.stock
        first = (opening.active * opening.account).sum(axis=(1, 2))
        first += (opening.retired.sum(axis=0) * opening.account_left).sum(axis=(1, 2))
        return np.column_stack([first, self.stocks["accounts_active"] + self.stocks["accounts_retired"]])

    def pensions(self) -> np.ndarray:
        """[group, year] yuan paid as pensions, out of whatever."""
        return sum(self.flows[name] for name in ("pooled_pensions", "account_pensions", "account_pensions_unfunded"))


def projected(given: Inputs, kernel: Any = kernels.project_members) -> Projected:
    """Run the kernel on copies of what it changes."""
    closing = PensionStock(*(cells.copy() for cells in given.stock))
    out, stocks = np.zeros_like(given.out), np.zeros_like(given.stocks)
    kernel(*given._replace(stock=closing, out=out, stocks=stocks))
    return Projected(
        given,
        closing,
        dict(zip(FLOWS, np.moveaxis(out, 2, 0), strict=True)),
        dict(zip(STOCKS, stocks, strict=True)),
    )


def scheme(seed: int, *, groups: int = 2, years: int = 5, open_to_all: bool = True) -> Inputs:
    """A scheme with something in every cell; `open_to_all` False: nobody enters or withdraws."""
    chance = np.random.default_rng(seed)
    stock = _stock(chance, groups)
    covered = stock.active.sum(axis=0) + stock.retired.sum(axis=(0, 1))
    persons = np.stack([covered + chance.uniform(0, 400, (2, 101)) for _ in range(years + 1)])
    dying = np.minimum(1.0, 2e-4 * np.exp(0.085 * AGES) * chance.uniform(0.5, 1.5, (years, 2, 1)))
    target = stock.active.sum(axis=(1, 2))[:, None] * chance.uniform(0.8, 1.2, (groups, years))
    target[chance.random((groups, years)) < 0.2] = np.nan
    payout = np.tile(np.array(PAYOUT, dtype=np.float64), (years, 1)) * chance.uniform(0.9, 1.1, (years, 1))
    payout.setflags(write=False)
    return Inputs(
        first_year=FIRST_YEAR,
        first_cohort=OLDEST_COHORT,
        persons=persons,
        dying=dying,
        payout=payout,
        years=_years(chance, target if open_to_all else np.full_like(target, np.nan)),
        groups=_groups(chance, groups, 100 + years),
        leaving=_leaving(chance, groups, years),
        stock=stock,
        out=np.zeros((groups, years, len(FLOWS))),
        stocks=np.zeros((len(STOCKS), groups, years)),
    )


def _stock(chance: np.random.Generator, groups: int) -> PensionStock:
    shape = (groups, 2, 101)
    at_work = (AGES >= 14) & (AGES <= 70)
    drawing = AGES >= 45
    active = np.where(at_work, chance.uniform(0, 200, shape), 0.0)
    active[..., 66:] *= 0.01
    years = np.where(at_work, np.clip(AGES - 18, 0, None) * chance.uniform(0.3, 1.0, shape), 0.0)
    return PensionStock(
        active=active,
        years=years,
        index_sum=years * chance.uniform(0.5, 1.5, shape),
        account=years * chance.uniform(1000, 8000, shape),
        retired=np.where(drawing, chance.uniform(0, 60, (3, *shape)), 0.0),
        pooled_pension=chance.uniform(1000, 5000, shape),
        account_pension=chance.uniform(0, 500, shape),
        account_left=chance.uniform(0, 30000, shape),
    )


def _years(chance: np.random.Generator, target: np.ndarray) -> Years:
    shape = target.shape
    wage = 8000.0 * np.cumprod(chance.uniform(0.98, 1.1, shape[1]))
    index = chance.uniform(0.5, 1.3, shape)
    return Years(
        wage=wage,
        base=12.0 * wage * index,
        index_entry=index,
        paying=chance.uniform(0.5, 1.0, shape),
        pooled_rate=chance.uniform(0.1, 0.25, shape),
        account_rate=chance.uniform(0.02, 0.1, shape),
        indexation=chance.uniform(-0.01, 0.08, shape[1]),
        credit=chance.uniform(0.0, 0.08, shape[1]),
        minimum_years=chance.uniform(10, 20, shape[1]),
        accrual_rate=chance.uniform(0.008, 0.012, shape[1]),
        transition_rate=chance.uniform(0.01, 0.014, shape[1]),
        target=target,
    )


def _groups(chance: np.random.Generator, groups: int, cohorts: int) -> Groups:
    deemed = np.clip(chance.uniform(-10, 15, (groups, 2, cohorts)), 0.0, None)
    entry = np.where((AGES >= 16) & (AGES <= 55), chance.uniform(0, 1, (groups, 2, 101)), 0.0)
    buy = chance.uniform(0, 0.6, groups)
    return Groups(
        deemed=deemed,
        supplement=chance.uniform(1.0, 1.2, groups),
        spread=chance.uniform(1.5, 8.0, groups),
        buy=buy,
        extend=chance.uniform(0, 1, groups) * (1 - buy),
        entry=entry,
        death_active=chance.uniform(0.5, 1.0, groups),
        death_retired=chance.uniform(0.8, 1.3, groups),
    )


def _leaving(chance: np.random.Generator, groups: int, years: int) -> Leaving:
    """Each cohort leaves between the ages of 50 and 66, in shares of its own."""
    cohorts = OLDEST_COHORT + np.arange(100 + years)
    age = (FIRST_YEAR + np.arange(years))[None, :] - cohorts[:, None]
    weights = chance.uniform(0, 1, (groups, 2, cohorts.size, 17))
    shares = weights / weights.sum(axis=-1, keepdims=True)
    before = np.concatenate([np.zeros_like(shares[..., :1]), np.cumsum(shares, axis=-1)], axis=-1)
    row = np.arange(cohorts.size)[:, None]
    in_range = (age >= 50) & (age <= 66)
    share = np.where(in_range, shares[:, :, row, np.clip(age - 50, 0, 16)], 0.0)
    months = np.where(share > 0, 12.0 * age + chance.uniform(-11, 11, share.shape), 0.0)
    return Leaving(
        share=share,
        gone_before=before[:, :, row, np.clip(age - 50, 0, 17)],
        age_months=months,
        months_drawn=np.where(share > 0, chance.uniform(0, 11, share.shape), 0.0),
    )
