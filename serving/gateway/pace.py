"""How long an application takes, measured: so much for a frame and so much for each request in it."""

from math import ceil

# Of what is known, this much is left after each frame: about twenty frames count.
_LEFT = 0.95
_LEAST_SPREAD = 0.25
_DOUBT = 0.01
# A frame that takes longer makes whoever comes next wait for it.
FRAME_S = 0.05


class Pace:
    """A line through (requests in a frame, seconds that it took), older frames counting less."""

    def __init__(self) -> None:
        self._weight = self._n = self._s = self._nn = self._ns = 0.0

    def note(self, requests: int, seconds: float) -> None:
        """A frame was answered."""
        self._weight = _LEFT * self._weight + 1.0
        self._n = _LEFT * self._n + requests
        self._s = _LEFT * self._s + seconds
        self._nn = _LEFT * self._nn + requests * requests
        self._ns = _LEFT * self._ns + requests * seconds

    @property
    def is_known(self) -> bool:
        """Whether frames of different sizes were seen, so that what one more request costs can be told."""
        return self._weight > 1.5 and self._spread > _LEAST_SPREAD

    @property
    def per_request_s(self) -> float:
        """What one more request in a frame takes; rather too much than too little where frames are of like size."""
        if not self._weight:
            return 0.0
        mean, whole = self._n / self._weight, self._s / self._n
        together = self._ns / self._weight - mean * self._s / self._weight
        # Frames of like size say little of one more request: the less they say, the more the whole time counts as its.
        doubt = _DOUBT * mean * mean
        return min(max((together + doubt * whole) / (self._spread + doubt), 0.0), whole)

    @property
    def per_frame_s(self) -> float:
        """What a frame takes beside its requests."""
        return max(0.0, (self._s - self.per_request_s * self._n) / self._weight) if self._weight else 0.0

    def frame_size(self, most: int) -> int:
        """How many requests make a frame that takes no longer than it ought to."""
        per_request = self.per_request_s
        if per_request <= 0.0:
            return most
        return max(1, min(most, int(max(FRAME_S - self.per_frame_s, FRAME_S / 2) / per_request)))

    def expected_s(self, requests: float, most: int) -> float:
        """How long so many requests take, in frames of at most `most`."""
        frames = ceil(max(requests, 1.0) / self.frame_size(most))
        return frames * self.per_frame_s + requests * self.per_request_s

    @property
    def _spread(self) -> float:
        return self._nn / self._weight - (self._n / self._weight) ** 2
