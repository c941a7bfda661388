"""Whom the medical schemes insure."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.schemes.medical_members import employee_members, resident_members
from tests.simulation.schemes.china_funds import BASE_YEAR, china_context, with_settings


def test_the_base_year_has_the_published_insured():
    context = china_context()
    employees = employee_members(context)
    insured = context.published.at("employee_medical.insured", BASE_YEAR)
    assert employees.all[0].sum() == pytest.approx(insured, rel=1e-9)
    assert employees.retirees[0].sum() == pytest.approx(0.269 * insured, rel=1e-9)
    residents = resident_members(context, employees)
    assert residents[0].sum() == pytest.approx(context.published.at("resident_medical.insured", BASE_YEAR), rel=1e-9)


def test_nobody_is_insured_twice():
    context = china_context()
    employees = employee_members(context)
    together = employees.all + resident_members(context, employees)
    assert (employees.actives >= 0).all()
    assert (employees.retirees >= 0).all()
    assert (together <= context.persons() * (1 + 1e-9)).all()


def test_children_are_residents_and_retirees_are_not_young():
    employees = employee_members(china_context())
    assert employees.all[:, :, :17].sum() == 0
    assert employees.retirees[:, :, :40].sum() == 0


def test_a_retired_cohort_only_shrinks():
    employees = employee_members(china_context())
    assert (np.diff(np.stack([employees.retirees[n, :, 66 + n] for n in range(30)]), axis=0) <= 0).all()


def test_more_coverage_at_work_today_is_more_retirees_later():
    usual = employee_members(china_context())
    wider = employee_members(with_settings(china_context(), "employee_medical.active_coverage@2030=1.3"))
    assert wider.actives[7].sum() > usual.actives[7].sum()
    assert wider.retirees[40].sum() > usual.retirees[40].sum()


def test_too_few_retirees_for_those_who_retired_early_are_refused():
    with pytest.raises(ValueOutOfRange, match="retiree_share"):
        employee_members(
            with_settings(
                china_context(), "employee_medical.retiree_share=0.01", "employee_medical.retiree_share@2023=0.01"
            )
        )
