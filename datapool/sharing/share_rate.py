"""The share rate 共享率: how many of the columns that departments need of one another really flow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from datapool.intake.record import LANDED, BatchRecord
from datapool.marts.arrival import period_of
from datapool.pool import Pool
from datapool.sharing.agreement import Agreement
from datapool.sharing.agreement_file import load_agreements
from datapool.sharing.need import Need, Needs, load_needs

NO_AGREEMENT, NOT_IN_FORCE, NO_DATA = "no_agreement", "not_in_force", "no_data"


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether one need is met.

    agreements  ids of those in force that give the column to who needs it
    regions     of which it arrived in the last period and may be given
    lacking     regions of the pool of which it does not flow
    missing     why it does not flow: no_agreement, not_in_force or no_data; None where it does
    """

    need: Need
    agreements: tuple[str, ...]
    regions: tuple[str, ...]
    lacking: tuple[str, ...]
    missing: str | None

    def to_json(self) -> dict[str, Any]:
        return {
            "by": self.need.by,
            "from": self.need.provider,
            "column": self.need.name,
            "item": self.need.item.code,
            "title": self.need.item.title.to_json(),
            "purpose": self.need.purpose.name,
            "business": self.need.business.to_json(),
            "legal_basis": list(self.need.legal_basis),
            "flows": self.missing is None,
            "agreements": list(self.agreements),
            "regions": list(self.regions),
            "regions_lacking": list(self.lacking),
            "missing": self.missing,
        }


@dataclass(frozen=True, slots=True)
class ShareRate:
    """The share of needs that are met.

    period      the last year of which anything was delivered, None in an empty pool
    rate        needs that are met in some region, of all; 0 to 1
    by_region   the same, each need counted by the share of regions in which it is met
    milestone   what the rate ought to have reached
    """

    day: date
    period: int | None
    rate: float
    by_region: float
    milestone: float
    flows: tuple[Flow, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "period": self.period,
            "needed": len(self.flows),
            "flowing": sum(flow.missing is None for flow in self.flows),
            "rate": round(self.rate, 4),
            "rate_by_region": round(self.by_region, 4),
            "milestone": self.milestone,
            "reached": self.rate >= self.milestone,
            "items": [flow.to_json() for flow in self.flows],
        }


def share_rate(pool: Pool, day: date, needs: Needs | None = None) -> ShareRate:
    """Of the needs (None: those of the project), which flow on a day.

    A column flows when an agreement in force gives it to who needs it for that purpose, and rows with it arrived in the
    last period.
    """
    asked = needs or load_needs()
    agreements, period = load_agreements(pool), _last_period(pool.batches())
    arrived = _arrived(pool.batches(), period)
    flows = tuple(_flow(need, agreements, arrived, pool=pool, day=day) for need in asked.needs)
    of_all = max(len(flows), 1)
    regions = max(len(pool.regions()), 1)
    return ShareRate(
        day=day,
        period=period,
        rate=sum(flow.missing is None for flow in flows) / of_all,
        by_region=sum(len(flow.regions) / regions for flow in flows) / of_all,
        milestone=asked.milestone,
        flows=flows,
    )


def _last_period(batches: Sequence[BatchRecord]) -> int | None:
    periods = [period_of(batch.delivery) for batch in batches if batch.state == LANDED and batch.landed]
    return max((period[0].year for period in periods if period is not None), default=None)


def _arrived(batches: Sequence[BatchRecord], year: int | None) -> dict[tuple[str, str], set[str]]:
    """[table, column] regions of which rows landed in that year; a column that is empty throughout did not."""
    found: dict[tuple[str, str], set[str]] = {}
    for batch in batches:
        period = period_of(batch.delivery)
        if batch.state == LANDED and period is not None and period[0].year == year:
            for column, report in batch.items.items():
                if report.filled:
                    found.setdefault((batch.table, column), set()).update(file.region for file in batch.files)
    return found


def _flow(
    need: Need,
    agreements: Mapping[str, Agreement],
    arrived: Mapping[tuple[str, str], set[str]],
    *,
    pool: Pool,
    day: date,
) -> Flow:
    giving = [each for each in agreements.values() if each.receiver == need.by and _gives(each, need)]
    current = [each for each in giving if each.is_in_force(day)]
    there = arrived.get((need.table, need.column), set())
    allowed = {region for each in current for region in there if _in(each.shares[need.table].regions, region)}
    missing = None
    if not allowed:
        missing = NO_DATA if current else NOT_IN_FORCE if giving else NO_AGREEMENT
    return Flow(
        need=need,
        agreements=tuple(each.id for each in current),
        regions=tuple(sorted(allowed)),
        lacking=tuple(region for region in pool.regions() if region not in allowed),
        missing=missing,
    )


def _gives(agreement: Agreement, need: Need) -> bool:
    share = agreement.shares.get(need.table)
    return share is not None and need.column in share.columns and agreement.purpose.name == need.purpose.name


def _in(regions: tuple[str, ...] | None, region: str) -> bool:
    return regions is None or region in regions
