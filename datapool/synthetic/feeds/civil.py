"""Civil affairs: marriages and divorces, cremations written down by hand, subsistence allowances."""

from collections.abc import Iterator

import numpy as np

from datapool.synthetic.block import NEVER, NOBODY
from datapool.synthetic.feeds.casework import calendar
from datapool.synthetic.feeds.fields import Field, days, fen, ints, months, number, text
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.identities.misspelling import mistyped

MARRIAGES, CREMATIONS, ALLOWANCES = "civil_marriages", "civil_cremations", "civil_allowances"
MARRIED, DIVORCED = 1, 2
# Since the Regulations on marriage registration of 2003 (婚姻登记条例) registrations are kept in one system.
_FIRST_MARRIAGE = int(np.datetime64("2003-10-01", "D").astype(np.int64))


def marriages(rendering: Rendering) -> Iterator[Piece]:
    """A row for each wedding and divorce, with both names."""
    people, wrote = rendering.block.people, rendering.wrote["civil"]
    order = rendering.order_of("civil")
    husbands = order[(people.male & (people.partner != NOBODY) & (people.married_on != NEVER))[order]]
    divorced = husbands[people.divorced_on[husbands] != NEVER]
    husband = np.concatenate([husbands, divorced])
    kind = np.repeat([MARRIED, DIVORCED], [husbands.size, divorced.size])
    day = np.concatenate([people.married_on[husbands], people.divorced_on[divorced]]).astype(np.int64)
    wife = people.partner[husband].astype(np.int64)
    county = rendering.county_on(wife, day)
    given = np.flatnonzero(rendering.is_given("civil", county) & (day >= _FIRST_MARRIAGE))
    husband, wife, kind, day, place = husband[given], wife[given], kind[given], day[given], county[given]
    fields = {
        "marriage_no": rendering.running(MARRIAGES, len(kind)),
        "marriage_event": number(kind, 1),
        "registered_on": days(day),
        "husband_name": wrote.name_on(husband, day),
        "husband_id": wrote.id_on(husband, day),
        "wife_name": wrote.name_on(wife, day),
        "wife_id": wrote.id_on(wife, day),
        "region_code": rendering.region(place),
    }
    rendering.record_written(MARRIAGES, np.concatenate([husband, wife]), np.tile(day, 2), ("id", "name"))
    yield from rendering.pieces(MARRIAGES, day, fields)


def cremations(rendering: Rendering) -> Iterator[Piece]:
    """A row for each cremation, its ID number typed anew from paper."""
    rows = rendering.sorted_rows("civil", rendering.block.rows.cremations, "registered")
    if not rows:
        return
    county = rendering.county_on(ints(rows, "person"), ints(rows, "day"))
    chance = rendering.draws.generator("missing deaths civil").random(len(county))
    lost = chance < rendering.noise.rate("missing_death", "civil")
    given = rendering.is_given("civil", county)
    rendering.record(CREMATIONS, "missing_death", ints(rows, "person")[given & lost])
    kept = np.flatnonzero(given & ~lost)
    person, day, cremated, registered = (ints(rows, name)[kept] for name in ("person", "day", "cremated", "registered"))
    wrote = rendering.wrote["civil"]
    fields = {
        "cremation_no": rendering.running(CREMATIONS, len(person)),
        "person_name": wrote.name_on(person, registered),
        "citizen_id": _typed(rendering, wrote.id_on(person, registered), person),
        "sex": number(np.where(wrote.male[person], 1, 2), 1),
        "death_date": days(day),
        "cremated_on": days(cremated),
        "registered_on": days(registered),
        "region_code": rendering.region(county[kept]),
    }
    rendering.record_written(CREMATIONS, person, registered, ("id", "name", "sex"))
    yield from rendering.pieces(CREMATIONS, registered, fields)


def _typed(rendering: Rendering, ids: Field, person: Index) -> Field:
    """Some of the numbers that are right are typed wrongly."""
    draw = rendering.draws.generator("typed cremations")
    true = rendering.identities.citizen_id[person]
    assert ids.texts is not None
    shown = ids.texts[np.maximum(ids.values, 0)]
    wrong = (draw.random(len(person)) < rendering.noise.rate("typed_id", "civil")) & (shown == true) & (ids.values >= 0)
    rows = np.flatnonzero(wrong)
    chances = draw.random(rows.size)
    slips = [mistyped(number_, chance) for number_, chance in zip(shown[rows].tolist(), chances.tolist(), strict=True)]
    rendering.record(CREMATIONS, "typed_id", person[rows])
    values = np.asarray(ids.values, dtype=np.int64).copy()
    values[rows] = len(ids.texts) + np.arange(rows.size)
    return text(np.concatenate([ids.texts, np.array(slips, dtype="U18")]), values)


def allowances(rendering: Rendering) -> Iterator[Piece]:
    """A row for each allowance granted, under the head of the household."""
    rows = rendering.sorted_rows("civil", rendering.block.rows.allowances, "since")
    if not rows:
        return
    person, since, until = (ints(rows, name) for name in ("person", "since", "until"))
    begin = rendering.province.month_starts[np.clip(since, 0, rendering.province.months - 1)].astype(np.int64)
    chance = rendering.keyed("allowances", rendering.block.people.number[person])
    day = np.where(since < 0, begin - 1 - (chance * 900).astype(np.int64), begin - (chance * 20).astype(np.int64))
    county = rendering.county_on(person, day)
    kept = np.flatnonzero(rendering.is_given("civil", county))
    person, day = person[kept], day[kept]
    wrote = rendering.wrote["civil"]
    fields = {
        "allowance_no": rendering.running(ALLOWANCES, len(person)),
        "person_name": wrote.name_on(person, day),
        "citizen_id": wrote.id_on(person, day),
        "household_size": number(ints(rows, "size")[kept]),
        "allowance_from": months(calendar(rendering, since[kept])),
        "allowance_until": months(calendar(rendering, until[kept])),
        "allowance_amount": fen(ints(rows, "amount")[kept]),
        "registered_on": days(day),
        "region_code": rendering.region(county[kept]),
    }
    rendering.record_written(ALLOWANCES, person, day, ("id", "name"))
    yield from rendering.pieces(ALLOWANCES, day, fields)
