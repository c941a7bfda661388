"""The panel of levers: one slider each with its base, its source, and what one step does to the fund in view."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import streamlit as st

from dashboards.figures import MISSING, percent, plain, yi
from dashboards.words import WORDS, say
from simulation.levers import LEVERS, REFORM, Lever, base_of, command_line, scenario_settings

SINCE = "since"
LAST_START = 2050
# Groups that stand open where levers are folded.
OPEN = ("benefits", "contributions")


@dataclass(frozen=True, slots=True)
class Panel:
    """What the levers say, and the places under them that are filled once everything else is drawn."""

    settings: tuple[str, ...]
    since: int
    effects: dict[str, Any]


def draw_panel(
    language: str, *, first_start: int, default_start: int, is_folded: bool = False, act: str = "project"
) -> Panel:
    """Draw the panel and read it.

    is_folded  puts each group of levers behind its heading, to be opened
    act        the command that gives what the page shows
    """
    st.subheader(say("levers", language))
    st.caption(say("levers_hint_folded" if is_folded else "levers_hint", language))
    _draw_reset(default_start, language)
    st.caption(say("lever_effect_about", language, step=_amount(LEVERS[0], LEVERS[0].unit_step, language, signed=True)))
    starts = list(range(max(first_start, REFORM), LAST_START + 1))
    st.session_state.setdefault(SINCE, default_start)
    since = st.selectbox(say("since", language), starts, key=SINCE)
    moves: dict[str, float] = {}
    effects: dict[str, Any] = {}
    for group, levers in groupby(LEVERS, key=lambda lever: lever.group):
        with _heading(group, language, is_folded=is_folded):
            for lever in levers:
                moves[lever.name] = _slider(lever, since, language)
                effects[lever.name] = st.empty()
    settings = scenario_settings(moves, since)
    st.markdown(f"**{say('reproduce', language)}**")
    st.code(command_line(settings, act), language="bash", wrap_lines=True)
    return Panel(settings, since, effects)


def _heading(group: str, language: str, *, is_folded: bool) -> AbstractContextManager[Any]:
    title = say(f"group_{group}", language)
    if is_folded:
        return st.expander(title, expanded=group in OPEN, key=f"group_{group}")  # type: ignore[no-any-return]
    st.html(f'<h3 class="group">{title}</h3>')
    return nullcontext()


def draw_effects(panel: Panel, effects: dict[str, float], moves: dict[str, float], language: str) -> None:
    """Fill in, under each lever, its base and what one step does."""
    for lever in LEVERS:
        step = _amount(lever, lever.unit_step, language, signed=True)
        effect = yi(effects[lever.name], signed=True)
        text = (
            say("lever_no_effect", language, step=step)
            if effect.strip("+") == "0"
            else say("lever_effect", language, step=step, effect=effect)
        )
        panel.effects[lever.name].html(
            f'<div class="lever">{_base_text(lever, panel.since, moves[lever.name], language)}<br>{text}</div>'
        )


def kept_scenario(default_start: int) -> tuple[tuple[str, ...], int]:
    """The settings of the levers as they were left on any page, and the year from which they hold."""
    since = int(st.session_state.get(SINCE, default_start))
    return scenario_settings(moves_now(), since), since


def moves_now() -> dict[str, float]:
    """How far each lever has been moved, by its name."""
    return {lever.name: float(st.session_state.get(_key(lever), 0.0)) for lever in LEVERS}


def _slider(lever: Lever, since: int, language: str) -> float:
    base = base_of(lever, since)
    unit = say(f"unit_{lever.unit}", language)
    about = say(
        "lever_about",
        language,
        definition=say(f"about_{lever.name}", language),
        unit=unit,
        status=say(base.status, language),
        source=base.source,
        keys=", ".join(lever.keys),
    )
    digits = 0 if lever.step >= 1 else 1
    st.session_state.setdefault(_key(lever), 0.0)
    move: float = st.slider(
        f"{say(f'lever_{lever.name}', language)} ({unit})" if language == "en" else _title(lever, unit, language),
        lever.low,
        lever.high,
        step=lever.step,
        format=f"%+.{digits}f",
        key=_key(lever),
        help=about,
    )
    return round(move, 6)


def _title(lever: Lever, unit: str, language: str) -> str:
    return f"{say(f'lever_{lever.name}', language)}（{unit}）"


def _draw_reset(default_start: int, language: str) -> None:
    count = sum(move != 0 for move in moves_now().values())
    text = say("reset", language)
    st.button(text, key="reset", on_click=_reset, args=(default_start,), disabled=not count, width="stretch")
    st.caption(say("moved", language, count=count) if count else say("not_moved", language))


def _reset(default_start: int) -> None:
    for lever in LEVERS:
        st.session_state[_key(lever)] = 0.0
    st.session_state[SINCE] = default_start


def _base_text(lever: Lever, since: int, move: float, language: str) -> str:
    base = base_of(lever, since)
    before = level_text(lever, base.value)
    text = say("lever_base", language, year=since, value=before)
    if move != 0:
        text = f"{text} → <b>{level_text(lever, base.value + move * lever.scale)}</b>"
    return f"{text} · {say(base.status, language)}"


def level_text(lever: Lever, value: float) -> str:
    """The figure of a lever in the unit in which people speak of it."""
    match lever.unit:
        case "point":
            return percent(value)
        case "yi":
            return yi(value)
        case "child":
            return plain(value, digits=1, signed=True) if value else MISSING
        case _:
            return plain(value)


def _amount(lever: Lever, move: float, language: str, *, signed: bool = False) -> str:
    digits = 0 if lever.unit_step == round(lever.unit_step) else 1
    word = f"unit_{lever.unit}"
    one = f"{word}_one"
    return (
        f"{plain(move, digits=digits, signed=signed)} {say(one if abs(move) == 1 and one in WORDS else word, language)}"
    )


def _key(lever: Lever) -> str:
    return f"lever_{lever.name}"
