"""The administrative regions of a country pack, and which rule stands nearest to a place."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey, UnknownRegion
from rules.bilingual import Bilingual, read_bilingual

_KEYS = {"zh", "en", "parent", "alias"}


@dataclass(frozen=True, slots=True)
class Region:
    """A nation, province or city: `code` is the country's code, a hyphen and the GB/T 2260 digits."""

    code: str
    name: Bilingual
    parent: str | None


class Regions:
    """All regions of a pack. A region without a parent is the nation."""

    def __init__(self, regions: dict[str, Region], aliases: dict[str, str]) -> None:
        self._regions, self._aliases = regions, aliases
        self._chains = {code: tuple(self._climb(code)) for code in regions}

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions.values())

    def __contains__(self, code: object) -> bool:
        return code in self._regions or code in self._aliases

    def region(self, code: str) -> Region:
        """The region of a code or of its alias (ISO 3166-2)."""
        return self._regions[self.code(code)]

    def code(self, code: str, path: Path | None = None, line: int | None = None) -> str:
        """The pack's own code for `code`; `path` and `line` say where it was read."""
        known = self._aliases.get(code, code)
        if known not in self._regions:
            near = difflib.get_close_matches(str(code), [*self._regions, *self._aliases], n=3, cutoff=0.5)
            hint = f" Near it: {', '.join(near)}." if near else ""
            raise UnknownRegion(
                f"the region {code} is not in this country pack.",
                path=path,
                line=line,
                remedy=f"Use a code of regions.yaml, such as CN, CN-31 or CN-4403.{hint}",
            )
        return known

    def chain(self, code: str) -> tuple[str, ...]:
        """The region and those it lies in, the nearest first."""
        return self._chains[self.code(code)]

    def _climb(self, code: str | None) -> Iterator[str]:
        while code is not None:
            yield code
            code = self._regions[code].parent


def load_regions(path: Path) -> Regions:
    """Read regions.yaml: a mapping from code to {zh, en, parent, alias}; parents stand before their children."""
    document = load_document(path)
    if not isinstance(document.data, dict):
        raise InputError("this is not a list of regions.", path=path, remedy="Write `CN-31: {zh: …, en: …}` lines.")
    regions: dict[str, Region] = {}
    aliases: dict[str, str] = {}
    for code, raw in document.data.items():
        regions[code] = _region(document, code, raw, regions)
        if "alias" in raw:
            aliases[raw["alias"]] = code
    return Regions(regions, aliases)


def _region(document: Document, code: Any, raw: Any, known: dict[str, Region]) -> Region:
    if not isinstance(raw, dict) or not set(raw) <= _KEYS:
        raise UnknownKey(
            f"the region {code} is not described by {', '.join(sorted(_KEYS))}.",
            path=document.path,
            line=document.line(code),
            remedy="Write it as `CN-31: {zh: 上海市, en: Shanghai, parent: CN}`.",
        )
    parent = raw.get("parent")
    if parent is not None and parent not in known:
        raise UnknownRegion(
            f"the region {code} lies in {parent}, which is not named above it.",
            path=document.path,
            line=document.line(code, "parent"),
            remedy="Name the larger region first.",
        )
    return Region(str(code), read_bilingual(document, {k: raw.get(k, "") for k in ("zh", "en")}, code), parent)
