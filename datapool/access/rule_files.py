"""Reading access rules: what the schema does not cover, or what could fail silently, is refused with its line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cedarpy
from cedarpy import pst

from core.errors import FileMissing, InputError
from datapool.access.rule import Rule, RuleSet, nodes
from datapool.standards.catalogue import load_laws
from rules.bilingual import Bilingual

FOLDER = Path(__file__).parent / "rules"
SCHEMA = "schema.cedarschema"
_ANNOTATIONS = ("id", "title_zh", "title_en", "legal_basis")
_ID = re.compile(r"[a-z][a-z0-9-]{2,59}")
_BETWEEN_ARTICLES = "；"
_ENUMERATION = re.compile(r"entity (\w+) enum \[([^\]]*)\];")
_ACTION = re.compile(r'^action "(\w+)"', re.MULTILINE)
# Cedar's parser ends the whole process on a rule that nests thousands deep; what is no rule's size never reaches it.
_MOST_SIGNS, _DEEPEST = 2_000, 90
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*')
_OPTIONAL = re.compile(r'(?:\b(\w+)|"((?:[^"\\]|\\.)*)")\s*\?\s*:')


class RuleRefused(InputError):
    """An access rule that could not be relied on: nothing is read until it is mended."""

    code = "access.rule_refused"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    text: str

    def refusal(self, what: str, remedy: str, rule: str = "") -> RuleRefused:
        return RuleRefused(what, remedy=remedy, path=self.path, line=self._line(rule))

    def _line(self, rule: str) -> int | None:
        mark = f'@id("{rule}")'
        return self.text[: self.text.index(mark)].count("\n") + 1 if rule and mark in self.text else None


@cache
def load_rules(folder: Path = FOLDER) -> RuleSet:
    """Every `*.cedar` of a folder, checked against its schema.

    Raises RuleRefused for a rule that does not parse, is unknown to the schema, has no id, titles or legal basis, or
    forbids by an attribute that may be missing; FileMissing where there is no schema or no rule.
    """
    schema_file = _read(folder / SCHEMA)
    try:
        schema = cedarpy.Schema.from_str(schema_file.text)
    except ValueError as err:
        raise schema_file.refusal(f"this is no schema: {_first_line(err)}", "Mend it and try again.") from err
    files = [_read(path) for path in sorted(folder.glob("*.cedar"))]
    if not files:
        raise FileMissing("there are no access rules here.", path=folder, remedy="Put rules into files *.cedar.")
    written = str(schema)
    optional = frozenset(first or second for first, second in _OPTIONAL.findall(written))
    origins: dict[str, _File] = {}
    for file in files:
        for rule in _checked(file, schema, optional):
            if rule in origins:
                raise file.refusal(f"the rule {rule} stands twice.", "Rename one of the two.", rule)
            origins[rule] = file
    policies = cedarpy.PolicySet.from_str("\n".join(file.text for file in files))
    rules = tuple(_rule(template, origins) for template in policies.to_pst().static_policies.values())
    return RuleSet(
        rules=tuple(sorted(rules, key=lambda rule: list(origins).index(rule.id))),
        policies=policies,
        vocabulary={name: tuple(re.findall(r'"([^"]*)"', ids)) for name, ids in _ENUMERATION.findall(written)},
        actions=tuple(_ACTION.findall(written)),
    )


def _read(path: Path) -> _File:
    try:
        return _File(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check that it is there, in UTF-8.") from err


def _checked(file: _File, schema: cedarpy.Schema, optional: frozenset[str]) -> Iterator[str]:
    """The ids of the rules of one file, once each has been looked at."""
    _refuse_size(file)
    try:
        found = cedarpy.policies_to_pst(file.text)
    except ValueError as err:
        raise file.refusal(f"this is no rule: {_first_line(err)}", "Mend it and try again.") from err
    if found.templates:
        raise file.refusal("a rule has a slot to be filled in.", "Name the role or the resource.")
    templates = list(found.static_policies.values())
    for template in templates:
        _check_annotations(file, template)
    verdict = cedarpy.validate_policies(file.text, schema)
    if not verdict.validation_passed:
        first = verdict.errors[0]
        rule = next((t.annotations["id"] for t in templates if t.id == first.policy_id), "")
        what = f"the schema does not cover the rule {rule}: {_first_line(first.error)}."
        raise file.refusal(what, f"Mend the rule or {SCHEMA}.", rule)
    for template in templates:
        if template.effect == "forbid":
            _refuse_gap(file, template, optional)
        yield template.annotations["id"]


def _refuse_size(file: _File) -> None:
    bare = _TEXT_OR_COMMENT.sub('""', file.text)
    if max(map(len, bare.split(";"))) > _MOST_SIGNS:
        raise file.refusal(f"a rule has more than {_MOST_SIGNS} signs, its texts apart.", "Make several of it.")
    depth = deepest = 0
    for sign in bare:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise file.refusal(f"a rule nests more than {_DEEPEST} brackets deep.", "Make several of it.")


def _check_annotations(file: _File, template: pst.Template) -> None:
    said = template.annotations
    rule = said.get("id", "")
    for name in _ANNOTATIONS:
        if not said.get(name, "").strip():
            raise file.refusal(f"the rule {rule or template.id} has no @{name}.", f'Write @{name}("…").', rule)
    if not _ID.fullmatch(rule):
        raise file.refusal(f"{rule!r} is not a name for a rule.", "Use small Latin letters, digits and -.", rule)
    for basis in _articles(said):
        law, _, article = basis.partition(" ")
        if law not in load_laws() or not article:
            remedy = f"Write the law, a space and the article; laws: {', '.join(load_laws())}."
            raise file.refusal(f"{basis} is not an article of a known law.", remedy, rule)


def _refuse_gap(file: _File, template: pst.Template, optional: frozenset[str]) -> None:
    """Whoever lacks an attribute must not slip past what forbids by it."""
    rule = template.annotations["id"]
    for node in nodes(template.clauses):
        if isinstance(node, pst.HasAttr):
            what = f"the rule {rule} forbids by whether {node.attrs[0]} is there: what lacks it would slip past."
            raise file.refusal(what, "Forbid without `has`: what cannot be judged is denied.", rule)
        if isinstance(node, pst.GetAttr) and node.attr in optional:
            what = f"the rule {rule} forbids by {node.attr}, which may be missing."
            raise file.refusal(what, f"Make {node.attr} a required attribute of {SCHEMA}.", rule)


def _rule(template: pst.Template, origins: Mapping[str, _File]) -> Rule:
    said = template.annotations
    title = Bilingual(said["title_zh"], said["title_en"])
    return Rule.of(template, id=said["id"], title=title, legal_basis=tuple(_articles(said)))


def _articles(annotations: Mapping[str, str]) -> list[str]:
    return [basis.strip() for basis in annotations["legal_basis"].split(_BETWEEN_ARTICLES)]


def _first_line(err: object) -> str:
    return str(err).strip().splitlines()[0].rstrip(".")
