"""The SQL macros that read delivered text in DuckDB: one for each type, and those they are made of.

A macro called `anlan_<type>(t)` gives the standard value of the text, or NULL. It tries the text as it is and, only
where that fails, the text without blanks around it. Reading back (`CAST(value AS VARCHAR) = t`) refuses the forms that
a cast of DuckDB would take and this project does not: 1e5, +5, -0, 1_000, 2023-1-5, 12.345.
"""

from collections.abc import Mapping

from datapool.standards.identifier_macros import citizen_id_macros, uscc_macros
from datapool.standards.identifiers import BLANKS, MEANT, TYPED, load_numbering
from datapool.standards.place_tables import CODES
from datapool.standards.regions import Regions
from datapool.standards.sql import quote

# For a regular expression: characters that no text holds, and those that only stand before or behind one.
_BROKEN = r"\x00-\x1F\x7F\x{FFFD}"
_EDGE = r" \t\r\n\x{3000}"
_DOTS = "•‧・∙．"
_WIDE_BLANK = "\u3000"
_MONEY = "CAST(TRY_CAST(t AS DECIMAL(14,2)) AS VARCHAR)"


def macros(regions: Regions) -> Mapping[str, str]:
    """[name with parameters] the body of every macro, each after those it uses."""
    return {
        **_text_macros(),
        **_number_macros(),
        **_time_macros(regions),
        **citizen_id_macros(regions),
        **uscc_macros(),
    }


def _either(kind: str, value: str = "{}", *, mended: str = "anlan_bare(t)") -> str:
    """The value of the text where it is of the kind, else of the text after mending.

    Not coalesce: DuckDB would take what stands in it twice out of it, and mend every text before looking.
    """
    is_it, value_of = f"anlan_is_{kind}", value.format
    return f"CASE WHEN {is_it}(t) THEN {value_of('t')} WHEN {is_it}({mended}) THEN {value_of(mended)} END"


def _matches(pattern: str) -> str:
    return f"regexp_full_match(t, {quote(pattern)})"


def _text_macros() -> Mapping[str, str]:
    is_name = f"NOT regexp_matches(t, '^$|[{_BROKEN}{_EDGE}{_DOTS}]')"
    return {
        "anlan_bare(t)": f"nullif(trim(t, {quote(BLANKS)}), '')",
        # What is blank begins with a blank: to look at the first character is quicker than to trim.
        "anlan_is_blank(t)": (
            f"t IS NULL OR ((t < '!' OR starts_with(t, {quote(_WIDE_BLANK)})) AND anlan_bare(t) IS NULL)"
        ),
        "anlan_is_broken(t)": f"regexp_matches(t, '[{_BROKEN}]')",
        "anlan_whole(t)": "CASE WHEN NOT anlan_is_broken(t) THEN t END",
        "anlan_has_edge(t)": f"t < '!' OR suffix(t, ' ') OR contains(t, {quote(_WIDE_BLANK)})",
        "anlan_text(t)": (
            "CASE WHEN anlan_is_broken(t) OR anlan_has_edge(t) THEN anlan_whole(anlan_bare(t)) ELSE t END"
        ),
        "anlan_dotted(t)": f"translate(t, {quote(_DOTS)}, {quote('·' * len(_DOTS))})",
        "anlan_name(t)": f"CASE WHEN {is_name} THEN t ELSE anlan_whole(anlan_dotted(anlan_bare(t))) END",
        "anlan_is_key(t)": _matches("[0-9A-Za-z-]{1,32}"),
        "anlan_key(t)": _either("key"),
        "anlan_meant(t)": f"trim(translate(t, {quote(TYPED)}, {quote(MEANT)}), {quote(BLANKS)})",
        "anlan_plain(t)": "CASE WHEN regexp_full_match(t, '[0-9A-Z]+') THEN t ELSE nullif(anlan_meant(t), '') END",
        # A text of as many bytes as a code has characters is the code, or no spelling of it but for small letters.
        "anlan_sized(t, size)": "CASE WHEN strlen(t) = size THEN upper(t) ELSE anlan_plain(t) END",
        "anlan_digits(t)": "regexp_replace(regexp_replace(anlan_meant(t), '[ -]', '', 'g'), '^[+]86', '')",
        "anlan_is_phone(t)": _matches("[0-9]{7,13}"),
        "anlan_phone(t)": _either("phone", mended="anlan_digits(t)"),
        "anlan_is_account(t)": _matches("[0-9A-Z]{6,34}"),
        "anlan_account(t)": _either("account", mended="anlan_digits(t)"),
        "anlan_region(t)": (
            f"CASE WHEN anlan_sized(t, 6) IN (SELECT anlan_code FROM {CODES}) THEN anlan_sized(t, 6) END"
        ),
    }


