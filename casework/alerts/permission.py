"""Who may do what to a case: by role, by purpose, and by the region in whose hands the case is."""

from collections.abc import Mapping

from casework.alerts.case import Case, covers
from casework.alerts.refusals import NotPermitted
from core.principal import Principal, Role

# What each role asks for; the same pairs as in the access rules of the data pool.
PURPOSES: Mapping[Role, str] = {
    Role.RISK_INVESTIGATOR: "fraud_investigation",
    Role.AUDITOR: "audit",
    Role.FUND_MANAGER: "fund_management",
    Role.CLERK: "handling_case",
}
_SUPERVISION = (Role.RISK_INVESTIGATOR, Role.FUND_MANAGER)
_OFFICERS = (Role.RISK_INVESTIGATOR, Role.CLERK)
# An auditor sees everything and does nothing, so that nobody audits what they did themselves.
MAY: Mapping[str, tuple[Role, ...]] = {
    "read": tuple(PURPOSES),
    "import": _SUPERVISION,
    "queue": _SUPERVISION,
    "assign": _SUPERVISION,
    "document": _OFFICERS,
    "report": _OFFICERS,
    "act": _OFFICERS,
    "review": _SUPERVISION,
    "close": _SUPERVISION,
    "recover": (Role.CLERK, Role.FUND_MANAGER),
}
# Money comes back for years after a case is closed: whoever is above the unit may write it down.
_FROM_ABOVE = ("recover",)
# The case itself has gone up when these are done.
_OF_THE_UNIT = ("document", "act")


def permit(who: Principal, act: str, region: str) -> None:
    """Raises NotPermitted, with the reason, unless a role, the purpose and the area of a principal allow an act."""
    _permit_role(who, act)
    if not covers(who.region, region):
        raise NotPermitted(
            f"{region} lies outside the region {who.region}.", remedy="Ask somebody of that region or above it."
        )


def permit_on(who: Principal, act: str, case: Case) -> None:
    """The same for one case: whoever acts belongs to the region that has it in hand; NotPermitted otherwise."""
    unit = case.unit_region or case.holder
    if act in _FROM_ABOVE:
        permit(who, act, unit)
        return
    _permit_role(who, act)
    acting = unit if act in _OF_THE_UNIT else case.holder
    if who.region != acting:
        raise NotPermitted(
            f"case {case.id} is in the hands of {acting}, not of {who.region}.",
            remedy=f"Somebody of {acting} does it, or sends the case on first.",
        )


def permit_to_read(who: Principal, case: Case) -> None:
    """Raises NotPermitted unless a principal may see a case."""
    _permit_role(who, "read")
    if not is_seen_by(who, case):
        raise NotPermitted(
            f"case {case.id} is neither of {who.region} nor checked there.", remedy="Ask somebody of its region."
        )


def is_seen_by(who: Principal, case: Case) -> bool:
    """Whether a case is one of the area of a principal, or is checked there."""
    return covers(who.region, case.region) or (case.unit_region != "" and covers(who.region, case.unit_region))


def _permit_role(who: Principal, act: str) -> None:
    roles = [role for role in MAY[act] if role in who.roles]
    if not roles:
        raise NotPermitted(f"no role claimed may {act}.", remedy=f"It takes {' or '.join(MAY[act])}.")
    if not any(PURPOSES[role] == who.purpose for role in roles):
        wanted = " or ".join(PURPOSES[role] for role in roles)
        raise NotPermitted(f"nobody may {act} for the purpose {who.purpose}.", remedy=f"Claim {wanted}.")
