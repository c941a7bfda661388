"""The SQL macros that check citizen numbers and unified social credit codes, in step with `identifiers`.

p is a plain number, n its first seventeen digits as a number, `may` whether its place may number a birth of its year.
"""

from collections.abc import Mapping
from itertools import pairwise

from datapool.standards.identifiers import LENGTH, OLD_LENGTH, USCC_ALPHABET, IdKind, UsccKind, load_numbering
from datapool.standards.place_tables import PLACES
from datapool.standards.regions import Regions
from datapool.standards.sql import quote

# Places from here on stand for residence permits and foreign cards.
_FIRST_PERMIT = 800000


def citizen_id_macros(regions: Regions) -> Mapping[str, str]:
    """[name with parameters] the body; `anlan_citizen_id(t)` gives {value, kind}, the others its steps."""
    with_century = "substring(p, 1, 6) || '19' || substring(p, 7, 9)"
    # Seventeen characters that stand for so large a number are digits, unless there is an exponent, or 0X before them.
    is_number = "TRY_CAST(b AS BIGINT) >= 10000000000000000 AND b >= '1' AND NOT contains(b, 'E')"
    days = (
        "CASE WHEN m = 2 THEN 28 + CAST(y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) AS INTEGER)"
        " WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END"
    )
    last_birth = int(f"{regions.last_day:%Y%m%d}") if regions.last_day else 99991231
    valid = ", ".join(map(quote, (IdKind.RIC18, IdKind.FOREIGN, IdKind.RESIDENCE_PERMIT)))
    may = f"EXISTS (SELECT 1 FROM {PLACES} WHERE anlan_place = anlan_id_place(n) AND {may_number('n', PLACES)})"
    numbers = "SELECT p, anlan_id_number(anlan_id_body(p)) AS n FROM (SELECT anlan_plain(t) AS p)"
    kinds = f"SELECT p, n, anlan_id_kind(p, n, {may}) AS kind FROM ({numbers})"
    return {
        "anlan_id_body(p)": (
            f"CASE length(p) WHEN {LENGTH} THEN substring(p, 1, 17) WHEN {OLD_LENGTH} THEN {with_century} END"
        ),
        "anlan_id_number(b)": f"CASE WHEN {is_number} THEN TRY_CAST(b AS BIGINT) END",
        "anlan_id_check(n)": f"substring('10X98765432', 1 + ({_weighed_sum()}) % 11, 1)",
        "anlan_is_date(y, m, d)": f"m BETWEEN 1 AND 12 AND d >= 1 AND (d <= 28 OR d <= {days})",
        "anlan_is_birth(born)": (
            "anlan_is_date(born // 10000, born // 100 % 100, born % 100)"
            f" AND born BETWEEN {load_numbering().earliest_birth:%Y%m%d} AND {last_birth}"
        ),
        "anlan_id_place(n)": "n // 100000000000",
        "anlan_id_year(n)": "n // 10000000 % 10000",
        "anlan_id_kind(p, n, may)": _id_kind(regions),
        "anlan_id_value(p, n, kind)": (
            f"CASE WHEN kind IN ({valid}) THEN p"
            f" WHEN kind = {quote(IdKind.RIC15)} THEN CAST(n AS VARCHAR) || anlan_id_check(n) END"
        ),
        "anlan_citizen_id(t)": f"(SELECT {{'value': anlan_id_value(p, n, kind), 'kind': kind}} FROM ({kinds}))",
    }


def may_number(number: str, places: str) -> str:
    """SQL for whether a place may number a birth of that year, from its row in `places`."""
    spans = ((f"{places}.anlan_first", f"{places}.anlan_last"), (f"{places}.anlan_again", f"{places}.anlan_until"))
    return "(" + " OR ".join(f"anlan_id_year({number}) BETWEEN {since} AND {until}" for since, until in spans) + ")"


def _weighed_sum() -> str:
    """The sum of MOD 11-2 from the whole number: weight 2^k for the digit before which k others stand on its right.

    With q(k) = n // 10^k the k-th digit is q(k) - 10 q(k+1), so that the sum is one of q(k) times w(k) - 10 w(k-1): no
    digit is taken out. The check character itself has k = 0; the last of the 17 digits k = 1.
    """
    weights = [2**power % 11 for power in range(1, 18)]
    factors = [weights[0], *((high - 10 * low) % 11 for low, high in pairwise(weights))]
    return " + ".join(f"{factor} * (n // {10**power})" for power, factor in enumerate(factors))


