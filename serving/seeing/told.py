"""What a gateway tells of its site, read strictly enough that nothing else passes for a site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from core.work import WorkClass
from serving.gateway.breaker import BreakerState

CLOUD = "cloud"
ROLES = (CLOUD, "edge")
_ABOVE = "above"
_LINES = ("", *BreakerState)


class NoGateway(InputError):
    """Something answers there, and it is not the gateway of a site."""

    code = "sites.no_gateway"

    def __init__(self) -> None:
        super().__init__("what answers there is not the gateway of a site.", remedy="Give the address of a gateway.")


@dataclass(frozen=True, slots=True)
class ReleaseTold:
    """The release an application answers from; empty words where it has none."""

    name: str = ""
    version: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class ReasonTold:
    """Why a site does not do all that it ought to.

    about        which part of it, in a word; `application` its name where it is one, otherwise ""
    code         the same for the same reason; "" where the gateway does not tell
    why          one sentence in English
    """

    about: str
    application: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class ApplicationTold:
    """An application of a site.

    is_above   whether the site above answers for it; then there is nothing else to tell
    is_well    whether it answers what it is asked
    why        it does not, or what an operator ought to know; `code` as of a ReasonTold
    replicas   whose addresses are known; 0 where the site does not tell
    waiting    requests that wait for a frame
    on_the_way requests in frames on their way
    """

    work_class: WorkClass
    is_above: bool
    is_well: bool = True
    why: str = ""
    code: str = ""
    release: ReleaseTold = ReleaseTold()
    replicas: int = 0
    waiting: int = 0
    on_the_way: int = 0


@dataclass(frozen=True, slots=True)
class SiteTold:
    """A site.

    reasons       for everything that is not as it ought to be
    line          to the site above: closed, open or half_open, "" where there is none
    cuts          how often it was cut
    submissions   that are on disk and not done; oldest_s, how long the first of them waits
    lag_s         how late the gateway's loop comes back
    """

    name: str
    role: str
    region: str
    reasons: tuple[ReasonTold, ...]
    applications: Mapping[str, ApplicationTold]
    line: str
    cuts: int
    submissions: int
    oldest_s: float
    lag_s: float


def read_told(plain: Any) -> SiteTold:
    """A site from what `/v1/site` answers. Raises NoGateway."""
    try:
        line = plain["line"] or {"state": "", "cuts": 0}
        waiting = plain["submissions"]
        return SiteTold(
            name=_text(plain["name"]),
            role=_one_of(plain["role"], ROLES),
            region=_text(plain["region"]),
            reasons=tuple(_reason(each) for each in plain["reasons"]),
            applications={_text(name): _application(each) for name, each in plain["applications"].items()},
            line=_one_of(line["state"], _LINES),
            cuts=int(line["cuts"]),
            submissions=int(waiting["waiting"]),
            oldest_s=float(waiting["oldest_s"]),
            lag_s=float(plain["loop_lag_s"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise NoGateway from err


def _application(plain: Any) -> ApplicationTold:
    if plain["place"] == _ABOVE:
        return ApplicationTold(WorkClass(plain["work_class"]), is_above=True)
    release = plain["release"]
    return ApplicationTold(
        work_class=WorkClass(plain["work_class"]),
        is_above=False,
        # A replica that told so before it was lost is not well: nothing reaches it.
        is_well=bool(plain["is_well"]) and plain["breaker"] == BreakerState.CLOSED,
        why=_text(plain["why"]),
        code=_text(plain.get("code", "")),
        release=ReleaseTold(**{key: _text(release.get(key, "")) for key in ("name", "version", "hash")}),
        replicas=int(plain.get("replicas", 0)),
        waiting=int(plain["waiting"]),
        on_the_way=int(plain["on_the_way"]),
    )


def _reason(plain: Any) -> ReasonTold:
    """One that tells no code is a reason all the same, of a gateway that is older or newer than this."""
    application, code = (_text(plain.get(key, "")) for key in ("application", "code"))
    return ReasonTold(_text(plain["about"]), application, code, _text(plain["why"]))


def _one_of(value: Any, known: Sequence[str]) -> str:
    if value not in known:
        raise ValueError
    return _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
