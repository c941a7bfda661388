"""The lists of codes that an item may take, each with the standard it comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, UnknownKey, WrongType
from rules.bilingual import Bilingual, read_bilingual
from rules.parameters import Source, Status
from rules.reading import Node, read_source, read_status

FOLDER = Path(__file__).parent / "code_lists"
_KEYS = {"title", "source", "status", "note", "codes", "pattern"}
_REQUIRED = ("title", "source", "status")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes with their titles, or, where the list is too long to hold, the form every code has.

    codes    [code] title; empty where there is a pattern
    pattern  regular expression that a whole code matches, or empty
    """

    key: str
    title: Bilingual
    source: Source
    status: Status
    codes: Mapping[str, Bilingual]
    pattern: str = ""
    note: str = ""

    def holds(self, code: str) -> bool:
        """Whether `code`, in its standard form, is one of the list."""
        return bool(re.fullmatch(self.pattern, code)) if self.pattern else code in self.codes


@cache
def load_code_lists(folder: Path = FOLDER) -> Mapping[str, CodeList]:
    """[key] every list of every file in `folder`."""
    lists: dict[str, CodeList] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = load_document(path)
        root = Node(document, document.data)
        for key in root.raw:
            node = root.child(key)
            if key in lists:
                raise node.refusal(InputError, f"the list {key} stands in another file too.", "Keep one of the two.")
            lists[key] = _read_list(node)
    return lists


def _read_list(node: Node) -> CodeList:
    raw = node.mapping(_KEYS)
    for key in _REQUIRED:
        if key not in raw:
            raise node.refusal(InputError, f"{node.keys[-1]} has no {key}.", f"Add a `{key}:` line.")
    if ("codes" in raw) == ("pattern" in raw):
        raise node.refusal(InputError, f"{node.keys[-1]} has not one of codes and pattern.", "Give one of the two.")
    return CodeList(
        key=str(node.keys[-1]),
        title=read_bilingual(node.document, raw["title"], *node.keys, "title"),
        source=read_source(node.child("source")),
        status=read_status(node.child("status")),
        codes=_read_codes(node.child("codes")) if "codes" in raw else {},
        pattern=str(raw.get("pattern", "")),
        note=str(raw.get("note", "")),
    )


def _read_codes(node: Node) -> dict[str, Bilingual]:
    if not isinstance(node.raw, dict) or not node.raw:
        raise node.refusal(WrongType, "`codes` is not a mapping of codes to titles.", 'Write `codes: {"1": {…}}`.')
    for code in node.raw:
        if not isinstance(code, str):
            remedy = f'Write it in quotes, as in "{code}": 1 and 01 are two codes.'
            raise node.child(code).refusal(WrongType, f"the code {code} is read as a number.", remedy)
    return {code: _read_title(node.child(code)) for code in node.raw}


def _read_title(node: Node) -> Bilingual:
    return read_bilingual(node.document, node.raw, *node.keys)


def find_code_list(lists: Mapping[str, CodeList], key: Any, node: Node) -> CodeList:
    """The list called `key`; UnknownKey at `node` when there is none."""
    if key not in lists:
        raise node.refusal(UnknownKey, f"there is no code list {key}.", f"Use {', '.join(sorted(lists))}.")
    return lists[key]
