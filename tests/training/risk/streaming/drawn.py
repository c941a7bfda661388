"""Histories drawn at random, dense enough that every rule has cases among them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.training.risk.streaming.laid_out import Row

PERSONS = ("anna", "bert", "cara", "dora")
FIRST, LATE, LAST = date(2021, 1, 1), date(2023, 6, 15), date(2024, 1, 1)
MONTHS, DAYS, PATIENTS = 34, 900, 34
Values = dict[str, Any]


def month(number: int) -> date:
    return date(2021 + number // 12, number % 12 + 1, 1)


# Where payments of one month differ, SQL takes either as the last; here they do not.
def yuan(number: int) -> float:
    return 1000.0 + 10 * number + 0.25 * (number % 4)


def region(number: int) -> str:
    return f"47010{number % 5}"


def day(draw: Random) -> date:
    return FIRST + timedelta(days=draw.randrange(DAYS))


def patients() -> list[Row]:
    """So many women of about thirty with one diagnosis that what is usual there can be told."""
    rows = []
    for place in range(PATIENTS):
        born, name = date(1990, 1, 1) + timedelta(days=40 * place), f"patient {place:02}"
        member = {"sex": "2", "birth_date": born, "registered_on": FIRST}
        rows += [Row(f"m{place}", "health_members", name, member, FIRST)]
        rows += [Row(f"b{place}", "health_settlements", name, _bill(date(2021, 3, 1), "O80", "delivery"), FIRST)]
    return rows


def _bill(on: date, diagnosis: str | None, item: str | None, kind: str = "21") -> Values:
    return {
        "settlement_kind": kind, "admitted_on": on, "diagnosis": diagnosis, "service_item": item,
        "bill_amount": 812.5, "fund_payment": 600.25, "region_code": "470102",
    }  # fmt: skip


def _runs(draw: Random, longest: int) -> Iterator[int]:
    for _ in range(draw.choice((0, 1, 1, 2))):
        first = draw.randrange(MONTHS)
        yield from range(first, min(first + draw.randrange(1, longest), MONTHS))


def _pensions(draw: Random) -> Iterator[Values]:
    for number in ("1", "2")[: draw.choice((1, 2))]:
        for at in _runs(draw, 30):
            yield {
                "person_no": number, "period": month(at), "amount": yuan(at),
                "payment_result": draw.choice(("1", "1", None, "2")), "paid_on": month(at) + timedelta(days=14),
                "region_code": region(at),
            }  # fmt: skip


def _contributions(draw: Random) -> Iterator[Values]:
    for number in ("1", "2")[: draw.choice((1, 2))]:
        for at in _runs(draw, 30):
            yield {
                "person_no": number, "employer_no": draw.choice((None, "e2")), "period": month(at),
                "employer_contribution": yuan(at), "person_contribution": None if at % 3 else 8.5,
                "region_code": region(at),
            }  # fmt: skip


def _benefits(draw: Random) -> Iterator[Values]:
    for claim in (3, 20)[: draw.choice((0, 0, 1, 2))]:
        months = draw.sample(range(claim, claim + 12), draw.randrange(1, 12))
        for at in months:
            yield {
                "claimed_on": month(claim), "period": month(at), "unemployment_benefit": yuan(at), "employer_no": "e1",
                "region_code": region(at),
            }  # fmt: skip


def _wages(draw: Random) -> Iterator[Values]:
    for at in _runs(draw, 30):
        wage = draw.choice((None, 0, 200, yuan(at), 4 * yuan(at)))
        yield {"uscc": f"u{at % 3}", "period": month(at), "wage_income": wage}


def _deaths(draw: Random) -> Iterator[Values]:
    for _ in range(draw.choice((0, 0, 1, 2))):
        yield {"death_date": draw.choice((None, day(draw), day(draw))), "registered_on": draw.choice((None, day(draw)))}


def _changes(draw: Random) -> Iterator[Values]:
    for _ in range(draw.choice((0, 1))):
        on = day(draw)
        yield {
            "population_change": draw.choice(("02", "03")), "event_on": on,
            "registered_on": on + timedelta(days=draw.randrange(200)),
        }  # fmt: skip


def _sentences(draw: Random) -> Iterator[Values]:
    for _ in range(draw.choice((0, 0, 1, 2))):
        since, long = day(draw), draw.randrange(500)
        until = since + timedelta(days=long) if long > 50 else None
        yield {"sentence_from": since, "sentence_until": until, "registered_on": day(draw)}


def _insured(draw: Random) -> Iterator[Values]:
    for number in ("1", "2", "2")[: draw.choice((1, 2, 3))]:
        yield {"person_no": number, "sex": draw.choice(("1", "2", None))}


def _members(draw: Random) -> Iterator[Values]:
    # Two entries of one day would say different things of the same person.
    for number in range(draw.choice((0, 1, 1, 2))):
        yield {
            "sex": draw.choice(("1", "2")), "birth_date": draw.choice((date(1960, 5, 5), date(1992, 2, 2))),
            "registered_on": FIRST + timedelta(days=number),
        }  # fmt: skip


def _proofs(draw: Random) -> Iterator[Values]:
    for _ in range(draw.randrange(4)):
        yield {"certified_on": day(draw), "certification_channel": draw.choice(("1", "4"))}


def _operations(draw: Random) -> Iterator[Values]:
    for _ in range(draw.randrange(4)):
        kind = draw.choice(("11", "05", "03", "10", "99"))
        yield {"operation_kind": kind, "person_no": draw.choice(("1", "2")), "done_at": day(draw)}


def _bills(draw: Random) -> Iterator[Values]:
    for _ in range(draw.randrange(7)):
        diagnosis, item = draw.choice(("O80", "O80", "I10", None)), draw.choice(("delivery", "drug", None))
        yield _bill(day(draw), diagnosis, item, draw.choice(("21", "11", "41")))


DRAWN: dict[str, Callable[[Random], Iterator[Values]]] = {
    "police_changes": _changes, "civil_cremations": _deaths, "health_deaths": _deaths, "police_sentences": _sentences,
    "hrss_insured": _insured, "hrss_unemployment": _benefits, "health_members": _members, "hrss_pensions": _pensions,
    "hrss_certifications": _proofs, "hrss_operations": _operations, "hrss_contributions": _contributions,
    "tax_wages": _wages, "health_settlements": _bills,
}  # fmt: skip


def _own(person: str, values: Values) -> Values:
    """A number of the pension scheme is one person's."""
    return {**values, "person_no": f"{person} {values['person_no']}"} if "person_no" in values else values


