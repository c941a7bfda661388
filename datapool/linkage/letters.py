"""All texts of a column as one row of letters: folded, cut into words and counted in a few strokes over all of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Signs = NDArray[np.uint32]
Counts = NDArray[np.int64]
Bits = NDArray[np.uint64]
BLANK = 0x20
# Letters there are at most in Unicode.
_ALL_SIGNS = 0x110000
_BITS = 64
# Odd factors that spread neighbouring letters over all bits of a number; what runs over is dropped.
_STEP, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Letters:
    """Texts one behind the other.

    signs    [letter] its code point
    lengths  [text] how many letters it has
    """

    signs: Signs
    lengths: Counts

    @property
    def text_of(self) -> Counts:
        """[letter] the number of its text."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def only(self, kept: NDArray[np.bool_]) -> "Letters":
        """Without the letters that are not kept."""
        lengths = np.bincount(self.text_of[kept], minlength=len(self.lengths))
        return Letters(self.signs[kept], lengths.astype(np.int64))


def read(texts: pa.StringArray) -> Letters:
    """The letters of texts none of which is missing; what can be one letter is one (NFC)."""
    composed = pc.utf8_normalize(texts, form="NFC")
    whole = "".join(composed.to_pylist())
    return Letters(
        np.frombuffer(whole.encode("utf-32-le"), np.uint32), pc.utf8_length(composed).to_numpy().astype(np.int64)
    )


def write(letters: Letters) -> pa.StringArray:
    """The texts; an empty one is missing."""
    signs = letters.signs
    widths = 1 + (signs > 0x7F).astype(np.int64) + (signs > 0x7FF) + (signs > 0xFFFF)
    ends = np.concatenate([[0], np.cumsum(widths)])
    offsets = ends[np.concatenate([[0], np.cumsum(letters.lengths)])].astype(np.int32)
    data = signs.astype("<u4").tobytes().decode("utf-32-le").encode()
    texts = pa.StringArray.from_buffers(len(letters.lengths), pa.py_buffer(offsets), pa.py_buffer(data))
    return pc.if_else(pa.array(letters.lengths == 0), pa.scalar(None, pa.string()), texts)


def turn(letters: Letters, into: Callable[[str], str]) -> Letters:
    """Each letter made what `into` says: none, one or several; asked once for each different letter."""
    met = np.flatnonzero(np.bincount(letters.signs, minlength=_ALL_SIGNS))
    made = [into(chr(sign)) for sign in met.tolist()]
    pool = np.array([ord(sign) for text in made for sign in text], np.uint32)
    width, start = np.zeros(_ALL_SIGNS, np.int64), np.zeros(_ALL_SIGNS, np.int64)
    width[met] = [len(text) for text in made]
    start[met] = np.cumsum(width[met]) - width[met]
    widths = width[letters.signs]
    before = np.cumsum(widths) - widths
    places = np.arange(int(widths.sum())) + np.repeat(start[letters.signs] - before, widths)
    lengths = np.bincount(np.repeat(letters.text_of, widths), minlength=len(letters.lengths))
    return Letters(pool[places] if len(pool) else np.zeros(0, np.uint32), lengths.astype(np.int64))


def single_blanks(letters: Letters) -> Letters:
    """One blank between two words, none at the ends."""
    text, is_blank = letters.text_of, letters.signs == BLANK
    begins = _word_begins(text, is_blank)
    ahead = np.append(begins[1:] & (text[1:] == text[:-1]), False) if len(text) else begins
    # Words of all texts begun before each letter, and before the first letter of its text.
    begun = np.append(0, np.cumsum(begins))
    firsts = np.cumsum(letters.lengths) - letters.lengths
    has_word = begun[:-1] > begun[firsts[text]]
    return letters.only(~is_blank | (ahead & has_word))


def bags_of_pairs(letters: Letters, parts: int) -> tuple[Bits, ...]:
    """[part][text] every two neighbouring letters as a bit, of 64 for each part; a single letter stands for itself."""
    after = np.append(letters.signs[1:], 0).astype(np.uint64)
    text = letters.text_of
    is_last = np.append(text[1:] != text[:-1], True) if len(text) else np.zeros(0, bool)
    kept = ~is_last | (letters.lengths[text] == 1)
    hashed = _mixed(letters.signs.astype(np.uint64) * _STEP + np.where(is_last, np.uint64(0), after))
    return _bags(hashed[kept], text[kept], len(letters.lengths), parts)


def bags_of_words(letters: Letters, parts: int) -> tuple[Bits, ...]:
    """[part][text] every word as a bit, of 64 for each part; words are set apart by single blanks."""
    text, is_blank = letters.text_of, letters.signs == BLANK
    begins = np.flatnonzero(_word_begins(text, is_blank))
    if not len(begins):
        return _bags(np.zeros(0, np.uint64), np.zeros(0, np.int64), len(letters.lengths), parts)
    places = np.arange(len(text)) - np.repeat(begins, np.diff(np.append(begins, len(text))))
    powers = np.cumprod(np.full(int(places.max()) + 1, _STEP, np.uint64))
    values = np.where(is_blank, np.uint64(0), letters.signs.astype(np.uint64) * powers[places])
    return _bags(_mixed(np.add.reduceat(values, begins)), text[begins], len(letters.lengths), parts)


def _word_begins(text: Counts, is_blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
    follows = np.concatenate([[False], (text[1:] == text[:-1]) & ~is_blank[:-1]]) if len(text) else is_blank
    return np.asarray(~is_blank & ~follows)


def _mixed(numbers: Bits) -> Bits:
    spread = (numbers ^ (numbers >> _SHIFT)) * _SPREAD
    return np.asarray(spread ^ (spread >> _SHIFT))


def _bags(hashed: Bits, text: Counts, texts: int, parts: int) -> tuple[Bits, ...]:
    """`text` rises: the bits of each text stand together."""
    bit = np.uint64(1) << (hashed % np.uint64(_BITS))
    part = (hashed // np.uint64(_BITS)) % np.uint64(parts)
    begins = np.flatnonzero(np.diff(text, prepend=-1))
    found = []
    for number in range(parts):
        bag = np.zeros(texts, np.uint64)
        if len(begins):
            bag[text[begins]] = np.bitwise_or.reduceat(np.where(part == number, bit, np.uint64(0)), begins)
        found.append(bag)
    return tuple(found)
