"""Unemployment insurance along the cycle."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rules.book import RuleBook
from simulation.schemes.unemployment import project_unemployment
from tests.simulation.schemes.china_funds import BASE_YEAR, china_context, with_settings


def overlaid(tmp_path: Path, rows: str):
    path = tmp_path / "reform.yaml"
    path.write_text("overlay: {title: {zh: 测试, en: test}, reason: test}\n" + rows, encoding="utf-8")
    return replace(china_context(), rules=RuleBook.load("china", [path]))


def test_more_unemployed_draw_more_in_proportion():
    usual = project_unemployment(china_context())
    slump = project_unemployment(with_settings(china_context(), "macro.unemployment_rate@2030=0.104"))
    ratio = slump.outgo["benefits"] / usual.outgo["benefits"]
    assert ratio[:6] == pytest.approx(1.0, rel=1e-12)
    assert ratio[6:] == pytest.approx(2.0, rel=1e-9)
    assert (slump.beneficiaries[6:] > usual.beneficiaries[6:]).all()


def test_raising_both_rates_raises_contributions_in_proportion(tmp_path: Path):
    unit = "unit: share of contribution base"
    statutory = overlaid(
        tmp_path,
        f"unemployment.contribution.employer_rate: {{{unit}, values: {{2027-01-01: 0.02}}}}\n"
        f"unemployment.contribution.employee_rate: {{{unit}, values: {{2027-01-01: 0.01}}}}\n",
    )
    ratio = (
        project_unemployment(statutory).income["contributions"]
        / project_unemployment(china_context()).income["contributions"]
    )
    assert ratio[:3] == pytest.approx(1.0, rel=1e-12)
    assert ratio[3:] == pytest.approx(3.0, rel=1e-12)


def test_a_shorter_scale_of_the_law_pays_less(tmp_path: Path):
    halved = overlaid(
        tmp_path, "unemployment.benefit.duration: {unit: months, values: {2030-01-01: {12: 6, 60: 9, 120: 12}}}\n"
    )
    ratio = project_unemployment(halved).outgo["benefits"] / project_unemployment(china_context()).outgo["benefits"]
    assert ratio[:6] == pytest.approx(1.0, rel=1e-12)
    assert ratio[6:] == pytest.approx(0.5, rel=1e-12)


def test_claimants_with_long_careers_are_granted_two_years():
    only_long = ("unemployment.claimants.under_5_years=0", "unemployment.claimants.5_to_10_years=0")
    long = project_unemployment(with_settings(china_context(), *only_long))
    months = long.beneficiaries * 12 / long.measures["claimants"]
    assert months == pytest.approx(24 * china_context().assume("unemployment.used_share"), rel=1e-12)


def test_the_benefit_keeps_its_distance_from_wages():
    replacement = project_unemployment(china_context()).measures["replacement_ratio"]
    assert replacement == pytest.approx(np.full(replacement.size, replacement[0]), rel=1e-12)
    assert 0.1 < replacement[0] < 0.4


def test_the_insured_move_with_people_at_work():
    context = china_context()
    flows = project_unemployment(context)
    assert flows.insured[0] == pytest.approx(context.published.at("unemployment.insured", BASE_YEAR), rel=0.03)
    assert flows.insured[60] < flows.insured[10]
