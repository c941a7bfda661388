"""A replica does nothing for whoever lacks the key, and for who has it no more than is due."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import serving.replica as module
from serving.application import Setup
from serving.frames import SEAL_LASTS_S, Ask, pack_asks, require_seal, seal, unpack_answers
from serving.replica import Replica
from serving.served import Served
from serving.shelf import Shelf
from tests.serving.asking import KEY, call, frame, post
from tests.serving.toy import OFFER, TOY, burn

FRAME, HEALTH = "/toy/frame", "/toy/health"
SPECIAL = (b"break", b"forget", b"refuse", b"slow", b"work")


def replica(*, clock: Callable[[], float] = time.monotonic) -> Replica:
    TOY.seen.clear()
    served = Served(OFFER, Setup("here", "CN"), shelf=Shelf(Path("nowhere")), clock=clock)
    return Replica("toy", served, KEY, clock=clock)


def asks(*bodies: bytes, left_ms: float = 5000) -> list[Ask]:
    return [Ask(f"{place}", left_ms, "4701", body) for place, body in enumerate(bodies)]


def sealed(path: str, body: bytes, *, key: bytes = KEY, ago_s: float = 0) -> str:
    return seal(key, path, body, time.time() - ago_s)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=60).filter(lambda body: body not in SPECIAL)))
def test_every_ask_of_a_frame_is_answered_under_its_own_id(bodies: list[bytes]) -> None:
    answers = frame(replica(), "toy", asks(*bodies))
    assert {answer.id: answer.body for answer in answers} == {str(place): body for place, body in enumerate(bodies)}
    assert {answer.status for answer in answers} <= {200}


def test_without_a_seal_nothing_is_read_and_nothing_is_done() -> None:
    said = call(replica(), "POST", FRAME, body=pack_asks(asks(b"x")))
    assert (said.status, said.received) == (403, 0)
    assert said.json()["code"] == "serving.frame_refused"
    assert TOY.seen == []


FORGERIES = {
    "another key": lambda body: sealed(FRAME, body, key=bytes(32)),
    "another path": lambda body: sealed(HEALTH, body),
    "another application": lambda body: sealed("/risk/frame", body),
    "another frame": lambda body: sealed(FRAME, body + b" "),
    "too old": lambda body: sealed(FRAME, body, ago_s=SEAL_LASTS_S + 1),
    "from the future": lambda body: sealed(FRAME, body, ago_s=-SEAL_LASTS_S - 1),
    "a fresh stamp on an old seal": lambda body: (
        f"{time.time():.3f}.{sealed(FRAME, body, ago_s=99).rpartition('.')[2]}"
    ),
    "no stamp": lambda body: "." + sealed(FRAME, body).rpartition(".")[2],
    "nothing": lambda body: "",
    "letters": lambda body: "§§.ÿÿ",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_seal_opens_nothing(forgery: str) -> None:
    body = pack_asks(asks(b"x"))
    said = call(replica(), "POST", FRAME, body=body, shown=FORGERIES[forgery](body))
    assert said.status == 403
    assert TOY.seen == []


def test_health_is_told_only_to_who_has_the_key() -> None:
    assert call(replica(), "GET", HEALTH).status == 403
    said = call(replica(), "GET", HEALTH, shown=sealed(HEALTH, b""))
    assert said.json() == {"is_well": True, "why": "a little tired", "release": {}, "code": ""}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", FRAME), ("POST", HEALTH), ("POST", "/toy/frame/"), ("GET", "/"), ("GET", "/docs")]
)
def test_there_is_no_other_route(method: str, path: str) -> None:
    assert call(replica(), method, path, shown=sealed(path, b"")).status == 404
    assert TOY.seen == []


def test_what_is_too_late_is_not_done() -> None:
    mixed = [Ask("late", 0.0, "", b"x"), Ask("due", 5000, "", b"y")]
    answers = {answer.id: answer.status for answer in frame(replica(), "toy", mixed)}
    assert answers == {"late": 504, "due": 200}
    assert TOY.seen == ["due"]


def test_time_in_the_queue_counts_against_the_deadline() -> None:
    one = replica()
    slow, behind = pack_asks(asks(b"slow")), pack_asks([Ask("behind", 100, "", b"x")])

    async def both() -> None:
        first = asyncio.create_task(post(one, FRAME, slow))
        await asyncio.sleep(0.02)
        second = await post(one, FRAME, behind)
        assert [answer.status for answer in unpack_answers(second.body)] == [504]
        assert [answer.status for answer in unpack_answers((await first).body)] == [200]

    asyncio.run(both())
    assert TOY.seen == ["0"]


def test_one_ask_that_breaks_the_application_takes_no_other_with_it() -> None:
    answers = {answer.id: answer for answer in frame(replica(), "toy", asks(b"a", b"break", b"b"))}
    assert [answers[name].status for name in "012"] == [200, 500, 200]
    assert b"secret" not in answers["1"].body
    assert b"RuntimeError" not in answers["1"].body


def test_an_error_that_a_person_may_see_is_told_to_who_made_it() -> None:
    answers = {answer.id: answer for answer in frame(replica(), "toy", asks(b"refuse", b"a"))}
    assert [answers[name].status for name in "01"] == [400, 200]
    assert b"this is no number." in answers["0"].body


def test_nobody_waits_for_an_answer_that_was_forgotten() -> None:
    answers = {answer.id: answer.status for answer in frame(replica(), "toy", asks(b"forget", b"a"))}
    assert answers == {"0": 500, "1": 200}


def test_a_frame_is_cut_off_where_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_FRAME", 1000)
    parts = [bytes(400)] * 50
    said = call(replica(), "POST", FRAME, body=parts, shown=sealed(FRAME, b"".join(parts)))
    assert (said.status, said.received) == (413, 3)


def test_a_body_that_ends_before_its_end_is_no_frame() -> None:
    body = pack_asks(asks(b"x"))
    assert call(replica(), "POST", FRAME, body=[], shown=sealed(FRAME, body)).status == 400


def test_a_sealed_body_that_is_no_frame_is_refused() -> None:
    assert call(replica(), "POST", FRAME, body=b"\xc1", shown=sealed(FRAME, b"\xc1")).status == 403


def cost_ms(body: bytes) -> float:
    packed = pack_asks(asks(body))
    return float(call(replica(), "POST", FRAME, body=packed, shown=sealed(FRAME, packed)).headers["anlan-cpu-ms"])


def test_a_frame_tells_the_processor_time_of_its_application() -> None:
    assert 50 <= cost_ms(b"work") < 500


def test_waiting_costs_no_processor_time() -> None:
    assert 0 < cost_ms(b"slow") < 100


def test_what_a_frame_cost_has_the_check_of_its_seal_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def dear_seal(*given: Any) -> None:
        burn(0.03)
        require_seal(*given)

    monkeypatch.setattr(module, "require_seal", dear_seal)
    assert 30 <= cost_ms(b"x") < 500


def test_two_frames_at_once_are_not_told_each_others_cost() -> None:
    one = replica()
    dear, cheap = pack_asks(asks(b"work")), pack_asks(asks(b"x"))

    async def both() -> list[float]:
        said = await asyncio.gather(post(one, FRAME, dear), post(one, FRAME, cheap))
        return [float(each.headers["anlan-cpu-ms"]) for each in said]

    costs = asyncio.run(both())
    assert costs[0] >= 50
    assert costs[1] < 50
