"""Echo gives back what it was asked, and works without Ray."""

from pathlib import Path

from serving.application import Setup, load_offer
from serving.frames import Ask
from serving.replica import Replica
from serving.served import Served
from serving.shelf import Shelf
from tests.serving.asking import KEY, frame


def test_echo_answers_with_the_bodies_it_was_asked(tmp_path: Path) -> None:
    served = Served(load_offer("serving.echo.app"), Setup("here", "CN"), shelf=Shelf(tmp_path))
    answers = frame(Replica("echo", served, KEY), "echo", [Ask("a", 1000, "", b'{"x": 1}'), Ask("b", 1000, "", b"")])
    assert {answer.id: (answer.status, answer.body) for answer in answers} == {"a": (200, b'{"x": 1}'), "b": (200, b"")}
    assert served.health().is_well
