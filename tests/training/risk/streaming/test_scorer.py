"""Events are taken once, in any order, whole or not at all; what was answered is on the disk."""

import os
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError
from tests.training.risk.streaming.laid_out import SOURCE, Even, even_models, opened
from tests.training.risk.streaming.limited import files_of_at_most
from training.risk.streaming.answer import Reception
from training.risk.streaming.desk import Desk
from training.risk.streaming.flow import answer
from training.risk.streaming.rules import STREAMED
from training.risk.streaming.scorer import Scorer
from training.risk.streaming.state import JOURNALS, StateNotWritten, StateUnusable

AS_OF = date(2023, 12, 31)
PERSON = "0a1b2c3d4e5f60718293"


@pytest.fixture
def scorer(tmp_path: Path) -> Iterator[Scorer]:
    with opened(tmp_path / "state", AS_OF) as made:
        yield made


def event(table: str, own: str, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": own, "table": table, "person": PERSON, "row": row, **more}


def payment(number: int, *, yuan: float = 3000, **more: Any) -> dict[str, Any]:
    month = f"2023-{number:02}"
    row = {"person_no": "1", "period": f"{month}-01", "amount": yuan, "paid_on": f"{month}-15", "region_code": "470102"}
    return event("hrss_pensions", f"p{number}", row, **more)


def death(**more: Any) -> dict[str, Any]:
    return event("health_deaths", "d1", {"death_date": "2023-08-20", "registered_on": "2023-09-01"}, **more)


def test_a_payment_after_a_death_makes_a_case_that_is_told_as_changed(scorer: Scorer) -> None:
    first, second = scorer.handle([death(), payment(8)])
    assert (first.cases, second.cases, second.changed) == ((), (), ())
    (told,) = scorer.handle([payment(9)])
    (case,) = told.cases
    assert case.to_json()["first_month"] == "2023-09-01"
    assert (case.case.paid_fen, case.rule.rule.typology, told.changed) == (300_000, "T01", (case.alert,))


def test_a_death_that_comes_late_finds_the_payments_before_it(scorer: Scorer) -> None:
    scorer.handle([payment(number) for number in range(1, 13)])
    (told,) = scorer.handle([death()])
    assert (told.cases[0].case.months, told.changed) == (4, (told.cases[0].alert,))


def test_an_event_that_comes_again_changes_nothing_and_is_told_the_cases_there_are(scorer: Scorer) -> None:
    before = scorer.handle([death(), payment(9), payment(10)])[-1]
    again = scorer.handle([payment(10), death()])
    assert [one.reception for one in again] == [Reception.AGAIN] * 2
    assert [one.cases for one in again] == [before.cases] * 2
    assert [one.changed for one in again] == [(), ()]


def test_a_correction_stands_whichever_version_comes_first(tmp_path: Path) -> None:
    found = []
    for name, order in (("a", (1, 2)), ("b", (2, 1))):
        with opened(tmp_path / name, AS_OF) as scorer:
            scorer.handle([death()])
            answers = [scorer.handle([payment(9, yuan=1000.0 * one, version=one)])[0] for one in order]
            found.append(scorer.look(PERSON))
            assert answers[1].reception is (Reception.TAKEN if order == (1, 2) else Reception.OUTDATED)
    assert found[0] == found[1]
    assert found[0][0].case.paid_fen == 200_000


def test_a_row_that_differs_without_a_greater_version_is_refused_and_the_rest_goes_on(scorer: Scorer) -> None:
    scorer.handle([death(), payment(9)])
    refused, taken = scorer.handle([payment(9, yuan=1), payment(10)])
    assert (refused.reception, taken.reception) == (Reception.REFUSED, Reception.TAKEN)
    assert "p9" in refused.why
    assert scorer.look(PERSON)[0].case.paid_fen == 600_000


def test_a_row_that_is_withdrawn_ends_its_case(scorer: Scorer) -> None:
    case = scorer.handle([death(), payment(9)])[-1].cases[0]
    gone = {"id": "d1", "table": "health_deaths", "person": PERSON, "version": 2, "withdrawn": True}
    (told,) = scorer.handle([gone])
    assert (told.cases, told.ended) == ((), (case.alert,))


def test_what_goes_on_being_paid_ends_as_the_day_moves_on(tmp_path: Path) -> None:
    with opened(tmp_path, date(2023, 10, 31)) as scorer:
        scorer.handle([death(), payment(9)])
        assert scorer.look(PERSON)[0].case.monthly_fen == 300_000
        scorer.move(date(2023, 11, 1))
        assert scorer.look(PERSON)[0].case.monthly_fen == 0
        with pytest.raises(InputError, match="does not go back"):
            scorer.move(date(2023, 10, 31))


def test_a_state_does_not_go_back_behind_its_day(tmp_path: Path) -> None:
    opened(tmp_path, AS_OF).close()
    with pytest.raises(InputError, match="does not go back"):
        opened(tmp_path, date(2023, 12, 30))
    opened(tmp_path, AS_OF).close()


def test_a_disk_that_is_full_refuses_and_works_on_once_there_is_room(scorer: Scorer) -> None:
    scorer.handle([death(), payment(9)])
    before, bill = scorer.look(PERSON), event("health_settlements", "b1", {"settled_on": "2023-09-02"})
    with files_of_at_most(0):
        with pytest.raises(StateNotWritten, match="File too large"):
            scorer.handle([payment(10), bill])
        assert {one.reception for one in answer(scorer, [payment(10), bill])} == {Reception.UNWRITTEN}
        assert scorer.look(PERSON) == before
    assert [one.reception for one in scorer.handle([payment(10), bill])] == [Reception.TAKEN] * 2
    assert scorer.look(PERSON)[0].case.months == 2


def test_an_answer_waits_for_the_disk(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed, flush = [], os.fdatasync

    def told(handle: int) -> None:
        flush(handle)
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink())

    monkeypatch.setattr(os, "fdatasync", told)
    scorer.handle([death(), payment(9)])
    assert flushed == [scorer._store.folder / JOURNALS[0]]
    scorer.handle([payment(9)])
    # What was there already is on the disk.
    assert len(flushed) == 1


def test_a_second_process_is_kept_out(tmp_path: Path) -> None:
    with opened(tmp_path, AS_OF), pytest.raises(StateUnusable, match="another process"):
        opened(tmp_path, AS_OF)
    opened(tmp_path, AS_OF).close()


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"this is no database, " * 400)
    for _ in range(2):
        with pytest.raises(StateUnusable, match="no state"):
            opened(tmp_path, AS_OF)


