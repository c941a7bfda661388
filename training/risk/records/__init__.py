"""What records say against each other: joins on death, prison, work and numbers, each with its article."""

from training.risk.records.death import DEATH
from training.risk.records.double import DRAWN_TWICE, ENROLLED_TWICE
from training.risk.records.impossible import IMPOSSIBLE
from training.risk.records.rule import RecordRule
from training.risk.records.sentence import SENTENCE
from training.risk.records.working import WORKING

RULES: tuple[RecordRule, ...] = (DEATH, SENTENCE, DRAWN_TWICE, ENROLLED_TWICE, WORKING, IMPOSSIBLE)
