"""Reads the rules that people wrote, from rules/*.yaml, and says in which line one is wrong."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import FileMissing, InputError
from datapool.quality.places import Tables, places
from datapool.quality.rule import LETTERS, WEIGHTS, Mending, Rule, Severity, Target
from datapool.quality.templates import TEMPLATES

FOLDER = Path(__file__).parent / "rules"
_KEYS = {
    "title", "correct", "severity", "table", "columns", "places", "with", "informed_by", "needs", "against", "tickets",
    "mended_by", "weight", "basis", "ignores_corrections",
}  # fmt: skip


class WrongRule(InputError):
    """A quality rule that cannot be understood."""

    code = "quality.wrong_rule"


def load_rules(tables: Tables, folder: Path = FOLDER) -> tuple[Rule, ...]:
    """Every rule of the folder's files, ordered by code, at the places that these tables give it."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise FileMissing("there are no quality rules here.", path=folder, remedy="Name a folder with *.yaml rules.")
    found: dict[str, Rule] = {}
    for path in files:
        for rule in _read_file(load_document(path), tables):
            if rule.code in found:
                raise WrongRule(f"the rule {rule.code} stands twice.", path=path, remedy="Give each a code of its own.")
            found[rule.code] = rule
    return tuple(found[code] for code in sorted(found))


def _read_file(document: Document, tables: Tables) -> Iterator[Rule]:
    rules = document.data.get("rules") if isinstance(document.data, dict) else None
    if not isinstance(rules, dict):
        raise WrongRule("there is no mapping `rules`.", path=document.path, remedy="Begin the file with `rules:`.")
    for code, content in rules.items():
        try:
            yield _read_rule(code, content, tables)
        except (KeyError, ValueError, TypeError, AttributeError) as err:
            said = f"it lacks {err}" if isinstance(err, KeyError) else str(err)
            raise WrongRule(
                f"the rule {code} cannot be understood: {said}.",
                path=document.path,
                line=document.line("rules", code),
                remedy="Compare it with a rule beside it.",
            ) from err


def _read_rule(code: str, content: Mapping[str, Any], tables: Tables) -> Rule:
    letter = code.split("-")[1] if code.count("-") == 2 else ""
    if letter not in LETTERS:
        raise ValueError(f"a code is Q-<{'|'.join(LETTERS)}>-<number>")
    template, arguments = _condition(content)
    severity = Severity(content["severity"])
    return Rule(
        code=code,
        title=_bilingual(content["title"]),
        correct=_bilingual(content["correct"]),
        severity=severity,
        targets=_targets(content, tables),
        template=template,
        arguments=arguments,
        lookups={name: _texts(key) for name, key in content.get("with", {}).items()},
        informed_by=_texts(content.get("informed_by", [])),
        needs=_texts(content.get("needs", [])),
        against=content.get("against"),
        tickets=_yes_or_no(content.get("tickets", severity is not Severity.NOTICE)),
        ignores_corrections=_yes_or_no(content.get("ignores_corrections", False)),
        mending=Mending(content.get("mended_by", "record")),
        weight=float(content.get("weight", WEIGHTS[severity])),
        basis=_basis(content.get("basis")),
    )


def _condition(content: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    named = [key for key in content if key in TEMPLATES]
    strange = set(content) - _KEYS - set(TEMPLATES)
    if strange:
        raise ValueError(f"nothing answers to the key {sorted(strange)[0]}")
    if len(named) != 1:
        raise ValueError(f"it needs one condition out of {', '.join(sorted(TEMPLATES))}")
    arguments = content[named[0]]
    if not isinstance(arguments, dict):
        raise ValueError(f"{named[0]} takes a mapping")
    return named[0], arguments


def _targets(content: Mapping[str, Any], tables: Tables) -> tuple[Target, ...]:
    where = content.get("places")
    if isinstance(where, dict):
        return places(where["each"], tables)
    if where is None:
        where = [{"table": content["table"], "columns": content["columns"]}]
    return tuple(_target(place) for place in where)


def _target(place: Mapping[str, Any]) -> Target:
    columns = _texts(place["columns"])
    words = {key: value for key, value in place.items() if key not in {"table", "columns"}}
    return Target(place["table"], columns, {"column": columns[0], "table": place["table"], **words})


def _bilingual(title: Mapping[str, str]) -> Mapping[str, str]:
    return {language: str(title[language]) for language in ("zh", "en")}


def _basis(basis: Mapping[str, str] | None) -> Mapping[str, str] | None:
    if basis is None:
        return None
    if basis["status"] not in {"verified", "unverified"}:
        raise ValueError("the status of a basis is verified or unverified")
    return {key: str(basis[key]) for key in ("title", "article", "status")}


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(part) for part in value)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value
