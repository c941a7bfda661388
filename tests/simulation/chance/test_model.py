import shutil

import numpy as np
import pytest

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from simulation.chance.correlation import BadCorrelation
from simulation.chance.driver_names import DRIVERS
from simulation.chance.drivers import load_driver_model


@pytest.fixture
def folder(china_folder, tmp_path):
    """A copy of China's folder that a test may spoil."""
    for path in china_folder.glob("*.yaml"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_matrix_holds_the_fitted_block_and_the_named_pairs(model):
    matrix = model.correlation
    assert np.array_equal(matrix, matrix.T) and np.array_equal(np.diag(matrix), np.ones(11))
    assert np.linalg.eigvalsh(matrix)[0] > 0
    assert np.array_equal(matrix[4:8, 4:8], model.economy.residual_correlation)
    assert matrix[DRIVERS.index("unemployment"), DRIVERS.index("compliance")] == -0.4
    # Births, deaths and migration meet the economy through the wage bill alone.
    assert np.array_equal(matrix[:4, 4:], np.zeros((4, 7)))
    assert np.allclose(model.root @ model.root.T, matrix, atol=1e-15)


def test_the_hash_knows_every_file(folder, china_folder):
    plain = load_driver_model(china_folder).content_hash
    assert load_driver_model(folder).content_hash == plain
    hashes = {plain}
    for name, old, new in (
        ("demography.yaml", "shock: 0.058608", "shock: 0.06"),
        ("migration.yaml", "673.885", "600"),
        ("macro.yaml", "-0.00932913", "-0.01"),
        ("drivers.yaml", "step: 0.005", "step: 0.006"),
        ("drivers.yaml", "value: -0.3", "value: -0.2"),
    ):
        spoil(folder, name, old, new)
        hashes.add(load_driver_model(folder).content_hash)
    assert len(hashes) == 6


@pytest.mark.parametrize(
    ("name", "old", "new", "error", "message"),
    [
        ("drivers.yaml", "[wage, medical]", "[wage, medicine]", UnknownKey, "no driver is called 'medicine'"),
        ("drivers.yaml", "[wage, medical]", "[wage, wage]", BadCorrelation, "wage and wage are one driver"),
        ("drivers.yaml", "[wage, medical]", "[wage]", BadCorrelation, "does not name two drivers"),
        (
            "drivers.yaml",
            "[wage, medical]",
            "[wage, prices]",
            BadCorrelation,
            "wage and prices are correlated as macro",
        ),
        (
            "drivers.yaml",
            "[wage, medical]",
            "[compliance, wage]",
            BadCorrelation,
            "compliance and wage stand here twice",
        ),
        ("drivers.yaml", "value: -0.3", "value: much", WrongType, "is not a number"),
        ("drivers.yaml", "step: 0.005", "step: -0.005", ValueOutOfRange, "yearly deviation -0.005"),
        ("drivers.yaml", "margin_share: 0.25", "margin_share: -1", ValueOutOfRange, "margin_share is -1"),
        ("drivers.yaml", "uncertainty: 0.0", "uncertainty: 1.5", ValueOutOfRange, "mean_uncertainty is 1.5"),
        ("drivers.yaml", "margin_share: 0.25", "margin_part: 0.25", UnknownKey, "margin_share is missing"),
        ("macro.yaml", "-0.00932913", "1.2", InputError, "not stable"),
        ("macro.yaml", "order: 1", "order: 2", UnknownKey, "lags.1"),
        ("migration.yaml", "persistence: 0.3285", "persistence: 1", ValueOutOfRange, "persistence of migration"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_file_and_line(folder, name, old, new, error, message):
    line = spoil(folder, name, old, new)
    with pytest.raises(error, match=message) as caught:
        load_driver_model(folder)
    assert caught.value.exit_code == 2
    assert caught.value.line is not None and abs(caught.value.line - line) <= 6
    assert name.split(".")[0] in str(caught.value.path)


def test_a_correlation_the_others_rule_out_is_refused_naming_the_pair(folder):
    spoil(
        folder,
        "drivers.yaml",
        "between: [coverage, compliance]\n    value: 0.2",
        "between: [coverage, compliance]\n    value: -0.99",
    )
    spoil(folder, "drivers.yaml", "value: -0.3", "value: -0.6")
    with pytest.raises(BadCorrelation, match="to blame are coverage and compliance"):
        load_driver_model(folder)


def test_a_correlation_beyond_one_is_refused_naming_the_pair(folder):
    spoil(folder, "drivers.yaml", "value: -0.4", "value: -1.4")
    with pytest.raises(BadCorrelation, match=r"unemployment and compliance have a correlation of -1\.4"):
        load_driver_model(folder)


@pytest.mark.parametrize("name", ["demography", "migration", "macro", "drivers"])
def test_a_missing_file_is_named(folder, name):
    (folder / f"{name}.yaml").unlink()
    with pytest.raises(InputError, match=f"{name}.yaml"):
        load_driver_model(folder)
