"""The least move of a lever that brings a response up to a target, whatever the response is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from statistics import NormalDist

Response = Callable[[float], float]
SCANNED = (0.5, 1.0)
# Where several paths turn at one and the same move no finer one tells them apart: the search ends here.
FINEST = 2.0**-12
MOST_STEPS = 60
NEAR_END, ROUNDING = 0.02, 1e-9


@dataclass
class Search:
    """A search along one lever; it remembers every answer, so that no move is asked for twice.

    respond    move -> what it achieves, such as a probability
    low, high  the ends of the lever, zero between them
    step       moves are whole multiples of it (0: any move)
    precision  how closely the least move is told
    grain      the smallest difference between two responses, such as one path's share of all (0: any)
    """

    respond: Response
    low: float
    high: float
    step: float = 0.0
    precision: float = 0.01
    grain: float = 0.0
    answers: dict[float, float] = field(default_factory=dict)

    def at(self, move: float) -> float:
        """What a move achieves."""
        if move not in self.answers:
            self.answers[move] = self.respond(move)
        return self.answers[move]

    def least(self, target: float) -> float | None:
        """The smallest move, up or down, whose response is at least `target`; None when no tried one has it."""
        if self.at(0.0) >= target:
            return 0.0
        ends = [end for end in (self.high, self.low) if end != 0.0]
        reaching = [end for end in ends if self.at(end) >= target]
        found = [move for end in reaching or ends if (move := self._along(end, target)) is not None]
        return min(found, key=abs, default=None)

    def best(self) -> float:
        """Of all moves tried, the one that achieves most; the smaller of equal ones."""
        return max(self.answers, key=lambda move: (self.answers[move], -abs(move)))

    def turns(self, sign: int) -> list[float]:
        """Moves on one side of zero at which the response has fallen below one nearer to zero, or the other way round.

        Empty where it rises all along or falls all along: only then is the least move known to be the only crossing.
        """
        moves = sorted((move for move in self.answers if move * sign >= 0), key=abs)
        responses = [self.answers[move] for move in moves]
        rises = responses[-1] >= responses[0] if responses else True
        turned = []
        for move, before, after in zip(moves[1:], responses[:-1], responses[1:], strict=True):
            if (after < before - self.grain / 2) if rises else (after > before + self.grain / 2):
                turned.append(move)
        return turned

    def _along(self, end: float, target: float) -> float | None:
        """The crossing nearest to zero between it and `end`, None where no scanned move reaches the target."""
        below = 0.0
        for share in SCANNED:
            move = self._rounded(end * share)
            if move not in (0.0, below) and self.at(move) >= target:
                return self._narrowed(below, move, target)
            below = move
        return None

    def _narrowed(self, below: float, above: float, target: float) -> float:
        """Close in on the crossing between a move that falls short and one that does not.

        It ends when the move is as close as asked and the response is the least that meets the target, or when moves
        can be told apart no more. Once the response is the least, steps back of growing length look for a move that
        falls short; where guesses do not halve the gap in two steps, or the gap is closer than asked, it is halved.
        """
        closest = self.step or self.precision * FINEST
        gaps, back = [inf, inf], self.precision
        for _ in range(MOST_STEPS):
            gap = abs(above - below)
            is_least = self.grain > 0.0 and not self.step and self.at(above) - target < self.grain
            is_told = self.grain == 0.0 or is_least
            if gap <= closest * (1 + ROUNDING) or (is_told and not self.step and gap <= self.precision):
                break
            move = middle = self._rounded((below + above) / 2.0)
            if is_least:
                move = above - (above - below) * min(back * (1 - ROUNDING) / gap, 0.5)
                back *= 2.0
            elif self.grain > 0.0 and self.precision < gap <= gaps[-2] / 2.0:
                move = self._guessed(below, above, target)
            move = middle if move in (below, above) else move
            gaps.append(gap)
            if self.at(move) >= target:
                above = move
            else:
                below, back = move, self.precision
        return above

    def _guessed(self, below: float, above: float, target: float) -> float:
        """Where the response should cross the target.

        Shares of paths rise with a lever much as a normal distribution does, so they are read as its quantiles.
        """
        low, high, wanted = map(self._quantile, (self.at(below), self.at(above), target + self.grain / 2.0))
        if high <= low:
            return below
        share = (wanted - low) / (high - low)
        return self._rounded(below + (above - below) * min(max(share, NEAR_END), 1.0 - NEAR_END))

    def _quantile(self, share: float) -> float:
        return NormalDist().inv_cdf(min(max(share, self.grain / 4.0), 1.0 - self.grain / 4.0))

    def _rounded(self, move: float) -> float:
        return round(move / self.step) * self.step if self.step else move
