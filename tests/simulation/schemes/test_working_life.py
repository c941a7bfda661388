"""Who has retired: the statutory ages, the reform and choice."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rules.book import RuleBook
from simulation.demography.population import FEMALE, MALE
from simulation.schemes.working_life import persons_of_working_age, retired_share
from tests.simulation.schemes.china_funds import BASE_YEAR, china_context, with_settings

NO_CHOICE = tuple(f"pension.employee.{name}=0" for name in ("special_share", "early_share", "late_share"))


def test_before_the_reform_men_retire_at_60_and_women_workers_at_50():
    share = retired_share(with_settings(china_context(), *NO_CHOICE, "pension.employee.female_worker_share=1"))[0]
    assert share[MALE, [59, 60]].tolist() == pytest.approx([0.0, 1.0], abs=1e-12)
    assert share[FEMALE, [49, 50]].tolist() == pytest.approx([0.0, 1.0], abs=1e-12)


def test_after_the_reform_the_ages_are_63_and_55():
    share = retired_share(with_settings(china_context(), *NO_CHOICE, "pension.employee.female_worker_share=1"))
    last = share[2045 - BASE_YEAR]
    assert last[MALE, [62, 63]].tolist() == pytest.approx([0.0, 1.0], abs=1e-12)
    assert last[FEMALE, [54, 55]].tolist() == pytest.approx([0.0, 1.0], abs=1e-12)


def test_a_cohort_never_comes_back_from_retirement():
    share = retired_share(china_context())
    assert (share[1:, :, 1:] - share[:-1, :, :-1] >= -1e-12).all()
    assert ((share >= 0) & (share <= 1)).all()


def test_leaving_early_by_choice_takes_people_of_working_age_away():
    none = persons_of_working_age(with_settings(china_context(), "pension.employee.early_share=0"))
    many = persons_of_working_age(with_settings(china_context(), "pension.employee.early_share=0.9"))
    assert none[0] == pytest.approx(many[0], rel=1e-12)
    assert (many[5:] < none[5:]).all()


def test_without_the_delay_fewer_people_are_at_work(tmp_path: Path):
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "overlay: {title: {zh: 测试, en: test}, reason: test}\n"
        + "".join(
            f"retirement.longest_delay.{name}: {{unit: months, values: {{2025-01-02: 0}}}}\n"
            for name in ("male", "female_cadre", "female_worker")
        ),
        encoding="utf-8",
    )
    context = with_settings(china_context(), *NO_CHOICE)
    without = replace(context, rules=RuleBook.load("china", [reform]))
    gap = persons_of_working_age(context) - persons_of_working_age(without)
    assert gap[0] == pytest.approx(0.0, abs=1.0)
    assert (np.diff(gap)[1:15] > 0).sum() >= 12
    assert gap[-1] > 1e7
