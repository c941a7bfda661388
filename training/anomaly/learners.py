"""All scorers that learn from known anomalies among unlabelled rows, each answering with log odds of an order only."""

from collections.abc import Mapping

from training.anomaly.block import Learner, even_and_unusual, raw, raw_and_unusual, standard
from training.anomaly.forests import cleaned_trees, forest, plain_trees, trees
from training.anomaly.lines import line, line_of_numbers, near_known, plain_line, surface

PLAIN: Mapping[str, Learner] = {"lightgbm": plain_trees, "logistic": plain_line}
LEARNERS: Mapping[str, Learner] = {
    "trees": trees(raw),
    "trees_with_scores": trees(raw_and_unusual),
    "trees_cleaned": cleaned_trees,
    "forest_with_scores": forest,
    "line_held_hard": line(0.1),
    "line_held": line(1.0),
    "line_held_little": line(10.0),
    "line_of_numbers": line_of_numbers,
    "surface": surface(even_and_unusual, 1.0),
    "surface_of_numbers": surface(standard, 0.5),
    "near_known": near_known,
}
