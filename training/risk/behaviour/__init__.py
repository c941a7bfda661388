"""What subjects do over time: questions whose answers are figures, and models of how likely these make a fraud."""

from training.risk.behaviour.early import EARLY
from training.risk.behaviour.insiders import INSIDERS
from training.risk.behaviour.maternity import MATERNITY
from training.risk.behaviour.question import Question
from training.risk.behaviour.resale import RESALE
from training.risk.behaviour.sham_jobs import SHAM_JOBS
from training.risk.behaviour.sham_stays import SHAM_STAYS
from training.risk.behaviour.wage_base import WAGE_BASE

QUESTIONS: tuple[Question, ...] = (EARLY, SHAM_JOBS, RESALE, SHAM_STAYS, MATERNITY, INSIDERS, WAGE_BASE)