def histories(draw: Random) -> list[Row]:
    """Rows of a few persons, some corrected or withdrawn later, some known only after the day of scoring."""
    rows = []
    for person in PERSONS:
        for table, make in DRAWN.items():
            values = [_own(person, one) for one in make(draw)]
            for place, one in enumerate(values):
                known = draw.choices((FIRST, LATE, LAST), (8, 2, 1))[0]
                rows.append(Row(f"r{place}", table, person, one, known))
                change = draw.choices(("none", "corrected", "withdrawn"), (20, 1, 1))[0]
                if change == "corrected":
                    other = draw.choice(values)
                    # A correction of a register's entry may not say of one day what another entry says otherwise.
                    other = {**other, "registered_on": one["registered_on"]} if table == "health_members" else other
                    # Of two benefits of one month SQL takes either as the earlier.
                    other = {**one, "unemployment_benefit": 777.5} if table == "hrss_unemployment" else other
                    rows.append(Row(f"r{place}", table, person, other, known, version=2))
                if change == "withdrawn":
                    rows.append(Row(f"r{place}", table, person, {}, known, version=2, withdrawn=True))
    for which in (0, 1):
        values = {"employer_no": f"e{which + 1}", "uscc": f"u{which}"}
        rows.append(Row(f"e{which}", "hrss_employers", None, values, draw.choice((FIRST, LATE))))
    return rows
