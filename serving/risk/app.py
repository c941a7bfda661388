"""Risk, as a site is offered it."""

from core.principal import Role
from core.work import WorkClass
from serving.application import Offer

OFFER = Offer(
    "risk",
    WorkClass.EDGE_FIRST,
    "serving.risk.scoring:open_risk",
    # A regional centre asks on behalf of its own clerks, and its site asks the one above it.
    roles=frozenset((Role.RISK_INVESTIGATOR, Role.AUDITOR, Role.REGIONAL_CENTRE, Role.CLERK)),
    needs_release=True,
)
