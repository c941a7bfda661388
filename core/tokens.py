"""Tokens that say who asks: signed JSON (JWT) checked offline against a file of public keys, and an issuer for trials.

The file is a JWK set (RFC 7517). A key may be bound: `anlan_region` names the only region, and `anlan_roles` the only
roles, that tokens signed with it may claim, so that the key of a site speaks for that site alone.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from core.errors import InputError
from core.files import write_whole
from core.keys import PublicKey, SigningKey
from core.principal import NATION, Principal, Role

ALGORITHMS = ("EdDSA", "ES256", "RS256")
LONGEST_TOKEN = 8192
# Clocks that are set by a server differ by less.
LEEWAY_S = 60.0
_FEWEST_RSA_BITS = 2048
_LARGEST_FILE = 2**20
_REFUSED = "Ask for a new token where yours came from."


class TokenRefused(InputError):
    """A token that is none, that nobody trusted signed, or that is meant for somebody else."""

    code = "tokens.refused"


class TokenExpired(TokenRefused):
    """A token whose time is over."""

    code = "tokens.expired"


class ClocksDiffer(TokenRefused):
    """A token from the future: the clock of this machine or that of the issuer is wrong."""

    code = "tokens.clocks_differ"


class TokenKeysRefused(InputError):
    """A file of public keys that cannot be relied on."""

    code = "tokens.keys_refused"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a token says once its signature was checked.

    id          of the token ("" where it has none), by which it is revoked
    expires_at  seconds since 1970
    """

    principal: Principal
    id: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class _Key:
    """A public key and what it may speak for; None where it is not bound."""

    jwk: jwt.PyJWK
    region: str | None
    roles: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """Public keys of issuers, by the id that a token names (`kid`)."""

    keys: Mapping[str, _Key]

    @classmethod
    def read(cls, path: Path) -> "TokenKeys":
        """The keys of a JWK set. Raises TokenKeysRefused."""
        try:
            with path.open("rb") as stream:
                rows = json.loads(stream.read(_LARGEST_FILE))["keys"]
            keys = {str(row["kid"]): _key_of(row) for row in rows}
        except OSError as err:
            what = f"the keys cannot be read: {err.strerror or err}."
            raise TokenKeysRefused(what, path=path, remedy="Check the path of the file of keys.") from err
        except (ValueError, KeyError, TypeError, jwt.PyJWTError) as err:
            what = "this is no set of Ed25519, P-256 or RSA public keys, each with a `kid`."
            raise TokenKeysRefused(what, path=path, remedy="`anlan token issue` makes one.") from err
        if not keys or len(keys) != len(rows):
            what = "the file has no key, or two of one `kid`."
            raise TokenKeysRefused(what, path=path, remedy="Name every key once.")
        return cls(keys)


def verify(token: str, keys: TokenKeys, *, issuers: frozenset[str], audience: str, now: float) -> Verified:
    """Who a token speaks for.

    issuers   whose tokens count (`iss`)
    audience  whom they have to be meant for (`aud`)
    now       seconds since 1970
    Raises TokenRefused, TokenExpired, ClocksDiffer or PrincipalRefused; no message repeats anything of the token.
    """
    key, claims = _read(token, keys)
    # Whatever costs nothing comes before the signature.
    expires_at = _time(claims, "exp", required=True)
    if now > expires_at + LEEWAY_S:
        minutes = (now - expires_at) / 60
        what = f"the token expired {minutes:,.0f} minutes ago by the clock of this machine."
        raise TokenExpired(what, remedy=f"{_REFUSED} If it is new, set the clock of this machine.")
    begins = max(_time(claims, "nbf"), _time(claims, "iat"))
    if now < begins - LEEWAY_S:
        what = f"the token begins {(begins - now) / 60:,.0f} minutes after the clock of this machine."
        raise ClocksDiffer(what, remedy="Set the clock of this machine, or that of the issuer.")
    _require_signature(token, key)
    if claims.get("iss") not in issuers:
        raise TokenRefused("the token comes from an issuer that is not trusted here.", remedy=_REFUSED)
    meant = claims.get("aud")
    if audience not in (meant if isinstance(meant, list) else [meant]):
        raise TokenRefused("the token is meant for somebody else.", remedy=_REFUSED)
    principal = Principal.from_claims(claims)
    _require_bounds(principal, key)
    return Verified(principal, str(claims.get("jti") or ""), expires_at)


