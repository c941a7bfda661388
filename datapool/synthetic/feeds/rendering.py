"""What all tables of one block are rendered from: block, province, keys, what departments wrote, and mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY, Block, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.feeds.corrections import correct
from datapool.synthetic.feeds.fields import Field, Fields, number, text
from datapool.synthetic.feeds.noise import DEPARTMENTS, Noise, load_noise
from datapool.synthetic.feeds.organisations import Organisations, organisations_of
from datapool.synthetic.feeds.pieces import Piece, by_year
from datapool.synthetic.feeds.writing import written
from datapool.synthetic.feeds.written import Odd, Written, write_down
from datapool.synthetic.identities.contacts import (
    ACCOUNT_DIGITS,
    ACCOUNT_PREFIX,
    DEVICE_DIGITS,
    DEVICE_PREFIX,
    account_numbers,
    device_numbers,
    phone_numbers,
)
from datapool.synthetic.identities.permutations import Permutation, fractions, key_of, mixed
from datapool.synthetic.identities.persons import PERSON_DIGITS, Identities, identify
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import hard_to_match, is_invented, is_second

Index = NDArray[np.int64]
RUNNING_DIGITS = 12
_ROW_DIGITS = 7
# Departments to which the prefecture that shares nothing gives nothing.
_NOT_GIVEN = ("tax", "police", "civil")


@dataclass
class Rendering:
    """One block on its way into the feeds; `errors` collects the mistakes that its rows carry."""

    block: Block
    province: Province
    noise: Noise = field(default_factory=load_noise)
    errors: list[Table] = field(default_factory=list)

    @cached_property
    def draws(self) -> Draws:
        """The streams of the block."""
        return Draws(self.province.seed, self.block.index)

    @cached_property
    def identities(self) -> Identities:
        """Names, numbers and keys of the entries."""
        places = np.array([int(code) for code in self.province.birth_places])
        return identify(self.block, self.draws, places=places, blocks=self.province.blocks)

    @cached_property
    def organisations(self) -> Organisations:
        """Keys and names of employers, providers, doctors and clerks."""
        return organisations_of(self.province)

    @cached_property
    def wrote(self) -> dict[str, Written]:
        """[department] what it wrote down of the entries."""
        odd = Odd(is_second(self.block.people), hard_to_match(self.block))
        wrote = {
            department: write_down(
                department,
                self.block.people,
                self.identities,
                odd=odd,
                noise=self.noise,
                draw=self.draws.generator(f"written {department}"),
            )
            for department in DEPARTMENTS
        }
        correct(wrote["hrss"], self.block, self.identities)
        return wrote

    @cached_property
    def persons(self) -> Index:
        """Entries that are persons of flesh and blood, each once."""
        people = self.block.people
        return np.flatnonzero(~is_second(people) & ~is_invented(people))

    @cached_property
    def county_before(self) -> NDArray[np.int32]:
        """[entry] county before the move, or the only one."""
        people = self.block.people
        return np.where(people.moved_from == NOBODY, people.county, people.moved_from)

    def county_in(self, person: Index, month: NDArray[np.integer]) -> NDArray[np.int32]:
        """County in which persons live and are insured in a month of history."""
        people = self.block.people
        return np.where(month < people.moved_month[person], self.county_before[person], people.county[person])

    def county_on(self, person: Index, day: NDArray[np.integer]) -> NDArray[np.int32]:
        """County in which persons live on a day."""
        return self.county_in(person, self.province.month_of(day))

    def is_given(self, department: str, county: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Whether the department gets the rows of a county."""
        if department not in _NOT_GIVEN:
            return np.ones(len(county), dtype=bool)
        return np.asarray(self.province.counties.shares[county])

    def region(self, county: NDArray[np.integer]) -> Field:
        """The region code of counties."""
        return text(np.array(self.province.counties.code), county)

    def person_no(self, person: Index) -> Field:
        """Key of the social-security agency; negative persons are missing."""
        known = self.identities.person_no[np.maximum(person, 0)]
        return number(np.where(person < 0, -1, known), PERSON_DIGITS)

    def phone(self, numbers: NDArray[np.integer]) -> Field:
        """Phones by their number."""
        return number(phone_numbers(numbers, self.province.seed))

    def account(self, numbers: NDArray[np.integer]) -> Field:
        """Bank accounts by their number."""
        return number(account_numbers(numbers, self.province.seed), ACCOUNT_DIGITS, prefix=ACCOUNT_PREFIX)

    def device(self, numbers: NDArray[np.integer]) -> Field:
        """Devices by their number."""
        return number(device_numbers(numbers, self.province.seed), DEVICE_DIGITS, prefix=DEVICE_PREFIX)

    def running(self, table: str, count: int) -> Field:
        """A number for each row of a table that no other row of the province has, rising within the block."""
        shuffle = Permutation.of_digits(key_of(self.province.seed, f"running {table}"), RUNNING_DIGITS - _ROW_DIGITS)
        first = int(shuffle(np.array([self.block.index]))[0]) * 10**_ROW_DIGITS
        return number(first + np.arange(count, dtype=np.int64), RUNNING_DIGITS)

    def order_of(self, department: str) -> Index:
        """Entries in the order of a department's file.

        The order in which entries and events were made up tells which were added as frauds, so no file keeps it.
        """
        keys = {
            "hrss": self.identities.person_no,
            "tax": self.identities.taxpayer_no,
            "police": self.identities.household_no,
            "health": self.identities.member_no,
        }
        # Entries of one person follow each other; which was made first decides nothing.
        tie = mixed(self.identities.person_no, key_of(self.province.seed, "order"))
        return np.lexsort((tie, keys.get(department, tie)))

    def sorted_rows(self, department: str, rows: Table, when: str) -> Table:
        """Rows of events by person in the order of the department's file, then by time; ties by all other columns."""
        if not rows:
            return rows
        rank = np.empty(len(self.block.people), dtype=np.int64)
        rank[self.order_of(department)] = np.arange(len(rank))
        mark = np.zeros(len(rows["person"]), dtype=np.uint64)
        for column in rows.values():
            if column.dtype.kind in "iub":
                mark = mixed((column.astype(np.int64).view(np.uint64) ^ mark).view(np.int64), 1)
        order = np.lexsort((mark, (rank[rows["person"]] << 36) + rows[when].astype(np.int64)))
        return {name: values[order] for name, values in rows.items()}

    def keyed(self, purpose: str, numbers: NDArray[np.integer]) -> NDArray[np.float64]:
        """Fixed numbers from 0 to below 1, a function of `numbers` and the province's seed."""
        return fractions(numbers, key_of(self.province.seed, purpose))

    def pieces(self, table: str, day: NDArray[np.integer], fields: Fields) -> Iterator[Piece]:
        """The rows of a table by the year of the day on which the department had them."""
        for year, rows in by_year(self.province, day):
            yield Piece(table, year, written(table, fields, rows))

    def record(self, table: str, kind: str, persons: Index, period: NDArray[np.integer] | int = 0) -> None:
        """Note that rows of these persons carry a mistake; `period` is the month concerned as YYYYMM, 0 for none."""
        size = len(persons)
        if size:
            self.errors.append(
                {
                    "table": np.full(size, table),
                    "person": self.block.people.number[persons],
                    "kind": np.full(size, kind),
                    "period": np.broadcast_to(np.asarray(period, dtype=np.int32), (size,)).copy(),
                }
            )

    def record_written(self, table: str, person: Index, day: NDArray[np.integer], kinds: tuple[str, ...]) -> None:
        """Note the mistakes of a department that show in rows of a table, given the day of each row.

        kinds  beginnings of the kinds of mistakes that the table's columns can show: "id", "name", "sex", "birth"
        """
        wrote = self.wrote[table.partition("_")[0]]
        for kind, wrong in wrote.errors.items():
            what = kind.partition("_")[0]
            if what not in kinds:
                continue
            since = {"id": wrote.id_since, "name": wrote.name_since}.get(what)
            shows = wrong[person] if since is None else wrong[person] & (day < since[person])
            self.record(table, kind, np.unique(person[shows]))
        late = (day >= self.identities.name_changed_on[person]) & (day < wrote.name_since[person])
        if "name" in kinds:
            self.record(table, "name_late", np.unique(person[late]))
