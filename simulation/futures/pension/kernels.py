"""One year of the employees' pension in many futures: what `schemes.pension.kernels` does, for a block of paths.

The last axis is the path. Totals replace averages, and what all members of a group gain alike is kept once, so that a
cell costs a few operations; a test holds both kernels to the same figures.
"""

# mypy: allow-untyped-defs

from rules.formulas import pension as formulas
from simulation.compiled import compiled, njit
from simulation.futures.pension.figures import (
    ACCOUNT,
    ACCOUNT_RATE,
    ACCRUAL,
    BASE,
    BENEFITS,
    BUY,
    CONTRIBUTIONS,
    CREDIT,
    CREDIT_INDEX,
    DEATH_ACTIVE,
    DEATH_RETIRED,
    DEEMED,
    DEPOSIT,
    DIED_ACTIVE,
    DIED_RETIRED,
    DRAWING,
    EXTEND,
    FROM_ACCOUNT,
    GOES,
    GROWTH,
    HEADS,
    INDEX_ENTRY,
    INDEX_SUM,
    INDEXATION,
    LEFT,
    MINIMUM_YEARS,
    MONTHS_DRAWN,
    MOVED,
    PAYING,
    PAYOUT_MONTHS,
    PENSION,
    POOLED_RATE,
    REFUNDS,
    SPREAD,
    SUPPLEMENT,
    TARGET,
    TRANSITION,
    WAGE,
    YEARS,
)
from simulation.schemes.pension.kernels import OLDEST, OLDEST_AT_WORK, YOUNGEST_DRAWING, YOUNGEST_MEMBER

_basic = compiled(formulas.basic_pension)
_transitional = compiled(formulas.transitional_pension)
_credited = compiled(formulas.credited_balance)

MONTHS = 12.0
YOUNG = 45
# The table of the normal distribution runs from −LIMIT to LIMIT by 1 / STEPS.
LIMIT, STEPS = 6.0, 400.0


@njit(cache=True, nogil=True, error_model="numpy")
def carry_members(row, last_row, law, common, of_group, dying, persons, members, gained, flows, scratch):
    """Age, retire and admit the members of every group in year `row`; fill `flows` [group, FLOWS, path]."""
    flows[:] = 0.0
    for path in range(common.shape[1]):
        common[INDEXATION, path] *= 1.0 + common[GROWTH, path]
    for group in range(flows.shape[0]):
        for sex in range(2):
            _age_retired(last_row - row, group, sex, law, common, of_group, dying, members, gained, flows[group])
    for group in range(flows.shape[0]):
        _age_active(row, last_row - row, group, law, common, of_group, dying, members, gained, flows[group], scratch)
    for path in range(common.shape[1]):
        common[CREDIT_INDEX, path] *= 1.0 + common[CREDIT, path]
    for group in range(flows.shape[0]):
        _gain(row, group, law, common, of_group, gained)
    _enter(row, last_row - row, law, common, of_group, persons, members, gained, flows, scratch)


@njit(cache=True, nogil=True, error_model="numpy")
def _age_retired(shift, group, sex, law, common, of_group, dying, members, gained, flow):
    """Those who drew at the beginning of the year: the cohort aged `age` then stands in column age + 1 + shift."""
    last = members.shape[3] - 1
    for age in range(YOUNGEST_DRAWING, OLDEST):
        _survive(group, sex, age + 1 + shift, dying[sex, age], law, common, of_group, members, gained, flow)
    _survive(group, sex, last, dying[sex, OLDEST], law, common, of_group, members, gained, flow)
    for what in range(DRAWING, LEFT + 1):
        older, turning = members[what, group, sex, last], members[what, group, sex, OLDEST + shift]
        for path in range(older.size):
            older[path] += turning[path]
            turning[path] = 0.0


