"""One decision at a time: whether a field may be read, which rules say so, and why in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cedarpy

from core.principal import Principal
from datapool.access.asking import request_of
from datapool.access.rule import Rule, RuleSet
from datapool.access.shape import FIELD
from datapool.access.values import Entity, Known
from datapool.access.words import access_words
from datapool.access.world import Request
from rules.bilingual import Bilingual

_FAILED = re.compile(r"evaluating policy `([^`]+)`")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be read.

    permitted  rules that give it
    forbidden  rules that deny it
    failed     prohibitions that could not be judged, which deny it too
    """

    allowed: bool
    permitted: tuple[Rule, ...]
    forbidden: tuple[Rule, ...]
    failed: tuple[Rule, ...]
    why: Bilingual


def decide(rules: RuleSet, principal: Principal, action: str, fields: Sequence[Mapping[str, Known]]) -> list[Answer]:
    """Whether a principal may do this with each of these fields.

    fields  attributes of each, as the schema names them; what is not known of one is left out
    Raises UnknownKey for a purpose or an action that is in no catalogue.
    """
    request = request_of(rules, principal, action)
    entities = [*_entities(request, fields), *(_field(at, field) for at, field in enumerate(fields))]
    context = {name: _json(value) for name, value in _pairs(request.context)}
    asked = [
        {
            "principal": _uid(request.principal),
            "action": _uid(request.action),
            "resource": _uid(Entity(FIELD, str(at))),
            "context": context,
        }
        for at in range(len(fields))
    ]
    answers = cedarpy.is_authorized_batch(asked, rules.policies, entities)
    return [_answer(rules, principal, action, answer) for answer in answers]


def _answer(rules: RuleSet, principal: Principal, action: str, said: cedarpy.AuthzResult) -> Answer:
    reasons = [rules.of_policy(name) for name in said.diagnostics.reasons]
    failed = _failed_prohibitions(rules, said.diagnostics.errors)
    allowed = said.allowed and not failed
    permitted = tuple(rule for rule in reasons if not rule.forbids)
    forbidden = tuple(rule for rule in reasons if rule.forbids)
    why = said_of(allowed, permitted, forbidden, failed) or nothing_permits(principal, action)
    return Answer(allowed, permitted if allowed else (), forbidden, failed, why)


def _failed_prohibitions(rules: RuleSet, errors: Sequence[str]) -> tuple[Rule, ...]:
    """An error that names no rule may be a prohibition's: then every prohibition counts as failed."""
    names = [_FAILED.findall(error) for error in errors]
    if not all(names):
        return tuple(rule for rule in rules.rules if rule.forbids)
    found = {name for each in names for name in each}
    return tuple(rule for rule in rules.rules if rule.forbids and rule.policy in found)


def said_of(
    allowed: bool, permitted: Sequence[Rule], forbidden: Sequence[Rule], failed: Sequence[Rule]
) -> Bilingual | None:
    """The rules behind an answer in words; None where there is none."""
    if allowed:
        return Bilingual(f"允许：{_titles(permitted, 'zh')}。", f"Allowed: {_titles(permitted, 'en')}.")
    parts = []
    if forbidden:
        parts.append(Bilingual(f"禁止：{_titles(forbidden, 'zh')}。", f"Forbidden: {_titles(forbidden, 'en')}."))
    if failed:
        zh = f"所需信息缺失，无法判断下列规则，故不予查看：{_titles(failed, 'zh')}。"
        en = f"Denied, since what these rules ask for is missing: {_titles(failed, 'en')}."
        parts.append(Bilingual(zh, en))
    return Bilingual("".join(part.zh for part in parts), " ".join(part.en for part in parts)) if parts else None


def nothing_permits(principal: Principal, action: str) -> Bilingual:
    """No rule gives it."""
    roles = [access_words("roles")[role] for role in sorted(principal.roles)]
    purpose, act = access_words("purposes")[principal.purpose], access_words("actions")[action]
    zh = f"没有规则允许：{'、'.join(role.zh for role in roles)}，为了{purpose.zh}，{act.zh}。"
    en = f"No rule permits it: {act.en}, as {' and '.join(role.en for role in roles)}, for {purpose.en}."
    return Bilingual(zh, en)


def _titles(rules: Sequence[Rule], language: str) -> str:
    if language == "zh":
        return "；".join(f"{rule.title.zh}（{rule.id}，依据{'、'.join(rule.legal_basis)}）" for rule in rules)
    return "; ".join(f"{rule.title.en} ({rule.id}, by {', '.join(rule.legal_basis)})" for rule in rules)


def _entities(request: Request, fields: Sequence[Mapping[str, Known]]) -> Iterator[dict[str, Any]]:
    """Everything the request or a field mentions, with what it is in."""
    world = request.world
    said = [value.value for attributes in (*world.attributes.values(), *fields) for value in attributes.values()]
    mentioned = {*world.attributes, *world.parents, *(each for each in said if isinstance(each, Entity))}
    around = {above for entity in mentioned for above in world.with_parents(entity)}
    for entity in sorted(around, key=str):
        yield {
            "uid": _uid(entity),
            "attrs": {name: _json(value) for name, value in world.attributes.get(entity, {}).items()},
            "parents": [_uid(above) for above in sorted(world.with_parents(entity) - {entity}, key=str)],
        }


def _field(at: int, attributes: Mapping[str, Known]) -> dict[str, Any]:
    attrs = {name: _json(value) for name, value in attributes.items()}
    return {"uid": _uid(Entity(FIELD, str(at))), "attrs": attrs, "parents": []}


def _uid(entity: Entity) -> dict[str, str]:
    return {"type": entity.type, "id": entity.id}


def _pairs(record: Known) -> tuple[tuple[str, Known], ...]:
    return record.value if isinstance(record.value, tuple) else ()


def _json(known: Known) -> Any:
    value = known.value
    if isinstance(value, Entity):
        return {"__entity": _uid(value)}
    if isinstance(value, frozenset):
        return [_json(each) for each in value]
    return {name: _json(each) for name, each in value} if isinstance(value, tuple) else value
