"""A pool of a few persons whose stories are written out, so that what a rule must find is known to the month."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from datapool.persons.linking import bring_persons_up_to_date
from datapool.pool import Pool
from tests.datapool.quality.laid_out import lay_out

Row = dict[str, Any]
AS_OF = date(2023, 12, 31)
REGION = "470102"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = "建国秀英志强桂兰明华丽娟永康雪梅文斌玉珍海涛春燕立新月娥"


def number_of(place: int, born: date) -> str:
    """A valid number, made up."""
    body = f"{REGION}{born:%Y%m%d}{place:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def months(first: date, count: int) -> Iterator[date]:
    """So many first days of months."""
    for step in range(count):
        at = first.year * 12 + first.month - 1 + step
        yield date(at // 12, at % 12 + 1, 1)


class World:
    """Tables that stories write into."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self._persons = 0

    def person(self, *, born: date = date(1950, 5, 5), numbers: int = 1, sex: str = "") -> tuple[str, ...]:
        """Somebody insured, under one or several numbers of the pension scheme; `sex` as the scheme has it."""
        self._persons += 1
        place = self._persons
        citizen = number_of(place, born)
        name = _FAMILY[place % len(_FAMILY)] + _GIVEN[2 * place % len(_GIVEN)] + _GIVEN[(3 * place + 1) % len(_GIVEN)]
        own = []
        for entry in range(numbers):
            own.append(f"{4701000000 + 100 * place + entry}")
            self.add(
                "hrss_insured", person_no=own[-1], person_name=name, citizen_id=citizen, citizen_id_written=citizen,
                citizen_id_kind="18", sex=sex or ("1" if int(citizen[16]) % 2 else "2"), birth_date=born,
                insured_status="1", registered_on=date(2010, 1, 1), employment_form="1",
            )  # fmt: skip
        self._about = (citizen, name)
        return tuple(own)

    def add(self, table: str, **row: Any) -> Row:
        made = {"_delivery": "2010", "region_code": REGION, **row}
        self.rows.setdefault(table, []).append(made)
        return made

    def of_them(self, table: str, **row: Any) -> Row:
        """A row of another department about the person made last."""
        citizen, name = self._about
        return self.add(
            table, citizen_id=citizen, citizen_id_written=citizen, citizen_id_kind="18", person_name=name, **row
        )

    def pension(self, person: str, first: date, count: int, *, yuan: float = 3000, scheme: str = "110") -> None:
        for month in months(first, count):
            self.add(
                "hrss_pensions", person_no=person, pension_scheme=scheme, period=month, amount=yuan,
                payment_result="1", paid_on=month + timedelta(days=14),
            )  # fmt: skip

    def stop(self, person: str, on: date) -> None:
        self.add(
            "hrss_operations", operation_kind="11", person_no=person, operation_no=f"o{person}",
            done_at=datetime(on.year, on.month, on.day),
        )  # fmt: skip

    def benefit(self, person: str, first: date, count: int, *, yuan: float = 1500, employer: str = "e1") -> None:
        for month in months(first, count):
            self.add(
                "hrss_unemployment", person_no=person, claimed_on=first, period=month, unemployment_benefit=yuan,
                unemployment_reason="1", employer_no=employer,
            )  # fmt: skip

    def contributions(self, person: str, first: date, count: int, employer: str | None = None) -> None:
        for month in months(first, count):
            self.add(
                "hrss_contributions", person_no=person, employer_no=employer, period=month, contribution_kind="1",
                contribution_base=5000, employer_contribution=800, person_contribution=400,
                received_on=month + timedelta(days=20),
            )  # fmt: skip

    def finding(self, person: str, typology: str, *, true: bool, closed_on: date) -> None:
        self.add(
            "hrss_investigations", case_no=f"c{person}{typology}", subject_kind="1", subject_no=person,
            typology=typology, finding="1" if true else "2", opened_on=closed_on - timedelta(days=60),
            closed_on=closed_on,
        )  # fmt: skip

    def lay(self, root: Path) -> Path:
        """The pool on disk, with its index of persons."""
        lay_out(root, self.rows)
        bring_persons_up_to_date(Pool.open(root), workers=1)
        return root
