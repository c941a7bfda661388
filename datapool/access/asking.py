"""From the principal of a token to what the rules know of them."""

from core.principal import Principal
from datapool.access.rule import RuleSet
from datapool.access.values import Entity, Known, entity, record, text
from datapool.access.world import REGION, Request, World


def request_of(rules: RuleSet, principal: Principal, action: str) -> Request:
    """What a principal asks for; UnknownKey for a purpose or an action that is in no catalogue."""
    rules.check(purpose=principal.purpose, action=action)
    user = Entity("User", principal.subject)
    attributes: dict[str, Known] = {
        "subject": text(principal.subject),
        "tenant": entity("Department", principal.tenant),
    }
    # Who is bound to no region lacks the attribute: rules that ask for it fail, and with that deny.
    if principal.region is not None:
        attributes["region"] = entity(REGION, principal.region)
    return Request(
        principal=user,
        action=Entity("Action", action),
        context=record(purpose=entity("Purpose", principal.purpose)),
        world=World({user: attributes}, {user: frozenset(Entity("Role", role) for role in principal.roles)}),
    )
