"""How much one header sounds like another: as written, in parts, by its pinyin."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

from pypinyin import Style, lazy_pinyin

from datapool.standards.mapping.slots import fold

# Short forms in headers of databases; what they stand for is compared.
_SHORT = {
    "no": "number", "num": "number", "nbr": "number", "id": "number", "code": "code", "cd": "code",
    "dt": "date", "day": "date", "amt": "amount", "amnt": "amount", "nm": "name", "addr": "address",
    "acct": "account", "acc": "account", "tel": "telephone", "emp": "employer", "psn": "person", "pers": "person",
    "dept": "department", "qty": "quantity", "reg": "registration", "contrib": "contribution", "typ": "type",
    "kind": "type", "ym": "month", "idcard": "identity card", "govt": "government", "med": "medical", "dr": "doctor",
}  # fmt: skip
_EMPTY = {"of", "the", "a", "by", "in", "for", "on", "at", "date", "number"}
_HAN = re.compile(r"[㐀-鿿]")
_LETTERS = re.compile(r"[a-z]+")
ALIKE_BY_INITIALS, ALIKE_BY_PINYIN, ALIKE_BY_PART, LEAST_EDIT = 0.8, 0.95, 0.9, 0.5


def likeness(header: str, names: Iterable[str]) -> float:
    """0 to 1: the best likeness of a header to any of the folded names; 0 for an empty one."""
    folded = fold(header)
    return max((_alike(folded, name) for name in names), default=0.0) if folded else 0.0


@cache
def _alike(header: str, name: str) -> float:
    if header.replace(" ", "") == name.replace(" ", ""):
        return 1.0
    if _HAN.search(header):
        return _alike_in_writing(header, name) if _HAN.search(name) else 0.0
    if _HAN.search(name):
        return _alike_in_pinyin(header.replace(" ", ""), name)
    return max(_alike_in_words(header, name), ALIKE_BY_PART * _edit(header, name))


def _alike_in_writing(header: str, name: str) -> float:
    """Headers in characters: one within the other, or with much in common; the end, which says what it is, weighs."""
    short, long = sorted((header, name), key=len)
    if short in long and len(short) > 1:
        return ALIKE_BY_PART * (0.5 + 0.5 * len(short) / len(long))
    common = _edit(header, name)
    return ALIKE_BY_PART * (common if header[-1] == name[-1] else 0.8 * common)


def _alike_in_words(header: str, name: str) -> float:
    ours, theirs = _words(header), _words(name)
    if not ours or not theirs:
        return 0.0
    share = _weight(ours & theirs) / _weight(ours | theirs)
    return ALIKE_BY_PINYIN * share


@cache
def _words(text: str) -> frozenset[str]:
    spelt = " ".join(_SHORT.get(word, word) for word in text.split())
    return frozenset(word.rstrip("s") if len(word) > 3 else word for word in spelt.split())


def _weight(words: frozenset[str]) -> float:
    return sum(0.3 if word in _EMPTY else 1.0 for word in words)


def _alike_in_pinyin(header: str, name: str) -> float:
    if not _LETTERS.fullmatch(header):
        return 0.0
    full, initials = _pinyin(name)
    if header == full:
        return ALIKE_BY_PINYIN
    if header == initials and len(header) > 1:
        return ALIKE_BY_INITIALS if len(header) > 2 else ALIKE_BY_INITIALS - 0.1
    return ALIKE_BY_INITIALS * _edit(header, full) if len(header) > len(initials) + 2 else 0.0


@cache
def _pinyin(name: str) -> tuple[str, str]:
    """(whole, initials) of the characters of a name."""
    characters = "".join(_HAN.findall(name))
    whole = "".join(lazy_pinyin(characters))
    return whole, "".join(lazy_pinyin(characters, style=Style.FIRST_LETTER))


def _edit(one: str, other: str) -> float:
    """Share of characters in common in the same order; 0 where it is small."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < LEAST_EDIT or matcher.quick_ratio() < LEAST_EDIT:
        return 0.0
    found = matcher.ratio()
    return found if found >= LEAST_EDIT else 0.0
