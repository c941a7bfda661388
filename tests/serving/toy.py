"""An application for tests, which does what its asks say."""

import time
from collections.abc import Sequence

from core.errors import WrongType
from core.work import WorkClass
from serving.application import Application, Health, Offer, Setup
from serving.frames import Answer, Ask

OFFER = Offer("toy", WorkClass.EDGE_ONLY, "tests.serving.toy:open_toy")


class Toy:
    """Breaks, refuses, forgets, dawdles or works hard where the body says so; any other body comes back."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        self.seen += [ask.id for ask in asks]
        words = [ask.body for ask in asks]
        if b"break" in words:
            raise RuntimeError("broken, with a secret in it")
        if b"refuse" in words:
            raise WrongType("this is no number.", remedy="Give one.")
        if b"slow" in words:
            time.sleep(0.2)
        if b"work" in words:
            burn(0.05)
        return [Answer(ask.id, 200, ask.body) for ask in reversed(asks) if ask.body != b"forget"]

    def health(self) -> Health:
        return Health(True, "a little tired")


def burn(seconds: float) -> None:
    """Take so much of a processor."""
    begun = time.thread_time()
    while time.thread_time() - begun < seconds:
        pass


TOY = Toy()


def open_toy(setup: Setup) -> Application:
    return TOY
