"""A principal who asks for a mart: what the access rules keep back is refused, and the refusal written down."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.principal import Principal, Role
from datapool.access.refusal import AccessRefused
from datapool.access.rule_files import load_rules
from datapool.access.whole_columns import denied_columns
from datapool.marts.purpose import TableScope
from datapool.marts.release_log import KIND, REFUSAL, append_release
from datapool.pool import Pool

OPEN_MART = "open_mart"
_SELF = "self"


def asking(who: str | Principal) -> dict[str, Any]:
    """Who asks, as the log says it; of a principal, also in which roles, for which region and to what purpose.

    A citizen, whose subject is a number, stands under `self`.
    """
    if isinstance(who, str):
        return {"who": who}
    claims = who.to_claims()
    subject = claims.pop("sub")
    if Role.CITIZEN in who.roles:
        subject = _SELF
    return {"who": subject, "asked_as": claims}


def refuse_beyond_access(
    folder: Path,
    pool: Pool,
    scopes: Mapping[str, TableScope],
    *,
    region: str | None,
    who: Principal,
    now: datetime,
    purpose: str,
) -> None:
    """Refuse what the rules do not give, once that is written down; columns that get made-up names show nothing.

    folder  with the log of releases
    region  of the snapshot; None: all that the pool has, each of which must be theirs
    Raises AccessRefused, and UnknownKey for a purpose that the rules do not know.
    """
    wanted = {table: scope.shows for table, scope in scopes.items()}
    regions = pool.regions() if region is None else [region]
    try:
        denied = denied_columns(load_rules(), who, OPEN_MART, wanted=wanted, described=pool.tables(), regions=regions)
        if denied:
            raise AccessRefused(denied)
    except InputError as err:
        rules = list(err.rules) if isinstance(err, AccessRefused) else []
        told = {KIND: REFUSAL, **asking(who), "at": now.isoformat(), "purpose": purpose, "region": region}
        append_release(folder, {**told, "reason": err.code, "rules": rules})
        raise
