"""Models of behaviour: signs that hold, chances that add up, and files that say the same when they are read back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import WrongType
from training.risk.behaviour.suspicion import Suspicion
from training.risk.behaviour.unusual import unusualness
from training.risk.calibration import calibrate
from training.risk.chance import learn
from training.risk.choosing import FOLDS, Known, TooFewFindings, choose_scorer, onto, require_findings
from training.risk.learned import Chance
from training.risk.scorer import Scorer, fit_line, with_trees

NAMES = ("many", "few", "either")
SIGNS = np.array([1, -1, 0])


def drawn(seed: int, size: int = 4000, share: float = 0.03) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[case, figure], who is a fraud, and the fold; of two frauds one is in a group that was found."""
    draw = np.random.default_rng(seed)
    fraud = draw.random(size) < share
    figures = np.column_stack([
        draw.gamma(2, 2, size) + 9 * fraud, draw.gamma(2, 2, size) / (1 + 3 * fraud), draw.gamma(2, 2, size)
    ])  # fmt: skip
    return figures, fraud, draw.integers(0, FOLDS, size)


def known_of(fraud: np.ndarray, fold: np.ndarray, seed: int = 3) -> Known:
    draw = np.random.default_rng(seed)
    confirmed = fraud & (draw.random(fraud.size) < 0.4)
    unfounded = ~fraud & (draw.random(fraud.size) < 0.01)
    return Known(confirmed, unfounded, fold)


@given(st.integers(0, 1000), st.booleans())
@settings(deadline=None, max_examples=15)
def test_no_weight_goes_against_what_is_expected_of_its_figure(seed: int, turned: bool) -> None:
    figures, fraud, _ = drawn(seed, 400)
    figures = figures[:, [1, 0, 2]] if turned else figures
    line = fit_line(figures, fraud, np.ones(fraud.size), names=NAMES, signs=SIGNS, pull=3.0)
    assert line.weights[0] >= 0
    assert line.weights[1] <= 0


def test_trees_keep_the_directions_of_the_line() -> None:
    figures, fraud, _ = drawn(4)
    weight = np.ones(fraud.size)
    line = fit_line(figures, fraud, weight, names=NAMES, signs=SIGNS, pull=3.0)
    model = with_trees(line, figures, fraud, weight, signs=SIGNS)
    steps = np.column_stack([np.linspace(0, 30, 60), np.full(60, 4.0), np.full(60, 4.0)])
    assert (np.diff(model.log_odds(steps)) >= -1e-9).all()
    assert (np.diff(model.log_odds(steps[:, [1, 0, 2]])) <= 1e-9).all()


def test_without_a_confirmed_case_weights_stay_as_expected() -> None:
    figures, fraud, _ = drawn(5, 200)
    line = fit_line(figures, np.zeros_like(fraud), np.ones(fraud.size), names=NAMES, signs=SIGNS, pull=3.0)
    assert line.weights[0] > 0 > line.weights[1]
    assert line.weights[2] == 0


def test_contributions_and_the_intercept_add_up_to_the_log_odds_of_a_line() -> None:
    figures, fraud, _ = drawn(6, 500)
    line = fit_line(figures, fraud, np.ones(fraud.size), names=NAMES, signs=SIGNS, pull=3.0)
    np.testing.assert_allclose(line.contributions(figures).sum(axis=1) + line.intercept, line.log_odds(figures))


def test_chances_add_up_to_the_frauds_and_not_to_the_confirmed() -> None:
    """Investigators look at two in five of those who look like a fraud, whether they are one or not."""
    figures, fraud, fold = drawn(7, 6_000)
    like_one = 1 / (
        1
        + np.exp(
            -2 * (fit_line(figures, fraud, np.ones(fraud.size), names=NAMES, signs=SIGNS, pull=3.0).log_odds(figures))
        )
    )
    looked = np.random.default_rng(3).random(fraud.size) < np.where(fraud, 0.4, 0.01 + 0.39 * like_one)
    known = Known(looked & fraud, looked & ~fraud, fold)
    model = learn(figures, known, names=NAMES, signs=SIGNS)
    assert model.found == pytest.approx(0.4, abs=0.12)
    assert model.chance(figures).sum() == pytest.approx(fraud.sum(), rel=0.3)
    assert known.confirmed.sum() < 0.6 * fraud.sum()