@njit(inline="always")
def _survive(group, sex, column, q, law, common, of_group, members, gained, flow):
    relative = law.habits[DEATH_RETIRED, group]
    drawing, pension = members[DRAWING, group, sex, column], members[PENSION, group, sex, column]
    from_account, left = members[FROM_ACCOUNT, group, sex, column], members[LEFT, group, sex, column]
    benefits, refunds, died = flow[BENEFITS], flow[REFUNDS], flow[DIED_RETIRED]
    credit, indexation = common[CREDIT], common[INDEXATION]
    for path in range(drawing.size):
        dies = min(1.0, q[path] * relative)
        stays = 1.0 - dies
        credited = left[path] * (1.0 + credit[path])
        funded = min(MONTHS * from_account[path], credited)
        benefits[path] += MONTHS * pension[path] * indexation[path] * (1.0 - 0.5 * dies)
        refunds[path] += dies * (credited - 0.5 * funded)
        died[path] += drawing[path] * dies
        drawing[path] *= stays
        pension[path] *= stays
        from_account[path] *= stays
        left[path] = (credited - funded) * stays


@njit(cache=True, nogil=True, error_model="numpy")
def _age_active(row, shift, group, law, common, of_group, dying, members, gained, flow, scratch):
    died, died_account, gone = scratch[0], scratch[1], scratch[2]
    died[:] = 0.0
    died_account[:] = 0.0
    gone[:] = 0.0
    relative = law.habits[DEATH_ACTIVE, group]
    for sex in range(2):
        for age in range(YOUNGEST_MEMBER + 1, OLDEST_AT_WORK + 2):
            heads = members[HEADS, group, sex, age + shift]
            account, q = members[ACCOUNT, group, sex, age + shift], dying[sex, age - 1]
            for path in range(heads.size):
                dies = heads[path] * min(1.0, q[path] * relative)
                heads[path] -= dies
                died[path] += dies
                died_account[path] += dies * account[path]
            if law.leaving[GOES, row, group, sex, age] > 0.0:
                _retire(row, shift, group, sex, age, law, common, of_group, members, gained, flow, scratch)
    _pay(row, group, law, common, of_group, gained, flow, scratch)


@njit(inline="always")
def _pay(row, group, law, common, of_group, gained, flow, scratch):
    died, died_account, gone = scratch[0], scratch[1], scratch[2]
    rate = law.rates[POOLED_RATE, group, row] + law.rates[ACCOUNT_RATE, group, row]
    insured, gained_account = gained[HEADS, group], gained[ACCOUNT, group]
    paying, base, deposit = of_group[PAYING, group], of_group[BASE, group], of_group[DEPOSIT, group]
    income, refunds, dead = flow[CONTRIBUTIONS], flow[REFUNDS], flow[DIED_ACTIVE]
    credit, credit_index = common[CREDIT], common[CREDIT_INDEX]
    for path in range(insured.size):
        opening = credit_index[path] * (died_account[path] + gained_account[path] * died[path])
        years_paid = insured[path] - 0.5 * (died[path] + gone[path])
        income[path] += years_paid * paying[path] * base[path] * rate
        refunds[path] += _credited(opening, died[path] * deposit[path] / 2.0, credit[path], 0.25)
        dead[path] += died[path]
        insured[path] -= died[path] + gone[path]


@njit(inline="always")
def _gain(row, group, law, common, of_group, gained):
    """What the year adds to the record of a member who stayed."""
    entry = law.rates[INDEX_ENTRY, group, row]
    paying, deposit = of_group[PAYING, group], of_group[DEPOSIT, group]
    years, index_sum, account = gained[YEARS, group], gained[INDEX_SUM, group], gained[ACCOUNT, group]
    for path in range(years.size):
        years[path] += paying[path]
        index_sum[path] += paying[path] * entry
        account[path] += deposit[path] * (1.0 + 0.5 * common[CREDIT, path]) / common[CREDIT_INDEX, path]


