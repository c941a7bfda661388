"""An access rule: its Cedar, its title in two languages and the law it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import cedarpy
from cedarpy import pst

from core.errors import UnknownKey
from rules.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    template  its parsed form, with the name Cedar gives it within its set
    mentions  attributes it asks for, whosever they are: on others its outcome cannot depend
    """

    id: str
    title: Bilingual
    legal_basis: tuple[str, ...]
    template: pst.Template
    mentions: frozenset[str]

    @classmethod
    def of(cls, template: pst.Template, *, id: str, title: Bilingual, legal_basis: tuple[str, ...] = ()) -> "Rule":
        """The rule of a parsed policy."""
        return cls(id, title, legal_basis, template, frozenset(_attributes(template)))

    @property
    def policy(self) -> str:
        """The name by which Cedar speaks of it."""
        return self.template.id

    @property
    def forbids(self) -> bool:
        """Whether it takes away; otherwise it gives."""
        return self.template.effect == "forbid"

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.id,
            "title": self.title.to_json(),
            "effect": self.template.effect,
            "legal_basis": list(self.legal_basis),
        }


@dataclass(frozen=True)
class RuleSet:
    """Every rule that holds, and what they may speak of.

    policies    as Cedar evaluates them
    vocabulary  [entity type] ids the schema allows, of Role, Purpose and Class
    actions     what may be asked for
    """

    rules: tuple[Rule, ...]
    policies: cedarpy.PolicySet
    vocabulary: Mapping[str, tuple[str, ...]]
    actions: tuple[str, ...]

    def of_policy(self, policy: str) -> Rule:
        """The rule of a name that Cedar gave."""
        return next(rule for rule in self.rules if rule.policy == policy)

    def check(self, *, purpose: str, action: str) -> None:
        """Refuse a purpose or an action that no rule can speak of, as UnknownKey."""
        for kind, word, known in (("purpose", purpose, self.vocabulary["Purpose"]), ("action", action, self.actions)):
            if word not in known:
                raise UnknownKey(f"there is no {kind} {word}.", remedy=f"Choose of {', '.join(known)}.")


def nodes(node: object) -> Iterator[object]:
    """A parsed node and all below it."""
    yield node
    if isinstance(node, tuple):
        inner: Sequence[object] = node
    elif isinstance(node, Mapping):
        inner = tuple(node.values())
    else:
        inner = [getattr(node, each.name) for each in fields(node)] if is_dataclass(node) else ()
    for each in inner:
        yield from nodes(each)


def _attributes(template: pst.Template) -> Iterator[str]:
    for node in nodes(template.clauses):
        if isinstance(node, pst.GetAttr):
            yield node.attr
        elif isinstance(node, pst.HasAttr):
            yield from node.attrs
