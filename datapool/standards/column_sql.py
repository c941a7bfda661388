"""The SQL of one column: its standard value, and the word for what is wrong with it."""

from collections.abc import Iterator

from datapool.standards.catalogue import Item
from datapool.standards.code_lists import CodeList
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Column
from datapool.standards.sql import quote

MISSING, TOO_LONG, OUT_OF_RANGE, IN_THE_FUTURE = "missing", "too_long", "out_of_range", "in_the_future"
# What is wrong with a text that is no value of the type.
REASONS = {
    ItemType.TEXT: "broken_characters",
    ItemType.NAME: "broken_characters",
    ItemType.CODE: "not_in_code_list",
    ItemType.KEY: "not_a_key",
    ItemType.REGION: "unknown_region",
    ItemType.INTEGER: "not_an_integer",
    ItemType.MONEY: "not_money",
    ItemType.SHARE: "not_a_share",
    ItemType.DATE: "not_a_date",
    ItemType.MONTH: "not_a_month",
    ItemType.MOMENT: "not_a_moment",
    ItemType.PHONE: "not_a_phone",
    ItemType.ACCOUNT: "not_an_account",
}
# No day of a pool lies after this one, even one that may lie ahead of its history.
LATEST_DAY = "DATE '2150-12-31'"
_PROSE = (ItemType.TEXT, ItemType.NAME)


def value_of(item: Item, text: str) -> str:
    """SQL for the standard value of a text, NULL when it is none; not for identifiers, which have three."""
    if item.code_list is not None:
        return _code(item.code_list, text)
    if item.type in _PROSE:
        is_short = f"length({text}) <= {item.longest} OR length(anlan_bare({text})) <= {item.longest}"
        return f"(CASE WHEN {is_short} THEN anlan_{item.type}({text}) END)"
    return f"anlan_{item.type}({text})"


def fault_of(column: Column, text: str, value: str) -> str:
    """SQL for what is wrong with `text`, whose standard value is `value`; NULL when nothing is."""
    missing = f"WHEN anlan_is_blank({text}) THEN {quote(MISSING) if column.required else 'NULL'}"
    if column.item.type.is_identifier:
        return f"(CASE {missing} END)"
    outside = "".join(f" WHEN {value} {test} THEN {quote(word)}" for test, word in _limits(column.item))
    within = f"CASE{outside} END" if outside else "NULL"
    reason = quote(REASONS[column.item.type])
    if column.item.type in _PROSE:
        is_long = f"length(anlan_bare({text})) > {column.item.longest}"
        reason = f"CASE WHEN {is_long} THEN {quote(TOO_LONG)} ELSE {reason} END"
    return f"(CASE WHEN {value} IS NOT NULL THEN {within} {missing} ELSE {reason} END)"


def reasons_of(column: Column) -> tuple[str, ...]:
    """Every word that `fault_of` may give for a column."""
    words = [MISSING] if column.required else []
    if column.item.type.is_identifier:
        return tuple(words)
    words += [word for _, word in _limits(column.item)]
    words += [TOO_LONG] if column.item.type in _PROSE else []
    return tuple(dict.fromkeys((*words, REASONS[column.item.type])))


def _code(codes: CodeList, text: str) -> str:
    if codes.pattern:
        plain = f"anlan_plain({text})"
        as_is, meant = (f"regexp_full_match({form}, {quote(codes.pattern)})" for form in (text, plain))
        return f"(CASE WHEN {as_is} THEN {text} WHEN {meant} THEN {plain} END)"
    sizes = {len(code) for code in codes.codes}
    plain = f"anlan_sized({text}, {sizes.pop()})" if len(sizes) == 1 else f"anlan_plain({text})"
    return f"(CASE WHEN {plain} IN ({', '.join(map(quote, codes.codes))}) THEN {plain} END)"


def _limits(item: Item) -> Iterator[tuple[str, str]]:
    """(what makes a value lie outside, the word for it)."""
    if item.type.is_number:
        limits = (("<", item.least), (">", item.most))
        yield from ((f"{sign} {limit}", OUT_OF_RANGE) for sign, limit in limits if limit is not None)
    if item.type.is_time:
        yield "< anlan_earliest_day()", OUT_OF_RANGE
        yield f"> {LATEST_DAY}", OUT_OF_RANGE
        if not item.ahead:
            # Compared with the day after, so that every moment of the last day is inside.
            yield ">= anlan_last_day() + 1", IN_THE_FUTURE
