"""An answer with its reasons: each formula that was run, its article, and the rows of the rule book it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.money import Money
from core.months import Age, Month
from rules.bilingual import Bilingual, Language
from rules.parameters import ParameterRow, Status

ILLUSTRATIVE = Bilingual("示意（虚拟参保人，非真实待遇）", "illustrative, a made-up member")
_SHOWN_DIGITS = 14  # what float64 arithmetic can be trusted with


@dataclass(frozen=True, slots=True)
class Step:
    """One formula that was run.

    formula  its name, 'pension.basic_pension'
    article  the law it carries out, as its docstring names it
    rows     the figures of the rule book that were read for it
    """

    formula: str
    article: str
    inputs: Mapping[str, Any]
    result: Any
    rows: tuple[ParameterRow, ...]

    @property
    def shown_inputs(self) -> dict[str, Any]:
        """The inputs as people read them: a month as 2025-01, not as the number that formulas count with."""
        return {name: _readable(name, value) for name, value in self.inputs.items()}

    @property
    def shown_result(self) -> Any:
        """The result as people read it."""
        return _readable(self.formula, self.result)

    def to_json(self) -> dict[str, Any]:
        return {
            "formula": self.formula,
            "article": self.article,
            "inputs": self.shown_inputs,
            "result": self.shown_result,
            "rows": [row.to_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the rule book answers, and why.

    inputs      as they were given
    assumed     inputs of a made-up person, where too little was given
    outputs     by name, ready for JSON: money "1234.56", months "2028-01", ages {years, months}, numbers, words
    book_hash   content hash of the rule book that answered
    """

    question: str
    title: Bilingual
    region: str
    inputs: Mapping[str, Any]
    assumed: Mapping[str, Any]
    outputs: Mapping[str, Any]
    trace: tuple[Step, ...]
    book_hash: str

    @property
    def rows(self) -> tuple[ParameterRow, ...]:
        """Every figure that was read, once, in the order of reading."""
        return tuple(dict.fromkeys(row for step in self.trace for row in step.rows))

    @property
    def unverified(self) -> tuple[ParameterRow, ...]:
        """The figures the answer rests on that nobody has checked against their source."""
        return tuple(row for row in self.rows if row.status is Status.UNVERIFIED)

    def text(self, language: Language = "zh") -> str:
        """The answer and its reasons in lines for people; every unverified figure carries its mark."""
        mark = self.unverified[0].mark if self.unverified else ""
        lines = [f"{self.title.text(language)}{mark}"]
        if self.assumed:
            person = ", ".join(f"{name}={value}" for name, value in self.assumed.items())
            lines.append(f"  {ILLUSTRATIVE.text(language)}: {person}")
        lines += [f"  {name} = {_short(output)}" for name, output in self.outputs.items()]
        for step in self.trace:
            inputs = ", ".join(f"{name}={_short(value)}" for name, value in step.shown_inputs.items())
            run = f"{step.formula}({inputs})" if inputs else step.formula
            lines.append(f"{run} = {_short(step.shown_result)}  [{step.article}]")
            lines += [f"    {row.text(language)}" for row in step.rows]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """One mapping of plain values, for json.dumps."""
        return {
            "question": self.question,
            "title": self.title.to_json(),
            "region": self.region,
            "inputs": plain(self.inputs),
            "assumed": plain(self.assumed),
            "outputs": dict(self.outputs),
            "trace": [step.to_json() for step in self.trace],
            "unverified": [row.key for row in self.unverified],
            "book_hash": self.book_hash,
        }


def _readable(name: str, value: Any) -> Any:
    is_month = name.endswith("_month") and isinstance(value, int)
    return str(Month(value)) if is_month else plain(value)


def plain(value: Any) -> Any:
    """A value as JSON knows it: money and months as text, ages by years and months, whole numbers without a point."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Age):
        return {"years": value.years, "months": value.rest}
    if isinstance(value, Money | Month):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        number = float(f"{value:.{_SHOWN_DIGITS}g}")
        return int(number) if number.is_integer() else number
    return value


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(
            f"{item} {key}" if key in ("years", "months") else f"{key}: {item}" for key, item in value.items()
        )
    return str(value)
