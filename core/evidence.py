"""What a model or a rule says of somebody, and what it rests on. Evidence is no decision: only casework decides.

A claim is made of one subject; its score is the chance that it is true, its reasons say why in figures, and rows and
articles are what somebody who checks it opens first.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from core.errors import InputError, ValueOutOfRange, WrongType


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a law. `status` is that of the rule book: verified or unverified."""

    law: str
    article: str
    status: str

    def __str__(self) -> str:
        return f"{self.law} {self.article}".strip()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code that a words table gives its sentence, the figures that stand in it, and how much it weighs.

    weight  change of the log odds that it brings, 0 where it only describes
    """

    code: str
    figures: Mapping[str, float | str]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim about one subject.

    claim      what is said, one word such as a typology
    subject    the name under which whoever is shown it knows the subject
    score      the chance that the claim is true, 0 to 1
    reasons    most telling first
    rows       the rows it rests on, table:batch:line
    articles   the articles that make it a matter of law
    model      which rule or model says so, and `release`, the signed release it came with ("" for a rule of the book)
    at         the day as of which it was known
    signature  of `signed_bytes`, in hexadecimal; "" while nobody has signed
    Raises ValueOutOfRange for a score that is no chance.
    """

    claim: str
    subject: str
    score: float
    reasons: tuple[Reason, ...]
    rows: tuple[str, ...]
    articles: tuple[Article, ...]
    model: str
    release: str
    at: date
    signature: str = ""

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueOutOfRange(f"The score is {self.score}.", remedy="A score is a chance between 0 and 1.")

    def signed_bytes(self) -> bytes:
        """What is signed: everything but the signature, in one form."""
        plain = self.to_json()
        plain.pop("signature")
        return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def with_signature(self, signature: str) -> "Evidence":
        """The same, signed."""
        return replace(self, signature=signature)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Evidence":
        """What `to_json` wrote. Raises WrongType where something is missing or is of another kind."""
        try:
            return cls(
                claim=str(plain["claim"]),
                subject=str(plain["subject"]),
                score=float(plain["score"]),
                reasons=tuple(Reason(r["code"], dict(r["figures"]), float(r["weight"])) for r in plain["reasons"]),
                rows=tuple(map(str, plain["rows"])),
                articles=tuple(Article(a["law"], a["article"], a["status"]) for a in plain["articles"]),
                model=str(plain["model"]),
                release=str(plain["release"]),
                at=date.fromisoformat(plain["at"]),
                signature=str(plain["signature"]),
            )
        except InputError:
            raise
        except (KeyError, TypeError, ValueError) as err:
            raise WrongType("this is no evidence.", remedy="Give what `Evidence.to_json` wrote.") from err
