"""Country folders made for tests: the one of docs/a-new-country.md, and small ones of which the answer is known."""

import csv
import datetime
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.tree import ROOT
from tests.docs.blocks import blocks

PAGE = ROOT / "docs" / "a-new-country.md"
TITLE = {"zh": "试", "en": "test"}
FIRST_YEAR, LAST_YEAR = 2020, 2060


def write_atlantis(folder: Path) -> Path:
    """The country of the document, made as its reader would make it."""
    for block in blocks(PAGE):
        if block.language == "python":
            subprocess.run([sys.executable, "-c", block.text], cwd=folder, check=True)
        elif block.language == "yaml":
            (folder / block.name).write_text(block.text, encoding="utf-8")
    return folder / "atlantis"


def edit(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change a YAML file as data."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_stationary(folder: Path, scheme: Mapping[str, Any], *, law: Mapping[str, Any], **macro: float) -> Path:
    """A country in which every age from 0 to 84 has 1,000 men and 1,000 women in every year, and nobody is older.

    Everyone works from 20 to 64 at the average wage, draws from 65 on, and dies at the 85th birthday.
    """
    folder.mkdir()
    _write_people(folder / "people.csv")
    rates = {"real_wage_growth": 0.01, "cpi": 0.02, "discount_rate": 0.03, "deposit_rate": 0.03} | macro
    rows = {f"macro.{name}": _assumption({2020: value, 2100: value}) for name, value in rates.items()}
    rows["work"] = _assumption({19: 0, 20: 1, 64: 1, 65: 0})
    country = {
        "title": TITLE,
        "nation": {"code": "XX", **TITLE},
        "currency": "crowns",
        "calendar": {"base_year": 2025, "last_year": LAST_YEAR},
        "population": {
            "source": "file",
            "file": "people.csv",
            "columns": {name: name for name in ("year", "age", "male", "female")},
        },
        "economy": {"wage": "wage"},
        "normal_ages": {"old_age": {"age": "age"}},
        "workers": {"all": {"share": "work"}},
        "schemes": {"fund": {"title": TITLE, "opening_balance": 0, **scheme}},
    }
    published = {"wage": {"unit": "crowns a year", "source": "test", "status": "unverified", "values": {2025: 10000.0}}}
    law_rows = {key: _law(unit, values) for key, (unit, values) in {"age": ("age", 65), **law}.items()}
    for name, data in (("country", country), ("assumptions", rows), ("published", published), ("law", law_rows)):
        (folder / f"{name}.yaml").write_text(
            yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    return folder


def _write_people(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["year", "age", "male", "female"])
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            out.writerows([year, age, *([1000 if age < 85 else 0] * 2)] for age in range(101))


def _assumption(values: Any) -> dict[str, Any]:
    words = {"title": TITLE, "unit": "share", "reason": "test", "source": "test", "status": "unverified"}
    return {**words, "range": [-1, 100], "values": values}


def _law(unit: str, values: Any) -> dict[str, Any]:
    dated = values if isinstance(values, dict) and all(isinstance(key, datetime.date) for key in values) else None
    source = {"title": "Test Act"}
    return {
        "title": TITLE,
        "unit": unit,
        "status": "unverified",
        "source": source,
        "values": dated or {datetime.date(1900, 1, 1): values},
    }
