"""Nothing known only afterwards reaches a fit or a back-test, and no fit has seen what it is judged by."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from core.documents import load_document
from simulation.countries.china import bases, census_base, fitting
from simulation.countries.china.backtest.fitting import fitted_path, write_fits
from simulation.countries.china.backtest.run import BackTest, backtest
from simulation.countries.china.pack import FOLDER
from simulation.countries.china.population import china_population_as_of
from simulation.countries.china.validation.fits import Fit, fits
from simulation.demography.fitting import reference_folder
from simulation.demography.wpp import WppCountry, YearTable, read_wpp
from simulation.validation import ValidationCase, validate
from tests.processes import run_python

OUTCOME_FILES = ("pension_2019_2022", "pension_base_2023", "pension_2024", "economy_2019_2024")
SERIES_OF_A_RUN = ("retired", "active", "income", "outgo", "accumulated_balance")


def scrambled(path: Path, seed: int) -> None:
    """Every figure of a published file becomes a random number; years, units and names stay."""
    chance = np.random.default_rng(seed)
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for series in data.values():
        series["values"] = {year: float(chance.uniform(1, 1e13)) for year in series["values"]}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def copy_of_the_pack(folder: Path) -> Path:
    for part in ("published", "backtest"):
        shutil.copytree(FOLDER / part, folder / part)
    return folder


def bytes_of(run: BackTest) -> list[bytes]:
    lines = [
        line for fund in run.accounts.values() for line in (*fund.income_lines.values(), *fund.outgo_lines.values())
    ]
    return [*(getattr(run, name).tobytes() for name in SERIES_OF_A_RUN), *(line.tobytes() for line in lines)]


@pytest.mark.parametrize("base_year", [2016, 2017, 2018])
@pytest.mark.parametrize("mode", ["conditional", "blind"])
def test_random_outcomes_of_2019_to_2023_change_no_byte(mode, base_year: int, tmp_path: Path) -> None:
    folder = copy_of_the_pack(tmp_path)
    for seed, name in enumerate(OUTCOME_FILES):
        scrambled(folder / "published" / f"{name}.yaml", seed)
    if mode == "blind":
        scrambled(folder / "backtest" / "outside.yaml", len(OUTCOME_FILES))
    fitted_path(base_year, folder).unlink()
    write_fits(folder)
    assert fitted_path(base_year, folder).read_bytes() == fitted_path(base_year).read_bytes()
    altered, untouched = backtest(base_year, mode, folder), backtest(base_year, mode)
    assert bytes_of(altered) == bytes_of(untouched)
    assert (altered.parameters_hash, altered.data_hash) == (untouched.parameters_hash, untouched.data_hash)


@pytest.mark.parametrize(
    ("mode", "file"), [("conditional", "backtest/outside"), ("blind", "published/pension_to_2018")]
)
def test_a_file_that_may_be_read_does_move_the_run(mode, file: str, tmp_path: Path) -> None:
    """The test above would also pass if the altered folder were never read."""
    folder = copy_of_the_pack(tmp_path)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert "97379" in text or "117980000" in text
    path.write_text(text.replace("97379", "107379").replace("117980000", "127980000"), encoding="utf-8")
    write_fits(folder)
    assert bytes_of(backtest(2018, mode, folder)) != bytes_of(backtest(2018, mode))


def test_the_refit_really_reads_the_altered_folder(tmp_path: Path) -> None:
    folder = copy_of_the_pack(tmp_path)
    path = folder / "published" / "pension_to_2018.yaml"
    figures = yaml.safe_load(path.read_text(encoding="utf-8"))
    figures["employees.levy"]["values"][2014] *= 1.1
    path.write_text(yaml.safe_dump(figures, allow_unicode=True), encoding="utf-8")
    write_fits(folder)
    assert fitted_path(2018, folder).read_bytes() != fitted_path(2018).read_bytes()


@pytest.fixture
def only_early_demography(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of the demography with what was known by 2018, every later figure altered, and nothing else."""
    for name in ("as_of_2018", "census_2010"):
        shutil.copy(census_base.FOLDER / f"{name}.yaml", tmp_path)
    vital = yaml.safe_load((census_base.FOLDER / "vital_statistics.yaml").read_text(encoding="utf-8"))
    for block in ("current", "reaching", "births_before_2020"):
        for name, values in vital[block].items():
            if isinstance(values, list) and name != "years":
                vital[block][name] = [value * 3 for value in values]
    (tmp_path / "vital_statistics.yaml").write_text(yaml.safe_dump(vital, allow_unicode=True), encoding="utf-8")
    caches = (census_base.china_file, bases.early_knowledge, bases.base_as_of)
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(census_base, "FOLDER", tmp_path)
    yield
    for cache in caches:
        cache.cache_clear()


KNOWN_PEOPLE = {year: china_population_as_of(year, 2023).persons.tobytes() for year in (2016, 2017, 2018)}


@pytest.mark.usefixtures("only_early_demography")
def test_the_people_of_a_back_test_are_those_known_at_the_time() -> None:
    for year, persons in KNOWN_PEOPLE.items():
        assert china_population_as_of(year, 2023).persons.tobytes() == persons


# What the fits read