@njit(cache=True, nogil=True, error_model="numpy")
def _retire(row, shift, group, sex, age, law, common, of_group, members, gained, flow, scratch):
    """Of the members of one cell who reach the year's end alive, those who leave; see schemes.pension.kernels.

    Several short loops over few arrays each: the compiler makes vector instructions of those, not of one long loop.
    """
    column, needed, deemed = age + shift, law.yearly[MINIMUM_YEARS, row], law.leaving[DEEMED, row, group, sex, age]
    short, enough, too_few = scratch[3], scratch[4], scratch[5]
    worked, index_sum, account = scratch[6], scratch[7], scratch[8]
    starts, withdraws, monthly = scratch[9], scratch[10], scratch[11]
    entry = law.rates[INDEX_ENTRY, group, row]
    _records(group, sex, column, entry, common, of_group, members, gained, worked, index_sum, account)
    _either_side(needed, deemed, law.habits[SPREAD, group], law.normal, worked, short, enough, too_few, monthly)
    extend = law.habits[EXTEND, group] if age <= OLDEST_AT_WORK else 0.0
    goes, buy = law.leaving[GOES, row, group, sex, age], law.habits[BUY, group]
    heads = members[HEADS, group, sex, column]
    for path in range(heads.size):
        reaching = heads[path] * goes
        buys = reaching * short[path] * buy
        qualifies = reaching * (1.0 - short[path])
        starts[path] = qualifies + buys
        withdraws[path] = reaching - reaching * short[path] * extend - buys - qualifies
        enough[path] = max((qualifies * enough[path] + buys * needed) / max(qualifies + buys, 1e-300), needed)
        too_few[path] = buys * (needed - too_few[path])
    _new_pension(row, group, deemed, law, common, of_group, worked, index_sum, enough, monthly)
    _leave(row, group, sex, age, column, law, common, of_group, members, gained, flow, scratch)


@njit(inline="always")
def _new_pension(row, group, deemed, law, common, of_group, worked, index_sum, total_years, pooled):
    """Fill `pooled` [path] with the monthly pension of the pooled fund."""
    supplement, accrual, transition = (
        law.habits[SUPPLEMENT, group],
        law.yearly[ACCRUAL, row],
        law.yearly[TRANSITION, row],
    )
    wage = common[WAGE]
    for path in range(pooled.size):
        index_sum[path] /= max(worked[path], 1e-9)
    for path in range(pooled.size):
        pooled[path] = supplement * (
            _basic(wage[path], index_sum[path], total_years[path], accrual)
            + _transitional(wage[path], index_sum[path], deemed, transition)
        )


@njit(inline="always")
def _leave(row, group, sex, age, column, law, common, of_group, members, gained, flow, scratch):
    """Move those who start a pension or withdraw out of the members at work, and add up what that costs."""
    bought, account, starts, withdraws, pooled = scratch[5], scratch[8], scratch[9], scratch[10], scratch[11]
    gone, moved, income, benefits = scratch[2], flow[MOVED], flow[CONTRIBUTIONS], flow[BENEFITS]
    heads, base, indexation = members[HEADS, group, sex, column], of_group[BASE, group], common[INDEXATION]
    drawing, pension = members[DRAWING, group, sex, column], members[PENSION, group, sex, column]
    from_account, left = members[FROM_ACCOUNT, group, sex, column], members[LEFT, group, sex, column]
    rate = law.rates[POOLED_RATE, group, row] + law.rates[ACCOUNT_RATE, group, row]
    months, divisor = law.leaving[MONTHS_DRAWN, row, group, sex, age], law.leaving[PAYOUT_MONTHS, row, group, sex, age]
    kept = 1.0 - min(1.0, months / divisor)
    for path in range(heads.size):
        gone[path] += starts[path] + withdraws[path]
        heads[path] -= starts[path] + withdraws[path]
    for path in range(heads.size):
        moved[path] += withdraws[path] * account[path]
        income[path] += bought[path] * base[path] * rate
    for path in range(heads.size):
        pooled[path] = starts[path] * (pooled[path] + account[path] / divisor)
        benefits[path] += months * pooled[path]
        pension[path] += pooled[path] / indexation[path]
    for path in range(heads.size):
        drawing[path] += starts[path]
        from_account[path] += starts[path] * account[path] / divisor
        left[path] += starts[path] * account[path] * kept


