"""What a naive detector may look at: for each typology one record as it stands, and figures about its subject."""

from collections.abc import Mapping

from datapool.synthetic.difficulty.records import careers, desks, medical, registers
from datapool.synthetic.difficulty.records.question import Question

QUESTIONS: Mapping[int, Question] = {
    **registers.QUESTIONS,
    **careers.QUESTIONS,
    **medical.QUESTIONS,
    **desks.QUESTIONS,
}

__all__ = ["QUESTIONS", "Question"]
