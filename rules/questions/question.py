"""A question: what it asks for, what it answers, and the chain of formulas between."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.bilingual import Bilingual
from rules.book import RuleBook
from rules.questions.inputs import Given, Input
from rules.questions.working import Working

Outputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the rule book.

    answer        runs the formulas on the given inputs, and returns the outputs by name
    illustration  inputs for someone who gives too little, by name, from the book, the region and what is given
    """

    name: str
    title: Bilingual
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    answer: Callable[[Working, Given], Outputs]
    illustration: Callable[[RuleBook, str, Given], Mapping[str, str]] | None = None
