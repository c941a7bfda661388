"""Whom and what a case touches: subjects on one side, employers, accounts, phones, clerks on the other, masked."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from casework.alerts.case import Case, masked
from dashboards.data.text_column import text_column
from dashboards.drawing import BASE, DEFICIT
from dashboards.figures import plain
from dashboards.risk.case_rows import ShownRows, line_of
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say

# [column] what it names.
KINDS: Mapping[str, str] = {
    "employer_no": "employer", "uscc": "employer", "account_no": "account", "new_account_no": "account",
    "phone": "phone", "agent_phone": "phone", "device_no": "device", "address": "address", "clerk_no": "clerk",
    "approver_no": "clerk", "provider_no": "provider", "doctor_no": "doctor", "household_no": "household",
}  # fmt: skip
_SUBJECTS, _THINGS = 14, 14
_ROW_PX, _TOP_PX = 34, 8
_SHARED, _OWN = f'stroke="{DEFICIT}" stroke-width="1.8"', f'stroke="{BASE}" stroke-width="1.2"'


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that rows of subjects name: its kind, its masked name, and [subject, masked] how many rows."""

    kind: str
    name: str
    rows: Mapping[str, int]


def things_of(case: Case, shown: ShownRows | None) -> list[Thing]:
    """What the rows name, those that most subjects share first; without rows, the ring that the ledger tells of."""
    called = names_of(case)
    if shown is None:
        subjects = {called[line.subject]: len(line.rows) for line in case.lines if not line.is_attached}
        return [Thing("ring", masked(case.ring), subjects)] if case.ring and len(subjects) > 1 else []
    found: dict[tuple[str, str], dict[str, int]] = {}
    for alert, view in shown.views.items():
        subject = called[line_of(case, alert).subject]
        for row in view.rows:
            for column, kind in KINDS.items():
                if column in row.values:
                    rows = found.setdefault((kind, str(row.values[column])), {})
                    rows[subject] = rows.get(subject, 0) + 1
    things = [Thing(kind, masked(name), rows) for (kind, name), rows in found.items()]
    return sorted(things, key=lambda thing: (-len(thing.rows), -sum(thing.rows.values()), thing.kind, thing.name))


def names_of(case: Case) -> dict[str, str]:
    """[subject] its masked name; of several with the same ends, each has a number of its own."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for subject in dict.fromkeys(line.subject for line in case.lines):
        name = masked(subject)
        seen[name] = seen.get(name, 0) + 1
        found[subject] = name if seen[name] == 1 else f"{name} {seen[name]}"
    return found


def neighbourhood(things: Sequence[Thing], language: str) -> str:
    """The picture; what it shows stands in the table beside it as well."""
    kept = list(things)[:_THINGS]
    subjects = list(dict.fromkeys(subject for thing in kept for subject in thing.rows))[:_SUBJECTS]
    height = max(len(subjects), len(kept)) * _ROW_PX + 2 * _TOP_PX
    at_left = {name: _place(number, len(subjects), height) for number, name in enumerate(subjects)}
    at_right = [_place(number, len(kept), height) for number in range(len(kept))]
    lines = "".join(
        f'<line x1="0" y1="{at_left[subject]}" x2="100" y2="{y}" vector-effect="non-scaling-stroke" '
        f"{_SHARED if len(thing.rows) > 1 else _OWN}/>"
        for thing, y in zip(kept, at_right, strict=True)
        for subject in thing.rows
        if subject in at_left
    )
    left = "".join(f'<span class="node" style="top:{y}px">{escape(name)}</span>' for name, y in at_left.items())
    right = "".join(
        f'<span class="node {thing.kind}" style="top:{y}px"><b>{escape(say(f"risk_kind_{thing.kind}", language))}</b> '
        f"{escape(thing.name)}</span>"
        for thing, y in zip(kept, at_right, strict=True)
    )
    label = say("risk_net_said", language, subjects=len(subjects), things=len(things), shown=len(kept))
    return (
        f'<figure class="al-net" role="img" aria-label="{escape(label)}"><figcaption>{escape(label)}</figcaption>'
        f'<div class="frame" style="height:{height}px"><div class="side">{left}</div>'
        f'<img alt="" style="height:{height}px" src="data:image/svg+xml;base64,{_picture(lines, height)}">'
        f'<div class="side right">{right}</div></div></figure>'
    )


def things_table(things: Sequence[Thing], language: str) -> str:
    """The same in words: what, how many subjects share it, and who."""
    rows = [
        Row(
            f"{say(f'risk_kind_{thing.kind}', language)} {thing.name}",
            [
                Cell(plain(len(thing.rows))),
                Cell(plain(sum(thing.rows.values()))),
                Cell(say("listed", language).join(list(thing.rows)[:6]), css="text wide"),
            ],
        )
        for thing in things[: 2 * _THINGS]
    ]
    heads = [
        Column(say("risk_net_subjects", language)),
        Column(say("risk_net_rows", language)),
        text_column("risk_subject", language),
    ]
    caption = say("risk_net_caption", language)
    return table(caption, say("risk_net_thing", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def _picture(lines: str, height: int) -> str:
    """The links as a picture of its own: Streamlit takes drawings out of HTML."""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="{height}" viewBox="0 0 100 {height}" '
        f'preserveAspectRatio="none">{lines}</svg>'
    )
    return b64encode(drawn.encode()).decode()


def _place(number: int, count: int, height: int) -> int:
    return round((number + 0.5) * height / count)
