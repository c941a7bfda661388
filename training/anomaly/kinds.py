"""What a column of texts holds, told by its content alone: numbers, days, few or many values, names, or nothing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from training.model import FloatArray

Kind = Literal["number", "time", "few_values", "many_values", "identifier", "constant", "empty"]
MOST_OF_FEW = 12
_NEARLY_ALL = 0.95
_NAMES = 0.9
_LEAST_NAMES = 50
_NOTHING = -1
_GROUPED = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_CODE = r"^0[0-9]+$"
# What computers write for a number that is none: it is no text that would make the column one of words.
_NO_NUMBER = r"(?i)^[+-]?(inf|infinity|∞|nan|1\.?#inf|1\.?#ind)$"
_DAY_FORMS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y年%m月%d日",
)
_MONTH_FORMS = ("%Y-%m", "%Y/%m", "%Y%m")
_CLOCK_FORMS = ("", " %H:%M:%S", "T%H:%M:%S", " %H:%M", "T%H:%M")
_TAIL_OF_A_CLOCK = r"(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?$"
_CLOCK = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Column:
    """One column read.

    values   [row] the number, or seconds since 1970 of a time; NaN where nothing is known
    codes    [row] which of its different texts stands there, in the order of first appearance; -1 for none
    strange  values that were no number or no finite one, and count as not known
    """

    name: str
    kind: Kind
    values: FloatArray
    codes: NDArray[np.intp]
    strange: int = 0


def columns_of(table: pa.Table) -> tuple[Column, ...]:
    """Every column of a table of texts, read."""
    return tuple(column_of(name, table.column(name)) for name in table.column_names)


def column_of(name: str, texts: pa.ChunkedArray) -> Column:
    """A column of texts, read.

    Numbers and times where at least 95 % of what stands there reads as such, infinite numbers and "nan" not counted; a
    number written with a leading zero is a code. Texts that hardly repeat are names of things (identifiers).
    """
    encoded = pc.dictionary_encode(texts).combine_chunks()
    codes = pc.fill_null(encoded.indices, _NOTHING).to_numpy().astype(np.intp)
    words, known = encoded.dictionary, int((codes >= 0).sum())
    gaps = np.full(codes.size, np.nan)
    if known == 0:
        return Column(name, "empty", gaps, codes)
    if len(words) == 1:
        # Present here and missing there, one value is still information.
        return Column(name, "constant" if known == codes.size else "few_values", gaps, codes)
    times_seen = np.bincount(codes[codes >= 0], minlength=len(words))
    infinite = pc.match_substring_regex(words, _NO_NUMBER).to_numpy(zero_copy_only=False)
    speaking = known - int(times_seen[infinite].sum())
    for kind, read in (("number", numbers), ("time", seconds)):
        numbers_of_words = read(words)
        legible = np.isfinite(numbers_of_words)
        if times_seen[legible].sum() >= _NEARLY_ALL * speaking and legible.any():
            values = np.where(codes >= 0, numbers_of_words[np.maximum(codes, 0)], np.nan)
            is_time = kind == "time"
            return Column(name, _measured_kind(values, is_time), values, codes, int(times_seen[~legible].sum()))
    return Column(name, _values_kind(len(words), known), gaps, codes)


def seconds(words: pa.Array) -> FloatArray:
    """[text] seconds since 1970 of a day, month or moment, by the one form that reads most; NaN where it does not."""
    bare = pc.replace_substring_regex(words, rf"({_CLOCK}){_TAIL_OF_A_CLOCK}", r"\1")
    bare = pc.replace_substring_regex(bare, r"([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)\.[0-9]+$", r"\1")
    best, most = np.full(len(words), np.nan), 0
    for form in (*(day + clock for clock in _CLOCK_FORMS for day in _DAY_FORMS), *_MONTH_FORMS, "%Y%m%d"):
        try:
            read = pc.strptime(bare, format=form, unit="s", error_is_null=True).cast(pa.int64())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            continue
        found = pc.fill_null(read.cast(pa.float64()), float("nan")).to_numpy(zero_copy_only=False)
        legible = int(np.isfinite(found).sum())
        if legible > most:
            best, most = found, legible
        if most == len(words):
            break
    return best


def numbers(words: pa.Array) -> FloatArray:
    """[text] as a number: 1,234.5 and 12 % too; NaN for what is none, infinite, or a code such as 0012."""
    if pc.any(pc.match_substring_regex(words, _CODE)).as_py():
        return np.full(len(words), np.nan)
    bare = pc.utf8_trim_whitespace(pc.utf8_rtrim(words, characters="%％"))
    grouped = pc.match_substring_regex(bare, _GROUPED)
    bare = pc.if_else(grouped, pc.replace_substring(bare, ",", ""), bare)
    # A truth value is a number as well.
    lower = pc.utf8_lower(bare)
    bare = pc.if_else(pc.equal(lower, "true"), "1", pc.if_else(pc.equal(lower, "false"), "0", bare))
    bare = pc.if_else(pc.match_substring_regex(bare, _NUMBER), bare, pa.scalar(None, pa.string()))
    found: FloatArray = pc.fill_null(bare.cast(pa.float64()), float("nan")).to_numpy(zero_copy_only=False).copy()
    found[~np.isfinite(found)] = np.nan
    return found


def _measured_kind(values: FloatArray, is_time: bool) -> Kind:
    known = values[np.isfinite(values)]
    if known.size == values.size and known.min() == known.max():
        return "constant"
    if is_time:
        return "time"
    return "identifier" if _counts_rows(known) and known.size == values.size else "number"


def _counts_rows(values: FloatArray) -> bool:
    """Whether the values are the whole numbers of an unbroken row, each once: numbers of rows, not of anything else."""
    if values.size < _LEAST_NAMES or values.max() - values.min() != values.size - 1:
        return False
    return bool((np.diff(np.sort(values)) == 1).all())


def _values_kind(different: int, known: int) -> Kind:
    if different <= MOST_OF_FEW:
        return "few_values"
    if known >= _LEAST_NAMES and different >= _NAMES * known:
        return "identifier"
    return "many_values"