RUNS_A_FIT = """
import json, sys
opened = set()
def note(event, given):
    if event == "open" and isinstance(given[0], str) and given[0].startswith({folder!r}):
        opened.add(given[0][len({folder!r}) + 1:])
sys.addaudithook(note)
{fit}
print(json.dumps(sorted(opened)))
"""
FUND_FITTING = "simulation.countries.china.fund_fitting"


def fit_in_words(fit: Fit, folder: Path) -> str:
    """Python that repeats a fit without writing it."""
    if fit.module.endswith("china.fitting"):
        return (
            "from pathlib import Path\nfrom simulation.countries.china.fitting import *\n"
            f"dict(fitted_files(read_wpp(Path({str(reference_folder().resolve())!r}), CHINA)))"
        )
    if fit.module.endswith("demography_fitting"):
        return (
            f"from pathlib import Path\nfrom {fit.module} import fitted_text\n"
            f"fitted_text(Path({str(reference_folder().resolve())!r}))"
        )
    if fit.module.endswith("backtest.fitting"):
        return f"from pathlib import Path\nfrom {fit.module} import write_fits\nwrite_fits(Path({str(folder)!r}))"
    if fit.module.endswith("employees_pension"):
        return f"from {fit.module} import fit\nfit()"
    return f"from {fit.module} import FAMILY\nfrom {FUND_FITTING}.base_year import fit\nfit(FAMILY)"


@pytest.mark.parametrize(
    "fit", fits(), ids=lambda fit: fit.module.rsplit(".", 2)[-2] + "." + fit.module.rsplit(".")[-1]
)
def test_a_fit_opens_no_table_that_it_does_not_declare(fit: Fit, tmp_path: Path) -> None:
    folder = FOLDER
    reads_tables = fit.module.endswith(("china.fitting", "demography_fitting"))
    if reads_tables and not (reference_folder() / "mortality_rates_abridged.csv").is_file():
        pytest.skip("the World Population Prospects download is absent; set ANLAN_REFERENCE_DATA to its parent folder")
    if fit.module.endswith("backtest.fitting"):
        folder = copy_of_the_pack(tmp_path)
    script = RUNS_A_FIT.format(folder=str(folder), fit=fit_in_words(fit, folder))
    done = run_python(["-c", script], folder=tmp_path)
    assert done.returncode == 0, done.stderr
    opened = {name for name in json.loads(done.stdout.splitlines()[-1]) if name.endswith((".yaml", ".csv"))}
    tables = {name for name in opened if name.split("/")[0] in {"published", "demography", "validation"}}
    written = {f"backtest/fitted_{year}.yaml" for year in (2016, 2017, 2018)}
    assert tables - set(fit.reads) == set()
    assert {name for name in opened if name.startswith("backtest/")} <= written
    assert set(fit.reads) - tables == set(), "a file is declared that is never read"


@lru_cache(maxsize=1)
def cases() -> tuple[ValidationCase, ...]:
    return tuple(validate())


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        yield from (number for item in value.values() for number in numbers(item))
    elif isinstance(value, list):
        yield from (number for item in value for number in numbers(item))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def digits(value: float) -> str:
    """The significant digits, whatever the unit: 1.4046 billion and 140460 (ten thousand) are both 14046."""
    return f"{abs(value):.9e}".split("e")[0].replace(".", "").rstrip("0")


TELLING = 4


def test_no_file_that_a_fit_reads_holds_a_figure_that_is_called_uncalibrated() -> None:
    """Figures of four digits or more are looked for as such; shorter ones stand in too many places to tell."""
    read = {name for fit in fits() for name in fit.reads}
    held = {digits(number): name for name in read for number in numbers(load_document(FOLDER / name).data)}
    judged = [case for case in cases() if not case.calibrated and len(digits(case.published)) >= TELLING]
    assert len(judged) > 100
    assert {
        (case.name, case.year): held[digits(case.published)] for case in judged if digits(case.published) in held
    } == {}


def test_a_calibrated_figure_would_be_found_by_that_search() -> None:
    read = {name for fit in fits() for name in fit.reads}
    held = {digits(number) for name in read for number in numbers(load_document(FOLDER / name).data)}
    found = [case for case in cases() if case.calibrated and digits(case.published) in held]
    assert {case.name for case in found} >= {"population nbs: total", "back-test 2018 blind: outgo"}


@pytest.fixture(scope="module")
def united_nations() -> WppCountry:
    folder = reference_folder()
    if not (folder / "mortality_rates_abridged.csv").is_file():
        pytest.skip("the World Population Prospects download is absent; set ANLAN_REFERENCE_DATA to its parent folder")
    return read_wpp(folder, fitting.CHINA)


def changed_outside(table: YearTable, first: int, last: int) -> YearTable:
    outside = ((table.years < first) | (table.years > last)).reshape(-1, *(1,) * (table.values.ndim - 1))
    return YearTable(table.years, np.where(outside, table.values * 1.7 + 1e4, table.values))


def test_rows_of_the_united_nations_that_are_not_declared_change_no_fit(united_nations: WppCountry) -> None:
    rows = {
        name: changed_outside(getattr(united_nations, name), first, last)
        for name, (first, last) in fitting.UN_ROWS.items()
    }
    assert set(rows) < {field.name for field in fields(WppCountry)}
    assert any((rows[name].values != getattr(united_nations, name).values).any() for name in rows)
    altered = replace(united_nations, **rows)
    assert list(fitting.fitted_files(altered)) == list(fitting.fitted_files(united_nations))
