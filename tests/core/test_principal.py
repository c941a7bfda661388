"""A principal says everything rules ask for, or is refused with the reason and without a person's number."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.principal import Principal, PrincipalRefused, Role

CLAIMS: dict[str, Any] = {
    "sub": "clerk-17",
    "tenant": "hrss",
    "roles": ["clerk"],
    "region": "470102",
    "purpose": "handling_case",
}


def without(name: str) -> dict[str, Any]:
    return {claim: value for claim, value in CLAIMS.items() if claim != name}


def test_claims_become_a_principal_and_claims_again() -> None:
    principal = Principal.from_claims({**CLAIMS, "exp": 1, "iss": "gateway"})
    assert principal == Principal("clerk-17", "hrss", frozenset({Role.CLERK}), "470102", "handling_case")
    assert principal.to_claims() == CLAIMS


@given(
    st.sets(st.sampled_from(Role), min_size=1),
    st.one_of(st.just("CN"), st.from_regex(r"\A[1-9][0-9]([0-9]{2}){0,2}\Z")),
    st.from_regex(r"\A[a-z][a-z0-9_]{0,39}\Z"),
    st.from_regex(r"\A[0-9A-Za-z_.:@-]{1,128}\Z"),
)
def test_every_principal_survives_its_claims(roles: set[Role], region: str, word: str, subject: str) -> None:
    principal = Principal(subject, word, frozenset(roles), region, word)
    assert Principal.from_claims(principal.to_claims()) == principal


@pytest.mark.parametrize("claim", ["sub", "tenant", "roles", "purpose"])
@pytest.mark.parametrize("missing", [True, False])
def test_a_missing_claim_is_named(claim: str, missing: bool) -> None:
    with pytest.raises(PrincipalRefused, match=f"claim {claim} is missing"):
        Principal.from_claims(without(claim) if missing else {**CLAIMS, claim: None})


@pytest.mark.parametrize("role", [role for role in Role if role.needs_region])
def test_a_role_bound_to_a_region_is_refused_without_one(role: Role) -> None:
    with pytest.raises(PrincipalRefused, match=f"the role {role} is bound to a region, and none is claimed"):
        Principal.from_claims({**without("region"), "roles": [role.value, "citizen"]})


def test_citizens_and_engineers_are_bound_to_no_region() -> None:
    for role in (Role.CITIZEN, Role.ML_ENGINEER):
        principal = Principal.from_claims({**without("region"), "roles": [role.value]})
        assert principal.region is None and "region" not in principal.to_claims()


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("sub", ""), ("sub", "a b"), ("sub", 17), ("sub", "x" * 129), ("sub", "a\0"), ("sub", "a\n"), ("sub", "\ud800"),
        ("tenant", "HRSS"), ("tenant", ""), ("tenant", ["hrss"]),
        ("roles", "clerk"), ("roles", ["root"]), ("roles", [["clerk"]]), ("roles", {"clerk": 1}), ("roles", [None]),
        ("region", "470"), ("region", "07"), ("region", "４７０１０２"), ("region", 4701), ("region", ""),
        ("region", "CN-31"),        ("region", "4701\n"),
        ("purpose", "Handling case"), ("purpose", "x; DROP"), ("purpose", True),
    ],
)  # fmt: skip
def test_a_malformed_claim_is_refused_and_named(claim: str, value: Any) -> None:
    with pytest.raises(PrincipalRefused, match=f"claim {claim} "):
        Principal.from_claims({**CLAIMS, claim: value})


def test_no_role_at_all_is_refused() -> None:
    with pytest.raises(PrincipalRefused, match="no role"):
        Principal.from_claims({**CLAIMS, "roles": []})


def test_a_refusal_never_repeats_the_subject() -> None:
    number = "47010219900101 123X"
    with pytest.raises(PrincipalRefused) as refused:
        Principal.from_claims({**CLAIMS, "sub": number})
    assert number not in str(refused.value) and refused.value.exit_code == 2


def test_a_principal_cannot_be_changed() -> None:
    principal = Principal.from_claims(CLAIMS)
    with pytest.raises(FrozenInstanceError):
        principal.region = "CN"  # type: ignore[misc]