def issue(
    principal: Principal, key: SigningKey, *, issuer: str, audience: str, id: str, now: float, lasts_s: float
) -> str:
    """A token for somebody; `id` is a name that no other token has."""
    claims = principal.to_claims() | {
        "iss": issuer, "aud": audience, "jti": id, "iat": int(now), "nbf": int(now), "exp": int(now + lasts_s),
    }  # fmt: skip
    private = jwt.PyJWK({**jwk_of(key.public), "d": _text(key.secret)})
    return jwt.encode(claims, private.key, algorithm="EdDSA", headers={"kid": key.public.fingerprint[:16]})


def jwk_of(key: PublicKey, *, region: str | None = None, roles: tuple[Role, ...] = ()) -> dict[str, Any]:
    """A public key as a row of a JWK set, bound to a region and to roles where they are given."""
    row: dict[str, Any] = {
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.fingerprint[:16], "x": _text(key.raw),
    }  # fmt: skip
    if region is not None:
        row["anlan_region"] = region
    if roles:
        row["anlan_roles"] = sorted(roles)
    return row


def trust_issuer(path: Path, row: Mapping[str, Any]) -> None:
    """Put a row of `jwk_of` into a file of keys, made where there is none; a row of the same `kid` is replaced.

    It is on disk when this returns. Raises TokenKeysRefused where the file is none, or cannot be written; then it is as
    it was.
    """
    rows: list[Mapping[str, Any]] = []
    try:
        if path.exists():
            TokenKeys.read(path)
            rows = [each for each in json.loads(path.read_bytes())["keys"] if each["kid"] != row["kid"]]
        write_whole(path, (json.dumps({"keys": [*rows, row]}, indent=1) + "\n").encode("ascii"))
    except OSError as err:
        what = f"the keys cannot be written: {err.strerror or err}."
        raise TokenKeysRefused(what, path=path, remedy="Name a file in a folder of yours.") from err


def covers(whole: str, part: str) -> bool:
    """Whether a region is another or holds it."""
    return whole == NATION or part.startswith(whole)


def _key_of(row: Mapping[str, Any]) -> _Key:
    if "d" in row:
        raise ValueError("a private key")
    jwk = jwt.PyJWK(dict(row))
    is_short = jwk.algorithm_name == "RS256" and jwk.key.key_size < _FEWEST_RSA_BITS
    if jwk.algorithm_name not in ALGORITHMS or is_short:
        raise ValueError("no key that is used here")
    roles = row.get("anlan_roles")
    return _Key(jwk, row.get("anlan_region"), None if roles is None else frozenset(map(Role, roles)))


def _read(token: str, keys: TokenKeys) -> tuple[_Key, Mapping[str, Any]]:
    """The key that a token names, and what it claims; nothing of it is checked yet."""
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused(f"the token is longer than {LONGEST_TOKEN:,} letters.", remedy=_REFUSED)
    try:
        header = jwt.get_unverified_header(token)
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    except (jwt.PyJWTError, ValueError, IndexError, RecursionError) as err:
        raise TokenRefused("this is no token.", remedy="Send `Authorization: Bearer` and a JWT.") from err
    key = keys.keys.get(str(header.get("kid")))
    if key is None or header.get("alg") != key.jwk.algorithm_name or not isinstance(claims, dict):
        raise TokenRefused("the token is signed with a key that is not trusted here.", remedy=_REFUSED)
    return key, claims


def _require_signature(token: str, key: _Key) -> None:
    options: Any = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
    try:
        jwt.decode(token, key.jwk, algorithms=[key.jwk.algorithm_name], options=options)
    except (jwt.PyJWTError, ValueError, TypeError) as err:
        raise TokenRefused("the signature of the token is not that of its issuer.", remedy=_REFUSED) from err


def _require_bounds(principal: Principal, key: _Key) -> None:
    if key.roles is not None and not principal.roles <= key.roles:
        raise TokenRefused("the token claims a role that its key may not speak for.", remedy=_REFUSED)
    if key.region is not None and not (principal.region and covers(key.region, principal.region)):
        raise TokenRefused("the token claims a region that its key may not speak for.", remedy=_REFUSED)


def _time(claims: Mapping[str, Any], name: str, *, required: bool = False) -> float:
    value = claims.get(name)
    if value is None and not required:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise TokenRefused(f"the claim {name} is no time.", remedy=_REFUSED)
    return float(value)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
