"""An application as it is served: opened from its release, and opened anew when the site is given another."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.errors import AnlanError, InputError
from core.release_content import ReleaseRefused
from core.work import Problem
from serving.application import Application, Health, Offer, Setup, refusal, refused
from serving.frames import Answer, Ask
from serving.shelf import Shelf

LOOKS_EVERY_S = 1.0
# Of a release that is as it was signed, and cannot be used all the same.
UNUSABLE = "serving.release_unusable"
NO_RELEASE = Problem(
    503, "serving.no_release", "this site has no release of the model yet.", "Load one with `anlan site load`.", 30.0
)
_LATE = Problem(504, "serving.deadline_passed", "the deadline passed before it was done.", "Allow more time.")
_BROKEN = Problem(
    500, "serving.application_failed", "the application failed.", "Try again later, or tell the operator of the site."
)


@dataclass(frozen=True, slots=True)
class _Opened:
    application: Application | None
    mark: tuple[int, int]
    why: str = ""
    code: str = ""


class Served:
    """One application of one site.

    What cannot be opened is never served: the one before goes on, and health says why the newer one does not.
    """

    def __init__(
        self, offer: Offer, setup: Setup, *, shelf: Shelf, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Open it.

        shelf  of its releases
        clock  seconds, never going back
        """
        self._offer, self._setup, self._shelf, self._clock = offer, setup, shelf, clock
        self._looking = threading.Lock()
        self._looked = clock()
        self._now = self._open(None)

    def answer(self, asks: Sequence[Ask], *, arrived: float) -> list[Answer]:
        """One answer for each ask; what is too late is not done.

        arrived  when the frame came, by the clock
        """
        waited_ms = 1000 * (self._clock() - arrived)
        late = [refusal(ask, _LATE) for ask in asks if ask.left_ms <= waited_ms]
        due = [ask for ask in asks if ask.left_ms > waited_ms]
        application = self._now.application
        if application is None:
            return late + [refusal(ask, NO_RELEASE) for ask in due]
        return late + _answers(application, due)

    def health(self) -> Health:
        """How the application is, and why a newer release is not served."""
        opened = self._now
        if opened.application is None:
            return Health(is_well=False, why=opened.why or NO_RELEASE.what, code=opened.code or NO_RELEASE.code)
        found = opened.application.health()
        why = " ".join(filter(None, (found.why, opened.why)))
        return replace(found, why=why, code=found.code or opened.code)

    def look(self) -> None:
        """Open the release that the site was given since, if it was; cheap, and one thread at a time."""
        if self._clock() - self._looked < LOOKS_EVERY_S or not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = self._clock()
            if self._shelf.mark() != self._now.mark:
                self._now = self._open(self._now.application)
        finally:
            self._looking.release()

    def _open(self, before: Application | None) -> _Opened:
        mark = self._shelf.mark()
        if not self._offer.needs_release:
            return _Opened(self._offer.open(self._setup), mark)
        try:
            picked = self._shelf.pick(self._setup.trusted)
            code = ReleaseRefused.code if picked.why else ""
            if picked.release is None:
                return _Opened(before, mark, picked.why, code)
            return _Opened(self._offer.open(replace(self._setup, release=picked.release)), mark, picked.why, code)
        except AnlanError as err:
            # A release that is signed and of something else, say. The site stays up with what it had.
            return _Opened(before, mark, err.what if isinstance(err, InputError) else str(err), UNUSABLE)


def _answers(application: Application, asks: Sequence[Ask]) -> list[Answer]:
    """The answers of an application to whatever it makes of the asks: nobody waits for what it forgot or broke on."""
    if not asks:
        return []
    try:
        given = {answer.id: answer for answer in application.answer(asks)}
    except AnlanError as err:
        if len(asks) == 1:
            return [refused(asks[0], err)]
    except Exception:
        if len(asks) == 1:
            return [refusal(asks[0], _BROKEN)]
    else:
        return [given.get(ask.id) or refusal(ask, _BROKEN) for ask in asks]
    # One ask that breaks it must not take down those it happened to wait with.
    return [answer for ask in asks for answer in _answers(application, [ask])]