def test_a_model_read_back_says_the_same_and_learning_again_gives_the_same_bytes() -> None:
    figures, fraud, fold = drawn(8)
    known = known_of(fraud, fold)
    made = []
    for _ in range(2):
        chosen = choose_scorer(figures, known, NAMES, SIGNS)
        treed = with_trees(chosen.scorer, figures, known.confirmed, known.weight, signs=SIGNS)
        curve = calibrate(chosen.outside, known.confirmed, known.unfounded)
        made.append(Suspicion(chosen.scorer, Chance(treed, curve)))
    assert made[0] == made[1]
    again = Suspicion.from_json(made[0].to_json(), made[0].trees())
    assert set(made[0].trees()) <= {"first", "second"}
    np.testing.assert_array_equal(again.chance(figures), made[0].chance(figures))
    np.testing.assert_array_equal(again.contributions(figures), made[0].contributions(figures))


@pytest.mark.parametrize("broken", [{}, {"first": {}}, {"first": 3}])
def test_what_is_no_model_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(WrongType):
        Suspicion.from_json(broken, {})
    with pytest.raises(WrongType):
        Scorer.from_json(broken, "")


def test_too_few_findings_are_refused() -> None:
    nobody = np.zeros(50, bool)
    with pytest.raises(TooFewFindings):
        require_findings(Known(nobody, nobody, np.zeros(50, np.int64)))


def test_chances_rise_with_the_score_and_a_few_findings_do_not_move_the_share_found_far() -> None:
    draw = np.random.default_rng(9)
    fraud = draw.random(5000) < 0.02
    score = draw.normal(0, 1, 5000) + 5 * fraud
    made = calibrate(score, fraud & (draw.random(5000) < 0.05), np.zeros(5000, bool))
    assert made.slope >= 0
    assert 0.1 < made.found < 0.4


def test_where_the_likeliest_are_often_cleared_no_chance_is_near_one() -> None:
    """A third of those of the highest scores are honest, and investigators, seeing no difference, say so later."""
    draw = np.random.default_rng(11)
    high, size = draw.random(6_000) < 0.05, 6_000
    fraud = high & (draw.random(size) < 0.67)
    looked = draw.random(size) < 0.4
    made = calibrate(draw.normal(0, 1, size) + 12 * high, fraud & looked, high & ~fraud & looked)
    assert made.chance(np.array([12.0]))[0] == pytest.approx(0.67, abs=0.12)


def test_many_alike_none_of_whom_was_cleared_are_frauds_though_few_were_looked_at() -> None:
    draw = np.random.default_rng(12)
    size = 8_000
    fraud = draw.random(size) < 0.05
    looked, wrong = draw.random(size) < np.where(fraud, 0.22, 0.02), draw.random(size) < 0.05
    confirmed, unfounded = looked & (fraud ^ wrong), looked & ~(fraud ^ wrong)
    made = calibrate(draw.normal(0, 1, size) + 12 * fraud, confirmed, unfounded)
    assert made.chance(np.array([12.0]))[0] > 0.9
    assert made.found == pytest.approx(0.22, abs=0.06)


@given(st.floats(0.1, 5), st.floats(-3, 3))
@settings(deadline=None, max_examples=25)
def test_scores_of_another_scale_are_put_onto_that_of_the_model(stretch: float, shift: float) -> None:
    score = np.random.default_rng(12).normal(0, 1, 300)
    np.testing.assert_allclose(onto(score[:40], score, shift + stretch * score), shift + stretch * score[:40])


def test_who_is_far_out_in_the_expected_direction_is_unusual_and_the_other_way_is_not() -> None:
    draw = np.random.default_rng(10)
    figures = draw.normal(0, 1, (500, 3))
    figures[0], figures[1] = (9, -9, 0), (-9, 9, 0)
    found = unusualness(figures, SIGNS)
    assert found[0].min() > 2
    assert found[1, 1] < 0.1
