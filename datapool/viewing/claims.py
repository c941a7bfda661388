"""Who asks, from claims that may be wrong: what is wrong with them is refused, and the refusal is written down."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import FileMissing, InputError
from core.principal import Principal, PrincipalRefused, Role
from datapool.pool import Pool
from datapool.sharing.looking import record_nobody
from datapool.sharing.refusal import ReleaseRefused

_CLAIMS = 'Write one JSON object: {"sub": …, "tenant": …, "roles": […], "region": …, "purpose": …}.'


def claims_in(path: Path) -> Mapping[str, Any]:
    """The claims in a file. Raises FileMissing where it cannot be read, InputError where it is no JSON object."""
    try:
        claims = json.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise FileMissing("the claims cannot be read.", path=path, remedy="Name a file that is there.") from err
    except ValueError as err:
        raise InputError("this is no JSON.", path=path, remedy=_CLAIMS) from err
    if not isinstance(claims, dict):
        raise InputError("this is no JSON object.", path=path, remedy=_CLAIMS)
    return claims


def principal_of(pool: Pool, claims: Mapping[str, Any], *, now: datetime) -> Principal:
    """The principal of verified claims.

    Raises ReleaseRefused with what is wrong, once it is written down: no_region where a role is bound to a region and
    none is claimed, wrong_claims otherwise. The log repeats none of the claims, which may be anything.
    """
    try:
        return Principal.from_claims(claims)
    except PrincipalRefused as err:
        reason = "no_region" if _lacks_region(claims) else "wrong_claims"
        record_nobody(pool, reason, now=now)
        # That a region is missing is said by the reason itself.
        raise ReleaseRefused(reason, err.remedy, "" if reason == "no_region" else err.what) from err


def _lacks_region(claims: Mapping[str, Any]) -> bool:
    """Whether they would do with a region, and have none."""
    if claims.get("region") is not None:
        return False
    try:
        who = Principal.from_claims({**claims, "region": "CN"})
    except PrincipalRefused:
        return False
    return any(Role(role).needs_region for role in who.roles)
