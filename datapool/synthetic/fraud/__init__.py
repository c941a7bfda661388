"""Twelve kinds of social-security fraud put into honest lives, honest cases that look alike, and a biased auditor."""

from datapool.synthetic.block import Block, Table
from datapool.synthetic.fraud import (
    auditor,
    shells,
    t01_after_death,
    t02_in_prison,
    t03_twice,
    t04_early,
    t05_sham_jobs,
    t06_working,
    t07_resale,
    t08_sham_stays,
    t09_impossible,
    t10_birth_allowance,
    t11_insiders,
    t12_wage_base,
)
from datapool.synthetic.fraud.rings import plan_rings
from datapool.synthetic.fraud.stage import Cast, FraudPlan, Scene, record_lookalikes
from datapool.synthetic.fraud.typologies import load_typologies
from datapool.synthetic.province import Province

_BEFORE = (t04_early, t05_sham_jobs, t11_insiders, t12_wage_base)
# Frauds on events come after those on the register; second registrations come last, for they make the block longer.
_AFTER = (
    t04_early, t05_sham_jobs, t01_after_death, t02_in_prison, t06_working, t07_resale, t08_sham_stays, t09_impossible,
    t10_birth_allowance, t11_insiders, t03_twice,
)  # fmt: skip


def plan(province: Province) -> FraudPlan:
    """What is to happen in the whole province; `plan.province` has the shell firms and is to be used from then on."""
    typologies = load_typologies()
    made = FraudPlan(shells.own_copy(province), typologies, {})
    first = 1
    for typology in typologies.by_code.values():
        if "ring" in typology.rest:
            made.rings[typology.code] = plan_rings(made.province, typologies, typology, first)
            first += len(made.rings[typology.code])
    shells.place_shells(made.province, made.rings[t05_sham_jobs.CODE])
    late = typologies[t05_sham_jobs.CODE].lookalikes[t05_sham_jobs.LATE]
    made.workshops = shells.place_workshops(made.province, made.rings[t05_sham_jobs.CODE], late)
    for module in (t04_early, t08_sham_stays, t11_insiders, t12_wage_base):
        module.plan(made.province, made)
    return made


def before_events(block: Block, province: Province, plan: FraudPlan) -> None:
    """Change careers, awards and payments of those who are chosen; to be called between lives and events."""
    cast = plan.casts[block.index] = Cast()
    scene = Scene(block, plan.province, plan, cast)
    for module in _BEFORE:
        module.before_events(scene)


def after_events(block: Block, province: Province, plan: FraudPlan) -> None:
    """Add, change and take out events, and write the hidden truth; for a block that `before_events` has seen."""
    scene = Scene(block, plan.province, plan, plan.casts.pop(block.index))
    for module in _AFTER:
        module.after_events(scene)
    record_lookalikes(scene)


def investigations(block: Block, province: Province, plan: FraudPlan) -> Table:
    """The auditor's cases in this block, biased, incomplete and sometimes wrong: all the pool learns of the truth."""
    return auditor.investigate(block, plan)


__all__ = ["FraudPlan", "after_events", "before_events", "investigations", "plan"]
