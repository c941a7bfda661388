"""One person's items as HTML: each value with its source behind it, and what is withheld with the rule that does so."""

from collections.abc import Iterable, Mapping
from html import escape

from dashboards.data.contents import Contents
from dashboards.data.text_column import text_column
from dashboards.figures import MISSING
from dashboards.tables import Cell, Row, table
from dashboards.words import WORDS, say
from datapool.persons.survivorship import Fact, Source, Told
from datapool.standards.catalogue import Item, load_catalogue
from datapool.standards.item_types import ItemType
from datapool.viewing.person_view import PersonView, Withheld

# The letter of the part of the catalogue that says who somebody is.
PERSONS = "P"


def items(contents: Contents, view: PersonView, language: str) -> str:
    """Every item by the parts of the catalogue, who it is first; what is withheld stands in its place."""
    parts = []
    for domain in sorted(load_catalogue().domains, key=lambda each: each.letter != PERSONS):
        shown = [
            _item(contents, item, view, language)
            for item in domain.items
            if item.key in view.facts or item.key in view.withheld
        ]
        if shown:
            title = escape(domain.title.to_json()[language])
            parts.append(f'<h3 class="group">{title}</h3><div class="al-items">{"".join(shown)}</div>')
    return "".join(parts)


def records_table(contents: Contents, view: PersonView, language: str) -> str:
    """The records joined, each with the rule by which it belongs to the person and the place of its row."""
    rows = []
    for link in view.records.values():
        rule = f"linked_{link.rule}"
        role = say(f"linked_as_{link.role}", language) if f"linked_as_{link.role}" in WORDS else link.role
        weight = "" if link.weight is None else say("linked_weight", language, weight=f"{link.weight:.2f}")
        cells = [
            Cell(link.record, css="text"),
            Cell(say(rule, language) if rule in WORDS else link.rule, below=weight, css="text"),
            Cell(role or MISSING, css="text"),
            Cell(f"{link.batch}:{link.line}", css="text file"),
        ]
        rows.append(Row(contents.table_title(link.table, language), cells))
    heads = [text_column(word, language) for word in ("record_name", "linked_by", "linked_role", "batch_and_line")]
    caption = say("records_joined", language, count=len(rows))
    return table(caption, say("data_table", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def value_text(item: Item, value: str, language: str) -> str:
    """A value as people read it: codes with their titles, months without a day, money with its unit."""
    if item.code_list is not None and value in item.code_list.codes:
        return f"{item.code_list.codes[value].to_json()[language]} ({value})"
    if item.type is ItemType.MONTH:
        return value[:7]
    unit = f"unit_{item.unit}"
    return f"{value} {say(unit, language)}" if item.unit and unit in WORDS else value


def place_text(contents: Contents, source: Source, language: str) -> str:
    """Department, table and delivery of a source."""
    return " · ".join(
        (
            contents.department_title(source.department, language),
            contents.table_title(source.table, language),
            say("delivered_in", language, delivery=source.delivery),
        )
    )


def _item(contents: Contents, item: Item, view: PersonView, language: str) -> str:
    fact, withheld = view.facts.get(item.key), view.withheld.get(item.key)
    title = escape(item.title.to_json()[language])
    if fact is None and withheld is not None:
        value, below, kind = say("withheld", language), "", " withheld"
        told = _told_withheld(contents, withheld, language)
    elif fact is not None:
        value, kind = value_text(item, fact.value, language), ""
        below = _below(contents, fact, language)
        told = {**_told_fact(contents, fact, language)}
        if withheld is not None:
            why = escape(withheld.why.to_json()[language])
            told[say("withheld_elsewhere", language)] = f"{_tables(contents, withheld, language)}<small>{why}</small>"
    else:
        return ""
    tip = "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in told.items() if text)
    return (
        f'<div class="al-item{kind}" tabindex="0" aria-label="{title}: {escape(value)}"><span class="k">{title}</span>'
        f'<span class="v">{escape(value)}</span><span class="o">{below}</span>'
        f'<div class="al-tip" role="tooltip"><dl>{tip}</dl></div></div>'
    )


def _below(contents: Contents, fact: Fact, language: str) -> str:
    """The department, and whether something stood before or others say otherwise."""
    parts = [f"<span>{escape(contents.department_title(fact.source.department, language))}</span>"]
    if fact.others:
        parts.append(f'<span class="mark others">{say("others_differ", language, count=len(fact.others))}</span>')
    if fact.earlier:
        parts.append(f'<span class="mark">{say("had_earlier", language, count=len(fact.earlier))}</span>')
    return "".join(parts)


def _told_fact(contents: Contents, fact: Fact, language: str) -> Mapping[str, str]:
    """[word] HTML of everything that is known of where a value comes from."""
    source, ground = fact.source, f"ground_{fact.ground}"
    confirmed = [contents.department_title(each, language) for each in fact.confirmed_by]
    return {
        say("source_from", language): escape(place_text(contents, source, language)),
        say("source_column", language): escape(
            f"{contents.column_title(source.table, source.column, language)} ({source.column})"
        ),
        say("source_place", language): escape(say("file_and_line", language, file=source.path, line=source.line)),
        say("source_batch", language): escape(source.batch),
        say("known_on", language): source.known_on.isoformat(),
        say("why_this", language): escape(say(ground, language) if ground in WORDS else fact.ground),
        say("said_by", language): escape(say("listed", language).join(confirmed)),
        say("earlier_values", language): _several(contents, fact.item, fact.earlier, language),
        say("others_say", language): _several(contents, fact.item, fact.others, language),
    }


def _several(contents: Contents, item: Item, told: Iterable[Told], language: str) -> str:
    parts = (
        f"<p><b>{escape(value_text(item, each.value, language))}</b> "
        f"{escape(place_text(contents, each.source, language))}, {each.source.known_on} "
        f"<small>{escape(say('file_and_line', language, file=each.source.path, line=each.source.line))}</small></p>"
        for each in told
    )
    return "".join(parts)


def _told_withheld(contents: Contents, withheld: Withheld, language: str) -> dict[str, str]:
    return {
        say("why_withheld", language): escape(withheld.why.to_json()[language]),
        say("data_table", language): _tables(contents, withheld, language),
        say("whether_told", language): escape(say("whether_told_not", language)),
    }


def _tables(contents: Contents, withheld: Withheld, language: str) -> str:
    return escape(say("listed", language).join(contents.table_title(each, language) for each in withheld.tables))
