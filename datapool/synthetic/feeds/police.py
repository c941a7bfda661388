"""The population register, its changes, and the list of those who serve a sentence."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, Table
from datapool.synthetic.feeds.fields import Field, days, ints, number, text, texts_of
from datapool.synthetic.feeds.homes import home_address
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.identities.persons import HOUSEHOLD_DIGITS

POPULATION, CHANGES, SENTENCES = "police_population", "police_changes", "police_sentences"
BIRTH, DEATH, NAME, NUMBER, MOVED_IN, MOVED_OUT = range(1, 7)
_TOWN, _COUNTRY = 10, 20
_STOCK_DAYS = 9000
_ENTERS = (BIRTH, NAME, NUMBER, MOVED_IN)


def population(rendering: Rendering) -> Iterator[Piece]:
    """A row for everybody in the register when history begins, and for each birth, move, new name or number since.

    Of several entries of a person on one day only one comes.
    """
    people, wrote = rendering.block.people, rendering.wrote["police"]
    person, day = _registered(rendering)
    county = rendering.county_on(person, day)
    given = np.flatnonzero(rendering.is_given("police", county))
    person, day, county = person[given], day[given], county[given]
    former = np.where(day >= wrote.name_since[person], person, -1)
    fields = {
        "citizen_id": wrote.id_on(person, day),
        "person_name": wrote.name_on(person, day),
        "former_name": text(wrote.names, former),
        "sex": number(np.where(wrote.male[person], 1, 2), 1),
        "ethnic_group": number(people.ethnic[person].astype(np.int64), 2),
        "birth_date": days(wrote.born[person]),
        "hukou_kind": number(np.where(people.rural[person], _COUNTRY, _TOWN), 2),
        "household_no": number(rendering.identities.household_no[person], HOUSEHOLD_DIGITS),
        "address": home_address(rendering, POPULATION, person, rendering.province.month_of(day)),
        "registered_on": days(day),
        "region_code": rendering.region(county),
    }
    rendering.record_written(POPULATION, person, day, ("id", "name", "sex", "birth"))
    yield from rendering.pieces(POPULATION, day, fields)


def _registered(rendering: Rendering) -> tuple[Index, Index]:
    """Person and day of each entry of the register."""
    people, begin = rendering.block.people, int(rendering.province.month_starts[0])
    stock = rendering.persons[people.born[rendering.persons] < begin]
    back = rendering.keyed("population", people.number[stock]) * np.minimum(begin - people.born[stock], _STOCK_DAYS)
    persons, when = [stock], [begin - 1 - back.astype(np.int64)]
    rows = rendering.block.rows.changes
    if rows:
        entered = np.isin(rows["kind"].astype(np.int64), _ENTERS)
        persons.append(rows["person"][entered].astype(np.int64))
        when.append(rows["registered"][entered].astype(np.int64))
    person, day = np.concatenate(persons), np.concatenate(when)
    once = np.unique(person * 2**20 + day, return_index=True)[1]
    rows = rendering.sorted_rows("police", {"person": person[once], "day": day[once]}, "day")
    return rows["person"].astype(np.int64), rows["day"].astype(np.int64)


def changes(rendering: Rendering) -> Iterator[Piece]:
    """A row for each change, where it was made; some deaths never reach the file."""
    rows = rendering.sorted_rows("police", rendering.block.rows.changes, "registered")
    if not rows:
        return
    rows = _without_missing(rendering, rows)
    person, kind, day, registered = (ints(rows, name) for name in ("person", "kind", "day", "registered"))
    county = np.where(kind == MOVED_OUT, rendering.county_before[person], rendering.county_on(person, day))
    given = np.flatnonzero(rendering.is_given("police", county))
    person, kind, day, registered, county = (values[given] for values in (person, kind, day, registered, county))
    wrote = rendering.wrote["police"]
    before = np.where(kind == NUMBER, day - 1, registered)
    fields = {
        "citizen_id": wrote.id_on(person, before),
        "person_name": wrote.name_on(person, np.where(kind == NAME, day - 1, registered)),
        "population_change": number(kind, 2),
        "event_on": days(day),
        "registered_on": days(registered),
        "former_value": _value(rendering, person, kind, is_new=False),
        "new_value": _value(rendering, person, kind, is_new=True),
        "region_code": rendering.region(county),
    }
    rendering.record_written(CHANGES, person, before, ("id", "name"))
    yield from rendering.pieces(CHANGES, registered, fields)


def _without_missing(rendering: Rendering, rows: Table) -> Table:
    draw = rendering.draws.generator("missing deaths police")
    lost = draw.random(len(rows["person"])) < rendering.noise.rate("missing_death", "police")
    lost &= rows["kind"].astype(np.int64) == DEATH
    rendering.record(CHANGES, "missing_death", rows["person"][lost].astype(np.int64))
    return {name: values[~lost] for name, values in rows.items()}


def _value(rendering: Rendering, person: Index, kind: Index, *, is_new: bool) -> Field:
    """What stood there before or stands there now: a name, a number, a region; nothing for births and deaths."""
    identities, codes = rendering.identities, np.array(rendering.province.counties.code)
    county = rendering.block.people.county if is_new else rendering.county_before
    name = identities.later_name if is_new else identities.name
    own = identities.later_id if is_new else identities.citizen_id
    moved = np.isin(kind, (MOVED_IN, MOVED_OUT))
    values: NDArray[np.str_] = np.select(
        [kind == NAME, kind == NUMBER, moved], [name[person], own[person], codes[county[person]]], ""
    )
    return texts_of(values)


def sentences(rendering: Rendering) -> Iterator[Piece]:
    """A row for each sentence that was passed to the register."""
    rows = rendering.sorted_rows("police", rendering.block.rows.sentences, "registered")
    if not rows:
        return
    person, since, until, registered = (
        rows[name].astype(np.int64) for name in ("person", "since", "until", "registered")
    )
    county = rendering.county_on(person, since)
    given = np.flatnonzero(rendering.is_given("police", county))
    person, since, until, registered = (values[given] for values in (person, since, until, registered))
    wrote = rendering.wrote["police"]
    fields = {
        "citizen_id": wrote.id_on(person, registered),
        "person_name": wrote.name_on(person, registered),
        "birth_date": days(wrote.born[person]),
        "sentence_from": days(since),
        "sentence_until": days(np.where(until == NOBODY, NEVER, until)),
        "registered_on": days(registered),
        "region_code": rendering.region(county[given]),
    }
    rendering.record_written(SENTENCES, person, registered, ("id", "name", "birth"))
    yield from rendering.pieces(SENTENCES, registered, fields)
