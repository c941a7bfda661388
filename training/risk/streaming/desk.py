"""A scorer for many who ask at once: one thread takes whatever waits as one group, and answers when it is on disk."""

from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread

from training.risk.streaming.answer import Answer
from training.risk.streaming.flow import answer
from training.risk.streaming.scorer import Incoming, Scorer

_MOST = 256
_Waiting = tuple[Incoming, "Future[Answer]"]


class Desk:
    """Takes events from any thread. Only its own thread works with the scorer until it is closed."""

    def __init__(self, scorer: Scorer, most: int = _MOST) -> None:
        """`most` events are one group."""
        self._scorer, self._most = scorer, most
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="risk-stream", daemon=True)
        self._thread.start()

    def submit(self, incoming: Incoming) -> "Future[Answer]":
        """The answer, once the event is on disk; an event that is none is answered as refused."""
        waiting: _Waiting = (incoming, Future())
        self._waiting.put(waiting)
        return waiting[1]

    def close(self) -> None:
        """Answer what waits, and end. The scorer stays open."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, is_last = [first], False
            while len(group) < self._most and not is_last:
                try:
                    one = self._waiting.get_nowait()
                except Empty:
                    break
                if one is None:
                    is_last = True
                else:
                    group.append(one)
            # Whoever gave up before their event was taken is left out.
            self._answer([one for one in group if one[1].set_running_or_notify_cancel()])
            if is_last:
                return

    def _answer(self, group: list[_Waiting]) -> None:
        try:
            answers = answer(self._scorer, [incoming for incoming, _ in group])
        except Exception as err:
            # Whoever waits is told; the desk stays open for the next.
            for _, future in group:
                future.set_exception(err)
            return
        for (_, future), one in zip(group, answers, strict=True):
            future.set_result(one)