@njit(inline="always")
def _records(group, sex, column, entry, common, of_group, members, gained, worked, index_sum, account):
    """What the cell's members have on record in the middle of the year: years, years × index, yuan in the account."""
    paying, deposit, credit = of_group[PAYING, group], of_group[DEPOSIT, group], common[CREDIT]
    years, sums = members[YEARS, group, sex, column], members[INDEX_SUM, group, sex, column]
    accounts, credit_index = members[ACCOUNT, group, sex, column], common[CREDIT_INDEX]
    more_years, more_sum, more_account = gained[YEARS, group], gained[INDEX_SUM, group], gained[ACCOUNT, group]
    for path in range(worked.size):
        worked[path] = years[path] + more_years[path] + paying[path] / 2.0
    for path in range(worked.size):
        index_sum[path] = sums[path] + more_sum[path] + paying[path] * entry / 2.0
    for path in range(worked.size):
        account[path] = credit_index[path] * (accounts[path] + more_account[path])
    for path in range(worked.size):
        account[path] = _credited(account[path], deposit[path] / 2.0, credit[path], 0.25)


@njit(inline="always")
def _either_side(needed, deemed, spread, normal, worked, short, enough, too_few, density):
    """Of a normal distribution of years: the share below `needed`, and the means at or above it and below it.

    Beyond LIMIT deviations the share below is that at LIMIT, a billionth.
    """
    least = 0.0 if needed > 0.0 else -1e9
    for path in range(worked.size):
        place = (needed - worked[path] - deemed) / spread + least
        too_few[path] = (max(-LIMIT, min(LIMIT, place)) + LIMIT) * STEPS
    for path in range(worked.size):
        step = int(too_few[path])
        part = too_few[path] - step
        short[path] = normal[step, 0] + part * (normal[step + 1, 0] - normal[step, 0])
        density[path] = normal[step, 1] + part * (normal[step + 1, 1] - normal[step, 1])
    for path in range(worked.size):
        mean = worked[path] + deemed
        below = short[path]
        enough[path] = mean + spread * density[path] / max(1.0 - below, 1e-12)
        too_few[path] = min(needed, max(mean - spread * density[path] / below, 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def _enter(row, shift, law, common, of_group, persons, members, gained, flows, scratch):
    """Bring every group to its target: new members among persons not yet covered, or members who withdraw."""
    need = scratch[0]
    first, last = law.entry_span[:, 0].min(), law.entry_span[:, 1].max()
    free = scratch[9:]
    _uncovered(first, last, shift, persons, members, free)
    for group in range(flows.shape[0]):
        insured, target = gained[HEADS, group], of_group[TARGET, group]
        surplus = False
        for path in range(need.size):
            need[path] = target[path] - insured[path]
            surplus |= need[path] < 0.0
        _admit(row, group, shift, first, last, law, common, of_group, members, gained, flows[group], scratch)
        if surplus:
            _release(group, shift, need, common, members, gained, flows[group], scratch)


@njit(cache=True, nogil=True, error_model="numpy")
def _uncovered(first, last, shift, persons, members, free):
    """Fill `free` [sex × age from `first` to before `last`, path] with persons whom no group covers."""
    for sex in range(2):
        for age in range(first, last):
            room, here = free[sex * (last - first) + age - first], persons[sex, age]
            for path in range(room.size):
                room[path] = here[path]
            for group in range(members.shape[1]):
                heads, drawing = members[HEADS, group, sex, age + shift], members[DRAWING, group, sex, age + shift]
                for path in range(room.size):
                    room[path] -= heads[path] + drawing[path]
            for path in range(room.size):
                room[path] = max(0.0, room[path])


@njit(cache=True, nogil=True, error_model="numpy")
def _admit(row, group, shift, first, last, law, common, of_group, members, gained, flow, scratch):
    need, intensity, entered = scratch[0], scratch[1], scratch[2]
    years_of, index_of, account_of = scratch[3], scratch[4], scratch[5]
    free = scratch[9:]
    begins, ends = law.entry_span[group, 0], law.entry_span[group, 1]
    intensity[:] = 0.0
    entered[:] = 0.0
    for sex in range(2):
        for age in range(begins, ends):
            weight, room = law.entry[group, sex, age], free[sex * (last - first) + age - first]
            for path in range(room.size):
                intensity[path] += weight * room[path]
    for path in range(need.size):
        room_left = intensity[path]
        intensity[path] = max(need[path], 0.0) / room_left if room_left > 0.0 else 0.0
    _records_of_new(row, group, law, common, of_group, gained, years_of, index_of, account_of)
    for sex in range(2):
        for age in range(begins, ends):
            weight, room = law.entry[group, sex, age], free[sex * (last - first) + age - first]
            heads, years = members[HEADS, group, sex, age + shift], members[YEARS, group, sex, age + shift]
            sums, account = members[INDEX_SUM, group, sex, age + shift], members[ACCOUNT, group, sex, age + shift]
            for path in range(room.size):
                joining = room[path] * min(1.0, intensity[path] * weight)
                room[path] -= joining
                after = heads[path] + joining
                share = joining / max(after, 1e-300)
                heads[path] = after
                entered[path] += joining
                years[path] += share * (years_of[path] - years[path])
                sums[path] += share * (index_of[path] - sums[path])
                account[path] += share * (account_of[path] - account[path])
    rate = law.rates[POOLED_RATE, group, row] + law.rates[ACCOUNT_RATE, group, row]
    for path in range(need.size):
        gained[HEADS, group, path] += entered[path]
        flow[CONTRIBUTIONS, path] += (
            entered[path] * of_group[PAYING, group, path] / 2.0 * of_group[BASE, group, path] * rate
        )


@njit(inline="always")
def _records_of_new(row, group, law, common, of_group, gained, years_of, index_of, account_of):
    """The record of somebody who enters in the middle of the year, less what the others have gained so far."""
    entry = law.rates[INDEX_ENTRY, group, row]
    for path in range(years_of.size):
        half = of_group[PAYING, group, path] / 2.0
        years_of[path] = half - gained[YEARS, group, path]
        index_of[path] = half * entry - gained[INDEX_SUM, group, path]
        account = _credited(0.0, of_group[DEPOSIT, group, path] / 2.0, common[CREDIT, path], 0.25)
        account_of[path] = account / common[CREDIT_INDEX, path] - gained[ACCOUNT, group, path]


@njit(cache=True, nogil=True, error_model="numpy")
def _release(group, shift, need, common, members, gained, flow, scratch):
    """Members below 45 withdraw evenly where there are more than the target; their accounts leave with them."""
    share = scratch[1]
    share[:] = 0.0
    for sex in range(2):
        for age in range(YOUNGEST_MEMBER, YOUNG):
            for path in range(share.size):
                share[path] += members[HEADS, group, sex, age + shift, path]
    for path in range(share.size):
        young = share[path]
        share[path] = min(1.0, max(0.0, -need[path]) / young) if young > 0.0 else 0.0
    for sex in range(2):
        for age in range(YOUNGEST_MEMBER, YOUNG):
            heads, account = members[HEADS, group, sex, age + shift], members[ACCOUNT, group, sex, age + shift]
            for path in range(share.size):
                goes = share[path] * heads[path]
                heads[path] -= goes
                gained[HEADS, group, path] -= goes
                held = common[CREDIT_INDEX, path] * (account[path] + gained[ACCOUNT, group, path])
                flow[MOVED, path] += goes * held
