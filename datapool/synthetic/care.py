"""The catalogue of care: what people are treated for, with which drugs and services, at which prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import Document, load_document
from core.errors import InputError
from core.money import FEN_PER_YUAN

Floats = NDArray[np.float64]
Choices = NDArray[np.int16]

FILE = Path(__file__).parent / "care.yaml"
ANY_SEX, MALE, FEMALE = 0, 1, 2
NO_ITEM = -1
_SEXES = {None: ANY_SEX, "male": MALE, "female": FEMALE}
_ALL_AGES = [0, 110]
_WAYS = ("visit_items", "stay_items", "long_items")
_USUAL_SPREAD = 0.55


@dataclass(frozen=True, slots=True)
class Care:
    """Diagnoses and items by position; settlements name them by these positions.

    diagnosis_codes, diagnosis_titles   ICD-10 code; (zh, en)
    sex            [diagnosis] 0 both, 1 men, 2 women
    ages           [diagnosis, 2] least and greatest age in years
    department     [diagnosis] department of the doctor, 1 to 12
    chronic        [diagnosis] condition of People.chronic that it belongs to, 0 for none
    chronic_share  [diagnosis] weight among the diagnoses of that condition
    visit, purchase, stay, death   [diagnosis] weight at the age of 40 among all whom sex and age admit
    tilt           [diagnosis] growth of the weights a year of age beyond 40
    stay_days, stay_spread   [diagnosis] median length of a stay in days, log spread
    visit_items, stay_items, long_items   [diagnosis, choice] items of a visit, a stay, a long prescription; −1 ends
    item_codes, item_titles   our own code; (zh, en)
    is_drug, resale, per_day  [item] drug or service; bought back by resellers; billed for each day of a stay
    price          [item] fen a unit
    days_per_unit  [item] days for which a unit of a drug lasts, 0 for services
    covered        [item] share of the price within the medical catalogue
    item_sex       [item] 0 both, 1 men, 2 women
    """

    diagnosis_codes: tuple[str, ...]
    diagnosis_titles: tuple[tuple[str, str], ...]
    sex: NDArray[np.int8]
    ages: NDArray[np.int16]
    department: NDArray[np.int8]
    chronic: NDArray[np.int8]
    chronic_share: Floats
    visit: Floats
    purchase: Floats
    stay: Floats
    death: Floats
    tilt: Floats
    stay_days: Floats
    stay_spread: Floats
    visit_items: Choices
    stay_items: Choices
    long_items: Choices
    item_codes: tuple[str, ...]
    item_titles: tuple[tuple[str, str], ...]
    is_drug: NDArray[np.bool_]
    resale: NDArray[np.bool_]
    per_day: NDArray[np.bool_]
    price: NDArray[np.int64]
    days_per_unit: NDArray[np.int16]
    covered: Floats
    item_sex: NDArray[np.int8]
    conditions: Mapping[int, tuple[str, str]]

    def diagnosis(self, code: str) -> int:
        """Position of the diagnosis with that ICD-10 code."""
        return self.diagnosis_codes.index(code)

    def item(self, code: str) -> int:
        """Position of the drug or service with that code."""
        return self.item_codes.index(code)


def load_care(path: Path = FILE) -> Care:
    """Read the catalogue; raises InputError naming the line of a diagnosis whose item or condition does not exist."""
    document = load_document(path)
    items, diagnoses = document.data["items"], document.data["diagnoses"]
    conditions = {int(number): (row["zh"], row["en"]) for number, row in document.data["conditions"].items()}
    places = {row["code"]: place for place, row in enumerate(items)}
    _check(document, diagnoses, places, conditions)
    return Care(
        **_read_diagnoses(diagnoses, places),
        **_read_items(items),
        diagnosis_codes=tuple(row["code"] for row in diagnoses),
        diagnosis_titles=tuple((row["zh"], row["en"]) for row in diagnoses),
        item_codes=tuple(places),
        item_titles=tuple((row["zh"], row["en"]) for row in items),
        conditions=conditions,
    )


def _check(
    document: Document, diagnoses: Sequence[Mapping[str, Any]], places: Mapping[str, int], conditions: Mapping[int, Any]
) -> None:
    for number, row in enumerate(diagnoses):
        for code in (code for way in _WAYS for code in row.get(way, ())):
            if code not in places:
                raise _fault(document, number, f"{row['code']} names the item {code}, which the list of items lacks.")
        if row.get("chronic", 0) not in {0, *conditions}:
            raise _fault(document, number, f"{row['code']} belongs to a condition that is not listed.")


def _fault(document: Document, number: int, what: str) -> InputError:
    line = document.line("diagnoses", number)
    return InputError(what, path=document.path, line=line, remedy="Add it above, or take it out here.")


def _read_diagnoses(rows: Sequence[Mapping[str, Any]], places: Mapping[str, int]) -> dict[str, Any]:
    def column(name: str, otherwise: float = 0.0) -> Floats:
        return np.array([row.get(name, otherwise) for row in rows], np.float64)

    names = ("chronic_share", "visit", "purchase", "stay", "death", "tilt")
    return {
        "sex": np.array([_SEXES[row.get("sex")] for row in rows], np.int8),
        "ages": np.array([row.get("ages", _ALL_AGES) for row in rows], np.int16),
        "department": column("department").astype(np.int8),
        "chronic": column("chronic").astype(np.int8),
        "stay_days": column("days"),
        "stay_spread": column("spread", _USUAL_SPREAD),
        **{name: column(name) for name in names},
        **{way: _choices([row.get(way, ()) for row in rows], places) for way in _WAYS},
    }


def _read_items(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "is_drug": np.array(["days" in row for row in rows]),
        "resale": np.array([row.get("resale", False) for row in rows]),
        "per_day": np.array([row.get("per_day", False) for row in rows]),
        "price": np.array([round(row["price"] * FEN_PER_YUAN) for row in rows], np.int64),
        "days_per_unit": np.array([row.get("days", 0) for row in rows], np.int16),
        "covered": np.array([row["covered"] for row in rows], np.float64),
        "item_sex": np.array([_SEXES[row.get("sex")] for row in rows], np.int8),
    }


def _choices(lists: Sequence[Sequence[str]], places: Mapping[str, int]) -> Choices:
    table = np.full((len(lists), max(map(len, lists))), NO_ITEM, np.int16)
    for row, codes in enumerate(lists):
        table[row, : len(codes)] = [places[code] for code in codes]
    return table
