"""How a site is, in one word, and why; the same word on its card, in the sentence on top and in the chart."""

from datetime import datetime
from enum import StrEnum

from core.principal import NATION
from dashboards.data.asked_person import CHINA
from dashboards.words import WORDS, say
from serving.gateway.breaker import BreakerState
from serving.seeing.asking import LIMIT_S
from serving.seeing.history import History
from serving.seeing.told import CLOUD, SiteTold

# The codes by which gateways and replicas call their reasons.
KNOWN_REASONS = {
    "gateway.application_away": "sites_why_nobody",
    "gateway.application_starting": "sites_why_not_asked",
    "gateway.disk_full": "sites_why_disk_full",
    "gateway.disk_fails": "sites_why_disk",
    "serving.no_release": "sites_why_no_release",
    "releases.refused": "sites_why_refused",
    "serving.release_unusable": "sites_why_unusable",
}


class State(StrEnum):
    """How a site is."""

    WELL = "well"
    IMPAIRED = "impaired"
    """It answers, and something of it does not."""
    SILENT = "silent"
    ASKING = "asking"
    """It was asked just now, for the first time."""


def state_of(history: History) -> State:
    """The word."""
    last = history.last
    if last is None:
        return State.ASKING
    if last.told is None:
        return State.SILENT
    is_cut = last.told.line not in ("", BreakerState.CLOSED)
    return State.IMPAIRED if last.told.reasons or is_cut else State.WELL


def reasons_of(history: History, language: str) -> list[str]:
    """Why it is not well, a sentence each; none where it is."""
    last = history.last
    if last is None:
        return []
    if last.trouble is not None:
        since = say("sites_silent_since", language, since=clock(history.silent_since or last.at))
        return [f"{say(f'sites_trouble_{last.trouble}', language, limit=f'{LIMIT_S:g}')}{_between(language)}{since}"]
    if last.told is None:
        return []
    return [
        *_reasons(last.told, language),
        *([say("sites_line_cut", language)] if last.told.line not in ("", BreakerState.CLOSED) else []),
    ]


def finding(histories: list[History], language: str) -> str:
    """All sites in one sentence; those that are not well by name."""
    states = [state_of(history) for history in histories]
    one = "_one" if len(states) == 1 else ""
    if all(state is State.WELL for state in states):
        return say(f"sites_all_well{one}", language, count=len(states))
    parts = []
    for state in State:
        found = [history for history, each in zip(histories, states, strict=True) if each is state]
        if found:
            names = say("listed", language).join(title_of(history) for history in found)
            parts.append(say(f"sites_found_{state}", language, count=len(found), names=names))
    return say(f"sites_found{one}", language, count=len(states), told=say("listed", language).join(parts))


def title_of(history: History) -> str:
    """What a site calls itself; its address before it told."""
    return history.site.name if history.site is not None else address_of(history)


def address_of(history: History) -> str:
    """Its address, as short as it is known by."""
    return history.url.partition("://")[2]


def place_of(site: SiteTold, language: str) -> str:
    """Role and region: 边缘 · 地区4701."""
    role = say("sites_role_cloud" if site.role == CLOUD else "sites_role_edge", language)
    is_nation = site.region == NATION
    region = say("sites_nation", language) if is_nation else say("sites_region", language, code=site.region)
    return f"{role} · {region}"


def clock(at: float) -> str:
    """The time of day of seconds since 1970."""
    return f"{datetime.fromtimestamp(at, CHINA):%H:%M:%S}"


def why_of(code: str, why: str, language: str) -> str:
    """A reason by its code; one that is not known stands as the site says it."""
    word = KNOWN_REASONS.get(code)
    return why.rstrip(".") if word is None else say(word, language).replace("`", "")


def _reasons(site: SiteTold, language: str) -> list[str]:
    """What has one reason is told together."""
    grouped: dict[tuple[bool, str], list[str]] = {}
    for reason in site.reasons:
        why = why_of(reason.code, reason.why, language)
        grouped.setdefault((bool(reason.application), why), []).append(reason.application or reason.about)
    return [
        f"{_about(abouts, language, is_application=is_application)}{say('then', language)}{why}"
        for (is_application, why), abouts in grouped.items()
    ]


def _about(abouts: list[str], language: str, *, is_application: bool) -> str:
    if is_application:
        return say("sites_about_application", language, names=say("listed", language).join(abouts))
    words = (say(f"sites_about_{about}", language) if f"sites_about_{about}" in WORDS else about for about in abouts)
    return say("listed", language).join(words)


def _between(language: str) -> str:
    return "，" if language == "zh" else ", "
