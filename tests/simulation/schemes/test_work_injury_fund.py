"""Work injury insurance: rates by class, grants by law."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rules.book import RuleBook
from simulation.schemes.work_injury import average_rate, project_work_injury
from tests.simulation.schemes.china_funds import china_context, with_settings


def test_the_average_rate_lies_between_the_first_and_the_last_class():
    rate = average_rate(with_settings(china_context(), "work_injury.staged_cut=0", "work_injury.staged_cut@2024=0"))
    assert ((rate > 0.002) & (rate < 0.019)).all()


def test_floating_up_by_half_raises_contributions_by_half_and_no_further():
    usual = project_work_injury(china_context()).income["contributions"]
    up = project_work_injury(with_settings(china_context(), "work_injury.float=1.5")).income["contributions"]
    assert up == pytest.approx(1.5 * usual, rel=1e-12)


def test_the_death_grant_is_twenty_years_of_last_year_s_urban_income():
    context = china_context()
    flows = project_work_injury(context)
    deaths = flows.measures["deaths"]
    wage = context.economy_at("wage.full_calibre", lag=1)
    grant = flows.outgo["funeral_and_survivors"] / deaths - wage / 2
    assert grant[1] == pytest.approx(1_083_760, rel=1e-9)
    assert grant == pytest.approx(20 * context.economy_at("income.urban_disposable", lag=1), rel=1e-9)


def test_one_off_grants_answer_to_the_months_of_the_law(tmp_path: Path):
    path = tmp_path / "reform.yaml"
    months = "{1: 54, 2: 50, 3: 46, 4: 42, 5: 36, 6: 32, 7: 26, 8: 22, 9: 18, 10: 14}"
    path.write_text(
        "overlay: {title: {zh: 测试, en: test}, reason: test}\n"
        f"work_injury.disability.one_off_months: {{unit: months of wage, values: {{2024-01-01: {months}}}}}\n",
        encoding="utf-8",
    )
    context = china_context()
    doubled = project_work_injury(replace(context, rules=RuleBook.load("china", [path])))
    usual = project_work_injury(context)
    by_class = context.assumptions.array("work_injury.cases_by_class", np.arange(1, 11))
    once = by_class @ np.array([27, 25, 23, 21, 18, 16, 13, 11, 9, 7]) * usual.taxable_base / 12
    cases = context.assume("work_injury.case_rate")
    assert doubled.outgo["benefits"] - usual.outgo["benefits"] == pytest.approx(once * cases, rel=1e-9)


def test_more_cases_bring_more_pensioners_year_after_year():
    usual = project_work_injury(china_context())
    worse = project_work_injury(with_settings(china_context(), "work_injury.case_rate+=0.002"))
    gap = worse.beneficiaries - usual.beneficiaries
    assert (gap > 0).all()
    assert gap[10] > 5 * gap[0]
    assert (worse.outgo["benefits"] > usual.outgo["benefits"]).all()


def test_without_new_cases_the_stock_only_runs_off():
    settings = tuple(f"work_injury.{name}{year}=0" for name in ("case_rate", "death_rate") for year in ("", "@2024"))
    pensioners = project_work_injury(with_settings(china_context(), *settings)).beneficiaries
    assert pensioners[1:] / pensioners[:-1] == pytest.approx(0.95, rel=1e-12)
