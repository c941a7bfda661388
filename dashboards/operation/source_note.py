"""Under every part: what the figures count, their unit, source and cut-off, what is estimated, and what is left out."""

from collections.abc import Sequence
from html import escape

from dashboards.data.asked_person import CHINA
from dashboards.operation.figures import series_title, unit_word
from dashboards.words import say
from training.operation.outlook import Outlook
from training.operation.results import Result
from training.operation.series import History, LeftOut
from training.operation.watching import Watched
from training.operation.words import notes, one

_SHOWN = 40


def source_note(result: Result, language: str, told: Sequence[Watched | Outlook] = ()) -> str:
    """The footnote of a result.

    told  the series in view, whose notes are said
    """
    history, about = result.history, result.about
    first = history.series[0]
    source = say(f"op_origin_{about.origin}", language)
    texts = [
        *(
            f"{series_title(history, each.series.keys, language)}: {notes(each.notes, language)}"
            for each in told
            if each.notes
        ),
        say("op_definition_file" if about.origin == "file" else f"op_definition_{first.unit}", language),
        say(
            "op_source", language,
            source=f"{source} {history.source}", unit=unit_word(first.unit, language), cut_off=history.cut_off,
            step=say(f"op_step_{first.step.name}", language),
            made_at=f"{about.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        ),
        say("op_status", language),
        *([say("op_small", language)] if about.origin != "file" and first.unit == "yuan" else []),
    ]  # fmt: skip
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return f'<div class="al-note">{paragraphs}{_left_out(history, language)}</div>'


def made_up_mark(result: Result, language: str) -> str:
    """A mark in front of a heading whose figures are of a made-up province; nothing else."""
    return f'<i class="al-made-up">{say("illustrative", language)}</i> ' if result.about.origin == "made_up" else ""


def heading(result: Result, text: str, language: str, *, name: str) -> str:
    """The sentence that stands over a part, and its mark."""
    return f'<h2 class="al-title" id="{name}">{made_up_mark(result, language)}{escape(text)}</h2>'


def _left_out(history: History, language: str) -> str:
    if not history.left_out:
        return ""
    items = "".join(f"<li>{escape(_title(history, each, language))}: {escape(one(each, language))}</li>"
                    for each in history.left_out[:_SHOWN])  # fmt: skip
    count = len(history.left_out)
    more = "<li>…</li>" if count > _SHOWN else ""
    head = escape(say("op_left_out", language, count=count))
    return f"<details><summary>{head}</summary><ul>{items}{more}</ul></details>"


def _title(history: History, each: LeftOut, language: str) -> str:
    """The name of a series is its values, in the order of the keys."""
    values, keys = each.name.split(" · "), list(history.series[0].keys)
    if len(values) != len(keys):
        return each.name
    return series_title(history, dict(zip(keys, values, strict=True)), language)
