"""Two records of a doubt side by side: what agrees, what differs, and what only one of them tells."""

from collections.abc import Sequence
from html import escape

from dashboards.data.contents import Contents
from dashboards.data.person_items import place_text, value_text
from dashboards.words import say
from datapool.persons.survivorship import Told
from datapool.standards.catalogue import load_catalogue
from datapool.viewing.doubt_pair import SeenPair, SeenRecord

SAME, DIFFERS, ONE_ONLY = "same", "differs", "one_only"
# What tells persons apart comes first; the rest follows in the order of the catalogue.
FIRST = ("person_name", "citizen_id", "sex", "birth_date", "death_date", "phone", "address", "household_no")


def compared(one: Sequence[Told], other: Sequence[Told]) -> str:
    """same where some value stands in both, differs where both have values, one_only where one has none."""
    if not one or not other:
        return ONE_ONLY
    return SAME if {each.value for each in one} & {each.value for each in other} else DIFFERS


def pair_table(contents: Contents, pair: SeenPair, language: str) -> str:
    """The items down, the two records across, each line marked; on a phone each item is a card."""
    items = {*pair.record.told, *pair.other.told}
    catalogue = load_catalogue()
    order = [item for item in (*FIRST, *catalogue) if item in items]
    lines = "".join(_line(pair, item, language) for item in dict.fromkeys(order))
    heads = "".join(f"<th>{_head(contents, record, language)}</th>" for record in (pair.record, pair.other))
    counts = {
        kind: sum(compared(pair.record.told.get(i, ()), pair.other.told.get(i, ())) == kind for i in items)
        for kind in (SAME, DIFFERS, ONE_ONLY)
    }
    caption = say("pair_found", language, **counts)
    return (
        f'<div class="al-scroll"><table class="al pair"><caption>{escape(caption)}</caption><thead><tr>'
        f"<th>{say('data_item', language)}</th>{heads}<th>{say('compared', language)}</th></tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _line(pair: SeenPair, item: str, language: str) -> str:
    described = load_catalogue()[item]
    one, other = pair.record.told.get(item, ()), pair.other.told.get(item, ())
    kind = compared(one, other)
    cells = "".join(f'<td class="text">{escape(_values(item, told, language)) or "—"}</td>' for told in (one, other))
    return (
        f'<tr class="{kind}"><th scope="row">{escape(described.title.to_json()[language])}</th>{cells}'
        f'<td class="mark">{say(f"compared_{kind}", language)}</td></tr>'
    )


def _values(item: str, told: Sequence[Told], language: str) -> str:
    """The latest value, with those that stood before."""
    distinct = list(dict.fromkeys(each.value for each in reversed(told)))
    return " ← ".join(value_text(load_catalogue()[item], value, language) for value in distinct)


def _head(contents: Contents, record: SeenRecord, language: str) -> str:
    source = next(iter(record.told.values()))[-1].source
    where = say("file_and_line", language, file=source.path.rpartition("/")[2], line=source.line)
    return (
        f'{escape(place_text(contents, source, language))}<span class="s">{escape(where)}</span>'
        f'<span class="s">{escape(record.link.record)}</span>'
    )
