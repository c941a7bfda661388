"""Everything that happens to the people of one block, in the order in which one thing rests on another."""

from datapool.synthetic.block import Block
from datapool.synthetic.draws import Draws
from datapool.synthetic.events import allowances, maternity
from datapool.synthetic.events.births import bear
from datapool.synthetic.events.certifications import certify as certify_life
from datapool.synthetic.events.certifications import prove
from datapool.synthetic.events.changes import register
from datapool.synthetic.events.coverage import coverage_of
from datapool.synthetic.events.deaths import certify as certify_deaths
from datapool.synthetic.events.deaths import cremate
from datapool.synthetic.events.membership import medical_groups
from datapool.synthetic.events.operations import operate
from datapool.synthetic.events.scene import set_scene
from datapool.synthetic.events.sentences import absences, sentence, suspend_pensions
from datapool.synthetic.events.settlements import settle
from datapool.synthetic.province import Province
from rules.book import RuleBook


def happen(block: Block, province: Province, draws: Draws, rules: RuleBook) -> None:
    """Fill all tables of `block.rows` but unemployment, awards and investigations.

    Pensions in whole months of a prison sentence are no longer due, and not paid once the agency knows of it.
    """
    rows, people = block.rows, block.people
    scene = set_scene(people, province, draws)
    rows.sentences = sentence(block, province, scene.lives, draws)
    suspended = suspend_pensions(block, province, rows.sentences)
    absent = absences(len(people), rows.sentences)
    rows.changes = register(people, province, draws)
    rows.births = bear(scene, draws.generator("events births"))
    rows.maternity = maternity.allow(block, rows.births, province, draws)
    groups, coverage = medical_groups(block, province, draws), coverage_of(province, rules)
    rows.settlements = settle(scene, rows.births, groups, absent, coverage, draws)
    rows.deaths = certify_deaths(scene, rows.settlements, draws)
    rows.cremations = cremate(people, province, draws)
    rows.allowances = allowances.allow(block, province, draws)
    proofs = prove(block, province, absent, draws)
    rows.certifications = certify_life(proofs, people, province, draws)
    rows.operations = operate(block, province, proofs, suspended, draws)
