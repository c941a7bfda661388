"""T11: clerks make pensions out of nothing: false transfers, merged strangers' years, persons who never lived."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY
from datapool.synthetic.draws import PROVINCE
from datapool.synthetic.fraud.clerks import HANDLES, OFFICE_HOURS, SECONDS_PER_DAY, colluders, officers
from datapool.synthetic.fraud.durations import with_raises
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.stage import (
    CLERK,
    FraudPlan,
    Index,
    Scene,
    overpaid_pension,
    part_of,
    record_frauds,
    record_organisers,
)
from datapool.synthetic.fraud.tables import add_rows, leave_out, rows_like
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import invent

CODE = "T11"
EMPLOYEES, BY_AGE = 110, 1
ENROL, RENAME, RENUMBER, NEW_ACCOUNT, TRANSFER, MERGE, AWARD, CORRECT = 1, 2, 3, 4, 5, 6, 8, 10
FALSE_TRANSFER, DOUBLE_CHANGE, INVENTED = "false_transfer", "double_change", "invented"
TRUE_TRANSFER = "true_transfer"
_EVENING = (18 * 3600 + 1800, 23 * 3600)
_WOMAN_AT, _MAN_AT, _MONTHS_PER_YEAR = 50, 60, 12
_ACCOUNTS_FROM, _FAMILIES_FROM, _HOMES_FROM = 9_900_000_000_000, 9_920_000_000_000, 9_950_000_000_000
_PAYEES_PER_ACCOUNT = 2
_AT_NIGHT, _ALONE, _BY_CHIEF = 0.32, 0.2, 0.85
_HONEST_AT_NIGHT, _HONEST_ALONE, _BY_SPECIALIST = 0.12, 0.06, 0.7
_DECEMBER = 11
_GIVES_PHONE, _PHONES_FROM = 0.3, 9_850_000_000


def plan(province: Province, plan: FraudPlan) -> None:
    """Each ring is a clerk of a county's office, one who approves, and accounts of relatives and friends."""
    draw = province.draws(PROVINCE).generator(f"plan {CODE}")
    for ring in plan.rings[CODE]:
        ring.county, ring.clerks = colluders(province, draw, ring.prefecture)
        count = max(2, ring.size // _PAYEES_PER_ACCOUNT)
        ring.accounts = [_ACCOUNTS_FROM + 10_000 * ring.number + number for number in range(count)]


def before_events(scene: Scene) -> None:
    """Award pensions to residents without the years for them; honest people with years from elsewhere get theirs."""
    draw = scene.draw(CODE)
    rule = scene.typology(CODE).rest["ways"]
    for ring in scene.rings(CODE):
        wanted = int(ring.members[scene.block.index])
        ways = draw.choice(list(rule), wanted, p=list(rule.values()))
        real = ways[ways != INVENTED]
        eligible = _residents(scene, ring)
        chosen = scene.choose(draw, eligible, real.size, prefecture=ring.prefecture, county=ring.county)
        start = draw.integers(ring.start, max(ring.start + 1, min(ring.end, scene.months - 6)), chosen.size)
        part = part_of(chosen, start, ring.end, ring.number, real[: chosen.size])
        scene.add_fraud(CODE, part)
        clerk, approver = _signatures(scene, draw, chosen, ring)
        _award(scene, draw, chosen, start, clerk, approver, due=False)
        scene.block.people.account[chosen] = draw.choice(ring.accounts, chosen.size)
        gives = draw.random(chosen.size) < _GIVES_PHONE
        runners = _runners(ring)
        scene.block.people.phone[chosen[gives]] = draw.choice(runners, int(gives.sum()))
    known = scene.cast.frauds.get(CODE)
    _transfer_in(scene, draw, 0 if known is None else known.persons.size)


def _transfer_in(scene: Scene, draw: np.random.Generator, frauds: int) -> None:
    """Honest people whose years were paid in other provinces; couples, siblings and homes share accounts."""
    people = scene.block.people
    chosen = scene.choose(draw, _residents(scene, None), scene.lookalikes_wanted(CODE, TRUE_TRANSFER, draw, frauds))
    start = draw.integers(6, scene.months - 6, chosen.size)
    scene.add_lookalike(CODE, TRUE_TRANSFER, part_of(chosen, start, scene.months))
    clerk, approver = _specialists(scene, draw, chosen)
    _award(scene, draw, chosen, start, clerk, approver, due=True)
    kind = draw.random(chosen.size)
    partner = people.partner[chosen]
    with_partner = (kind < 0.3) & (partner >= 0)
    people.account[chosen[with_partner]] = people.account[partner[with_partner]]
    shared = (kind >= 0.3) & (kind < 0.75)
    groups = max(1, int(shared.sum() / 2.2))
    people.account[chosen[shared]] = (
        _FAMILIES_FROM + scene.block.index * 1000 + draw.integers(0, groups, int(shared.sum()))
    )


def _runners(ring: Ring) -> Index:
    """Phones that nobody else has and that stand behind several payees."""
    return _PHONES_FROM + 1000 * ring.number + np.arange(max(2, ring.size // 5), dtype=np.int64)


def _residents(scene: Scene, ring: Ring | None) -> NDArray[np.bool_]:
    """Of pension age or near it when the ring works, hardly ever insured as employees."""
    people, months = scene.block.people, scene.block.months
    middle = (ring.start + ring.end) // 2 if ring else scene.months // 2
    years = np.where(people.male, _MAN_AT, _WOMAN_AT)
    ahead = scene.province.month_of(people.born).astype(np.int64) + years * _MONTHS_PER_YEAR - middle
    alive = scene.province.month_of(people.died) >= scene.months - 1
    few = (months.insured_by != NOBODY).sum(axis=1) < 6
    return np.asarray((ahead < 6) & (ahead > -180) & alive & few & ~np.isin(people.scheme, (110, 120)))


def _signatures(scene: Scene, draw: np.random.Generator, persons: Index, ring: Ring) -> tuple[Index, Index]:
    """The clerk handles most cases, approved by the one who looks away, or by nobody else; colleagues are deceived."""
    chief, colluder = ring.clerks
    clerk, approver = officers(scene, draw, scene.block.people.county[persons])
    own = draw.random(persons.size) < _BY_CHIEF
    clerk, approver = np.where(own, chief, clerk), np.where(own, colluder, approver)
    return clerk, np.where(draw.random(persons.size) < _ALONE, clerk, approver)


def _specialists(scene: Scene, draw: np.random.Generator, persons: Index) -> tuple[Index, Index]:
    """In each prefecture one clerk and one approver see to most transfers from other provinces."""
    clerk, approver = officers(scene, draw, scene.block.people.county[persons])
    plan = scene.province.draws(PROVINCE).generator("specialists for transfers")
    desks = [
        colluders(scene.province, plan, place)[1] for place in range(int(scene.province.counties.prefecture.max()) + 1)
    ]
    special = np.array(desks, np.int64)[scene.prefecture_of(persons)]
    own = draw.random(persons.size) < _BY_SPECIALIST
    clerk, approver = np.where(own, special[:, 0], clerk), np.where(own, special[:, 1], approver)
    return clerk, np.where(draw.random(persons.size) < _HONEST_ALONE, clerk, approver)


def _award(
    scene: Scene, draw: np.random.Generator, persons: Index, start: Index, clerk: Index, approver: Index, *, due: bool
) -> None:
    """An employees' pension from `start` on, as others of the least years have it."""
    people, months, awards = scene.block.people, scene.block.months, scene.block.rows.awards
    models = (
        np.flatnonzero((awards["scheme"] == EMPLOYEES) & (awards["kind"] == BY_AGE)) if awards else np.empty(0, int)
    )
    if not persons.size or not models.size:
        return
    model = draw.choice(models, persons.size)
    made = rows_like(
        awards, model, person=persons, month=start,
        day=scene.province.month_starts[start] + draw.integers(0, 25, persons.size),
        file_born=people.born[persons], altered=0, appraiser=NOBODY, clerk=clerk, approver=approver,
    )  # fmt: skip
    began = np.full(scene.count, NEVER, np.int64)
    began[persons] = start
    # What residents were awarded before stays on file, since it was paid until now.
    leave_out(awards, awards["month"] >= began[awards["person"].astype(np.int64)])
    add_rows(awards, **made)
    paid = with_raises(scene, start, made["total"].astype(np.int64))
    before = np.arange(scene.months) < start[:, None]
    months.pension_paid[persons] = np.where(before, months.pension_paid[persons], paid)
    if due:
        months.pension_due[persons] = months.pension_paid[persons]
    people.scheme[persons], people.retired_month[persons], people.retirement_kind[persons] = EMPLOYEES, start, BY_AGE


def after_events(scene: Scene) -> None:
    """Invent persons, write the log, and add the honest operations that look alike."""
    draw = scene.draw(f"{CODE} after")
    for ring in scene.rings(CODE):
        _invent(scene, draw, ring)
    part = scene.cast.frauds.get(CODE)
    if part is not None and part.persons.size:
        for ring in scene.rings(CODE):
            _log(scene, draw, ring)
        record_frauds(scene, CODE, overpaid_pension(scene, part))
    record_organisers(scene, CODE, CLERK, scene.rings(CODE), "clerks")
    count = 0 if part is None else part.persons.size
    _log_true_transfers(scene, draw)
    _correct_in_bulk(scene, draw, scene.lookalikes_wanted(CODE, "bulk_correction", draw, count))
    _manage_accounts(scene, draw, scene.lookalikes_wanted(CODE, "managed_account", draw, count))
    _work_at_year_end(scene, draw, scene.lookalikes_wanted(CODE, "year_end_night", draw, count))
    _pay_relatives(scene, draw, scene.lookalikes_wanted(CODE, "relative_of_clerk", draw, count))


def _invent(scene: Scene, draw: np.random.Generator, ring: Ring) -> None:
    """Persons of pension age who never lived, drawing from the month in which they were registered."""
    share = scene.typology(CODE).rest["ways"][INVENTED]
    wanted = int(draw.binomial(int(ring.members[scene.block.index]), share))
    people = scene.block.people
    age = scene.province.month_starts[ring.start] - people.born
    models = np.flatnonzero((age > 62 * 365) & (age < 75 * 365) & (people.died == NEVER))
    if not wanted or not models.size:
        return
    entries = invent(scene.block, np.sort(draw.choice(models, wanted)))
    start = draw.integers(ring.start, max(ring.start + 1, min(ring.end, scene.months - 6)), entries.size)
    clerk, approver = _signatures(scene, draw, entries, ring)
    _award(scene, draw, entries, start, clerk, approver, due=False)
    people = scene.block.people
    people.account[entries] = draw.choice(ring.accounts, entries.size)
    people.phone[entries] = draw.choice(_runners(ring), entries.size)
    part = part_of(entries, start, ring.end, ring.number, INVENTED)
    scene.add_fraud(CODE, part)
    for year in range(1, scene.months // _MONTHS_PER_YEAR):
        month = start + _MONTHS_PER_YEAR * year
        due = month < scene.months
        who = entries[due]
        add_rows(
            scene.block.rows.certifications, person=who, day=scene.day_in(draw, month[due]), channel=5, device=NOBODY,
            phone=people.phone[who],
        )  # fmt: skip


def _log(scene: Scene, draw: np.random.Generator, ring: Ring) -> None:
    """Enrolment or transfer or the two changes and the merger, then account and award, within days."""
    part = scene.cast.frauds[CODE]
    mine = part.ring == ring.number
    persons, way = part.persons[mine], part.way[mine]
    if not persons.size:
        return
    # Everything is done within days: nobody is to ask questions in between.
    day = _award_days(scene, persons) - draw.integers(0, 9, persons.size)
    clerk, approver = _signatures(scene, draw, persons, ring)
    strangers = draw.integers(0, len(scene.block.people.number) - 1, persons.size)
    steps = (
        (TRANSFER, way == FALSE_TRANSFER, NOBODY, 0),
        (RENAME, way == DOUBLE_CHANGE, NOBODY, 0),
        (RENUMBER, way == DOUBLE_CHANGE, NOBODY, 0),
        (MERGE, way == DOUBLE_CHANGE, strangers, 2),
        (ENROL, way == INVENTED, NOBODY, 0),
        (NEW_ACCOUNT, draw.random(persons.size) < 0.8, NOBODY, 1),
        (AWARD, way == INVENTED, NOBODY, 2),
    )
    for kind, rows, other, later in steps:
        subject = np.where(np.isin(kind, (RENAME, RENUMBER)), strangers, persons)
        _operate(
            scene, draw, subject[rows], kind, day[rows] + later,
            (clerk[rows], approver[rows], np.broadcast_to(other, persons.shape)[rows]),
        )  # fmt: skip


def _award_days(scene: Scene, persons: Index) -> Index:
    """[person] day of the award they have."""
    awards = scene.block.rows.awards
    day = np.zeros(scene.count, np.int64)
    day[awards["person"].astype(np.int64)] = awards["day"]
    return day[persons]


def _operate(
    scene: Scene,
    draw: np.random.Generator,
    persons: Index,
    kind: int,
    day: Index,
    parties: tuple[Index, Index, Index],
    at_night: float = _AT_NIGHT,
) -> None:
    """Rows of the log; some in the evening, the others in office hours.

    parties  [person] the clerk, who approved it, and the other person concerned
    """
    clerk, approver, other = parties
    people, size = scene.block.people, persons.size
    if not size:
        return
    late = draw.random(size) < at_night
    second = np.where(late, draw.integers(*_EVENING, size), draw.integers(*OFFICE_HOURS, size))
    months = np.where(np.isin(kind, (TRANSFER, MERGE)), draw.integers(180, 320, size), 0)
    add_rows(
        scene.block.rows.operations, kind=kind, person=persons, other=other, employer=NOBODY,
        new_account=np.where(kind == NEW_ACCOUNT, people.account[persons], NOBODY), months=months,
        amount=months * draw.integers(300_00, 700_00, size), clerk=clerk, approver=approver,
        second=day.astype(np.int64) * SECONDS_PER_DAY + second,
    )  # fmt: skip


def _log_true_transfers(scene: Scene, draw: np.random.Generator) -> None:
    """Transfers, or mergers of two long records, then for some an account; by the clerks who made the awards."""
    part = scene.cast.lookalikes.get((CODE, TRUE_TRANSFER))
    if part is None or not part.persons.size:
        return
    waits = np.where(draw.random(part.persons.size) < 0.15, 6, draw.integers(8, 120, part.persons.size))
    day = _award_days(scene, part.persons) - waits
    clerk, approver = _specialists(scene, draw, part.persons)
    merges = draw.random(part.persons.size) < 0.35
    others = draw.integers(0, len(scene.block.people) - 1, part.persons.size)
    changes = draw.random(part.persons.size) < 0.8
    later = draw.integers(1, 25, part.persons.size)
    steps = ((TRANSFER, ~merges, NOBODY, 0), (MERGE, merges, others, 0), (NEW_ACCOUNT, changes, NOBODY, later))
    for kind, rows, other, wait in steps:
        _operate(
            scene, draw, part.persons[rows], kind, (day + wait)[rows],
            (clerk[rows], approver[rows], np.broadcast_to(other, part.persons.shape)[rows]), _HONEST_AT_NIGHT,
        )  # fmt: skip


def _correct_in_bulk(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """After a change of systems one clerk of an office sets hundreds of records right in some evenings, alone."""
    months = scene.block.months
    chosen = scene.choose(
        draw, np.asarray((months.pension_paid > 0).any(axis=1) | (months.base > 0).any(axis=1)), wanted
    )
    scene.add_lookalike(CODE, "bulk_correction", part_of(chosen, 0, 0))
    if not chosen.size:
        return
    plan = scene.province.draws(PROVINCE).generator("migration of systems")
    evening = int(scene.province.month_starts[int(plan.integers(20, scene.months - 20))])
    home = scene.prefecture_of(chosen)
    clerk = np.empty(chosen.size, np.int64)
    for place in np.unique(home):
        is_near = scene.province.counties.prefecture[scene.province.clerks.county] == place
        pool = np.flatnonzero((scene.province.clerks.post == HANDLES) & is_near)
        pool = pool if pool.size else np.flatnonzero(scene.province.clerks.post == HANDLES)
        clerk[home == place] = plan.choice(pool)
    kind = draw.choice([CORRECT, RENAME, RENUMBER, NEW_ACCOUNT], chosen.size, p=[0.4, 0.2, 0.2, 0.2])
    day = evening + draw.integers(0, 9, chosen.size)
    for one in (CORRECT, RENAME, RENUMBER, NEW_ACCOUNT):
        rows = kind == one
        signed = (clerk[rows], clerk[rows])
        _operate(scene, draw, chosen[rows], one, day[rows], (*signed, np.full(int(rows.sum()), NOBODY)))


def _manage_accounts(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """Homes for the old manage the pensions of those who live there, on a few accounts, entered on one day."""
    people, months = scene.block.people, scene.block.months
    age = scene.province.month_starts[scene.months // 2] - people.born
    chosen = scene.choose(draw, (months.pension_due > 0).any(axis=1) & (age > 72 * 365), wanted)
    scene.add_lookalike(CODE, "managed_account", part_of(chosen, 0, 0))
    if not chosen.size:
        return
    homes = max(1, chosen.size // 7)
    of_home = draw.integers(0, homes, chosen.size)
    people.account[chosen] = _HOMES_FROM + scene.block.index * 1000 + of_home
    month = draw.integers(6, scene.months - 4, homes)
    clerk, approver = officers(
        scene, draw, people.county[chosen[:homes]] if homes <= chosen.size else people.county[chosen]
    )
    day = scene.province.month_starts[month[of_home]] + 9
    parties = clerk[of_home], approver[of_home], np.full(chosen.size, NOBODY)
    _operate(scene, draw, chosen, NEW_ACCOUNT, day.astype(np.int64), parties)


def _work_at_year_end(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """Awards of December are entered in the evening."""
    table = scene.block.rows.operations
    if not table:
        return
    month = scene.province.month_of(table["second"].astype(np.int64) // SECONDS_PER_DAY) % _MONTHS_PER_YEAR
    rows = np.flatnonzero((table["kind"] == AWARD) & (month == _DECEMBER))
    eligible = np.zeros(scene.count, bool)
    eligible[table["person"][rows].astype(np.int64)] = True
    chosen = scene.choose(draw, eligible, wanted)
    scene.add_lookalike(CODE, "year_end_night", part_of(chosen, 0, 0))
    late = rows[np.isin(table["person"][rows], chosen)]
    day = table["second"][late].astype(np.int64) // SECONDS_PER_DAY
    table["second"][late] = day * SECONDS_PER_DAY + draw.integers(*_EVENING, late.size)


def _pay_relatives(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """A clerk's parent, whose pension lawfully goes to the clerk's account."""
    people = scene.block.people
    chosen = scene.choose(draw, np.asarray((scene.block.months.pension_due > 0).any(axis=1)), wanted)
    people.account[chosen] = draw.choice(scene.province.clerks.account, chosen.size)
    scene.add_lookalike(CODE, "relative_of_clerk", part_of(chosen, 0, 0))
