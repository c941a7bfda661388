"""Who looks at a person from the command line: a principal by their claims, or whoever owns the files of the pool."""

from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

from core.errors import InputError
from core.principal import Principal
from datapool.pool import Pool
from datapool.viewing.claims import claims_in, principal_of
from datapool.viewing.person_view import PersonView
from datapool.viewing.viewing import view_as_owner, view_person


def principal_in(pool: Pool, path: str, now: datetime) -> Principal:
    """Who asks, by a file of claims; wrong claims are refused, and the refusal is in the log of the pool."""
    return principal_of(pool, claims_in(Path(path)), now=now)


def look(pool: Pool, chosen: Namespace, as_of: date, *, item: str | None = None) -> PersonView:
    """What the principal of --as may see of a person, or the owner of the files for --purpose; the look is in the log.

    item  nothing but this is given and written down (None: everything)
    Raises InputError where neither or both are given.
    """
    now = datetime.now(UTC)
    if chosen.claims is not None:
        if chosen.purpose is not None:
            raise InputError("both --as and --purpose are given.", remedy="The claims of --as say what for.")
        who = principal_in(pool, chosen.claims, now)
        return view_person(pool, chosen.person, who=who, as_of=as_of, now=now, item=item)
    if chosen.purpose is None:
        raise InputError(
            "nobody says who looks and what for.",
            remedy="Give --as CLAIMS.json; or --purpose NAME, if the files of the pool are yours to answer for.",
        )
    return view_as_owner(pool, chosen.person, purpose=chosen.purpose, as_of=as_of, now=now, item=item)
