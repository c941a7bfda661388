"""The comparable forms of every value: folded, sounded, cut into words; worked out once for each distinct text."""

import re
from collections.abc import Callable
from math import isfinite
from unicodedata import combining, normalize

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapool.linkage import dates, letters
from datapool.linkage.comparison import BAGS, SIGNED
from datapool.linkage.han import fold, rough_sound, signs_of_han, sound
from datapool.linkage.kind import Kind, Trait
from datapool.linkage.letters import Letters
from datapool.standards.identifiers import plain

_APART = re.compile(r"[\s,.;:/|()\[\]'\"_，。；：、（）-]+")
_NO_SIGN = r"[\s\p{Z}./_-]+"
_NO_DIGIT = r"[^\p{Nd}]+"
_COUNTRY = r"^(?:\+|00)?86(1\d{10})$"
_DAYS_PER_YEAR, _DAYS_PER_MONTH = 372, 31
# Texts worked on at a time: their letters, a hundred bytes each meanwhile, stay near the processor.
_TEXTS_AT_A_TIME = 10_000

Made = dict[str, pa.Array]


def derive(column: pa.ChunkedArray, at: int, trait: Trait) -> Made:
    """The derived columns of the column number `at`, all but those of citizen numbers, which DuckDB checks.

    Of column 3: v3 the value, s3 how it sounds, r3 how it roughly sounds, o3 its words in order, d3 a number,
    w3 x3 y3 z3 its words as bits, b3 its pairs of neighbouring signs as bits.
    """
    encoded = pc.dictionary_encode(pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string()))
    texts = encoded.dictionary
    steps = range(0, max(1, len(texts)), _TEXTS_AT_A_TIME)
    parts = [_made(texts.slice(start, _TEXTS_AT_A_TIME), trait) for start in steps]
    return {
        f"{letter}{at}": pc.take(pa.concat_arrays([part[letter] for part in parts]), encoded.indices)
        for letter in parts[0]
    }


def signature(values: pa.StringArray) -> pa.Array:
    """[value] its pairs of neighbouring signs as bits: values a slip apart differ in few."""
    texts = pc.fill_null(values, "")
    parts = [
        letters.bags_of_pairs(letters.read(texts.slice(start, _TEXTS_AT_A_TIME)), 1)[0]
        for start in range(0, len(texts), _TEXTS_AT_A_TIME)
    ]
    return pa.array(np.concatenate([np.zeros(0, np.uint64), *parts]))


def words(text: str) -> list[str]:
    """Words in small letters without accents or punctuation."""
    bare = "".join(sign for sign in normalize("NFKD", text) if not combining(sign)) if not text.isascii() else text
    return [word for word in _APART.split(normalize("NFC", bare).casefold()) if word]


def _made(texts: pa.StringArray, trait: Trait) -> Made:
    """[letter of the form] its column for different texts, none of them missing."""
    match trait.kind:
        case Kind.DATE:
            found = _dates(texts, month_first=trait.month_first)
        case Kind.PHONE:
            signless = pc.replace_substring_regex(texts, _NO_SIGN, "")
            digits = pc.replace_substring_regex(pc.replace_substring_regex(signless, _COUNTRY, r"\1"), _NO_DIGIT, "")
            found = {"v": _or_nothing(digits)}
        case Kind.CODE:
            small = _each(texts, lambda text: plain(text).casefold())
            found = {"v": _or_nothing(pc.replace_substring_regex(small, _NO_SIGN, ""))}
        case Kind.EMAIL:
            small = _each(texts, str.casefold)
            found = {"v": small, "s": _or_nothing(pc.replace_substring_regex(small, "@.*", ""))}
        case Kind.NUMBER:
            found = {"v": texts, "d": pa.array([_number(text) for text in texts.to_pylist()], pa.float64())}
        case Kind.HAN:
            folded = _each(texts, fold)
            sounded = _each_different(folded, sound)
            found = {"v": folded, "s": sounded, "r": _each_different(sounded, rough_sound)}
        case Kind.TEXT:
            found = _long_texts(texts)
        case _:
            found = {
                "v": _each(texts, lambda text: " ".join(words(text))),
                "o": _each(texts, lambda text: " ".join(sorted(words(text)))),
            }
    if trait.kind in SIGNED:
        found["b"] = signature(found["v"])
    return found


def _or_nothing(texts: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _each(texts: pa.StringArray, make: Callable[[str], str]) -> pa.StringArray:
    return pa.array([make(text) or None for text in texts.to_pylist()], pa.string())


def _each_different(texts: pa.StringArray, make: Callable[[str], str]) -> pa.StringArray:
    encoded = pc.dictionary_encode(texts)
    return pc.take(_each(encoded.dictionary, make), encoded.indices)


def _dates(texts: pa.StringArray, *, month_first: bool) -> Made:
    parts = [dates.read_parts(text, month_first=month_first) for text in texts.to_pylist()]
    return {
        "v": pa.array([None if each is None else dates.written(each) for each in parts], pa.string()),
        "d": pa.array(
            [
                None if each is None else each[0] * _DAYS_PER_YEAR + each[1] * _DAYS_PER_MONTH + each[2]
                for each in parts
            ],
            pa.int32(),
        ),
    }


def _long_texts(texts: pa.StringArray) -> Made:
    """The words of each text, one blank between them, and as bits: sets are compared in no time.

    Of Chinese, which sets no blanks, every two neighbouring characters count as a word.
    """
    found = letters.read(texts)
    is_han = np.bincount(found.text_of, weights=signs_of_han(found.signs), minlength=len(texts)) > 0
    if is_han.all():
        return _long_han(found)
    if not is_han.any():
        return _long_words(found)
    both = _long_han(found.only(is_han[found.text_of])), _long_words(found.only(~is_han[found.text_of]))
    return {name: pc.if_else(pa.array(is_han), both[0][name], both[1][name]) for name in both[0]}


def _long_han(found: Letters) -> Made:
    joined = letters.single_blanks(letters.turn(found, _bare_han))
    pairs = letters.bags_of_pairs(joined.only(joined.signs != letters.BLANK), len(BAGS))
    return {"v": letters.write(joined)} | {name: pa.array(bag) for name, bag in zip(BAGS, pairs, strict=True)}


def _long_words(found: Letters) -> Made:
    joined = letters.single_blanks(letters.turn(found, _bare))
    bags = letters.bags_of_words(joined, len(BAGS))
    return {"v": letters.write(joined)} | {name: pa.array(bag) for name, bag in zip(BAGS, bags, strict=True)}


def _bare(sign: str) -> str:
    """A letter small and without its accent; a blank for what sets words apart."""
    bare = "".join(part for part in normalize("NFKD", sign) if not combining(part))
    return _APART.sub(" ", normalize("NFC", bare).casefold())


def _bare_han(sign: str) -> str:
    return "".join(map(_bare, fold(sign)))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
