"""Which result, and which of its series: choices one after another, so that what is chosen is always there."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

import streamlit as st

from dashboards.data.choosing import choose
from dashboards.operation.figures import key_word, value_title
from dashboards.operation.opened import Opened
from dashboards.words import say
from training.operation.outlook import Outlook
from training.operation.results import Kind, Result
from training.operation.series import History
from training.operation.watching import Watched

_STEPS = ("month", "week", "day")
Told = TypeVar("Told", Watched, Outlook)


def chosen_result(seen: Opened, kind: Kind, language: str) -> Result | None:
    """The result of a kind, chosen where there are several; None, and how to make one, where there is none."""
    results = {result.about.name: result for result in sorted(seen.of_kind(kind), key=_order)}
    if not results:
        st.html(f'<div class="al-empty"><b>{say("op_part_none", language)}</b></div>')
        st.markdown(say(f"op_how_{kind}", language))
        return None
    if len(results) == 1:
        return next(iter(results.values()))
    name = choose(
        say("op_result", language),
        list(results),
        key=f"operation_{kind}_result",
        title=lambda each: result_title(results[each], language),
    )
    return results[name]


def result_title(result: Result, language: str) -> str:
    """What it is about, its step and until when its data go."""
    step = say(f"op_step_{result.history.series[0].step.name}", language)
    title = only_title(result, language)
    return f"{title} · {step} · {result.history.cut_off}"


def only_title(result: Result, language: str) -> str:
    """What it is about: its title, or the values to which it was narrowed, or the word for all."""
    narrowed = " · ".join(
        value_title(result.history, key, value, language)
        for key, values in result.about.only.items()
        for value in values
    )
    whole = say(f"operation_part_{result.about.kind}", language)
    if result.about.origin == "file":
        whole = f"{whole} · {result.history.source}"
    return result.about.title or narrowed or whole


def _order(result: Result) -> tuple[bool, bool, int, str]:
    """What is of everything first, of a pool before a file, of long periods before short ones."""
    step = _STEPS.index(result.history.series[0].step.name)
    return bool(result.about.only), result.about.origin == "file", step, result.about.name


def chosen_series(
    history: History, told: Sequence[Told], language: str, *, key: str, but: Sequence[str] = ()
) -> list[Told]:
    """The series whose keys have the chosen values; several where they differ in a key of `but` alone.

    A key with one value is not asked for.
    """
    left = list(told)
    asked = [name for name in left[0].series.keys if name not in but]
    asked = [name for name in asked if len({one.series.keys[name] for one in told}) > 1]
    for name, column in zip(asked, st.columns(len(asked)) if asked else [], strict=True):
        values = list(dict.fromkeys(one.series.keys[name] for one in left))
        with column:
            value = choose(
                key_word(name, language),
                values,
                key=f"operation_{key}_{name}",
                title=partial(value_title, history, name, language=language),
            )
        left = [one for one in left if one.series.keys[name] == value]
    return left
