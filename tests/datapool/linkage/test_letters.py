"""Forms made for a whole column at once are those made text by text, and bits of pairs never hide a slip."""

from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.linkage import letters
from datapool.linkage.comparison import BAGS, compare
from datapool.linkage.forms import derive, signature, words
from datapool.linkage.han import fold, is_han
from datapool.linkage.kind import Kind, Trait

ALPHABET = "abzAßéÉñİΣςЖй ·•.,;:/()-_'\"，。、（）张陳偉國一ﬁ1239８@가"
texts = st.lists(st.text(ALPHABET, min_size=1, max_size=14).filter(lambda text: text.strip()), min_size=1, max_size=12)


def joined(text: str) -> str | None:
    """The value of a long text, one at a time."""
    return " ".join(words(fold(text) if is_han(text) else text)) or None


@given(texts)
@settings(max_examples=60, deadline=None)
def test_long_texts_cut_all_at_once_are_those_cut_one_by_one(values: list[str]) -> None:
    found = derive(pa.chunked_array([values, values[:1]], pa.string()), 0, Trait(Kind.TEXT, 1.0, 2))
    assert found["v0"].to_pylist() == [joined(value) for value in [*values, values[0]]]


@given(texts)
@settings(max_examples=25, deadline=None)
def test_the_bits_of_a_text_are_the_same_whatever_stands_beside_it(values: list[str]) -> None:
    trait = Trait(Kind.TEXT, 1.0, 2)
    beside = derive(pa.chunked_array([values], pa.string()), 0, trait)
    for at, value in enumerate(values):
        alone = derive(pa.chunked_array([[value]], pa.string()), 0, trait)
        assert [beside[f"{bag}0"][at] for bag in BAGS] == [alone[f"{bag}0"][0] for bag in BAGS]
        assert any(alone[f"{bag}0"][0].as_py() for bag in BAGS) or not joined(value)


@given(st.lists(st.text(max_size=9), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_what_is_read_as_letters_is_written_as_it_was(values: list[str]) -> None:
    whole = pa.array(values, pa.string())
    composed = pa.compute.utf8_normalize(whole, form="NFC").to_pylist()
    assert letters.write(letters.read(whole)).to_pylist() == [value or None for value in composed]


Slip = Callable[[str, int], str]
SLIPS: tuple[Slip, ...] = (
    lambda text, at: text[:at] + "7" + text[at + 1 :],
    lambda text, at: text[:at] + text[at + 1 :],
    lambda text, at: text[:at] + "é" + text[at:],
    lambda text, at: text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
)
slips = st.lists(st.tuples(st.sampled_from(SLIPS), st.integers(0, 19)), max_size=2)
written = st.text("0123456789ab文é", min_size=6, max_size=18)


@given(st.lists(st.tuples(written, slips), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_slip_escapes_for_being_told_unlike_by_bits_or_parts(
    cases: list[tuple[str, list[tuple[Slip, int]]]],
) -> None:
    """Whatever DuckDB itself counts as so many slips reaches the rung, though most pairs are never counted."""
    pairs = []
    for one, made in cases:
        other = one
        for slip, at in made:
            other = slip(other, at)
        pairs.append((one, other))
    left, right = (pa.array([pair[side] for pair in pairs], pa.string()) for side in (0, 1))
    table = pa.table({"v0_l": left, "v0_r": right, "b0_l": signature(left), "b0_r": signature(right)})
    rungs = {level.name: level.condition for level in compare(0, "x", Kind.CODE).levels}
    with duckdb.connect(":memory:") as connection:
        connection.register("pairs", table)
        found = connection.sql(
            f"SELECT damerau_levenshtein(v0_l, v0_r), {rungs['one slip']}, {rungs['two slips']},"
            " least(length(v0_l), length(v0_r)) FROM pairs"
        ).fetchall()
    for distance, is_one, is_two, length in found:
        assert is_one == (distance <= 1)
        assert is_two == (distance <= 2 and length >= 6)


@pytest.mark.parametrize(("words", "count"), [(["a b", "", "c"], [2, 0, 1]), ([""], [0]), (["ab  ", "  "], [1, 0])])
def test_words_are_counted_text_by_text(words: list[str], count: list[int]) -> None:
    read = letters.single_blanks(letters.read(pa.array(words, pa.string())))
    bags = letters.bags_of_words(read, 1)[0]
    assert [int(bag).bit_count() for bag in bags] == count
    assert letters.bags_of_words(letters.Letters(np.zeros(0, np.uint32), np.zeros(0, np.int64)), 1)[0].size == 0
