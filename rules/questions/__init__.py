"""The questions the rule book answers, each a chain of formulas over what a person gives and what the law says."""

from rules.questions.asking import explain
from rules.questions.registry import QUESTIONS

__all__ = ["QUESTIONS", "explain"]
