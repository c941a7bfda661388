"""Names under which a thing is asked, here and above, so that whoever is asked for it again knows that it is the same.

A caller's own key may say something of a person, and two sites may be given the same one: it goes no further than the
gateway. What goes on is drawn from it with the key of the site, which nobody can reckon back or guess.
"""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256

from core.tokens import covers

_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one site, drawn with its key."""

    secret: bytes

    def of(self, tenant: str, key: str, region: str) -> str:
        """32 hexadecimal digits, the same for the same key of a tenant asked from the same region."""
        content = json.dumps([tenant, key, region]).encode()
        return hmac.new(self.secret, content, sha256).hexdigest()[:_LETTERS]


def region_above(site: str, asker: str) -> str:
    """The region in whose name a site asks above what somebody left with it: theirs, where it lies in its own.

    For somebody bound to none, or to more than the site's region, it asks in the name of its own: it may in no other.
    """
    return asker if asker and covers(site, asker) else site
