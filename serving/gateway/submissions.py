"""How a submission is told of: its receipt, and where it stands."""

import json
from datetime import UTC, datetime
from typing import Any

from serving.gateway.store import State, Submission


def receipt(submission: Submission) -> dict[str, Any]:
    """What whoever submits is given once it is on disk."""
    return {
        "id": submission.id, "state": submission.state, "application": submission.application,
        "accepted_at": _day(submission.accepted),
    }  # fmt: skip


def state_of(submission: Submission) -> bytes:
    """The same, and the answer where there is one; JSON."""
    told = receipt(submission)
    if submission.state is State.WAITING or submission.done is None:
        return json.dumps(told).encode()
    told |= {"done_at": _day(submission.done), "status": submission.status}
    # The answer is JSON already, and goes out to the byte as it came.
    return json.dumps(told).encode()[:-1] + b',"answer":' + (submission.answer or b"null") + b"}"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
