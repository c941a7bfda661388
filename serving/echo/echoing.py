"""An application without work: the answer is the body that came."""

from collections.abc import Sequence

from serving.application import Application, Health, Setup
from serving.frames import Answer, Ask


class Echo:
    """Answers each ask with its own body."""

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        """The bodies, as they came."""
        return [Answer(ask.id, 200, ask.body) for ask in asks]

    def health(self) -> Health:
        """Always well."""
        return Health(is_well=True)


def open_echo(setup: Setup) -> Application:
    """Echo, the same at every site."""
    return Echo()
