"""Why a pair is one person or not: every field with the level of its agreement and its weight in bits."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from datapool.linkage.columns import Column
from datapool.linkage.model import Model
from datapool.linkage.patterns import Levels


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """One field of a pair: how well it agrees, and what that says; more than 0 bits speak for one person."""

    column: str
    kind: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What led to a pair.

    rule    the certain rule or the decision behind it; empty where only the evidence counts
    chance  that the two are one person, by the evidence of the two alone; None where there is no evidence at all
    start   bits before any field is looked at: few pairs are one person
    fields  in the order of the columns
    """

    rule: str
    chance: float | None
    start: float | None
    fields: tuple[FieldWeight, ...]

    def to_json(self) -> dict[str, Any]:
        """As programs read it; no value of a record is in it."""
        fields = [
            {"column": each.column, "kind": each.kind, "level": each.level, "bits": round(each.bits, 2)}
            for each in self.fields
        ]
        return {"rule": self.rule or None, "chance": self.chance, "start": self.start, "fields": fields}


def explain(model: Model | None, columns: tuple[Column, ...], levels: Levels, rules: list[str]) -> list[Explanation]:
    """[pair] from the levels of its comparison; without a model the levels are told without weights."""
    if model is None:
        return [Explanation(rule, None, None, ()) for rule in rules]
    odds, parts = model.log_odds(levels) / np.log(2), model.parts(levels) / np.log(2)
    found = []
    for at, rule in enumerate(rules):
        fields = tuple(
            FieldWeight(column.left, column.trait.kind.value, comparison.level_name(int(level)), float(bits))
            for column, comparison, level, bits in zip(columns, model.comparisons, levels[at], parts[at], strict=True)
        )
        chance = float(1.0 / (1.0 + np.exp2(-np.clip(odds[at], -500, 500))))
        found.append(Explanation(rule, chance, float(odds[at] - parts[at].sum()), fields))
    return found
