"""The law cases: YAML that a lawyer can read and add, one file a subject, and how an answer is compared with them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

CASES_DIR = Path(__file__).parent / "cases"
ORACLES = ("official", "table", "worked")
_FILE_KEYS = {"about", "question", "article", "defaults", "cases"}
_CASE_KEYS = {"name", "oracle", "source", "working", "region", "at", "article", "inputs", "expect", "refused"}
_LEAST_DIFFERENCE = Fraction(1, 10**11)
_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class LawCase:
    """One question to the rule book and the answer the law gives.

    refused  the error code with which the rule book turns the question down, where the law has no answer to it
    """

    file: str
    name: str
    question: str
    article: str
    oracle: str
    source: str
    working: str
    region: str
    at: str | None
    inputs: dict[str, Any]
    expect: dict[str, Any]
    refused: str

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    @property
    def dated_inputs(self) -> dict[str, Any]:
        """The inputs, with the month of `at` where they name no month."""
        return self.inputs if self.at is None else {"month": self.at} | self.inputs


def load_cases(folder: Path = CASES_DIR) -> list[LawCase]:
    """Every case of every file; a file's `defaults` fill what its cases leave out."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _load_file(path)]


def _load_file(path: Path) -> list[LawCase]:
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader)
    if unknown := set(document) - _FILE_KEYS:
        raise ValueError(f"{path.name}: unknown keys {sorted(unknown)}")
    defaults = {"article": document["article"], **document.get("defaults", {})}
    cases = []
    for row in document["cases"]:
        if unknown := set(row) - _CASE_KEYS:
            raise ValueError(f"{path.name}: {row.get('name')}: unknown keys {sorted(unknown)}")
        full = defaults | row
        at = full.get("at")
        cases.append(
            LawCase(
                file=path.stem,
                name=full["name"],
                question=document["question"],
                article=full["article"],
                oracle=full["oracle"],
                source=full["source"],
                working=full.get("working", ""),
                region=full.get("region", "CN"),
                at=None if at is None else str(at),
                inputs=_as_written(full["inputs"]),
                expect=_as_written(full.get("expect", {})),
                refused=full.get("refused", ""),
            )
        )
    return cases


def _as_written(value: Any) -> Any:
    """Days as the text they were written in; everything else as it stands."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _as_written(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_written(item) for item in value]
    return value


def agrees(expected: Any, answered: Any) -> bool:
    """Texts (amounts to the fen among them) and truth values are equal as written, mappings item by item.

    Numbers are equal to the eleventh decimal: a twelfth of a year has no exact one.
    """
    if isinstance(expected, dict):
        if not isinstance(answered, dict):
            return False
        found = {str(key): value for key, value in answered.items()}
        wanted = {str(key): value for key, value in expected.items()}
        return wanted.keys() == found.keys() and all(agrees(wanted[key], found[key]) for key in wanted)
    if isinstance(expected, list):
        return (
            isinstance(answered, list | tuple)
            and len(expected) == len(answered)
            and all(map(agrees, expected, answered))
        )
    if isinstance(expected, bool | str) or isinstance(answered, bool | str) or expected is None or answered is None:
        return type(expected) is type(answered) and expected == answered
    return abs(Fraction(str(expected)) - Fraction(str(answered))) < _LEAST_DIFFERENCE


def disagreements(expect: dict[str, Any], outputs: dict[str, Any]) -> list[str]:
    """What differs, in words; outputs that a case does not speak of are left alone."""
    return [
        f"{key}: expected {value!r}, answered {outputs.get(key, 'nothing')!r}"
        for key, value in expect.items()
        if key not in outputs or not agrees(value, outputs[key])
    ]
