"""Tokens: whoever cannot sign cannot be anybody, and what is wrong with a token is said in one sentence."""

import base64
import hmac
import json
import resource
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.keys import SigningKey, draw_key
from core.principal import Principal, PrincipalRefused, Role
from core.tokens import (
    ClocksDiffer,
    TokenExpired,
    TokenKeys,
    TokenKeysRefused,
    TokenRefused,
    Verified,
    issue,
    jwk_of,
    trust_issuer,
    verify,
)

NOW = 1_800_000_000.0
WHO = Principal("clerk-7", "hrss", frozenset((Role.CLERK,)), "3301", "serving")


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return draw_key(tmp_path / "issuer.key")


@pytest.fixture
def keys(tmp_path: Path, key: SigningKey) -> TokenKeys:
    trust_issuer(tmp_path / "keys.json", jwk_of(key.public))
    return TokenKeys.read(tmp_path / "keys.json")


def token(key: SigningKey, who: Principal = WHO, **other: Any) -> str:
    named = {"issuer": "anlan", "audience": "anlan", "id": "t1", "now": NOW, "lasts_s": 600.0} | other
    return issue(who, key, **named)


def check(text: str, keys: TokenKeys, now: float = NOW) -> Verified:
    return verify(text, keys, issuers=frozenset({"anlan"}), audience="anlan", now=now)


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_gives_back_whom_it_was_issued_for(key: SigningKey, keys: TokenKeys) -> None:
    found = check(token(key), keys)
    assert (found.principal, found.id, found.expires_at) == (WHO, "t1", NOW + 600)


def test_a_token_is_good_until_it_expires_and_a_little_longer(key: SigningKey, keys: TokenKeys) -> None:
    assert check(token(key), keys, NOW + 650).principal == WHO
    with pytest.raises(TokenExpired, match="expired 2 minutes ago"):
        check(token(key), keys, NOW + 720)


def test_a_clock_an_hour_slow_is_told_as_a_clock(key: SigningKey, keys: TokenKeys) -> None:
    with pytest.raises(ClocksDiffer, match="begins 60 minutes after the clock of this machine") as told:
        check(token(key), keys, NOW - 3600)
    assert "Set the clock" in str(told.value)


def test_a_clock_an_hour_fast_says_so_as_well(key: SigningKey, keys: TokenKeys) -> None:
    with pytest.raises(TokenExpired, match="set the clock of this machine"):
        check(token(key), keys, NOW + 3600)


@pytest.mark.parametrize("other", [{"issuer": "nobody"}, {"audience": "elsewhere"}])
def test_a_token_of_another_issuer_or_for_somebody_else_is_refused(
    other: dict[str, str], key: SigningKey, keys: TokenKeys
) -> None:
    with pytest.raises(TokenRefused):
        check(token(key, **other), keys)


def test_a_token_of_another_key_is_refused(tmp_path: Path, keys: TokenKeys) -> None:
    with pytest.raises(TokenRefused, match="not trusted"):
        check(token(draw_key(tmp_path / "other.key")), keys)


def test_a_token_that_names_our_key_but_was_signed_with_another_is_refused(
    tmp_path: Path, key: SigningKey, keys: TokenKeys
) -> None:
    ours, theirs = token(key).split("."), token(draw_key(tmp_path / "other.key")).split(".")
    with pytest.raises(TokenRefused, match="signature"):
        check(".".join((ours[0], ours[1], theirs[2])), keys)


@pytest.mark.parametrize("claim", ["sub", "roles", "region", "tenant", "exp"])
def test_a_claim_that_was_changed_breaks_the_signature(claim: str, key: SigningKey, keys: TokenKeys) -> None:
    head, claims, signature = token(key).split(".")
    plain = json.loads(base64.urlsafe_b64decode(claims + "=="))
    plain[claim] = {"roles": ["auditor"], "exp": NOW + 9e6}.get(claim, "x")
    with pytest.raises(TokenRefused, match="signature"):
        check(".".join((head, part(plain), signature)), keys)


def test_nobody_signs_by_saying_that_nothing_has_to_be_signed(key: SigningKey, keys: TokenKeys) -> None:
    head, claims, _ = token(key).split(".")
    kid = jwt.get_unverified_header(token(key))["kid"]
    for algorithm in ("none", "None", "HS256", "RS256"):
        with pytest.raises(TokenRefused):
            check(".".join((part({"alg": algorithm, "kid": kid}), claims, "")), keys)
    assert head


def test_the_public_key_is_no_secret_to_sign_with(key: SigningKey, keys: TokenKeys) -> None:
    kid = key.public.fingerprint[:16]
    claims = WHO.to_claims() | {"iss": "anlan", "aud": "anlan", "exp": NOW + 600}
    forged = jwt.encode(claims, key.public.raw, algorithm="HS256", headers={"kid": kid})
    with pytest.raises(TokenRefused):
        check(forged, keys)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "x" * 9000, "e30.e30.e30", "[" * 5000])
