"""The fit of the employees' pension: reproducible, met by what it writes, and blind beyond its year."""

import pytest

from core.documents import load_document
from simulation.countries.china.fund_fitting import employees_pension as fitting
from simulation.countries.china.fund_fitting.base_year import FITTED
from simulation.countries.china.pack import FOLDER, base_assumptions, structural_assumptions
from simulation.fitted_rows import rows_text


@pytest.fixture(scope="module")
def values() -> dict[str, float]:
    return fitting.fit()


def test_the_file_on_disk_is_what_the_fit_writes() -> None:
    written = rows_text(fitting.fitted_rows(), module=fitting.MODULE, reads=fitting.READS)
    assert (FITTED / "employees_pension.yaml").read_text(encoding="utf-8") == written


def test_the_projection_reads_the_fitted_values(values: dict[str, float]) -> None:
    for key, value in values.items():
        assert base_assumptions().number(key) == pytest.approx(value, rel=1e-5)


def test_the_pensioners_of_2023_are_met(values: dict[str, float]) -> None:
    context = fitting._context(structural_assumptions())
    beyond = fitting._retired_beyond(context, values["pension.employee.older_level"])
    assert abs(beyond) < 1e-4 * context.published.at("employees.retired", 2023)


def test_fitted_values_lie_inside_their_range_and_away_from_its_ends(values: dict[str, float]) -> None:
    for key, value in values.items():
        low, high = structural_assumptions().row(key).bounds
        assert low < value < high
    assert 0.2 < values["pension.employee.older_level"] < 1.5


def test_both_groups_of_enterprises_are_scaled_alike(values: dict[str, float]) -> None:
    structure = structural_assumptions()
    scales = [
        values[f"pension.{group}.base_ratio"] / structure.number(f"pension.{group}.base_ratio")
        for group in ("employee", "flexible")
    ]
    assert scales[0] == pytest.approx(scales[1], rel=1e-12)
    assert 0.7 < scales[0] < 1.3, "the assumed bases should need no large correction"


def test_what_is_read_of_the_funds_ends_with_the_year_fitted() -> None:
    document = load_document(FOLDER / "published" / "pension_base_2023.yaml")
    for series, fields in document.data.items():
        assert max(fields["values"]) <= fitting.FITTED_YEAR, series


def test_a_fit_of_other_structure_finds_other_values() -> None:
    context = fitting._context(structural_assumptions())
    fewer = fitting._retired_beyond(context, 0.2)
    more = fitting._retired_beyond(context, 1.5)
    assert fewer < 0 < more, "the published pensioners must lie inside what coverage can bring about"
