"""Who asks: a token is checked once, and remembered until it expires or is revoked."""

import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from core.errors import AnlanError
from core.principal import Principal
from core.tokens import TokenKeys, Verified, covers, verify
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.journal import Journal
from serving.gateway.refusals import NO_ROLE, NO_TOKEN, OTHER_REGION, REVOKED, Refused, of_error

_MOST = 50_000
_SECONDS_BETWEEN_LOOKS = 1.0
_BEARER = b"bearer "
_Mark = tuple[int, int, int]


class Identities:
    """Tokens and whom they stand for, by the hash of the token: no token is kept."""

    def __init__(self, site: GatewaySite, journal: Journal, *, now: Callable[[], float] = time.time) -> None:
        """Read the keys of the site. Raises TokenKeysRefused."""
        self._site, self._journal, self._now = site, journal, now
        self._keys = TokenKeys.read(site.token_keys)
        self._keys_mark, self._revoked_mark = _mark(site.token_keys), _mark(site.revoked)
        self._revoked = _revoked_in(site.revoked)
        self._known: OrderedDict[bytes, Verified] = OrderedDict()
        self._looked = now()

    def principal(self, authorization: bytes | None) -> Principal:
        """Whom the header `Authorization` stands for. Raises Refused: 401, or 403 for somebody of another region."""
        if authorization is None or authorization[:7].lower() != _BEARER:
            raise NO_TOKEN.refusal()
        token = authorization[7:].strip()
        now = self._now()
        if now - self._looked > _SECONDS_BETWEEN_LOOKS:
            self.look(now)
        hash = sha256(token).digest()
        found = self._known.get(hash)
        if found is None or found.expires_at < now:
            found = self._verified(hash, token, now)
        return found.principal

    def look(self, now: float) -> None:
        """Read keys and revocations again where they changed; a file that cannot be read leaves what was."""
        self._looked = now
        keys, revoked = _mark(self._site.token_keys), _mark(self._site.revoked)
        if keys != self._keys_mark:
            self._keys_mark = keys
            try:
                self._keys = TokenKeys.read(self._site.token_keys)
            except AnlanError as err:
                self._journal.note("token_keys_refused", code=err.code)
            self._known.clear()
        if revoked != self._revoked_mark:
            self._revoked_mark = revoked
            try:
                self._revoked = _revoked_in(self._site.revoked)
            except OSError as err:
                self._journal.failed("revocations_unreadable", err)
            self._known.clear()

    def _verified(self, hash: bytes, token: bytes, now: float) -> Verified:
        try:
            site = self._site
            found = verify(token.decode("latin-1"), self._keys, issuers=site.issuers, audience=site.audience, now=now)
        except AnlanError as err:
            raise Refused(of_error(err)) from err
        if (found.id and found.id in self._revoked) or hash.hex() in self._revoked:
            raise REVOKED.refusal()
        region = found.principal.region
        if region is not None and not (covers(region, self._site.region) or covers(self._site.region, region)):
            raise OTHER_REGION.refusal()
        self._known[hash] = found
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found


def require_role(principal: Principal, served: Served) -> None:
    """Raises Refused (403) where no role of somebody may ask an application."""
    if principal.roles.isdisjoint(served.roles):
        raise NO_ROLE.refusal(roles=", ".join(sorted(served.roles)))


def _revoked_in(path: Path) -> frozenset[str]:
    """Ids of tokens, or SHA-256 of them in hexadecimal, one a line; what stands behind a # is for people."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(word for line in lines if (word := line.partition("#")[0].strip()))


def _mark(path: Path) -> _Mark:
    """Changes when the file does."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