def test_what_is_no_token_is_refused_and_not_repeated(text: str, keys: TokenKeys) -> None:
    with pytest.raises(TokenRefused) as told:
        check(text, keys)
    assert len(text) < 4 or text not in str(told.value)


def test_a_key_bound_to_a_region_speaks_for_that_region_alone(tmp_path: Path, key: SigningKey) -> None:
    trust_issuer(tmp_path / "k.json", jwk_of(key.public, region="33", roles=(Role.CLERK,)))
    bound = TokenKeys.read(tmp_path / "k.json")
    assert check(token(key), bound).principal.region == "3301"
    for region in ("31", "CN", "3"[:1] + "4"):
        with pytest.raises(TokenRefused, match="region"):
            check(token(key, Principal("x", "hrss", WHO.roles, region, "serving")), bound)
    with pytest.raises(TokenRefused, match="role"):
        check(token(key, Principal("x", "hrss", frozenset((Role.AUDITOR,)), "33", "serving")), bound)


def test_a_bound_key_may_not_leave_the_region_out(tmp_path: Path, key: SigningKey) -> None:
    trust_issuer(tmp_path / "k.json", jwk_of(key.public, region="33"))
    citizen = Principal("c", "hrss", frozenset((Role.CITIZEN,)), None, "serving")
    with pytest.raises(TokenRefused, match="region"):
        check(token(key, citizen), TokenKeys.read(tmp_path / "k.json"))


def test_a_token_without_roles_stands_for_nobody(key: SigningKey, keys: TokenKeys) -> None:
    private = jwt.PyJWK({**jwk_of(key.public), "d": base64.urlsafe_b64encode(key.secret).rstrip(b"=").decode()})
    claims = {"sub": "a", "tenant": "hrss", "purpose": "x", "iss": "anlan", "aud": "anlan", "exp": NOW + 60}
    bare = jwt.encode(claims, private.key, algorithm="EdDSA", headers={"kid": key.public.fingerprint[:16]})
    with pytest.raises(PrincipalRefused):
        check(bare, keys)


def test_keys_of_the_other_two_kinds_verify_too(tmp_path: Path) -> None:
    claims = WHO.to_claims() | {"iss": "anlan", "aud": "anlan", "exp": int(NOW) + 60}
    curve, long = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    rows = [
        json.loads(jwt.algorithms.ECAlgorithm.to_jwk(curve.public_key())) | {"kid": "e"},
        json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(long.public_key())) | {"kid": "r"},
    ]
    (tmp_path / "k.json").write_text(json.dumps({"keys": rows}))
    keys = TokenKeys.read(tmp_path / "k.json")
    assert check(jwt.encode(claims, curve, algorithm="ES256", headers={"kid": "e"}), keys).principal == WHO
    assert check(jwt.encode(claims, long, algorithm="RS256", headers={"kid": "r"}), keys).principal == WHO
    public = long.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({'alg': 'HS256', 'kid': 'r'})}.{part(claims)}"
    mac = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).rstrip(b"=").decode()
    forged = f"{signed}.{mac}"
    with pytest.raises(TokenRefused):
        check(forged, keys)


def _short_rsa() -> dict[str, Any]:
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 1024).public_key())) | {
        "kid": "r"
    }


@pytest.mark.parametrize(
    "rows",
    [
        [], [{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}], [{"kid": "a"}], "x", [_short_rsa()],
        [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "a"}],
    ],
)  # fmt: skip
def test_a_file_of_keys_that_cannot_be_relied_on_is_refused(rows: Any, tmp_path: Path) -> None:
    (tmp_path / "k.json").write_text(json.dumps({"keys": rows}))
    with pytest.raises(TokenKeysRefused):
        TokenKeys.read(tmp_path / "k.json")


def test_a_private_key_in_the_file_is_refused(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "k.json").write_text(json.dumps({"keys": [jwk_of(key.public) | {"d": "AAAA"}]}))
    with pytest.raises(TokenKeysRefused):
        TokenKeys.read(tmp_path / "k.json")


def test_an_issuer_is_put_into_the_file_once_and_beside_others(tmp_path: Path, key: SigningKey) -> None:
    path, other = tmp_path / "k.json", draw_key(tmp_path / "other.key")
    for each in (key, other, key):
        trust_issuer(path, jwk_of(each.public))
    assert set(TokenKeys.read(path).keys) == {key.public.fingerprint[:16], other.public.fingerprint[:16]}
    path.write_text("{")
    with pytest.raises(TokenKeysRefused):
        trust_issuer(path, jwk_of(key.public))
    assert path.read_text() == "{"


def test_a_disk_that_takes_no_more_leaves_the_issuers_as_they_were(tmp_path: Path, key: SigningKey) -> None:
    path, other = tmp_path / "k.json", draw_key(tmp_path / "other.key")
    trust_issuer(path, jwk_of(key.public))
    before, (soft, hard) = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), hard))
    try:
        with pytest.raises(TokenKeysRefused, match="File too large"):
            trust_issuer(path, jwk_of(other.public))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.glob("*k.json*")] == ["k.json"]
