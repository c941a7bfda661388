"""Why the gateway does not do what it is asked: each refusal a `Problem` with its status, code and remedy."""

from dataclasses import dataclass, field

from core.errors import AnlanError, InputError
from core.tokens import TokenRefused
from core.work import Problem


class Refused(Exception):
    """Carries the problem to whoever answers the request."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Detail:
    """A problem whose place in the table of refusals is its code."""

    status: int
    code: str
    what: str
    remedy: str
    retry_after_s: float | None = field(default=None)

    def refusal(self, *, retry_after_s: float | None = None, **words: object) -> Refused:
        """To be raised; `words` stand in the sentence."""
        after = retry_after_s if retry_after_s is not None else self.retry_after_s
        what, remedy = self.what.format(**words), self.remedy.format(**words)
        return Refused(Problem(self.status, self.code, what, remedy, after))


NO_ROUTE = Detail(404, "gateway.no_route", "There is nothing under this path.", "GET /openapi.json tells what is.")
NO_METHOD = Detail(405, "gateway.no_method", "This path does not take that method.", "Use {allowed}.")
NO_APPLICATION = Detail(
    404, "gateway.no_application", "The site has no application of that name.", "GET /v1/site tells those it has."
)
NO_TOKEN = Detail(
    401, "gateway.no_token", "Nobody says who asks.", "Send `Authorization: Bearer` and a token of your issuer."
)
REVOKED = Detail(401, "gateway.token_revoked", "The token was revoked.", "Ask for a new one where yours came from.")
OTHER_REGION = Detail(
    403, "gateway.other_region", "The token is of another region.", "Ask the site of the region that the token names."
)
NO_ROLE = Detail(403, "gateway.no_role", "No role of the token may ask this application.", "Roles that may: {roles}.")
NO_SUBMISSION = Detail(
    404, "gateway.no_submission", "The tenant has no submission of that name.", "Mind the whole name, and whose it is."
)
NO_DEADLINE = Detail(
    400, "gateway.deadline_wrong", "The deadline is none.", "Give whole milliseconds from {least} to {most}."
)
NO_KEY = Detail(
    400, "gateway.key_wrong", "The idempotency key is none.", "Give 1 to 128 letters, digits or any of . _ : -"
)
NOT_JSON = Detail(400, "gateway.not_json", "The body is not valid JSON.", "Send JSON in UTF-8; {what}.")
NOT_A_LIST = Detail(
    400, "gateway.not_a_list", "A batch is a list of at least one request.", "Send [request, request, …]."
)
BATCH_TOO_LONG = Detail(
    413, "gateway.batch_too_long", "The batch has more requests than one may have.", "Send at most {most} at once."
)
BODY_TOO_LONG = Detail(
    413, "gateway.body_too_long", "The body is longer than it may be.", "Send at most {most:,} bytes."
)
HEADERS_TOO_LONG = Detail(
    431, "gateway.headers_too_long", "The headers are longer than they may be.", "Send at most {most:,} bytes of them."
)
BODY_LATE = Detail(
    408, "gateway.body_late", "The body did not arrive within the deadline.", "Send it faster, or set a later deadline."
)
OTHER_BODY = Detail(
    422, "gateway.key_used", "The idempotency key was used for another request.", "Draw a new key for each request."
)
OVER_QUOTA = Detail(
    429, "gateway.over_quota", "The tenant asks more often than it may.", "Wait, or have the quota raised."
)
OVERLOADED = Detail(
    503, "gateway.overloaded", "The site has more to do than fits the deadline.", "Wait, or set a later deadline."
)
AWAY = Detail(
    503, "gateway.application_away", "The application does not answer at the moment.",
    "Ask again a little later, or submit it: POST /v1/submissions/{application}.", 1.0,
)  # fmt: skip
LINE_CUT = Detail(
    503, "gateway.line_cut", "The site above does not answer at the moment.",
    "Ask again a little later, or submit it: POST /v1/submissions/{application}.", 5.0,
)  # fmt: skip
TOO_LATE = Detail(
    504, "gateway.too_late", "There was no answer within the deadline.", "Set a later deadline, or submit it."
)
DISK_FULL = Detail(
    507, "gateway.disk_full", "The disk of the site takes nothing more, and nothing of this is kept.",
    "Tell the operator of the site to make room, and ask again under the same key.", 30.0,
)  # fmt: skip
DISK_FAILS = Detail(
    503, "gateway.disk_fails", "The disk of the site does not take it, and nothing of this is kept.",
    "Tell the operator of the site, and ask again under the same key.", 5.0,
)  # fmt: skip
FAILED = Detail(
    500, "gateway.failed", "The gateway failed at this request.", "Tell the operator the id of the request."
)
BAD_ANSWER = Detail(
    502, "gateway.bad_answer", "The application did not answer the request.", "Tell the operator its id.", 1.0
)


def of_error(error: AnlanError) -> Problem:
    """Of an error of ours: a token that is refused is 401, what else was given wrongly 400."""
    if isinstance(error, TokenRefused) or error.code == "principal.refused":
        what, remedy = (error.what, error.remedy) if isinstance(error, InputError) else (str(error), "")
        return Problem(401, error.code, what, remedy)
    return Problem.of(error)
