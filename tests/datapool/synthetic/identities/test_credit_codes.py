"""Credit codes are valid by an independent implementation and different for every body."""

import numpy as np
from stdnum.cn import uscc

from datapool.synthetic.identities.credit_codes import credit_codes
from datapool.synthetic.identities.organisations import employer_codes, provider_codes

_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def test_codes_pass_the_check_of_python_stdnum() -> None:
    draw = np.random.default_rng(2)
    codes = credit_codes(np.full(3000, "91"), draw.choice([470102, 470821], 3000), draw.integers(0, 10**8, 3000))
    for code in codes.astype("U18").tolist():
        assert uscc.validate(code) == code


def test_the_organisation_code_has_its_own_check_character() -> None:
    """GB 11714: 11 less the weighted sum, ten is X and eleven is nought."""
    codes = credit_codes(np.full(500, "52"), np.full(500, 470102), np.arange(500)).astype("U18")
    for code in codes.tolist():
        rest = 11 - sum(int(digit) * weight for digit, weight in zip(code[8:16], _BODY_WEIGHTS, strict=True)) % 11
        assert code[16] == {10: "X", 11: "0"}.get(rest, str(rest))


def test_employers_and_providers_never_share_a_code_and_carry_the_prefix_of_their_kind() -> None:
    kinds = np.tile([1, 2, 3, 4, 5], 400)
    employers = employer_codes(kinds, np.full(2000, 470102), seed=5)
    providers = provider_codes(np.full(2000, 470102), seed=5)
    assert np.unique(np.concatenate([employers, providers])).size == 4000
    assert [code[:2] for code in employers[:5]] == ["91", "12", "92", "91", "52"]
