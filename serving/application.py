"""What an application of a site is: asks in, answers out, where its work may be done, and how it is.

An application is a folder with `app.py`, in which an `Offer` says its name, its work class and what opens it. Neither
it nor anything it imports knows Ray.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from core.errors import AnlanError, InputError
from core.keys import TrustList
from core.principal import Role
from core.releases import Release
from core.work import Problem, WorkClass
from serving.frames import Answer, Ask

OFFER = "OFFER"


class ApplicationUnusable(InputError):
    """A module that offers no application, or one that cannot be opened as a site file wants it."""

    code = "serving.application_unusable"


@dataclass(frozen=True, slots=True)
class Health:
    """How an application is.

    is_well  whether it answers what it is asked
    why      it does not, or what an operator ought to know; "" where there is nothing to say
    release  name, version and hash of the release it answers from; empty where it has none
    code     of the reason, the same whatever its sentence; "" where there is none
    """

    is_well: bool
    why: str = ""
    release: Mapping[str, str] = field(default_factory=dict)
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"is_well": self.is_well, "why": self.why, "release": dict(self.release), "code": self.code}


class Application(Protocol):
    """One application, opened. It is called from one thread at a time."""

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        """One answer for each, in any order; whatever waits together comes together."""

    def health(self) -> Health:
        """How it is."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an application is opened with.

    release  verified, None where the site was given none
    trusted  whose releases count at this site
    options  of the site file
    """

    site: str
    region: str
    release: Release | None = None
    trusted: TrustList = field(default_factory=lambda: TrustList({}))
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """What `app.py` of an application says of it.

    work           where its work may be done; a site file may narrow that, never widen it
    opens          `module:function`, from Setup to Application; what is heavy is imported only with it
    roles          whoever has one of them may ask; a site file may leave some out
    needs_release  whether it answers from a signed release
    """

    name: str
    work: WorkClass
    opens: str
    roles: frozenset[Role] = frozenset(Role)
    needs_release: bool = False

    def open(self, setup: Setup) -> Application:
        """The application. Raises whatever opening it raises; ApplicationUnusable where there is nothing to open."""
        return _opener(self.opens)(setup)


def load_offer(module: str) -> Offer:
    """What a module such as serving.echo.app offers. Raises ApplicationUnusable."""
    try:
        offer = getattr(import_module(module), OFFER)
    except (ImportError, AttributeError, ValueError) as err:
        raise ApplicationUnusable(
            f"{module} offers no application: {err}.", remedy=f"Name a module on the path with `{OFFER} = Offer(…)`."
        ) from err
    if not isinstance(offer, Offer):
        raise ApplicationUnusable(f"{OFFER} of {module} is no Offer.", remedy="Make it a serving.application.Offer.")
    return offer


def refusal(ask: Ask, problem: Problem) -> Answer:
    """The answer to an ask that is not done."""
    return Answer(ask.id, problem.status, json.dumps(problem.to_json(ask.id), ensure_ascii=False).encode())


def refused(ask: Ask, error: AnlanError) -> Answer:
    """The answer to an ask that failed for a reason which whoever asks may see."""
    return refusal(ask, Problem.of(error))


def _opener(name: str) -> Callable[[Setup], Application]:
    module, _, function = name.partition(":")
    try:
        found: Callable[[Setup], Application] = getattr(import_module(module), function)
    except (ImportError, AttributeError) as err:
        raise ApplicationUnusable(
            f"{name} opens nothing: {err}.", remedy="Name a module and a function of it."
        ) from err
    return found
