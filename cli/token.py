"""`anlan token`: tokens of an issuer for trials, and the list of those that a site refuses."""

import os
import re
import sys
import time
import uuid
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from cli.console import print_json, print_lines
from core.errors import InputError, ValueOutOfRange, WrongType
from core.keys import key_of
from core.principal import Principal
from core.settings import Settings
from core.tokens import issue as sign
from core.tokens import jwk_of, trust_issuer

_MOST_HOURS = 24 * 31
_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_WORDS = {
    "zh": {"until": "令牌编号{id}，有效至{until}。", "revoked": "站点将在一秒内拒绝该令牌。"},
    "en": {"until": "Token {id}, good until {until}.", "revoked": "Sites refuse that token within a second."},
}


def issue(chosen: Namespace, settings: Settings) -> int:
    """Print a token; its issuer's public key is in the site's file of keys before anybody has it."""
    if not 0 < chosen.hours <= _MOST_HOURS:
        raise ValueOutOfRange(f"{chosen.hours} hours is no time.", remedy=f"Give hours up to {_MOST_HOURS}.")
    who = Principal.from_claims(
        {
            "sub": chosen.subject,
            "tenant": chosen.tenant,
            "roles": chosen.role,
            "region": chosen.region,
            "purpose": chosen.purpose,
        }
    )
    key = key_of(Path(chosen.key))
    trust_issuer(Path(chosen.keys), jwk_of(key.public))
    id, now, lasts_s = uuid.uuid4().hex, time.time(), 3600 * chosen.hours
    token = sign(who, key, issuer=chosen.issuer, audience=chosen.audience, id=id, now=now, lasts_s=lasts_s)
    until = datetime.fromtimestamp(now + lasts_s, UTC).isoformat(timespec="seconds")
    if chosen.json:
        print_json({"token": token, "id": id, "until": until})
    else:
        # Alone on standard output, so that a shell takes it as it is.
        print_lines(token)
        sys.stderr.write(f"{_WORDS[chosen.language]['until'].format(id=id, until=until)}\n")
    return 0


def revoke(chosen: Namespace, settings: Settings) -> int:
    """Put a token on the list of those that are refused; it is on disk when this ends."""
    if not _ID.fullmatch(chosen.id):
        raise WrongType("this is no id of a token.", remedy="`anlan token issue` tells it.")
    path = Path(chosen.list)
    try:
        with path.open("a", encoding="ascii") as stream:
            stream.write(f"{chosen.id}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as err:
        what = f"the list cannot be written: {err.strerror or err}."
        raise InputError(what, path=path, remedy="Name a file in a folder of yours.") from err
    if chosen.json:
        print_json({"revoked": chosen.id})
    else:
        print_lines(_WORDS[chosen.language]["revoked"])
    return 0
