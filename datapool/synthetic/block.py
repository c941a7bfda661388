"""One block of made-up persons: who they are, what they do month by month, what happens to them, and what is hidden."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

PERSONS_PER_BLOCK = 20_000
NEVER = 2**31 - 1
NOBODY = -1
FLEXIBLE = -2

Ints = NDArray[np.int64]
Table = dict[str, NDArray[Any]]


@dataclass(slots=True)
class People:
    """The persons of a block; every field is [person]. Days count from 1970-01-01, months from the first of history.

    number           int64, over the whole province
    county           int32, index of the county where they live and are insured at the end of history
    birth_county     int32, index among the birth places
    born, died       int32 days; died is NEVER for those alive at the end
    death_known      int32, day on which the pension agency learns of the death, NEVER
    ethnic           int8, GB/T 3304
    household        int64, over the whole province
    partner          int32, index within the block, NOBODY for the unmarried
    married_on, divorced_on   int32 days, NEVER
    moved_month      int32, month of the last move within the province, NEVER
    moved_from       int32, county before it, NOBODY
    phone, account, device    int64 numbers that persons may share; device is NOBODY without a smartphone
    scheme           int16, pension scheme a person draws or will draw: 110, 120, 170, 0 for none yet
    retired_month    int32, first month of benefit, negative before history, NEVER
    retirement_kind  int8, code of the catalogue; 0 for none
    work_start       int32, month in which the first job began, NEVER
    months_before    int16, contribution months before history
    balance_before   int64 fen, personal account at the beginning of history
    chronic          int8, 0 for none, else a chronic condition of the province
    frailty          float32, factor on the use of medical care, mean 1
    """

    number: Ints
    county: NDArray[np.int32]
    birth_county: NDArray[np.int32]
    male: NDArray[np.bool_]
    born: NDArray[np.int32]
    died: NDArray[np.int32]
    death_known: NDArray[np.int32]
    ethnic: NDArray[np.int8]
    rural: NDArray[np.bool_]
    cadre: NDArray[np.bool_]
    household: Ints
    partner: NDArray[np.int32]
    married_on: NDArray[np.int32]
    divorced_on: NDArray[np.int32]
    moved_month: NDArray[np.int32]
    moved_from: NDArray[np.int32]
    phone: Ints
    account: Ints
    device: Ints
    scheme: NDArray[np.int16]
    retired_month: NDArray[np.int32]
    retirement_kind: NDArray[np.int8]
    work_start: NDArray[np.int32]
    months_before: NDArray[np.int16]
    balance_before: Ints
    chronic: NDArray[np.int8]
    frailty: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.number)


@dataclass(slots=True)
class Months:
    """What a person does and receives; every field is [person, month].

    works_for     int32, index of the employer they truly work for, NOBODY
    insured_by    int32, employer that enrols them; NOBODY, or FLEXIBLE for those who pay for themselves
    taxed_by      int32, employer that declares a wage for them, NOBODY
    wage          float32, true wage in yuan a month
    base          float32, declared contribution base in yuan a month, 0 when not insured
    back_paid_on  int32, day on which the month was paid in arrears, 0 when it was paid in time
    pension_due, pension_paid   int32 fen: what the rule book grants on the true facts, and what was paid
    dole_due, dole_paid         int32 fen: unemployment benefit
    """

    works_for: NDArray[np.int32]
    insured_by: NDArray[np.int32]
    taxed_by: NDArray[np.int32]
    wage: NDArray[np.float32]
    base: NDArray[np.float32]
    back_paid_on: NDArray[np.int32]
    pension_due: NDArray[np.int32]
    pension_paid: NDArray[np.int32]
    dole_due: NDArray[np.int32]
    dole_paid: NDArray[np.int32]

    @classmethod
    def empty(cls, persons: int, months: int) -> "Months":
        """Nobody works, nothing is paid."""
        shape = (persons, months)
        return cls(
            works_for=np.full(shape, NOBODY, np.int32),
            insured_by=np.full(shape, NOBODY, np.int32),
            taxed_by=np.full(shape, NOBODY, np.int32),
            wage=np.zeros(shape, np.float32),
            base=np.zeros(shape, np.float32),
            back_paid_on=np.zeros(shape, np.int32),
            pension_due=np.zeros(shape, np.int32),
            pension_paid=np.zeros(shape, np.int32),
            dole_due=np.zeros(shape, np.int32),
            dole_paid=np.zeros(shape, np.int32),
        )


@dataclass(slots=True)
class Rows:
    """True events, a table each: a mapping from column to equally long arrays; `person` is an index in the block."""

    certifications: Table = field(default_factory=dict)
    awards: Table = field(default_factory=dict)
    unemployment: Table = field(default_factory=dict)
    operations: Table = field(default_factory=dict)
    settlements: Table = field(default_factory=dict)
    maternity: Table = field(default_factory=dict)
    births: Table = field(default_factory=dict)
    deaths: Table = field(default_factory=dict)
    cremations: Table = field(default_factory=dict)
    changes: Table = field(default_factory=dict)
    sentences: Table = field(default_factory=dict)
    allowances: Table = field(default_factory=dict)
    investigations: Table = field(default_factory=dict)


@dataclass(slots=True)
class Truth:
    """What nobody but the generator, its tests and the benchmarks may read: tables to be joined over the blocks."""

    frauds: list[Table] = field(default_factory=list)
    lookalikes: list[Table] = field(default_factory=list)
    errors: list[Table] = field(default_factory=list)
    identities: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A block: its index in the province, its persons, their months, events and hidden truth."""

    index: int
    people: People
    months: Months
    rows: Rows = field(default_factory=Rows)
    truth: Truth = field(default_factory=Truth)


def append(table: Table, more: Table) -> None:
    """Add the rows of `more` behind those of `table`, column by column; an empty table takes over the columns."""
    for name, values in more.items():
        table[name] = np.concatenate([table[name], values]) if name in table else values
