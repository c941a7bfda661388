"""Profiles as published: rounded sizes and means of groups, small ones held back.

Groups overlap and follow each other in time, so that two of them may differ by one person. Sizes are therefore told in
tens, and a mean is rounded to at least the most that one person can change in it (MOST / persons): whoever subtracts
two published sums, even knowing both sizes to the person, learns of those who make the difference no more than a span
of 2 * MOST, which is wider than anything a person can have. Adding or taking away one person is lost in the rounding.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from datapool.aggregates.suppression import published
from datapool.profiles.counting import EVERYBODY, GROUP_KEYS, MOST, SUMS, Cells
from datapool.profiles.segment import Segment
from rules.bilingual import Bilingual

LEAST_PERSONS = 10
# Published numbers of persons are multiples of this; published means are multiples of these or of coarser steps.
PERSONS_STEP = 10
# Below this a rounded size says too little about growth.
LEAST_OF_A_TREND = 50
FINEST = {"base": 10.0, "pension": 10.0, "settlements": 0.1, "bill": 10.0, "fund": 10.0}
_STEPS = (1, 2, 5, 10)
_FEN = 100
ALL = Segment(
    EVERYBODY,
    Bilingual("全部养老保险参保人员", "Everybody insured"),
    Bilingual(
        "年末参保（含领取待遇）人员，不含已终止关系的人员。",
        "Insured or drawing at year end; ended relations left out.",
    ),
    "true",
)


@dataclass(frozen=True, slots=True)
class Size:
    """A group in a year; everything but the year is None where it is held back, a mean also where few are behind it.

    persons        rounded to 10
    mean_base      mean monthly contribution base of those who paid in the year, yuan
    mean_pension   mean monthly pension of those who drew in the year, yuan
    settlements, bill, fund   medical settlements and yuan of a year per person linked with medical insurance
    Means are rounded by `step_of`, and None where that would leave nothing to tell.
    """

    year: int
    persons: int | None
    mean_base: int | None
    mean_pension: int | None
    settlements: float | None
    bill: int | None
    fund: int | None


@dataclass(frozen=True, slots=True)
class SegmentProfile:
    """A named group: its sizes by year in the whole pool, and by region."""

    key: str
    title: Mapping[str, str]
    definition: Mapping[str, str]
    where: str
    years: tuple[Size, ...]
    regions: Mapping[str, tuple[Size, ...]]

    def trend(self) -> float | None:
        """Mean growth a year from the first to the last year; None where either is held back or below 50 persons."""
        shown = (self.years[0].persons, self.years[-1].persons) if len(self.years) > 1 else (None, None)
        if shown[0] is None or shown[1] is None or min(shown[0], shown[1]) < LEAST_OF_A_TREND:
            return None
        return float((shown[1] / shown[0]) ** (1.0 / (self.years[-1].year - self.years[0].year)) - 1.0)


@dataclass(frozen=True, slots=True)
class Group:
    """A cell of the breakdown: how many of GROUP_KEYS are given, in their order, and its size."""

    path: tuple[int | str, ...]
    size: Size

    def to_json(self) -> dict[str, Any]:
        return dict(zip(GROUP_KEYS, self.path, strict=False)) | asdict(self.size)


def segment_profiles(
    cells: Cells, segments: Mapping[str, Segment], years: Sequence[int], regions: Sequence[str]
) -> Iterator[SegmentProfile]:
    """Everybody, then every named group; a group without persons in a year has 0 there.

    cells  [segment, year, region]
    """
    for key, segment in ({EVERYBODY: ALL} | dict(segments)).items():
        mine = {path[1:]: sums for path, sums in cells.items() if path[0] == key}
        shown = {cell.path: cell.sums for cell in published(mine, LEAST_PERSONS)}
        yield SegmentProfile(
            key=key,
            title=segment.title.to_json(),
            definition=segment.definition.to_json(),
            where=segment.where,
            years=tuple(_size(year, shown.get((year,), _NOBODY)) for year in years),
            regions={region: tuple(_size(year, _below(shown, year, region)) for year in years) for region in regions},
        )


def groups(cells: Cells) -> Iterator[Group]:
    """Every cell of every level of the breakdown, from a year down to age bands.

    cells  [year, region, scheme, form, gap, band]
    """
    for cell in published(cells, LEAST_PERSONS):
        yield Group(cell.path, _size(int(cell.path[0]), cell.sums))


_NOBODY = (0,) * len(SUMS)


def _below(shown: Mapping[tuple[int | str, ...], Sequence[int] | None], year: int, region: str) -> Sequence[int] | None:
    """A cell under a year that is held back is held back with it."""
    if shown.get((year,), _NOBODY) is None:
        return None
    return shown.get((year, region), _NOBODY)


def _size(year: int, sums: Sequence[int] | None) -> Size:
    if sums is None:
        return Size(year, None, None, None, None, None, None)
    at = dict(zip(SUMS, sums, strict=True))
    return Size(
        year=year,
        persons=math.floor(at["persons"] / PERSONS_STEP + 0.5) * PERSONS_STEP,
        mean_base=_yuan("base", at["base"], at["with_base"]),
        mean_pension=_yuan("pension", at["pension"], at["with_pension"]),
        settlements=rounded_mean("settlements", at["settlements"], at["linked"]),
        bill=_yuan("bill", at["bill"], at["linked"]),
        fund=_yuan("fund", at["fund"], at["linked"]),
    )


def _yuan(name: str, fen: int, persons: int) -> int | None:
    mean = rounded_mean(name, fen / _FEN, persons)
    return None if mean is None else int(mean)


def rounded_mean(name: str, total: float, persons: int) -> float | None:
    """The mean of a sum over so many persons, rounded by `step_of`.

    None where fewer persons than LEAST_PERSONS stand behind it, or the step is more than the mean itself.
    """
    if persons < LEAST_PERSONS:
        return None
    step, mean = step_of(name, persons), total / persons
    return round(math.floor(mean / step + 0.5) * step, 1) if step <= max(mean, FINEST[name]) else None


def step_of(name: str, persons: int) -> float:
    """What a mean over so many persons is rounded to: 1, 2 or 5 times a power of ten, at least MOST / persons."""
    least = MOST[name] / (persons // PERSONS_STEP * PERSONS_STEP)
    if least <= FINEST[name]:
        return FINEST[name]
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in _STEPS if factor * power >= least * (1 - 1e-12))