def _number_macros() -> Mapping[str, str]:
    # 12 and 12.5 are read back as 12.00 and 12.50.
    is_money = f"{_MONEY} = t OR {_MONEY} = t || '.00' OR (contains(t, '.') AND {_MONEY} = t || '0')"
    is_share = "regexp_full_match(t, '-?(0|[1-9][0-9]{0,14})([.][0-9]{1,12})?')"
    return {
        "anlan_is_integer(t)": _reads_back("BIGINT"),
        "anlan_integer(t)": _either("integer", "TRY_CAST({} AS BIGINT)"),
        "anlan_is_money(t)": is_money,
        "anlan_money(t)": _either("money", "TRY_CAST({} AS DECIMAL(14,2))"),
        "anlan_is_share(t)": f"{is_share} AND NOT regexp_full_match(t, '-[0.]+')",
        "anlan_share(t)": _either("share", "TRY_CAST({} AS DOUBLE)"),
    }


def _time_macros(regions: Regions) -> Mapping[str, str]:
    number = "TRY_CAST(t AS INTEGER)"
    # Six characters that stand for six digits are digits; with an exponent the month would be 00.
    is_month = f"strlen(t) = 6 AND {number} >= 100001 AND {number} % 100 BETWEEN 1 AND 12"
    dashed = "substring(t, 1, 4) || '-' || substring(t, 5, 2) || '-' || substring(t, 7, 2)"
    slashed = "CASE WHEN contains(t, '-') THEN t ELSE replace(t, '/', '-') END"
    short = "substring(t, 1, 4) || '-' || substring(t, 5, 2) || '-01'"
    return {
        "anlan_earliest_day()": f"DATE '{load_numbering().earliest_birth}'",
        "anlan_last_day()": f"DATE '{regions.last_day}'" if regions.last_day else "CAST(NULL AS DATE)",
        "anlan_is_day(t)": f"strlen(t) = 10 AND {_reads_back('DATE')}",
        "anlan_day(t)": "CASE WHEN anlan_is_day(t) THEN TRY_CAST(t AS DATE) END",
        "anlan_dashed(t)": f"CASE strlen(t) WHEN 8 THEN {dashed} WHEN 10 THEN {slashed} END",
        "anlan_date(t)": (
            "CASE WHEN anlan_is_day(t) THEN TRY_CAST(t AS DATE) ELSE anlan_day(anlan_dashed(anlan_bare(t))) END"
        ),
        "anlan_dashed_month(t)": f"CASE strlen(t) WHEN 6 THEN {short} WHEN 7 THEN t || '-01' END",
        "anlan_month(t)": (
            f"CASE WHEN {is_month} THEN make_date({number} // 100, {number} % 100, 1)"
            " ELSE anlan_day(anlan_dashed_month(anlan_bare(t))) END"
        ),
        "anlan_is_moment(t)": f"strlen(t) = 19 AND {_reads_back('TIMESTAMP')}",
        "anlan_moment(t)": _either("moment", "TRY_CAST({} AS TIMESTAMP)"),
    }


def _reads_back(kind: str) -> str:
    return f"CAST(TRY_CAST(t AS {kind}) AS VARCHAR) = t"
