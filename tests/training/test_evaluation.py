"""Figures with intervals: covered as often as they should be, by person, by group."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from core.errors import InputError
from tests.training.tables import table, with_column
from training.evaluation import draws, evaluate, flagged_rows
from training.grouping import groups_of
from training.matrix import LabelRefused
from training.tasks import find_task

ROWS = table(800)


@dataclass(frozen=True)
class Said:
    """A model that says what stands in a column."""

    features: tuple[str, ...] = ("chance",)

    def predict(self, rows: pa.Table) -> np.ndarray:
        return rows.column("chance").to_numpy()

    def files(self) -> dict[str, bytes]:
        return {}


def honest(seed: int, rows: int = 300) -> pa.Table:
    draw = np.random.default_rng(seed)
    chance = draw.random(rows)
    return pa.table({"chance": chance, "found": (draw.random(rows) < chance).astype(int)})


def judged(rows: pa.Table, groups: tuple[str, ...] = ()):
    task = find_task("table", label="found", groups=groups)
    return evaluate(Said(), task, rows, rows_hash="h")


def test_an_interval_holds_the_true_figure_about_95_times_in_100() -> None:
    # The AUC of chances drawn evenly from 0 to 1: the integral gives 5/6.
    held = [each.low <= 5 / 6 <= each.high for each in (judged(honest(n)).figures["auc"] for n in range(60))]
    assert np.mean(held) >= 0.85


def test_rows_of_one_person_are_drawn_together_and_each_draw_has_as_many_persons() -> None:
    weights = draws(ROWS, 30, np.random.default_rng(1))
    assert weights.shape == (30, 800)
    assert (weights[:, 0::2] == weights[:, 1::2]).all()
    assert (weights[:, 0::2].sum(axis=1) == 400).all()


def test_rows_of_no_person_are_drawn_one_by_one() -> None:
    some = with_column(ROWS, "_person", [None if n % 4 else f"p{n // 8}" for n in range(800)])
    weights = draws(some, 5, np.random.default_rng(1))
    assert (weights[:, 0::8] == weights[:, 4::8]).all() and (weights[:, 1::8] != weights[:, 2::8]).any()


def test_few_persons_with_many_rows_have_wider_intervals_than_as_many_single_rows() -> None:
    rows = honest(3, 400)
    together = with_column(rows, "_person", [f"p{each // 40}" for each in range(400)])
    skill = [judged(each).figures["brier_skill"] for each in (rows, together)]
    assert skill[0].value == skill[1].value
    copies = pa.concat_tables([rows] * 4)
    of_persons = with_column(copies, "_person", [f"p{each % 400}" for each in range(1600)])
    widths = [each.high - each.low for each in (judged(copies).figures["auc"], judged(of_persons).figures["auc"])]
    assert widths[1] > 1.5 * widths[0]


def test_false_alarms_of_an_unfair_model_are_told_apart() -> None:
    draw = np.random.default_rng(2)
    sex = np.where(draw.random(4000) < 0.5, "f", "m")
    chance = np.clip(draw.random(4000) * 0.5 + 0.4 * (sex == "m"), 0, 1)
    rows = pa.table({"chance": chance, "found": (draw.random(4000) < 0.1).astype(int), "sex": sex})
    (group,) = judged(rows).groups
    assert group.ratio is not None and group.ratio.low > 1.25
    assert {rate.group: rate.flagged for rate in group.rates}["f"] == 0


def test_groups_of_many_numbers_are_fifths_and_of_words_the_words() -> None:
    ages, sexes = groups_of(ROWS, "age"), groups_of(ROWS, "sex")
    assert len(ages.names) == 6 and set(sexes.names) == {"f", "m"}
    assert (np.bincount(ages.of_row)[:5] > 120).all()
    missing = groups_of(with_column(ROWS, "sex", [None, "f"] * 400), "sex")
    assert np.bincount(missing.of_row).tolist() == [400, 400]


def test_a_column_to_compare_by_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="'caste'"):
        judged(honest(1), groups=("caste",))


def test_as_many_rows_are_flagged_as_the_share_says_even_among_equals() -> None:
    assert flagged_rows(np.zeros(200), 0.05).sum() == 10
    assert np.flatnonzero(flagged_rows(np.arange(200.0), 0.02)).tolist() == [196, 197, 198, 199]


def test_a_constant_label_cannot_be_judged() -> None:
    with pytest.raises(LabelRefused, match="same in every row"):
        judged(with_column(honest(1), "found", [1] * 300))
