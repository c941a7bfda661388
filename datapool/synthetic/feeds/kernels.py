"""Rows of numbers and texts as bytes, and the tax withheld from wages."""
# mypy: allow-untyped-defs

import numpy as np

from core.compiled import njit

_NUMBER, _FEN, _TEXT = 0, 1, 2
_MISSING = np.iinfo(np.int64).min
_ZERO, _BLANK, _POINT, _COLON, _MINUS = 48, 32, 46, 58, 45
_TEN = np.uint64(10)
_SECONDS_PER_DAY = 86400


@njit(cache=True)
def write_rows(values, kinds, widths, pads, edges, edge_at, texts, starts, first, out):
    """Write every row into `out`; returns how many bytes it took.

    values    [column, row] numbers; the least of int64 is a missing value
    kinds     [column] 0 number, 1 fen, 2 text, 3 moment
    widths    [column] digits of a number, 0 for as many as it needs
    pads      [column] bytes that a value takes, blanks behind it; 0 for as many as it needs
    edges     bytes before a value, behind it, and instead of a missing one, column after column, then the row's end
    edge_at   [3 * column + 2] where each of them begins, the row's end last but one
    texts     bytes of all texts; starts [text] where each begins, its successor one byte behind its end
    first     [column] place of the column's first text in `starts`
    """
    columns, rows = values.shape
    at = 0
    for row in range(rows):
        for column in range(columns):
            value = values[column, row]
            edge = 3 * column
            if value == _MISSING:
                at = _copy(edges, edge_at[edge + 2], edge_at[edge + 3], out, at)
                at = _blanks(at + pads[column], out, at)
                continue
            at = _copy(edges, edge_at[edge], edge_at[edge + 1], out, at)
            begin = at
            kind = kinds[column]
            if kind == _TEXT:
                place = first[column] + value
                at = _copy(texts, starts[place], starts[place + 1] - 1, out, at)
            elif kind == _NUMBER:
                at = _digits(value, widths[column], out, at)
            elif kind == _FEN:
                at = _fen(value, out, at)
            else:
                day = first[column] + value // _SECONDS_PER_DAY
                at = _copy(texts, starts[day], starts[day + 1] - 1, out, at)
                at = _clock(value % _SECONDS_PER_DAY, out, at)
            at = _blanks(begin + pads[column], out, at)
            at = _copy(edges, edge_at[edge + 1], edge_at[edge + 2], out, at)
        at = _copy(edges, edge_at[3 * columns], edge_at[3 * columns + 1], out, at)
    return at


@njit(cache=True)
def withheld(income, deducted, follows, scale, allowance, starts, rates, taken_off, is_cumulative, tax):
    """Fill the tax withheld from each wage in fen, month after month of each person.

    income, deducted   [row] fen of the wage and of the contributions taken from it, by person and month
    follows            [row] whether the row before is of the same person, employer and year
    scale              [row] which scale is in force
    allowance          [scale] fen a month that are free
    starts, rates, taken_off   [scale, bracket] from which taxable fen on; rate; fen taken off
    is_cumulative      [scale] whether the months of the year so far are taxed together
    """
    earned, paid, months = 0.0, 0.0, 0
    for row in range(income.size):
        law = scale[row]
        if not (follows[row] and is_cumulative[law]):
            earned, paid, months = 0.0, 0.0, 0
        earned += income[row] - deducted[row]
        months += 1
        due = _by_scale(earned - allowance[law] * months, starts[law], rates[law], taken_off[law])
        tax[row] = max(np.int64(np.rint(due - paid)), 0)
        paid += tax[row]


@njit(cache=True)
def _by_scale(taxable, starts, rates, taken_off):
    if taxable <= 0:
        return 0.0
    bracket = 0
    while bracket + 1 < starts.size and taxable > starts[bracket + 1]:
        bracket += 1
    return taxable * rates[bracket] - taken_off[bracket]


@njit(cache=True)
def _copy(source, begin, end, out, at):
    for place in range(begin, end):
        out[at] = source[place]
        at += 1
    return at


@njit(cache=True)
def _blanks(until, out, at):
    while at < until:
        out[at] = _BLANK
        at += 1
    return at


@njit(cache=True)
def _digits(value, width, out, at):
    rest = np.uint64(value)
    if width == 0:
        width = 1
        over = rest // _TEN
        while over > 0:
            over = over // _TEN
            width += 1
    for place in range(at + width - 1, at - 1, -1):
        tens = rest // _TEN
        out[place] = np.uint8(rest - tens * _TEN) + _ZERO
        rest = tens
    return at + width


@njit(cache=True)
def _fen(value, out, at):
    if value < 0:
        out[at] = _MINUS
        at += 1
        value = -value
    at = _digits(value // 100, 0, out, at)
    out[at] = _POINT
    return _digits(value % 100, 2, out, at + 1)


@njit(cache=True)
def _clock(second, out, at):
    out[at] = _BLANK
    at = _digits(second // 3600, 2, out, at + 1)
    out[at] = _COLON
    at = _digits(second // 60 % 60, 2, out, at + 1)
    out[at] = _COLON
    return _digits(second % 60, 2, out, at + 1)
