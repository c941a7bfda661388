"""What was seen of sites over the last minutes: how they are now, since when they are silent, and their pace."""

import math
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from serving.seeing.asking import Asker, Look
from serving.seeing.counts import ALL, Pace, pace
from serving.seeing.told import CLOUD, ReleaseTold, SiteTold

# A quarter of an hour of one look in five seconds.
KEPT = 181
# Looks do not come to the instant.
_SLACK = 1.05


@dataclass(frozen=True, slots=True)
class Point:
    """The pace from one look to the next.

    at              seconds since 1970 of the later one
    requests_per_s  nan where it cannot be told: the site was silent, or its gateway was started again
    p99_s           nan where nothing was answered
    """

    at: float
    requests_per_s: float
    p99_s: float


class History:
    """The looks at one site, the newest last; older ones are forgotten."""

    def __init__(self, url: str, *, kept: int = KEPT) -> None:
        self.url = url
        self._looks: deque[Look] = deque(maxlen=kept)
        # The newest look in which the site told anything.
        self.last_told: Look | None = None
        # When it was first found silent, seconds since 1970; None while it answers.
        self.silent_since: float | None = None

    def add(self, look: Look) -> None:
        """A newer look."""
        self._looks.append(look)
        if look.told is not None:
            self.last_told, self.silent_since = look, None
        elif self.silent_since is None:
            self.silent_since = look.at

    @property
    def last(self) -> Look | None:
        """The newest look, None before there was one."""
        return self._looks[-1] if self._looks else None

    @property
    def site(self) -> SiteTold | None:
        """The site as it last told, now or before it fell silent; None where it never did."""
        return None if self.last_told is None else self.last_told.told

    def pace(self, seconds: float, application: str = ALL) -> Pace | None:
        """The pace over the last `seconds`, or as much of them as was seen; None where that cannot be told.

        What the gateway counted before it was last started again is left out.
        """
        newest = self.last
        if newest is None or newest.counts is None:
            return None
        first, later = newest, newest.counts
        for look in reversed(list(self._looks)):
            if newest.moment - look.moment > seconds * _SLACK:
                break
            if look.counts is None:
                continue
            if not later.follows(look.counts):
                break
            first, later = look, look.counts
        taken_s = newest.moment - first.moment
        return pace(later, newest.counts, taken_s, application) if taken_s > 0 else None

    def course(self) -> list[Point]:
        """From look to look, the oldest first; all applications together."""
        points = []
        looks = list(self._looks)
        for before, after in pairwise(looks):
            points.append(Point(after.at, math.nan, math.nan))
            if before.counts is None or after.counts is None or not after.counts.follows(before.counts):
                continue
            taken_s = after.moment - before.moment
            if taken_s > 0:
                found = pace(before.counts, after.counts, taken_s)
                points[-1] = Point(after.at, found.requests_per_s, found.p99_s)
        return points


class Sites:
    """Sites that are looked at together, perhaps from two threads: one still draws when another begins anew."""

    def __init__(self, urls: Sequence[str], *, kept: int = KEPT) -> None:
        self.histories = [History(url, kept=kept) for url in urls]
        self._asker, self._turn = Asker(urls), threading.Lock()

    def look(self, *, within_s: float) -> None:
        """Ask all of them, and note what is known within so many seconds; the rest is noted the next time."""
        with self._turn:
            self._note(0.0)
            self._asker.begin()
            self._note(within_s)

    def cloud_release(self, application: str) -> ReleaseTold | None:
        """What the cloud answers from, as far as it told; None where it does not tell."""
        for history in self.histories:
            if history.site is None or history.site.role != CLOUD:
                continue
            found = history.site.applications.get(application)
            if found is not None and not found.is_above:
                return found.release
        return None

    def _note(self, within_s: float) -> None:
        known = {history.url: history for history in self.histories}
        for look in self._asker.collect(within_s=within_s):
            known[look.url].add(look)
