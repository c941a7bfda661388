"""The comparable forms of every value: folded, sounded, cut into words; worked out once for each distinct text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from unicodedata import combining, normalize
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from datapool.linkage import dates
from datapool.linkage.comparison import BAGS
from datapool.linkage.han import fold, is_han, rough_sound, sound
from datapool.linkage.kind import Kind, Trait
from datapool.standards.identifiers import plain

_APART = re.compile(r"[\s,.;:/|()\[\]'\"_，。；：、（）-]+")
_NO_DIGIT = re.compile(r"\D")
_NO_SIGN = re.compile(r"[\s./_-]+")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1\d{10}$)")
_DAYS_PER_YEAR, _DAYS_PER_MONTH = 372, 31
_BITS, _ALL_BITS = 64, (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Form:
    """Derived columns that come of one reading: the value of every column, and what its kind needs beside.

    names v3 the value, s3 how it sounds, r3 how it roughly sounds, o3 its words in order, d3 a number,
          w3 x3 y3 z3 its words as bits
    """

    names: tuple[str, ...]
    make: Callable[[str], tuple[object, ...]]
    type: pa.DataType


def forms_of(at: int, trait: Trait) -> tuple[Form, ...]:
    """The derived columns of the column number `at`, all but those of citizen numbers, which DuckDB checks."""

    def text(letter: str, make: Callable[[str], str | None]) -> Form:
        return Form((f"{letter}{at}",), lambda value: (make(value),), pa.string())

    match trait.kind:
        case Kind.DATE:
            return (
                text("v", lambda value: dates.digits(value, month_first=trait.month_first)),
                Form((f"d{at}",), lambda value: (_day_number(value, month_first=trait.month_first),), pa.int32()),
            )
        case Kind.PHONE:
            return (text("v", lambda value: _NO_DIGIT.sub("", _COUNTRY.sub("", _NO_SIGN.sub("", value))) or None),)
        case Kind.CODE:
            return (text("v", lambda value: _NO_SIGN.sub("", plain(value).casefold()) or None),)
        case Kind.EMAIL:
            return text("v", str.casefold), text("s", lambda value: value.casefold().partition("@")[0] or None)
        case Kind.NUMBER:
            return text("v", str), Form((f"d{at}",), lambda value: (_number(value),), pa.float64())
        case Kind.HAN:
            return (
                text("v", lambda value: fold(value) or None),
                text("s", lambda value: sound(fold(value)) or None),
                text("r", lambda value: rough_sound(sound(fold(value))) or None),
            )
        case Kind.TEXT:
            return (
                text("v", lambda value: " ".join(words(fold(value) if is_han(value) else value)) or None),
                Form(tuple(f"{letter}{at}" for letter in BAGS), _bag, pa.uint64()),
            )
    return (
        text("v", lambda value: " ".join(words(value)) or None),
        text("o", lambda value: " ".join(sorted(words(value))) or None),
    )


def derive(column: pa.ChunkedArray, forms: Sequence[Form]) -> dict[str, pa.Array]:
    """[name of the form] its column."""
    encoded = pc.dictionary_encode(pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string()))
    values = encoded.dictionary.to_pylist()
    found: dict[str, pa.Array] = {}
    for form in forms:
        made = list(zip(*map(form.make, values), strict=True)) or [()] * len(form.names)
        for name, column_values in zip(form.names, made, strict=True):
            found[name] = pc.take(pa.array(column_values, form.type), encoded.indices)
    return found


def words(text: str) -> list[str]:
    """Words in small letters without accents or punctuation."""
    bare = "".join(sign for sign in normalize("NFKD", text) if not combining(sign)) if not text.isascii() else text
    return [word for word in _APART.split(normalize("NFC", bare).casefold()) if word]


def _bag(text: str) -> tuple[int, ...]:
    """The words of a text as bits, one of 256 for each word, cut into four numbers: sets are compared in no time."""
    found = 0
    for word in _words_or_pairs(text):
        found |= _bit(word)
    return tuple(found >> _BITS * part & _ALL_BITS for part in range(len(BAGS)))


@lru_cache(maxsize=1 << 16)
def _bit(word: str) -> int:
    return 1 << crc32(word.encode()) % (_BITS * len(BAGS))


def _words_or_pairs(text: str) -> list[str]:
    """The words; of Chinese, which sets no blanks, every two neighbouring characters."""
    if not is_han(text):
        return words(text)
    folded = "".join(words(fold(text)))
    return [folded[at : at + 2] for at in range(max(1, len(folded) - 1))]


def _day_number(text: str, *, month_first: bool) -> int | None:
    parts = dates.read_parts(text, month_first=month_first)
    return None if parts is None else parts[0] * _DAYS_PER_YEAR + parts[1] * _DAYS_PER_MONTH + parts[2]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