def test_a_model_of_other_figures_is_refused(tmp_path: Path) -> None:
    models = {STREAMED[0].rule.name: Even(("months_paid",))}
    with pytest.raises(InputError, match="other figures"):
        Scorer.open(tmp_path, models, as_of=AS_OF, source=SOURCE)
    with pytest.raises(InputError, match="none of the models"):
        Scorer.open(tmp_path, {}, as_of=AS_OF, source=SOURCE)


def test_a_rule_without_a_model_tells_nothing_and_still_has_figures(tmp_path: Path) -> None:
    models = even_models()
    del models["after_death"]
    with Scorer.open(tmp_path, models, as_of=AS_OF, source=SOURCE) as scorer:
        assert scorer.handle([death(), payment(9)])[-1].cases == ()
        assert len(scorer.cases(PERSON)["after_death"]) == 1


BAD: tuple[tuple[object, str], ...] = (
    ("{", "no JSON"),
    ("[1]", "no object"),
    ({"table": "hrss_pensions"}, "no id"),
    ({**payment(1), "id": ""}, "no id"),
    ({**payment(1), "id": "a\nb"}, "no id"),
    ({**payment(1), "table": "hrss_secrets"}, "event p1: table"),
    ({**payment(1), "table": ["x"]}, "event p1: table"),
    ({**payment(1), "person": None}, "event p1: person"),
    ({**payment(1), "person": 7}, "event p1: person"),
    ({**payment(1), "row": None}, "event p1: row"),
    ({**payment(1), "version": "2"}, "event p1: version"),
    ({**payment(1), "version": -1}, "event p1: version"),
    ({**payment(1), "version": True}, "event p1: version"),
    ({**payment(1), "colour": 1}, "event p1: colour"),
    ({**payment(1), "known_on": "soon"}, "event p1: known_on"),
    (event("hrss_pensions", "q", {"amount": 1, "paid_on": "2023-01-01"}), "event q: period"),
    (event("hrss_pensions", "q", {"period": "2023-01-01"}), "event q: no day"),
    (event("hrss_pensions", "q", {"period": "2023-13-01", "paid_on": "2023-01-01"}), "event q: period"),
    (event("hrss_pensions", "q", {"period": 20230101, "paid_on": "2023-01-01"}), "event q: period"),
    (event("hrss_pensions", "q", {"period": "2023-01-01", "amount": "3000", "paid_on": "2023-01-01"}), "q: amount"),
    (event("hrss_pensions", "q", {"period": "2023-01-01", "amount": 1.005, "paid_on": "2023-01-01"}), "q: amount"),
    (event("hrss_pensions", "q", {"period": "2023-01-01", "amount": 1e300, "paid_on": "2023-01-01"}), "q: amount"),
    (event("hrss_pensions", "q", {"period": "2023-01-01", "amount": True, "paid_on": "2023-01-01"}), "q: amount"),
    ('{"id": "q", "table": "hrss_pensions", "person": "a", "row": {"period": "2023-01-01", "amount": NaN}}', "amount"),
    (event("hrss_pensions", "q", {"period": "2023-01-01", "region_code": "4\0", "paid_on": "2023-01-01"}), "q: region"),
    ('{"id": "q", "table": "hrss_pensions", "person": "a", "row": {"period": "2023-01-01", "region_code": "\\ud800", '
     '"paid_on": "2023-01-01"}}', "region_code"),
    ('{"id": "q", "table": "hrss_pensions", "person": "a", "row": {}, "\\ud800": 1}', "a key means nothing"),
    (event("hrss_employers", "q", {"employer_no": "1", "registered_on": "2020-01-01"}), "event q: person"),
    (event("hrss_pensions", "q", {"period": "2023-01-01", "region_code": 47, "paid_on": "2023-01-01"}), "region_code"),
)  # fmt: skip


