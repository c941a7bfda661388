"""One block while frauds are put into it: who is chosen for what, and what is written down as the hidden truth."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import Block, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.typologies import Typologies, Typology
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import person_number

PERSON, EMPLOYER, PROVIDER, CLERK = 1, 2, 3, 4
SUBJECT, ORGANISER = 1, 2
NO_RING = -1

Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Part:
    """Persons who play one part: all fields are [person chosen]; `way` says which variant of it each plays."""

    persons: Index
    start: Index
    end: Index
    ring: Index
    way: NDArray[np.str_]


@dataclass(slots=True)
class Cast:
    """Who plays what in one block, kept between the two passes.

    taken   persons (index) who have a part and get no other
    frauds, lookalikes   [typology or typology/kind] parts
    """

    taken: set[int] = field(default_factory=set)
    frauds: dict[str, Part] = field(default_factory=dict)
    lookalikes: dict[tuple[str, str], Part] = field(default_factory=dict)


@dataclass(slots=True)
class FraudPlan:
    """What is planned for the whole province.

    province    the given one with shell firms, workshops and dishonest employers
    workshops   honest firms in which a few elderly people work and hardly anybody else
    """

    province: Province
    typologies: Typologies
    rings: dict[str, list[Ring]]
    workshops: Index = field(default_factory=lambda: np.empty(0, np.int64))
    casts: dict[int, Cast] = field(default_factory=dict)


@dataclass(slots=True)
class Scene:
    """A block, its province, the plan, and the cast."""

    block: Block
    province: Province
    plan: FraudPlan
    cast: Cast

    @property
    def count(self) -> int:
        """Entries of the block."""
        return len(self.block.people)

    @property
    def months(self) -> int:
        """Months of history."""
        return self.province.months

    def typology(self, code: str) -> Typology:
        """What typologies.yaml says."""
        return self.plan.typologies[code]

    def draw(self, purpose: str) -> np.random.Generator:
        """A stream of this block for one purpose."""
        return Draws(self.province.seed, self.block.index).generator(f"fraud {purpose}")

    def rings(self, code: str) -> list[Ring]:
        """The rings of a typology that have members here."""
        return [ring for ring in self.plan.rings.get(code, []) if ring.members[self.block.index] > 0]

    def day_in(self, draw: np.random.Generator, month: Index) -> Index:
        """A day of each month, the first to the 28th."""
        return self.province.month_starts[month].astype(np.int64) + draw.integers(0, 28, np.size(month))

    def prefecture_of(self, persons: Index) -> Index:
        """Where persons live, as an index of the prefecture."""
        return self.province.counties.prefecture[self.block.people.county[persons]].astype(np.int64)

    def choose(
        self,
        draw: np.random.Generator,
        eligible: Mask,
        count: int,
        *,
        prefecture: int | None = None,
        county: int | None = None,
        weights: NDArray[np.float64] | None = None,
    ) -> Index:
        """Up to `count` eligible persons without a part yet, in rising order; those of county and prefecture first."""
        free = np.flatnonzero(eligible)
        free = free[~np.isin(free, list(self.cast.taken))] if self.cast.taken else free
        if not free.size or count <= 0:
            return np.empty(0, np.int64)
        appeal = (
            draw.random(free.size)
            if weights is None
            else draw.random(free.size) ** (1.0 / np.maximum(weights[free], 1e-9))
        )
        if prefecture is not None:
            appeal += self.prefecture_of(free) == prefecture
        if county is not None:
            appeal += self.block.people.county[free] == county
        chosen = np.sort(free[np.argsort(-appeal, kind="stable")[:count]])
        self.cast.taken.update(chosen.tolist())
        return chosen.astype(np.int64)

    def add_fraud(self, code: str, part: Part) -> None:
        """Cast a part of a fraud; several parts of one typology are joined."""
        known = self.cast.frauds.get(code)
        self.cast.frauds[code] = part if known is None else joined(known, part)

    def add_lookalike(self, code: str, kind: str, part: Part) -> None:
        """Cast honest persons who look like a fraud."""
        known = self.cast.lookalikes.get((code, kind))
        self.cast.lookalikes[code, kind] = part if known is None else joined(known, part)

    def lookalikes_wanted(self, code: str, kind: str, draw: np.random.Generator, frauds: int) -> int:
        """How many honest cases of a kind belong to that many frauds; fractions are rounded up."""
        return int(np.ceil(self.typology(code).lookalikes[kind] * frauds))

    def count_of(self, code: str, draw: np.random.Generator, base: float) -> int:
        """How many frauds without rings this block gets: by chance from the rate, at least `least` in the first."""
        drawn = int(draw.poisson(self.typology(code).rate * base))
        return max(drawn, self.typology(code).least) if self.block.index == 0 else drawn


def joined(first: Part, second: Part) -> Part:
    """Both parts, one behind the other."""
    return Part(*(np.concatenate([getattr(first, n), getattr(second, n)]) for n in Part.__slots__))


def part_of(
    persons: Index,
    start: Index | int = 0,
    end: Index | int = 0,
    ring: Index | int = NO_RING,
    way: NDArray[np.str_] | str = "",
) -> Part:
    """A part whose single values hold for all persons."""
    whole = [np.broadcast_to(np.asarray(v, np.int64), persons.shape).copy() for v in (start, end, ring)]
    ways = np.broadcast_to(np.asarray(way, dtype="U24"), persons.shape).copy()
    return Part(persons.astype(np.int64), whole[0], whole[1], whole[2], ways)


def record_frauds(scene: Scene, code: str, overpaid: Index) -> None:
    """Write the persons cast for a fraud, and what each was paid beyond their due, into the hidden truth."""
    part = scene.cast.frauds.get(code)
    if part is None or not part.persons.size:
        return
    typology = scene.typology(code)
    numbers = person_number(scene.block.people.number[part.persons])
    scene.block.truth.frauds.append(_fraud_rows(typology, PERSON, numbers, part, overpaid))


def record_organisers(scene: Scene, code: str, kind: int, rings: list[Ring], of_ring: str) -> None:
    """Write those who run a ring (providers, clerks, shell firms) once, in the block where it has most members."""
    typology = scene.typology(code)
    for ring in rings:
        if int(np.argmax(ring.members)) != scene.block.index:
            continue
        subjects = np.unique(np.array(getattr(ring, of_ring), np.int64))
        part = part_of(subjects, ring.start, ring.end, ring.number)
        rows = _fraud_rows(typology, kind, subjects, part, np.zeros(subjects.size, np.int64))
        rows["role"][:] = ORGANISER
        scene.block.truth.frauds.append(rows)


def record_employers(scene: Scene, code: str, employers: Index, start: Index, loss: Index) -> None:
    """Write employers who defraud by themselves, with what this block's staff lost them in contributions."""
    part = part_of(employers, start, scene.months)
    scene.block.truth.frauds.append(_fraud_rows(scene.typology(code), EMPLOYER, employers, part, loss))


