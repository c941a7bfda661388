"""Evidence is written and read back whole, and what is signed covers all of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.errors import ValueOutOfRange, WrongType
from core.evidence import Article, Evidence, Reason
from core.keys import draw_key

GIVEN = Evidence(
    claim="T01", subject="s", score=0.5, reasons=(Reason("paid_after_death", {"months": 3}, 1.5),), rows=("t:b:1",),
    articles=(Article("社会保险法", "第八十八条", "verified"),), model="m", release="r", at=date(2026, 1, 5),
)  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    assert Evidence.from_json(GIVEN.to_json()) == GIVEN


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_score_that_is_no_chance_is_refused(score: float) -> None:
    with pytest.raises(ValueOutOfRange):
        replace(GIVEN, score=score)


def test_a_signature_covers_everything_but_itself(tmp_path: Path) -> None:
    key = draw_key(tmp_path / "key.pem")
    signed = GIVEN.with_signature(key.sign(GIVEN.signed_bytes(), use="evidence").hex())
    assert key.public.verifies(bytes.fromhex(signed.signature), signed.signed_bytes(), use="evidence")
    changed = (
        {"claim": "T02"}, {"subject": "x"}, {"score": 0.6}, {"reasons": ()}, {"rows": ()}, {"articles": ()},
        {"model": "x"}, {"release": "x"}, {"at": date(2026, 1, 6)},
    )  # fmt: skip
    for change in changed:
        other = replace(signed, **change)  # type: ignore[arg-type]
        assert not key.public.verifies(bytes.fromhex(other.signature), other.signed_bytes(), use="evidence"), change


@pytest.mark.parametrize("name", list(GIVEN.to_json()))
def test_something_that_lacks_a_part_is_no_evidence(name: str) -> None:
    plain = GIVEN.to_json()
    del plain[name]
    with pytest.raises(WrongType):
        Evidence.from_json(plain)
