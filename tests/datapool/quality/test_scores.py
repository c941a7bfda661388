"""Scores are one minus the weighted share of failing checks, counted here by hand."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UnknownKey
from datapool.quality.assess import assess
from datapool.quality.scores import Score, score
from tests.datapool.quality.small import insured, pool_of

RULES = """
rules:
  Q-C-900:
    title: {zh: 缺电话, en: No telephone}
    correct: {zh: 补录, en: Fill it in}
    severity: minor
    table: hrss_insured
    columns: [phone]
    filled: {}
  Q-X-900:
    title: {zh: 性别, en: Sex}
    correct: {zh: 更正, en: Correct it}
    severity: critical
    table: hrss_insured
    columns: [sex]
    same_as: {other: id_sex(r.citizen_id), when: "r.employment_form = '3'"}
  Q-V-900:
    title: {zh: 年龄, en: Age}
    correct: {zh: 更正, en: Correct it}
    severity: notice
    table: hrss_insured
    columns: [birth_date]
    row: {breaks: "r.birth_date < DATE '1990-01-01'"}
"""


def written(folder: Path, text: str = RULES) -> Path:
    folder.mkdir()
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_score_counted_by_hand(tmp_path: Path) -> None:
    rows = [insured(1, 2019, phone=None), insured(2, 2019), insured(3, 2019, sex="2"), insured(4, 2019)]
    rows += [insured(5, 2020, employment_form="1"), insured(6, 2020, phone=" ")]
    found = assess(pool_of(tmp_path / "pool", *rows), rules=written(tmp_path / "rules"))
    # 2 of 6 rows lack a telephone, weight 1; of the 5 rows judged 1 has the wrong sex, weight 5; a notice weighs 0.
    (whole,) = found.scores()
    assert (whole.numerator, whole.denominator) == (pytest.approx(1 * 2 / 6 + 5 * 1 / 5), 6)
    assert whole.score == pytest.approx(1 - (1 / 3 + 1) / 6)
    assert (whole.checked, whole.failed) == (6 + 5 + 6, 2 + 1 + 6)
    by_year = {each.group["delivery"]: each.score for each in found.scores(("delivery",))}
    assert by_year == {"2019": pytest.approx(1 - (1 / 4 + 5 / 4) / 6), "2020": pytest.approx(1 - (1 / 2) / 6)}
    by_item = {each.group["item"]: each.score for each in found.scores(("item",))}
    assert by_item == {"phone": pytest.approx(1 - 2 / 6), "sex": pytest.approx(1 - 1 / 5), "birth_date": None}
    by_dimension = {each.group["dimension"]: each.score for each in found.scores(("dimension",))}
    assert by_dimension["consistency"] == pytest.approx(0.8)


def test_a_current_score_leaves_out_what_was_corrected_since(tmp_path: Path) -> None:
    rows = [insured(1, 2019, phone=None), insured(2, 2019, phone=None), insured(1, 2020)]
    found = assess(pool_of(tmp_path / "pool", *rows), rules=written(tmp_path / "rules"))

    def of_phone(current: bool) -> Score:
        return next(s for s in found.scores(("item",), current=current) if s.group["item"] == "phone")

    assert of_phone(False).score == pytest.approx(1 - 2 / 3)
    assert of_phone(True).score == pytest.approx(1 - 1 / 3)
    assert of_phone(True).mended == 1


def test_a_score_by_something_unknown_is_refused_with_a_remedy(tmp_path: Path) -> None:
    found = assess(pool_of(tmp_path / "pool", insured(1, 2019)), rules=written(tmp_path / "rules"))
    with pytest.raises(UnknownKey, match="delivery"):
        found.scores(("colour",))


CHECKS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 50), st.integers(0, 50), st.sampled_from([0.0, 1.0, 3.0, 5.0])),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(CHECKS)
def test_scores_lie_between_0_and_1_and_do_not_depend_on_the_order_of_counts(rows: list[tuple]) -> None:
    weights = {check: weight for check, _, _, weight in rows}
    table = counts([(check, checked, min(failed, checked), weights[check]) for check, checked, failed, _ in rows])
    scores = score(table, ("department",))
    assert score(table.take(list(range(table.num_rows))[::-1]), ("department",)) == scores
    for each in scores:
        assert each.score is None or 0 <= each.score <= 1
        assert each.denominator == sum(weights.values())


def counts(rows: list[tuple[str, int, int, float]]) -> pa.Table:
    return pa.table(
        {
            "check": [row[0] for row in rows],
            "department": ["hrss"] * len(rows),
            "weight": [row[3] for row in rows],
            "checked": pa.array([row[1] for row in rows], pa.int64()),
            "failed": pa.array([row[2] for row in rows], pa.int64()),
            "mended": pa.array([0] * len(rows), pa.int64()),
        }
    )
