"""T12: small firms declare a lower wage than they pay; firms whose wages truly are low declare the same bases."""

import numpy as np

from datapool.synthetic.draws import PROVINCE
from datapool.synthetic.fraud.law import contribution_rates
from datapool.synthetic.fraud.stage import (
    EMPLOYER,
    FraudPlan,
    Index,
    Scene,
    record_employers,
    record_lookalike_subjects,
)
from datapool.synthetic.fraud.t03_twice import lowest_base
from datapool.synthetic.province import BUSINESS, ENTERPRISE, Province

CODE = "T12"
_FEN = 100
_LAST_YEARS_WAGE = 0.9


def plan(province: Province, plan: FraudPlan) -> None:
    """Mark the firms that under-declare: small, private, and from their first month on.."""
    draw = province.draws(PROVINCE).generator(f"plan {CODE}")
    typology, employers = plan.typologies[CODE], plan.province.employers
    small = small_firms(plan.province, typology.rest["smallest"])
    small = small[employers.honest[small] & (employers.size[small] > 0)]
    count = max(typology.least, round(typology.rate * small.size))
    employers.honest[draw.permutation(small)[:count]] = False


def small_firms(province: Province, share: float) -> Index:
    """The smaller part of private firms and businesses, in rising order of the index."""
    employers = province.employers
    private = np.isin(employers.kind, (ENTERPRISE, BUSINESS))
    bound = np.quantile(employers.size[private], share) if private.any() else 0.0
    return np.flatnonzero(private & (employers.size <= bound)).astype(np.int64)


def before_events(scene: Scene) -> None:
    """Lower the declared bases of those who work there; what the funds lost is written down by employer."""
    months, employers = scene.block.months, scene.province.employers
    rule = scene.typology(CODE).rest["share_of_wage"]
    share = (
        scene.province.draws(PROVINCE).generator(f"shares {CODE}").uniform(rule["least"], rule["most"], len(employers))
    )
    person, month = np.nonzero((months.insured_by >= 0) & ~employers.honest[months.insured_by])
    if person.size:
        employer = months.insured_by[person, month]
        true = months.base[person, month].astype(np.float64)
        lowered = np.maximum(np.floor(true * share[employer]), np.minimum(lowest_base(scene)[month], true))
        months.base[person, month] = lowered
        loss = np.round(
            (true - lowered) * contribution_rates(scene.province.first_month, scene.months)[month] * _FEN
        ).astype(np.int64)
        by_employer = np.bincount(employer, weights=loss, minlength=len(employers)).astype(np.int64)
        firms = np.flatnonzero(np.bincount(employer, minlength=len(employers))).astype(np.int64)
        record_employers(
            scene, CODE, firms, np.maximum(employers.opened[firms], 0).astype(np.int64), by_employer[firms]
        )
    _declare_last_year(scene)
    _record_lookalikes(scene)


def _record_lookalikes(scene: Scene) -> None:
    """Small firms that truly pay little, and those who declare last year's wage as the law lets them."""
    low, lagging = _lookalikes(scene)
    for kind, firms in (("truly_low_wages", low), ("base_of_last_year", lagging)):
        here = firms[firms % scene.province.blocks == scene.block.index]
        record_lookalike_subjects(scene, CODE, kind, EMPLOYER, here)


def _lookalikes(scene: Scene) -> tuple[Index, Index]:
    """The same for every block: the honest private firms with the lowest wages, and a draw of the others."""
    employers, typology = scene.province.employers, scene.typology(CODE)
    draw = scene.province.draws(PROVINCE).generator(f"lookalikes {CODE}")
    frauds = int((~employers.honest).sum())
    private = small_firms(scene.province, 1.0)
    honest = private[employers.honest[private] & (employers.size[private] > 0)]
    order = honest[np.argsort(employers.wage_level[honest], kind="stable")]
    low = order[: int(np.ceil(typology.lookalikes["truly_low_wages"] * frauds))]
    others = draw.permutation(np.setdiff1d(honest, low))
    return np.sort(low), np.sort(others[: int(np.ceil(typology.lookalikes["base_of_last_year"] * frauds))])


def _declare_last_year(scene: Scene) -> None:
    """The base of a year may be the average wage of the year before: lower than today's, and nothing is lost."""
    months = scene.block.months
    is_lagging = np.zeros(len(scene.province.employers), bool)
    is_lagging[_lookalikes(scene)[1]] = True
    person, month = np.nonzero((months.insured_by >= 0) & is_lagging[months.insured_by])
    if person.size:
        base = months.base[person, month]
        lowest = lowest_base(scene)[month]
        months.base[person, month] = np.maximum(np.floor(base * _LAST_YEARS_WAGE), np.minimum(lowest, base))
