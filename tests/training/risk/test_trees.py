"""Trees that are asked without LightGBM say what LightGBM says, of any case; what is no such tree is not asked."""

import re
from functools import lru_cache

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.errors import WrongType
from training.risk.trees import MOST_SPLITS, Trees, read_trees

CASES = 900
CLOSE = {"rtol": 0.0, "atol": 1e-9}


@lru_cache
def fitted(figures: int, leaves: int, seed: int, categorical: bool = False, **others: object) -> str:
    draw = np.random.default_rng(seed)
    known = draw.normal(size=(CASES, figures))
    # Few different values, so that cases lie on thresholds.
    known[:, 0] = np.round(known[:, 0])
    found = known[:, 0] * known[:, -1] + 0.3 * draw.normal(size=CASES) > 0.2
    rows = lightgbm.Dataset(known, found, categorical_feature=[0] if categorical else [], params={"verbosity": -1})
    ways = {"objective": "binary", "num_leaves": leaves, "min_data_in_leaf": 8, "verbosity": -1, "num_threads": 1}
    return str(lightgbm.train({**ways, **others}, rows, num_boost_round=12).model_to_string())


def cases(figures: int, seed: int, count: int = 600) -> NDArray[np.float64]:
    """Also far from anything that was learned from, and on thresholds."""
    drawn = np.random.default_rng(seed).normal(scale=3.0, size=(count, figures))
    drawn[::2] = np.round(drawn[::2])
    return drawn


@settings(max_examples=20, deadline=None)
@given(
    figures=st.integers(2, 12), leaves=st.integers(2, MOST_SPLITS + 1), seed=st.integers(0, 5), other=st.integers(6, 99)
)
def test_small_trees_say_and_share_out_what_lightgbm_does(figures: int, leaves: int, seed: int, other: int) -> None:
    text = fitted(figures, leaves, seed)
    peer, trees, asked = lightgbm.Booster(model_str=text), read_trees(text, figures), cases(figures, other)
    np.testing.assert_allclose(trees.log_odds(asked), peer.predict(asked, raw_score=True), **CLOSE)
    np.testing.assert_allclose(trees.contributions(asked), peer.predict(asked, pred_contrib=True)[:, :-1], **CLOSE)


def test_what_figures_bring_adds_up_to_what_is_said_against_the_average_case() -> None:
    trees, asked = read_trees(fitted(6, 6, 1), 6), cases(6, 2)
    average = trees.log_odds(asked) - trees.contributions(asked).sum(axis=1)
    np.testing.assert_allclose(average, average[0], **CLOSE)


def test_it_makes_no_difference_what_a_case_is_asked_with() -> None:
    trees, asked = read_trees(fitted(6, 6, 1), 6), cases(6, 3)
    alone = np.concatenate([trees.log_odds(asked[row : row + 1]) for row in range(20)])
    assert alone.tolist() == trees.log_odds(asked)[:20].tolist()


def test_no_case_is_told_nothing() -> None:
    trees: Trees = read_trees(fitted(6, 6, 1), 6)
    assert trees.log_odds(np.empty((0, 6))).shape == (0,)
    assert trees.contributions(np.empty((0, 6))).shape == (0, 6)


def test_a_tree_that_found_nothing_to_split_says_one_thing_of_all() -> None:
    text = fitted(3, 4, 1, min_gain_to_split=1e9)
    trees, asked = read_trees(text, 3), cases(3, 4)
    said = lightgbm.Booster(model_str=text).predict(asked, raw_score=True)
    np.testing.assert_allclose(trees.log_odds(asked), said, **CLOSE)
    assert not trees.contributions(asked).any()


WRONG = {
    "nothing": lambda text: "",
    "a poem": lambda text: "Tree=of life\nend of trees",
    "cut off": lambda text: text[: len(text) // 2],
    "without trees": lambda text: text.partition("\nTree=")[0] + "\nend of trees\n",
    "of more figures": lambda text: re.sub(r"split_feature=\d+", "split_feature=99", text, count=1),
    "of a figure before the first": lambda text: re.sub(r"split_feature=\d+", "split_feature=-1", text, count=1),
    "of a threshold that is none": lambda text: re.sub(r"threshold=\S+", "threshold=nan", text, count=1),
    "saying what is none": lambda text: re.sub(r"leaf_value=\S+", "leaf_value=inf", text, count=1),
    "of a leaf less": lambda text: re.sub(r"leaf_value=\S+ ", "leaf_value=", text, count=1),
    "in a circle": lambda text: re.sub(r"left_child=\S+", "left_child=0", text, count=1),
    "pointing nowhere": lambda text: re.sub(r"left_child=\S+", "left_child=77", text, count=1),
    "where nobody came": lambda text: re.sub(r"leaf_count=\d+", "leaf_count=0", text, count=1),
    "with nought for missing": lambda text: re.sub(r"decision_type=\d+", "decision_type=4", text, count=1),
    "with lines": lambda text: text.replace("is_linear=0", "is_linear=1", 1),
    "of several classes": lambda text: text.replace("num_tree_per_iteration=1", "num_tree_per_iteration=3"),
    "averaged": lambda text: text.replace("\nversion=", "\naverage_output\nversion="),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_such_tree_is_refused_before_anybody_asks_it(name: str) -> None:
    text = fitted(6, 6, 1)
    read_trees(text, 6)
    with pytest.raises(WrongType, match="no trees"):
        read_trees(WRONG[name](text), 6)


def test_trees_of_another_kind_are_refused_and_not_asked_wrongly() -> None:
    for text in (fitted(4, 31, 1), fitted(4, 4, 1, categorical=True, min_data_per_group=5)):
        assert lightgbm.Booster(model_str=text).num_trees()
        with pytest.raises(WrongType, match="no trees"):
            read_trees(text, 4)
