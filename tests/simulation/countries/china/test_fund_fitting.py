"""The levels of the smaller funds: fitted to 2023, reproducible, and blind to what they are compared with."""

import pytest

from core.documents import load_document
from simulation.countries.china.fund_fitting import medical, resident_pension, unemployment, work_injury
from simulation.countries.china.fund_fitting.base_year import (
    FITTED,
    FITTED_YEAR,
    FundFamily,
    accounts_of,
    fit,
    fitted_text,
    fitting_context,
)
from simulation.countries.china.pack import FOLDER

FAMILIES = tuple(module.FAMILY for module in (medical, resident_pension, unemployment, work_injury))
BY_NAME = pytest.mark.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])


@BY_NAME
def test_the_file_on_disk_is_what_the_fit_writes(family: FundFamily):
    assert (FITTED / f"{family.name}.yaml").read_text(encoding="utf-8") == fitted_text(family)


@BY_NAME
def test_the_accounts_of_2023_are_met_with_interest(family: FundFamily):
    context = fitting_context(family)
    accounts = accounts_of(family, context, fit(family))
    for parameter in family.parameters:
        assert parameter.measure(accounts) == pytest.approx(parameter.target(context.published), rel=1e-9)


@BY_NAME
def test_fitted_values_lie_inside_their_range(family: FundFamily):
    values = fit(family)
    for parameter in family.parameters:
        assert parameter.bounds[0] < values[parameter.key] < parameter.bounds[1]


@BY_NAME
def test_no_fit_reads_a_year_beyond_its_own_or_before_its_opening(family: FundFamily):
    for name in family.published:
        document = load_document(FOLDER / "published" / f"{name}.yaml")
        for series, fields in document.data.items():
            years = set(fields["values"])
            assert years <= {FITTED_YEAR - 1, FITTED_YEAR}, series
            if series.endswith(("income", "outgo")):
                assert years == {FITTED_YEAR}, series


def test_collection_and_shares_are_plausible_without_being_told():
    values = {key: value for family in FAMILIES for key, value in fit(family).items()}
    assert 0.7 < values["unemployment.collection_rate"] < 1.05
    assert 0.7 < values["work_injury.collection_rate"] < 1.05
    assert 0.9 < values["resident_medical.local_subsidy_ratio"] < 1.2
    assert 0.8 < values["employee_medical.base_ratio"] < 1.2
    assert 0.9 < values["employee_medical.local_rate_ratio"] < 1.4
