"""The working of one answer: it reads the rule book, runs formulas, and remembers both for the explanation."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from core.money import FEN_PER_YUAN, Money, RoundingMode
from core.months import Month
from rules.book import RuleBook, RulesInForce
from rules.explanation import Step
from rules.parameters import ParameterRow, Rounding, Table

_GENERAL_ROUNDING = "money.smallest_unit"

Result = TypeVar("Result")


class Working:
    """Collects the trace while a question is answered.

    at  the day whose law answers where the question's own inputs name none; the latest law in the book where
        that is not given either
    """

    def __init__(self, book: RuleBook, region: str, at: date | None) -> None:
        self.book, self.region, self.at = book, book.regions.code(region), at or date.max
        self.trace: list[Step] = []
        self._read: list[ParameterRow] = []

    def rules(self, day: date | Month) -> RulesInForce:
        """The law in force on `day` where the question is asked."""
        return self.book.at(day, self.region)

    def number(self, key: str, day: date | Month, region: str | None = None) -> float:
        """A figure of the law, noted for the next formula; of another `region` where one is named."""
        rules = self.rules(day) if region is None else self.book.at(day, region)
        return self._noted(rules, key).number(key)

    def table(self, key: str, day: date | Month) -> tuple[float, ...]:
        """A list of the law, noted for the next formula."""
        return self._noted(self.rules(day), key).table(key)

    def mapping(self, key: str, day: date | Month) -> Table:
        """A mapping of the law, noted for the next formula."""
        return self._noted(self.rules(day), key).mapping(key)

    def steps(self, key: str, day: date | Month) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """A scale of the law, noted for the next formula."""
        return self._noted(self.rules(day), key).steps(key)

    def word(self, key: str, day: date | Month) -> str:
        """A word of the law, noted for the next formula."""
        return self._noted(self.rules(day), key).word(key)

    def state(self, key: str, day: date | Month) -> float:
        """A figure that is an answer by itself: a step of the trace without a formula."""
        row = self.rules(day).row(key)
        number = self.rules(day).number(key)
        self.trace.append(Step(key, str(row.source), {}, number, (row,)))
        return number

    def apply(self, formula: Callable[..., Result], /, **inputs: Any) -> Result:
        """Run a formula; the rows read since the last one are its grounds."""
        result = formula(**inputs)
        name = f"{formula.__module__.rpartition('.')[2]}.{formula.__name__}"
        self.trace.append(Step(name, article_of(formula), inputs, result, tuple(dict.fromkeys(self._read))))
        self._read = []
        return result

    def money(self, yuan: float, day: date | Month, key: str = _GENERAL_ROUNDING) -> Money:
        """The result of a formula as money: the one rounding, as the rule book names it for `key` and region."""
        rules = self.rules(day)
        rounding = rules.rounding(key) or rules.rounding(_GENERAL_ROUNDING) or Rounding(RoundingMode.HALF_UP, 1)
        return Money.rounded(yuan * FEN_PER_YUAN, rounding.unit, rounding.mode)

    def _noted(self, rules: RulesInForce, key: str) -> RulesInForce:
        self._read.append(rules.row(key))
        return rules


def article_of(formula: Callable[..., Any]) -> str:
    """The law that a formula's docstring names in its line `Law:`."""
    lines = (line.strip() for line in (formula.__doc__ or "").splitlines())
    return next((line.removeprefix("Law:").strip() for line in lines if line.startswith("Law:")), "")