@pytest.mark.parametrize(("bad", "names"), BAD)
def test_a_bad_event_is_refused_by_name_and_field_and_leaves_no_trace(bad: Any, names: str, scorer: Scorer) -> None:
    first, refused, last = scorer.handle([death(), bad, payment(9)])
    assert refused.reception is Reception.REFUSED
    assert names in refused.why
    assert (first.reception, last.reception) == (Reception.TAKEN, Reception.TAKEN)
    assert scorer.persons() == [PERSON]
    assert scorer.look(PERSON)[0].case.months == 1


def test_a_message_never_repeats_a_value_of_the_row(scorer: Scorer) -> None:
    secret = "11010119500101001X"
    bad = event("hrss_pensions", "q", {"period": secret, "amount": secret, "paid_on": secret})
    (refused,) = scorer.handle([bad])
    assert secret not in refused.why


def test_many_who_ask_at_once_are_answered_each_for_their_own(scorer: Scorer) -> None:
    desk, found = Desk(scorer), {}

    def ask(number: int) -> None:
        one = {**death(), "person": f"p{number}"}
        futures = [desk.submit(each) for each in (one, {**payment(9), "person": f"p{number}"}, "{")]
        found[number] = [future.result(timeout=60) for future in futures]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.close()
    for number, (first, second, third) in found.items():
        assert (first.person, second.person) == (f"p{number}", f"p{number}")
        assert [case.case.months for case in second.cases] == [1]
        assert third.reception is Reception.REFUSED
    assert len(found) == 20
