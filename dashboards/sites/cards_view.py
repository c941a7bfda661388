"""A card a site: how it is and why, its pace over the last minute, its queue, its applications and its line."""

import math
from collections.abc import Iterable
from html import escape

from core.work import WorkClass
from dashboards.figures import MISSING, plain
from dashboards.sites.state import State, address_of, clock, place_of, reasons_of, state_of, title_of, why_of
from dashboards.words import say
from serving.seeing.counts import Pace
from serving.seeing.history import History
from serving.seeing.told import ApplicationTold, SiteTold

MINUTE_S = 60.0
# The last edge of the histogram; what lies beyond is known to be more.
_LAST_EDGE_MS = 30_000
_HASH_SHOWN = 12


def site_cards(histories: Iterable[History], language: str) -> str:
    """All of them on a grid."""
    return f'<div class="al-sites" role="list">{"".join(_card(each, language) for each in histories)}</div>'


def rate(value: float) -> str:
    """Per second: 0.2, 12.3, 4,512."""
    return plain(value, digits=2 if 0 < value < 1 else 1 if value < 100 else 0)


def milliseconds(seconds: float) -> str:
    """From seconds: 0.42, 7.3, 1,240; >30,000 beyond what is counted."""
    if math.isinf(seconds):
        return f">{_LAST_EDGE_MS:,}"
    value = 1000 * seconds
    return plain(value, digits=2 if value < 1 else 1 if value < 100 else 0)


def release_title(told: ApplicationTold, language: str) -> str:
    """The version an application answers from; that it takes none, or has none yet."""
    if told.release.version:
        return say("sites_release", language, version=told.release.version)
    return say("sites_release_needless" if told.is_well else "sites_release_none", language)


def replicas_title(count: int, language: str) -> str:
    """How many replicas; nothing where the site does not tell."""
    if not count:
        return ""
    return say("sites_replicas_one", language) if count == 1 else say("sites_replicas", language, count=count)


def joined(facts: Iterable[str]) -> str:
    """Those that are any, in one line; where it breaks, the dot stays behind and begins no line."""
    return "\u00a0· ".join(filter(None, facts))


def work_title(work_class: WorkClass, language: str) -> str:
    """A work class in words."""
    return say(f"sites_work_{work_class}", language)


def _card(history: History, language: str) -> str:
    state, site = state_of(history), history.site
    place = "" if site is None else f"{place_of(site, language)} · {address_of(history)}"
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in reasons_of(history, language))
    head = (
        f'<header><span class="name">{escape(title_of(history))}</span>'
        f'<b class="state">{escape(say(f"sites_{state}", language))}</b>'
        f'<span class="place">{escape(place)}</span></header>'
    )
    why = f'<ul class="why">{reasons}</ul>' if reasons else ""
    return (
        f'<article class="al-site {state}" role="listitem" aria-label="{escape(title_of(history))}">{head}{why}'
        f"{_told(history, state, language)}</article>"
    )


def _told(history: History, state: State, language: str) -> str:
    """What the site told, now or when it last did."""
    site, last_told = history.site, history.last_told
    if site is None or last_told is None:
        never = say("sites_never_told", language) if state is State.SILENT else ""
        return f'<p class="taken">{escape(never)}</p>' if never else ""
    pace = history.pace(MINUTE_S)
    if state is State.SILENT:
        taken = say("sites_last_told", language, at=clock(last_told.at))
    elif pace is None:
        taken = say("sites_taken_once", language, at=clock(last_told.at))
    else:
        taken = say("sites_taken", language, at=clock(last_told.at), seconds=round(pace.seconds))
    note = f'<p class="taken">{escape(taken)}</p>'
    body = f"{_figures(site, pace, language)}{_applications(site, language)}{_line(site, language)}"
    return f"{note}{body}" if state is State.SILENT else f"{body}{note}"


def _figures(site: SiteTold, pace: Pace | None, language: str) -> str:
    queue = sum(each.waiting + each.on_the_way for each in site.applications.values())
    cells = [
        ("sites_rate", MISSING if pace is None else rate(pace.requests_per_s), ""),
        ("sites_errors", MISSING if pace is None else rate(pace.errors_per_s), _bad(pace)),
        ("sites_p50", MISSING if pace is None else milliseconds(pace.p50_s), ""),
        ("sites_p99", MISSING if pace is None else milliseconds(pace.p99_s), ""),
        ("sites_queue", plain(queue), ""),
        ("sites_submissions", plain(site.submissions), ""),
        ("sites_lag", milliseconds(site.lag_s), ""),
        ("sites_cpu", MISSING if pace is None else milliseconds(pace.cpu_ms / 1000), ""),
    ]
    parts = (
        f'<div><dt>{escape(say(word, language))}</dt><dd class="{css}">{escape(value)}</dd></div>'
        for word, value, css in cells
    )
    return f'<dl class="figures">{"".join(parts)}</dl>'


def _bad(pace: Pace | None) -> str:
    return "bad" if pace is not None and pace.errors_per_s > 0 else ""


def _applications(site: SiteTold, language: str) -> str:
    rows = "".join(_application(name, each, language) for name, each in site.applications.items())
    return f'<ul class="applications">{rows}</ul>'


def _application(name: str, told: ApplicationTold, language: str) -> str:
    work = work_title(told.work_class, language)
    if told.is_above:
        above = say("sites_above", language)
        return f'<li><b>{escape(name)}</b><span class="work">{work}</span><span class="facts">{above}</span></li>'
    css = "" if told.is_well else ' class="bad"'
    facts = [
        "" if told.is_well else say("sites_not_well", language),
        release_title(told, language),
        replicas_title(told.replicas, language),
    ]
    hash = told.release.hash[:_HASH_SHOWN]
    title = f' title="{escape(f"{told.release.name} {told.release.version} · {hash}")}"' if hash else ""
    said = joined(facts)
    # Why it is not well stands on top; what an operator ought to know of one that is well stands here.
    note = f'<span class="note">{escape(_note(told, language))}</span>' if told.is_well and told.why else ""
    return (
        f'<li{css}><b>{escape(name)}</b><span class="work">{work}</span>'
        f'<span class="facts"{title}>{escape(said)}</span>{note}</li>'
    )


def _note(told: ApplicationTold, language: str) -> str:
    return say("sites_note", language, why=why_of(told.code, told.why, language))


def _line(site: SiteTold, language: str) -> str:
    if not site.line:
        return f'<p class="line">{escape(say("sites_line_none", language))}</p>'
    text = say(f"sites_line_{site.line}", language)
    cuts = say("sites_cuts_one" if site.cuts == 1 else "sites_cuts", language, count=site.cuts)
    # How often it was cut is no praise, and no blame where it works: it stands in the colour of neither.
    past = f"<span> · {escape(cuts)}</span>" if site.cuts else ""
    named = f"{say('sites_line', language)}{say('then', language)}"
    return f'<p class="line {site.line}"><span>{escape(named)}</span>{escape(text)}{past}</p>'
