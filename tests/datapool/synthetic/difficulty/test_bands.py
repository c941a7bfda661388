"""The bands are frozen, and a province that is too easy breaks them."""

from dataclasses import replace

import pytest

from datapool.synthetic.difficulty.bands import bands_hash, judge, load_bands
from datapool.synthetic.difficulty.figures import TypologyFigures
from datapool.synthetic.difficulty.joins import Joined
from datapool.synthetic.difficulty.naive import Rule
from datapool.synthetic.difficulty.precision import Score

# What the bands said when they were set, before any detector existed.
FROZEN = "6dc446046195e85d2da32a752a9c36e7613fcd7c51766ea801aacdcacea304f7"
FIGURES = TypologyFigures({"zh": "某", "en": "some"}, "organised", 100, 1.0, {"a": 300, "b": 250}, 1.0, {}, 0, 0, 0, 0)


def scored(average_precision: float) -> Score:
    return Score(average_precision, 0.0, 1.0, 0.5, 100, 1000)


def verdicts(**typologies: TypologyFigures) -> dict[str, bool | None]:
    return {verdict.band: verdict.keeps for verdict in judge(typologies)}


def test_the_bands_are_those_that_were_frozen() -> None:
    assert bands_hash() == FROZEN
    bands = load_bands()["bands"]
    assert {name: (band.get("least"), band.get("most")) for name, band in bands.items()} == {
        "naive_rule_organised": (None, 0.5),
        "naive_record_organised": (None, 0.5),
        "exact_join_matchable": (None, 0.85),
        "lookalikes": (5, None),
    }


@pytest.mark.parametrize(
    ("change", "band"),
    [
        ({"rule": Rule("x", "high", scored(0.51))}, "naive_rule_organised"),
        ({"record": scored(0.51)}, "naive_record_organised"),
        ({"kind": "matchable", "join": Joined(100, 86, 90)}, "exact_join_matchable"),
        ({"lookalikes": {"a": 499}}, "lookalikes"),
    ],
)
def test_a_typology_that_is_too_easy_breaks_its_band(change: dict, band: str) -> None:
    fair = replace(FIGURES, rule=Rule("x", "high", scored(0.5)), record=scored(0.5), join=Joined(100, 85, 90))
    assert set(verdicts(T1=fair, T2=replace(fair, kind="matchable")).values()) == {True}
    found = verdicts(T1=fair, T2=replace(fair, kind="matchable"), T3=replace(fair, **change))
    assert {name for name, keeps in found.items() if not keeps} == {band}


def test_with_few_frauds_scores_wait_and_lookalikes_do_not() -> None:
    few = replace(FIGURES, frauds=24, lookalikes={"a": 10}, rule=Rule("x", "high", scored(0.9)), record=scored(0.9))
    assert verdicts(T1=few) == {
        "naive_rule_organised": None,
        "naive_record_organised": None,
        "exact_join_matchable": None,
        "lookalikes": False,
    }


def test_the_worst_typology_is_named() -> None:
    typologies = {f"T{at}": replace(FIGURES, record=scored(at / 10)) for at in (1, 4, 2)}
    (verdict,) = [one for one in judge(typologies) if one.band == "naive_record_organised"]
    assert (verdict.typology, verdict.worst, verdict.keeps) == ("T4", 0.4, True)
