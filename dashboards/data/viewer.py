"""Who looks at persons on the page: the claims that the page was opened with, or a role of a made-up province."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import streamlit as st

from core.principal import NATION, Principal, Role
from dashboards.data.choosing import pick
from dashboards.data.claims import read_claims
from dashboards.data.contents import Contents
from dashboards.words import WORDS, say
from datapool.access.words import access_words
from datapool.standards.sql import identifier

OWN_OFFICE = "hrss"
# [role] what somebody of that role asks for in the demonstration, and the office they belong to.
DEMONSTRATED: Mapping[Role, tuple[str, str]] = {
    Role.CLERK: ("handling_case", OWN_OFFICE),
    Role.RISK_INVESTIGATOR: ("fraud_investigation", OWN_OFFICE),
    Role.AUDITOR: ("audit", "audit"),
    Role.DATA_STEWARD: ("data_quality", OWN_OFFICE),
    Role.CITIZEN: ("own_record", OWN_OFFICE),
}
REGISTER, NUMBER = "hrss_insured", "person_no"


def draw_viewer(contents: Contents, claims: Path | None, language: str) -> Principal | None:
    """Say who looks, and let a role be chosen in a made-up province; None where nobody may look."""
    if claims is not None:
        who = read_claims(claims)
        st.html(f'<p class="al-viewer">{_said(contents, who, language)}</p>')
        return who
    if not contents.about.is_made_up:
        st.info(say("viewer_none", language, folder=contents.folder))
        return None
    role = pick(
        say("viewer_role", language),
        [role.value for role in DEMONSTRATED],
        key="data_viewer_role",
        title=lambda each: access_words("roles")[each].to_json()[language],
    )
    who = demonstrated(contents, Role(role))
    mark = f'<i class="al-made-up">{say("illustrative", language)}</i> '
    st.html(f'<p class="al-viewer">{mark}{_said(contents, who, language)}</p>')
    return who


def demonstrated(contents: Contents, role: Role) -> Principal:
    """Somebody of that role in the first prefecture of a made-up province; a citizen is its first insured person."""
    purpose, tenant = DEMONSTRATED[role]
    region = next(iter(contents.regions), NATION)
    if role is not Role.CITIZEN:
        return Principal(f"demo.{role.value}", tenant, frozenset({role}), region, purpose)
    return Principal(f"{NUMBER}:{_first_number(contents)}", tenant, frozenset({role}), None, purpose)


def is_citizen(who: Principal) -> bool:
    """Whether somebody looks at their own record and at nothing else."""
    return Role.CITIZEN in who.roles


def _first_number(contents: Contents) -> str:
    with contents.pool.connect([REGISTER], threads=1) as connection:
        found = connection.execute(f"SELECT min({identifier(NUMBER)}) FROM {identifier(REGISTER)}").fetchone()
    return str(found[0]) if found and found[0] is not None else "0"


def _said(contents: Contents, who: Principal, language: str) -> str:
    """Roles, office, region and purpose; of a citizen no number."""
    roles = say("listed", language).join(access_words("roles")[role].to_json()[language] for role in sorted(who.roles))
    purposes = access_words("purposes")
    purpose = purposes[who.purpose].to_json()[language] if who.purpose in purposes else who.purpose
    parts = [f"<b>{escape(roles)}</b>"]
    if not is_citizen(who):
        parts += [escape(tenant_title(contents, who.tenant, language)), escape(_region(contents, who, language))]
        parts.append(escape(who.subject))
    parts.append(escape(say("viewer_purpose", language, purpose=purpose)))
    return f"{say('viewer', language)}{' · '.join(parts)}"


def tenant_title(contents: Contents, tenant: str, language: str) -> str:
    """The department, or the word for an office that delivers nothing."""
    word = f"tenant_{tenant}"
    return say(word, language) if word in WORDS else contents.department_title(tenant, language)


def _region(contents: Contents, who: Principal, language: str) -> str:
    if who.region in (None, NATION):
        return say("viewer_nation", language)
    return contents.region_title(str(who.region), language)