def _fraud_rows(typology: Typology, kind: int, subjects: Index, part: Part, overpaid: Index) -> Table:
    size = subjects.size
    return {
        "typology": np.full(size, typology.number, np.int8),
        "subject_kind": np.full(size, kind, np.int8),
        "subject": subjects.astype(np.int64),
        "ring": part.ring,
        "role": np.full(size, SUBJECT, np.int8),
        "start": part.start.astype(np.int32),
        "end": part.end.astype(np.int32),
        "overpaid": np.maximum(overpaid, 0).astype(np.int64),
        "organised": np.full(size, typology.is_organised),
        "way": part.way.astype(object),
    }


def record_lookalikes(scene: Scene) -> None:
    """Write all honest persons who were made to look like a fraud."""
    for (code, kind), part in scene.cast.lookalikes.items():
        numbers = person_number(scene.block.people.number[part.persons])
        record_lookalike_subjects(scene, code, kind, PERSON, numbers)


def record_lookalike_subjects(scene: Scene, code: str, kind: str, subject_kind: int, subjects: Index) -> None:
    """Write honest subjects of one kind."""
    size = subjects.size
    scene.block.truth.lookalikes.append(
        {
            "typology": np.full(size, scene.typology(code).number, np.int8),
            "kind": np.full(size, kind, object),
            "subject_kind": np.full(size, subject_kind, np.int8),
            "subject": subjects.astype(np.int64),
        }
    )


def overpaid_pension(scene: Scene, part: Part) -> Index:
    """[person] fen of pension paid beyond what was due, over the whole of history, to the fen."""
    months = scene.block.months
    paid = months.pension_paid[part.persons].astype(np.int64) - months.pension_due[part.persons]
    return np.asarray(paid.sum(axis=1))


def nobody(scene: Scene) -> Mask:
    """[entry] all false."""
    return np.zeros(scene.count, bool)
