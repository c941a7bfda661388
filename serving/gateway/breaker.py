"""A circuit breaker: who failed several times in a row is left alone for a while, and then tried with one request."""

from enum import StrEnum


class BreakerState(StrEnum):
    """Whether requests go through."""

    CLOSED = "closed"
    """They do."""
    OPEN = "open"
    """They do not."""
    HALF_OPEN = "half_open"
    """One at a time, to see."""


class Breaker:
    """Counts failures in a row; times are seconds of one clock, which the caller reads."""

    def __init__(self, *, failures: int = 3, shortest_s: float = 0.25, longest_s: float = 1.0) -> None:
        """Open after so many `failures` in a row, for `shortest_s`, twice as long each time, up to `longest_s`."""
        self._most, self._shortest, self._longest = failures, shortest_s, longest_s
        self._failures, self._pause, self._until = 0, shortest_s, 0.0
        self._is_open = False
        self.openings = 0

    def state(self, now: float) -> BreakerState:
        """How it stands."""
        if not self._is_open:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now < self._until else BreakerState.HALF_OPEN

    def left_s(self, now: float) -> float:
        """How long it stays open."""
        return max(0.0, self._until - now) if self._is_open else 0.0

    def succeeded(self) -> None:
        """Something went through: closed."""
        self._failures, self._pause, self._is_open = 0, self._shortest, False

    def failed(self, now: float) -> bool:
        """Something did not; whether it is open now."""
        self._failures += 1
        state = self.state(now)
        if state is BreakerState.HALF_OPEN or (state is BreakerState.CLOSED and self._failures >= self._most):
            self.openings += state is BreakerState.CLOSED
            self._pause = min(self._longest, 2 * self._pause) if self._is_open else self._shortest
            self._is_open, self._until = True, now + self._pause
        return self._is_open
