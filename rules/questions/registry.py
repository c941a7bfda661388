"""Every question the rule book answers, by name."""

import difflib

from core.errors import UnknownKey
from rules.questions.contribution import CONTRIBUTION, RELIEF
from rules.questions.injury import WORK_INJURY, WORK_INJURY_DEATH
from rules.questions.medical import MEDICAL
from rules.questions.pension import ACCOUNT, INDEXATION, PENSION
from rules.questions.question import Question
from rules.questions.residents import RESIDENT_CONTRIBUTION, RESIDENT_PENSION
from rules.questions.retirement import MINIMUM_YEARS, PAYOUT_MONTHS, RETIREMENT
from rules.questions.survivors import SURVIVORS
from rules.questions.transfer import BENEFIT_PLACE, TRANSFER
from rules.questions.unemployment import UNEMPLOYMENT

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        RETIREMENT,
        MINIMUM_YEARS,
        PAYOUT_MONTHS,
        CONTRIBUTION,
        ACCOUNT,
        PENSION,
        INDEXATION,
        RESIDENT_PENSION,
        RESIDENT_CONTRIBUTION,
        UNEMPLOYMENT,
        WORK_INJURY,
        WORK_INJURY_DEATH,
        MEDICAL,
        TRANSFER,
        BENEFIT_PLACE,
        SURVIVORS,
        RELIEF,
    )
}


def question(name: str) -> Question:
    """The question of that name."""
    if name not in QUESTIONS:
        near = difflib.get_close_matches(name, QUESTIONS, n=3, cutoff=0.5)
        raise UnknownKey(f"there is no question {name}.", remedy=f"Ask one of: {', '.join(near or QUESTIONS)}.")
    return QUESTIONS[name]
