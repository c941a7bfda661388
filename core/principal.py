"""Who asks, in which roles, for which region and to what purpose: words that data access, gateway and cases share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import InputError

NATION = "CN"
_CLAIMS = ("sub", "tenant", "roles", "region", "purpose")
# The nation, or the digits of a province, prefecture or county.
_REGION = re.compile(rf"{NATION}|[1-9]\d(?:\d\d){{0,2}}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SUBJECT = re.compile(r"[\w.:@-]{1,128}")


class PrincipalRefused(InputError):
    """Somebody who does not say who they are, or says it in a way that cannot be."""

    code = "principal.refused"


class Role(StrEnum):
    """What somebody works as."""

    FUND_MANAGER = "fund_manager"
    DATA_STEWARD = "data_steward"
    CLERK = "clerk"
    RISK_INVESTIGATOR = "risk_investigator"
    AUDITOR = "auditor"
    ML_ENGINEER = "ml_engineer"
    CITIZEN = "citizen"
    REGIONAL_CENTRE = "regional_centre"

    @property
    def needs_region(self) -> bool:
        """Whether nobody can have this role without a region."""
        return self not in (Role.ML_ENGINEER, Role.CITIZEN)


@dataclass(frozen=True, slots=True)
class Principal:
    """One person or service that asks.

    subject  stands for them in logs; of a citizen, the number under which the pool knows them
    tenant   the organisation they belong to: a department (hrss, tax, …) or a centre
    region   CN for the nation, or 2, 4 or 6 digits; None for a role that is bound to none
    purpose  what they ask for, one word
    Raises PrincipalRefused where one of these is missing or cannot be.
    """

    subject: str
    tenant: str
    roles: frozenset[Role]
    region: str | None
    purpose: str

    def __post_init__(self) -> None:
        """Refuse what cannot be; the message never repeats the subject, which may be a person's number."""
        if not _matches(_SUBJECT, self.subject):
            raise _refusal("sub", "1 to 128 letters, digits or any of . : @ _ -")
        for claim, word in (("tenant", self.tenant), ("purpose", self.purpose)):
            if not _matches(_WORD, word):
                raise _refusal(claim, "one word of small Latin letters, digits and underscores")
        if not isinstance(self.roles, frozenset) or not all(isinstance(role, Role) for role in self.roles):
            raise _refusal("roles", f"a list of {', '.join(Role)}")
        if not self.roles:
            raise PrincipalRefused("no role is claimed.", remedy=f"Claim one of {', '.join(Role)}.")
        if self.region is not None and not _matches(_REGION, self.region):
            raise _refusal("region", f"{NATION}, or the 2, 4 or 6 digits of a region")
        bound = sorted(role for role in self.roles if role.needs_region)
        if self.region is None and bound:
            raise PrincipalRefused(
                f"the role {bound[0]} is bound to a region, and none is claimed.",
                remedy=f"Claim `region`: {NATION}, or the 2, 4 or 6 digits of a region.",
            )

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> "Principal":
        """The principal of a verified token; claims beyond ours, such as exp and iss, are left to who verified it."""
        for claim in ("sub", "tenant", "roles", "purpose"):
            if claims.get(claim) is None:
                raise PrincipalRefused(f"the claim {claim} is missing.", remedy=f"A token has {', '.join(_CLAIMS)}.")
        roles = claims["roles"]
        if not isinstance(roles, list | tuple) or not all(role in tuple(Role) for role in roles):
            raise _refusal("roles", f"a list of {', '.join(Role)}")
        return cls(
            subject=claims["sub"],
            tenant=claims["tenant"],
            roles=frozenset(map(Role, roles)),
            region=claims.get("region"),
            purpose=claims["purpose"],
        )

    def to_claims(self) -> dict[str, Any]:
        """The claims `from_claims` reads; a region that is not there is left out."""
        claims: dict[str, Any] = {"sub": self.subject, "tenant": self.tenant, "roles": sorted(self.roles)}
        if self.region is not None:
            claims["region"] = self.region
        return claims | {"purpose": self.purpose}


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _refusal(claim: str, expected: str) -> PrincipalRefused:
    return PrincipalRefused(f"the claim {claim} is not what it has to be.", remedy=f"Give {expected}.")
