"""Words that whoever asks, a gateway and applications share: where work may be done, until when, and how it failed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import AnlanError, InputError

# Milliseconds that the caller goes on waiting, counted from when the request arrives.
DEADLINE_HEADER = "anlan-deadline-ms"
# Whoever is not sure of an answer asks again under the same key, and is answered the same.
IDEMPOTENCY_HEADER = "idempotency-key"
REQUEST_HEADER = "x-request-id"
# Where an answer comes from, one of `Answered`; with a cached one, AGE_HEADER tells its age in seconds.
ANSWERED_HEADER = "anlan-answered"
AGE_HEADER = "age"
# The status by which an application says: this is hard for me, better ask higher up. Its body is the best it can say.
HARD_STATUS = 421
SHORTEST_DEADLINE_MS, LONGEST_DEADLINE_MS, USUAL_DEADLINE_MS = 1, 120_000, 10_000


class WorkClass(StrEnum):
    """Where work may be done."""

    EDGE_ONLY = "edge_only"
    """At the site that was asked, and nowhere else."""
    EDGE_FIRST = "edge_first"
    """At the site that was asked; what is hard may go up."""
    CLOUD_ONLY = "cloud_only"
    """In the cloud; while the line is cut, a cached answer marked so, or a queue."""


class Answered(StrEnum):
    """Where an answer comes from."""

    SITE = "site"
    """From an application of the site that was asked."""
    PARENT = "parent"
    """From the site above it."""
    CACHED = "cached"
    """From an earlier answer to the same question; the line to the site above is cut."""
    QUEUED = "queued"
    """There is none yet: the question is kept, and asked when the line is back."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done, as every HTTP answer of ours says it (`application/problem+json`, RFC 9457).

    status   of HTTP
    code     of the error, one for each thing that can go wrong
    what     one sentence that never repeats a value of the request
    remedy   what to do next
    retry_after_s  when to ask again, where that helps
    """

    status: int
    code: str
    what: str
    remedy: str
    retry_after_s: float | None = None

    @classmethod
    def of(cls, error: AnlanError) -> "Problem":
        """Of an error that a person may see: what was given wrongly is 400, everything else 500."""
        if isinstance(error, InputError):
            return cls(400, error.code, error.what, error.remedy)
        return cls(500, error.code, str(error), "Try again later, or tell the operator of the site.")

    def to_json(self, request: str) -> dict[str, Any]:
        """The body of the answer to a request of that id."""
        return {
            "type": f"urn:anlan:{self.code}", "title": self.what, "status": self.status, "code": self.code,
            "remedy": self.remedy, "request_id": request,
        }  # fmt: skip
