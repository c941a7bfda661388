"""How many futures are drawn, from which seed, by which way of sampling, and what stays at its centre."""

from dataclasses import dataclass
from typing import Any

from core.errors import InputError, ValueOutOfRange, WrongType
from simulation.chance.driver_names import driver_number
from simulation.demography.bands.model_file import UNITED_NATIONS, check_model

SAMPLING = ("pseudo", "antithetic", "sobol")
MOST_PATHS = 1_000_000
_LARGEST_SEED = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a simulation.

    paths     number of futures, 1 to 1,000,000
    seed      0 to 2^64 - 1; the same seed gives the same futures
    sampling  pseudo      independent draws
              antithetic  path 2k + 1 takes the draws of path 2k with the sign turned; paths must be even
              sobol       a scrambled Sobol sequence: spreads evenly when `paths` is a power of two (see `notes`)
    held      names of drivers that stay at their centre; the draws of the others do not change
    mortality whose spread life expectancy has: united_nations, or a model of mortality fitted to the past (lee_carter,
              cbd_m5, cbd_m7); the centre is the scenario's whichever it is, and the draws are the same
    """

    paths: int = 5000
    seed: int = 1
    sampling: str = "pseudo"
    held: tuple[str, ...] = ()
    mortality: str = UNITED_NATIONS

    def __post_init__(self) -> None:
        _check_whole("paths", self.paths, lowest=1, highest=MOST_PATHS)
        _check_whole("seed", self.seed, lowest=0, highest=_LARGEST_SEED)
        if self.sampling not in SAMPLING:
            raise InputError(
                f"there is no sampling {self.sampling!r}.", remedy=f"Choose one of: {', '.join(SAMPLING)}."
            )
        if self.sampling == "antithetic" and self.paths % 2:
            raise ValueOutOfRange(
                f"antithetic sampling goes in pairs, and {self.paths} paths are odd.",
                remedy=f"Ask for {self.paths + 1} paths.",
            )
        if not isinstance(self.held, tuple):
            raise WrongType("the held drivers are not a tuple of names.", remedy="Write held=('fertility',).")
        for name in self.held:
            driver_number(name)
        check_model(self.mortality)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the results should know about this plan."""
        if self.sampling != "sobol" or not self.paths & (self.paths - 1):
            return ()
        below = 1 << (self.paths.bit_length() - 1)
        better = f"{below} or {2 * below} paths use it better than {self.paths}"
        return (f"A Sobol sequence is balanced at powers of two: {better}.",)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the manifest."""
        return {
            "paths": self.paths,
            "seed": self.seed,
            "sampling": self.sampling,
            "held": list(self.held),
            "mortality": self.mortality,
        }


def _check_whole(name: str, value: Any, *, lowest: int, highest: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongType(f"{name} is {value!r}, not a whole number.", remedy="Give a whole number.")
    if not lowest <= value <= highest:
        raise ValueOutOfRange(f"{name} is {value}.", remedy=f"Give a whole number from {lowest} to {highest}.")
