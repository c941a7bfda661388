"""Regions by their six-digit code, with the years in which each code was in force: GB/T 2260, and a pool's own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from core.documents import load_document
from core.errors import InputError, WrongType
from core.months import Month
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

# What a pool says of itself, in the folder that holds its feeds.
POOL_FILE = "pool.yaml"
NUMBERING = Path(__file__).parent / "numbering.yaml"
ALWAYS, FOREVER = 0, 9999
_PROVINCE_LINE = re.compile(r'(\d\d) province="(.+)"')
_COUNTY_LINE = re.compile(r'  (\d{4}) county="(.+)"')
_DATED_TITLE = re.compile(r"(?:\[(\d{4})?-(\d{4})?\])?(.+)")
_SIX_DIGITS = re.compile(r"[1-9]\d{5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """A code in force: from the year `since` to the year `until`, both included; ALWAYS and FOREVER where open."""

    code: str
    title: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class BirthYears:
    """Births of these years, both included, may carry this code in a citizen number."""

    code: str
    first: int
    last: int


@dataclass(frozen=True)
class Regions:
    """Every region that a value may name.

    province  the two digits of the province whose pool this is, or empty for any
    last_day  the last day of the pool's history; None where the pool does not say
    """

    spans: tuple[Span, ...]
    province: str = ""
    province_title: Bilingual | None = None
    first_day: date | None = None
    last_day: date | None = None

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes that were ever assigned."""
        return frozenset(span.code for span in self.spans)

    @cached_property
    def provinces(self) -> frozenset[str]:
        """Their first two digits."""
        return frozenset(code[:2] for code in self.codes)

    @cached_property
    def birth_years(self) -> Mapping[str, tuple[BirthYears, ...]]:
        """[code] the births that may carry it, in order."""
        return _birth_years(self.spans)

    def may_number(self, code: str, birth_year: int) -> bool:
        """Whether a citizen number with this place can belong to a birth of that year.

        The code must not have been abolished before the birth. If it began after it, then at a time when numbers were
        still being given to people long born, or within a year of the birth: numbering.yaml.
        """
        return any(years.first <= birth_year <= years.last for years in self.birth_years.get(code, ()))

    def title(self, code: str) -> str:
        """The last name a code had, empty when it was never assigned."""
        return next((span.title for span in reversed(self._by_code.get(code, ()))), "")

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Span, ...]]:
        by_code: dict[str, list[Span]] = {}
        for span in self.spans:
            by_code.setdefault(span.code, []).append(span)
        return {code: tuple(spans) for code, spans in by_code.items()}


def load_regions(pool_file: Path | None = None) -> Regions:
    """GB/T 2260, with the regions of a pool.yaml where there is one."""
    if pool_file is None:
        return Regions(standard_spans())
    document = load_document(pool_file)
    node = Node(document, document.data)
    if not isinstance(node.raw, dict):
        raise node.refusal(WrongType, "this is no description of a pool.", "Give province, title, regions, history.")
    history = node.raw.get("history") or {}
    return Regions(
        spans=(*standard_spans(), *_own_spans(node)),
        province=str(node.raw.get("province", "")),
        province_title=read_bilingual(document, node.raw["title"], "title") if "title" in node.raw else None,
        first_day=Month.parse(history["first"]).first_day if "first" in history else None,
        last_day=Month.parse(history["last"]).last_day if "last" in history else None,
    )


def _own_spans(node: Node) -> Iterator[Span]:
    regions = node.raw.get("regions") or []
    if not isinstance(regions, list):
        raise node.child("regions").refusal(WrongType, "`regions` is not a list.", "Write `regions: [{code: …}, …]`.")
    for at, raw in enumerate(regions):
        place = node.child("regions").child(at)
        code = str(place.mapping({"code", "zh", "en", "since", "until"}).get("code"))
        if not _SIX_DIGITS.fullmatch(code):
            raise place.refusal(WrongType, "a region has no code of six digits.", 'Write `code: "470102"`.')
        since, until = (ALWAYS if raw.get("since") is None else raw["since"]), raw.get("until")
        if not isinstance(since, int) or not isinstance(until, int | None):
            raise place.refusal(WrongType, f"the years of {code} are no years.", "Write `since: 1949, until: null`.")
        if code in _standard_codes():
            what = f"{code} is a code of GB/T 2260."
            raise place.refusal(InputError, what, "Leave it out: the standard's own table has it.")
        yield Span(code, str(raw.get("zh", "")), since, FOREVER if until is None else until)


@cache
def _standard_codes() -> frozenset[str]:
    return frozenset(span.code for span in standard_spans())


@cache
def standard_spans() -> tuple[Span, ...]:
    """The dated codes of GB/T 2260, as python-stdnum carries them; a span that ends before it begins is left out."""
    text = files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    return tuple(span for span in _read_spans(text) if span.since <= span.until)


def _read_spans(text: str) -> Iterator[Span]:
    province = ""
    for line in text.splitlines():
        if head := _PROVINCE_LINE.fullmatch(line):
            province = head[1]
        elif county := _COUNTY_LINE.fullmatch(line):
            for part in county[2].split(","):
                since, until, title = _DATED_TITLE.fullmatch(part).groups()  # type: ignore[union-attr]
                yield Span(province + county[1], title, int(since or ALWAYS), int(until or FOREVER))


def _birth_years(spans: tuple[Span, ...]) -> Mapping[str, tuple[BirthYears, ...]]:
    """[code] the years of birth, touching ones joined."""
    given_at_birth, late = _place_of_the_day()
    found: dict[str, list[BirthYears]] = {}
    for span in sorted(spans, key=lambda span: (span.code, span.since)):
        first = ALWAYS if span.since <= given_at_birth else span.since - late
        years = found.setdefault(span.code, [])
        if years and first <= years[-1].last + 1:
            years[-1] = BirthYears(span.code, years[-1].first, max(years[-1].last, span.until))
        else:
            years.append(BirthYears(span.code, first, span.until))
    return {code: tuple(years) for code, years in found.items()}


@cache
def _place_of_the_day() -> tuple[int, int]:
    """The year since which numbers are given at birth, and how many years late that may be."""
    raw = load_document(NUMBERING).data["place_of_the_day"]
    return raw["given_at_birth_since"], -(-raw["months_late"] // 12)
