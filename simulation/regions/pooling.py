"""What provinces pay each other: the central adjustment of 2018 to 2021, and national pooling since.

Central adjustment (中央调剂): every province sends up rate × its assessed wages; what comes together goes back at the
same amount for every pensioner. National pooling (全国统筹): a province's shortfall is what benefits by the national
norm exceed contributions and subsidy by the national norm; provinces with a surplus by that norm fill the shortfalls in
proportion to their surpluses. Where the nation itself falls short, each province is to bear that in proportion to its
wage bill: who is better off than that pays, who is worse off receives. What a province collects less than the norm, or
pays more, stays its own to cover.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.regions.provinces import Floats, PensionFlows, Provinces


@dataclass(frozen=True, slots=True)
class Pooling:
    """Provinces and what moves between them, [province, year] yuan.

    upload         paid into the pool
    allocation     received from it
    net_transfer   allocation − upload: above zero, the province receives; each year adds up to nothing
    norm_balance   contributions + subsidy − benefits by the national norm
    own_balance    contributions + subsidy − benefits as they are, before any transfer
    is_adjustment  [year] the central adjustment was in force, not national pooling
    """

    provinces: Provinces
    upload: Floats
    allocation: Floats
    net_transfer: Floats
    norm_balance: Floats
    own_balance: Floats
    is_adjustment: np.ndarray[Any, np.dtype[np.bool_]]

    def to_json(self) -> dict[str, Any]:
        """Plain lists, one entry by province; money in yuan, persons at 31 December."""
        flows = self.provinces.flows
        by_name = {
            "contributions": flows.contributions,
            "subsidy": flows.subsidy,
            "benefits": flows.benefits,
            "contributors": flows.contributors,
            "retirees": flows.retirees,
            "upload": self.upload,
            "allocation": self.allocation,
            "net_transfer": self.net_transfer,
            "own_balance": self.own_balance,
        }
        return {
            "years": self.provinces.years.tolist(),
            "is_adjustment": self.is_adjustment.tolist(),
            "is_estimated": self.provinces.is_estimated.tolist(),
            "provinces": [
                {
                    "code": row.code,
                    "name": dict(row.name),
                    "illustrative": row.is_illustrative,
                    "position": list(row.position),
                    **{name: values[number].tolist() for name, values in by_name.items()},
                }
                for number, row in enumerate(self.provinces.rows)
            ],
            "nation": {name: values.sum(axis=0).tolist() for name, values in by_name.items()},
        }


def pool(provinces: Provinces, upload_rate: Floats, local_wage_weight: float) -> Pooling:
    """Who pays whom.

    upload_rate        [year] of the central adjustment, a share of the assessed wages; zero where it is not in force
    local_wage_weight  part of the pension norm that follows the province's wage instead of the nation's
    """
    flows = provinces.flows
    is_adjustment = upload_rate > 0.0
    norm = _norm_balance(flows, local_wage_weight)
    paid, received = _filled(norm - _borne(flows, norm))
    adjusted = upload_rate * flows.assessed_wages
    returned = adjusted.sum(axis=0) * flows.retirees / flows.retirees.sum(axis=0)
    upload = np.where(is_adjustment, adjusted, paid)
    allocation = np.where(is_adjustment, returned, received)
    return Pooling(
        provinces=provinces,
        upload=upload,
        allocation=allocation,
        net_transfer=allocation - upload,
        norm_balance=norm,
        own_balance=flows.contributions + flows.subsidy - flows.benefits,
        is_adjustment=is_adjustment,
    )


def _norm_balance(flows: PensionFlows, local_wage_weight: float) -> Floats:
    """[province, year] contributions at one rate on every wage bill, less pensions at one level for every pensioner."""
    bill = flows.contributors * flows.wage
    contributions = bill * (flows.contributions.sum(axis=0) / bill.sum(axis=0))
    mean_wage = bill.sum(axis=0) / flows.contributors.sum(axis=0)
    level = flows.retirees * (1.0 - local_wage_weight + local_wage_weight * flows.wage / mean_wage)
    level = level / level.sum(axis=0)
    return np.asarray(contributions - level * (flows.benefits - flows.subsidy).sum(axis=0))


def _borne(flows: PensionFlows, norm: Floats) -> Floats:
    """[province, year] the nation's shortfall by the norm, shared by wage bills; zero in a year without one."""
    bill = flows.contributors * flows.wage
    return np.asarray(np.minimum(norm.sum(axis=0), 0.0) * bill / bill.sum(axis=0))


def _filled(balance: Floats) -> tuple[Floats, Floats]:
    """[province, year] paid and received: shortfalls filled out of surpluses, in proportion to both."""
    surplus, shortfall = np.maximum(balance, 0.0), np.maximum(-balance, 0.0)
    moved = np.minimum(surplus.sum(axis=0), shortfall.sum(axis=0))
    return _part(surplus, moved), _part(shortfall, moved)


def _part(of: Floats, moved: Floats) -> Floats:
    total = of.sum(axis=0)
    return np.asarray(of * np.divide(moved, total, out=np.zeros_like(total), where=total > 0.0))