def _id_kind(regions: Regions) -> str:
    permits = ", ".join(load_numbering().residence_places)
    provinces = ", ".join(str(int(code)) for code in sorted(regions.provinces))
    is_old, check = f"length(p) = {OLD_LENGTH}", f"substring(p, {LENGTH}, 1)"
    is_foreign = f"NOT {is_old} AND anlan_id_place(n) // 100000 = {load_numbering().foreign_digit}"
    takes_applications = f"list_contains([{provinces}], anlan_id_place(n) // 1000 % 100)"
    unknown = quote(IdKind.UNKNOWN_REGION)
    is_birth = "anlan_is_birth(n // 1000 % 100000000)"
    # Nearly every number is a plain one in order: asked first, it spares them the other questions.
    in_order = f"length(p) = {LENGTH} AND anlan_id_check(n) = {check} AND {is_birth} AND may"
    cases = {
        f"{in_order} AND anlan_id_place(n) < {_FIRST_PERMIT}": quote(IdKind.RIC18),
        "p IS NULL": quote(IdKind.MISSING),
        f"length(p) NOT IN ({OLD_LENGTH}, {LENGTH})": quote(IdKind.WRONG_LENGTH),
        "n IS NULL": quote(IdKind.WRONG_CHARACTERS),
        f"NOT {is_old} AND anlan_id_check(n) <> {check}": _either_kind(
            f"contains('0123456789X', {check})", quote(IdKind.WRONG_CHECK_DIGIT), quote(IdKind.WRONG_CHARACTERS)
        ),
        f"NOT {is_birth}": quote(IdKind.IMPOSSIBLE_DATE),
        f"anlan_id_place(n) IN ({permits})": _either_kind(is_old, unknown, quote(IdKind.RESIDENCE_PERMIT)),
        is_foreign: _either_kind(takes_applications, quote(IdKind.FOREIGN), unknown),
        f"{is_old} AND may": quote(IdKind.RIC15),
    }
    branches = " ".join(f"WHEN {condition} THEN {kind}" for condition, kind in cases.items())
    return f"CASE {branches} ELSE {unknown} END"


def _either_kind(condition: str, kind: str, otherwise: str) -> str:
    return f"CASE WHEN {condition} THEN {kind} ELSE {otherwise} END"


def uscc_macros() -> Mapping[str, str]:
    """[name with parameters] the body; weights are powers of three modulo 31 over positions in the alphabet of 31."""
    alphabet = quote(USCC_ALPHABET)
    terms = (f"{3 ** (at - 1) % 31} * (instr({alphabet}, substring(p, {at}, 1)) - 1)" for at in range(1, LENGTH))
    shape = f"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}"
    cases = {
        "p IS NULL": UsccKind.MISSING,
        f"length(p) <> {LENGTH}": UsccKind.WRONG_LENGTH,
        f"NOT regexp_full_match(p, {quote(shape)})": UsccKind.WRONG_CHARACTERS,
        f"anlan_uscc_check(p) <> substring(p, {LENGTH}, 1)": UsccKind.WRONG_CHECK_DIGIT,
    }
    branches = " ".join(f"WHEN {condition} THEN {quote(kind)}" for condition, kind in cases.items())
    value = f"{{'value': CASE WHEN kind = {quote(UsccKind.USCC)} THEN p END, 'kind': kind}}"
    kinds = "SELECT p, anlan_uscc_kind(p) AS kind FROM (SELECT anlan_plain(t) AS p)"
    return {
        "anlan_uscc_check(p)": f"substring({alphabet}, 1 + CAST((31 - ({' + '.join(terms)}) % 31) % 31 AS INTEGER), 1)",
        "anlan_uscc_kind(p)": f"CASE {branches} ELSE {quote(UsccKind.USCC)} END",
        "anlan_uscc(t)": f"(SELECT {value} FROM ({kinds}))",
    }
