"""One year of the funds beside the employees' pension in many futures; the last axis is the path.

Central amounts per head are those of the deterministic schemes; here they meet the heads, wages and prices of a path.
"""

# mypy: allow-untyped-defs

from simulation.compiled import njit
from simulation.demography.population import AGES
from simulation.futures.other_funds.figures import (
    ACCOUNT_TRANSFER,
    ADDITION,
    BASIC,
    BASIC_SINCE,
    CHILDREN,
    COMPLIANCE,
    COVERED,
    COVERED_BEFORE,
    CREDITED_SHARE,
    CREDITING_RATE,
    DRAWING,
    DRAWN,
    EMPLOYEE_MEDICAL,
    FISCAL_SHARE,
    FUNERAL_GRANT,
    GRADES,
    HELD,
    INCOME,
    INCOMES,
    INCOMES_BEFORE,
    INJURED,
    INJURY,
    INJURY_CONTRIBUTION,
    INJURY_DEATH,
    INJURY_GRANTS,
    INJURY_PENSION,
    INJURY_PENSIONERS_NEW,
    INJURY_STAYING,
    INJURY_TREATMENT,
    JOBLESS,
    JOBLESS_BENEFIT,
    JOBLESS_CONTRIBUTION,
    JOBLESS_RETURNED,
    MATERNITY,
    MED_ACTIVE,
    MED_ACTIVE_UNITS,
    MED_RETIRED,
    MED_RETIRED_UNITS,
    MEDICAL,
    MEDICAL_CONTRIBUTION,
    MEDICAL_COST,
    MORE_JOBLESS,
    OUTGO,
    PAID,
    PAID_SUBSIDY,
    PAYING,
    PENSIONERS,
    PREMIUM,
    PREMIUM_SINCE,
    RES_HEADS,
    RES_UNITS,
    RES_UNITS_YIELDED,
    RES_YIELDED,
    RESIDENT_COST,
    RESIDENT_MEDICAL,
    RESIDENT_PENSION,
    SUBSIDY,
    SUBSIDY_SINCE,
    UNEMPLOYMENT,
    UNEMPLOYMENT_RATE,
    WAGES,
    WAGES_BEFORE,
)

MONTHS = 12.0


@njit(cache=True, nogil=True, error_model="numpy")
def medical(row, amounts, since, paths, announced, before, after, lines):
    """Both medical funds: `lines` [fund, (income, outgo), path] from sums over people `before` and `after` the year.

    announced  [stock row, path] index of incomes over the central ones, to the year that announced an amount
    """
    income, outgo = lines[EMPLOYEE_MEDICAL, INCOME], lines[EMPLOYEE_MEDICAL, OUTGO]
    contribution, cost = amounts[MEDICAL_CONTRIBUTION, row], amounts[MEDICAL_COST, row]
    maternity, transfer = amounts[MATERNITY, row], amounts[ACCOUNT_TRANSFER, row]
    for path in range(income.size):
        first, last = paths[COVERED_BEFORE, path], paths[COVERED, path]
        actives = 0.5 * (first * before[MED_ACTIVE, path] + last * after[MED_ACTIVE, path])
        retirees = 0.5 * (before[MED_RETIRED, path] + after[MED_RETIRED, path])
        units = 0.5 * (first * before[MED_ACTIVE_UNITS, path] + last * after[MED_ACTIVE_UNITS, path])
        units += 0.5 * (before[MED_RETIRED_UNITS, path] + after[MED_RETIRED_UNITS, path])
        income[path] = actives * contribution * paths[WAGES_BEFORE, path] * paths[COMPLIANCE, path]
        outgo[path] = retirees * transfer + paths[WAGES, path] * (
            units * cost * paths[MEDICAL, path] + after[CHILDREN, path] * maternity
        )
    _resident_medical(row, amounts, since, paths, announced, before, after, lines)


@njit(inline="always")
def _resident_medical(row, amounts, since, paths, announced, before, after, lines):
    income, outgo = lines[RESIDENT_MEDICAL, INCOME], lines[RESIDENT_MEDICAL, OUTGO]
    premium, subsidy, cost = amounts[PREMIUM, row], amounts[SUBSIDY, row], amounts[RESIDENT_COST, row]
    premium_then, subsidy_then = announced[since[PREMIUM_SINCE, row]], announced[since[SUBSIDY_SINCE, row]]
    for path in range(income.size):
        more, more_before = paths[COVERED, path] - 1.0, paths[COVERED_BEFORE, path] - 1.0
        heads = before[RES_HEADS, path] - more_before * before[RES_YIELDED, path]
        heads = 0.5 * (heads + after[RES_HEADS, path] - more * after[RES_YIELDED, path])
        units = before[RES_UNITS, path] - more_before * before[RES_UNITS_YIELDED, path]
        units = 0.5 * (units + after[RES_UNITS, path] - more * after[RES_UNITS_YIELDED, path])
        income[path] = heads * paths[INCOMES, path] * (premium / premium_then[path] + subsidy / subsidy_then[path])
        outgo[path] = units * cost * paths[WAGES, path] * paths[MEDICAL, path]


@njit(cache=True, nogil=True, error_model="numpy")
def insurance_at_work(row, amounts, paths, before, after, lines):
    """Unemployment and work injury; the pensioners of the injury fund are carried to the year's end."""
    income, outgo = lines[JOBLESS, INCOME], lines[JOBLESS, OUTGO]
    contribution, benefit, returned = (
        amounts[JOBLESS_CONTRIBUTION, row],
        amounts[JOBLESS_BENEFIT, row],
        amounts[JOBLESS_RETURNED, row],
    )
    central_rate = amounts[UNEMPLOYMENT_RATE, row]
    for path in range(income.size):
        first, last = paths[COVERED_BEFORE, path], paths[COVERED, path]
        insured = 0.5 * (first * before[UNEMPLOYMENT, path] + last * after[UNEMPLOYMENT, path])
        wages = paths[WAGES_BEFORE, path]
        income[path] = insured * contribution * wages * paths[COMPLIANCE, path]
        rate = max(0.0, central_rate + paths[MORE_JOBLESS, path])
        outgo[path] = insured * rate * benefit * wages + income[path] * returned
    _work_injury(row, amounts, paths, before, after, lines)


@njit(inline="always")
def _work_injury(row, amounts, paths, before, after, lines):
    income, outgo = lines[INJURED, INCOME], lines[INJURED, OUTGO]
    contribution, treatment = amounts[INJURY_CONTRIBUTION, row], amounts[INJURY_TREATMENT, row]
    grants, death, pension = amounts[INJURY_GRANTS, row], amounts[INJURY_DEATH, row], amounts[INJURY_PENSION, row]
    new, staying = amounts[INJURY_PENSIONERS_NEW, row], amounts[INJURY_STAYING, row]
    for path in range(income.size):
        first, last = paths[COVERED_BEFORE, path], paths[COVERED, path]
        insured = 0.5 * (first * before[INJURY, path] + last * after[INJURY, path])
        wages = paths[WAGES_BEFORE, path]
        opening = paths[PENSIONERS, path]
        paths[PENSIONERS, path] = opening * staying + insured * new
        income[path] = insured * contribution * wages * paths[COMPLIANCE, path]
        outgo[path] = insured * (treatment * paths[WAGES, path] + grants * wages + death * paths[INCOMES_BEFORE, path])
        outgo[path] += 0.5 * (opening + paths[PENSIONERS, path]) * pension * wages


@njit(cache=True, nogil=True, error_model="numpy")
def resident_pension(
    row,
    amounts,
    since,
    paths,
    announced,
    records,
    before,
    after,
    people_before,
    people,
    dying,
    accounts,
    scratch,
    lines,
):
    """The residents' pension; `accounts` [(HELD, DRAWN), age, path] are carried to the year's end.

    people_before, people  [sex, age, path] persons; dying [sex, age, path]
    HELD are yuan per insured person below the pension age, DRAWN yuan a month from the account per person drawing.
    """
    held, drawn = accounts[HELD], accounts[DRAWN]
    dead, from_accounts, estates, deaths = scratch[0], scratch[1], scratch[2], scratch[3]
    from_accounts[:] = 0.0
    estates[:] = 0.0
    deaths[:] = 0.0
    for age in range(AGES):
        _add_deaths(row, age, records, people_before, dying, held, drawn, dead, estates, deaths)
        if age >= records.pension_age:
            _add_drawn(0.5 * records.insured[1, row, age], people_before, age, drawn, from_accounts)
    credited = scratch[4]
    share, central = amounts[CREDITED_SHARE, row], amounts[PAID, row] + amounts[PAID_SUBSIDY, row]
    for path in range(credited.size):
        credited[path] = central * paths[INCOMES, path] * share * after[PAYING, path] / after[GRADES, path]
    _credit_accounts(amounts[CREDITING_RATE, row], records, credited, held, drawn)
    for age in range(records.pension_age, AGES):
        _add_drawn(0.5 * records.insured[1, row + 1, age], people, age, drawn, from_accounts)
    income, outgo = lines[RESIDENT_PENSION, INCOME], lines[RESIDENT_PENSION, OUTGO]
    then, fiscal = announced[since[BASIC_SINCE, row]], amounts[FISCAL_SHARE, row]
    first, last = records.payers_share[row], records.payers_share[row + 1]
    for path in range(income.size):
        rise = paths[INCOMES, path]
        payers = 0.5 * (first * before[PAYING, path] + last * after[PAYING, path])
        monthly = amounts[BASIC, row] * rise / then[path] + amounts[ADDITION, row] * rise
        basic = 0.5 * (before[DRAWING, path] + after[DRAWING, path]) * monthly * MONTHS
        income[path] = payers * (amounts[PAID, row] + amounts[PAID_SUBSIDY, row]) * rise + basic * fiscal
        outgo[path] = basic + MONTHS * from_accounts[path] + estates[path]
        outgo[path] += deaths[path] * amounts[FUNERAL_GRANT, row] * rise


@njit(inline="always")
def _add_deaths(row, age, records, people, dying, held, drawn, dead, estates, deaths):
    """Deaths among the insured of one age, and what their accounts still hold."""
    men, women, q_men, q_women = people[0, age], people[1, age], dying[0, age], dying[1, age]
    drawing, insured = records.insured[1, row, age], records.insured[1, row, age] + records.insured[0, row, age]
    left = records.by_age[1, age]
    account = held[age] if age < records.pension_age else drawn[age]
    factor = 1.0 if age < records.pension_age else left
    for path in range(dead.size):
        dead[path] = men[path] * q_men[path] + women[path] * q_women[path]
        deaths[path] += drawing * dead[path]
        estates[path] += insured * factor * dead[path] * account[path]


@njit(inline="always")
def _add_drawn(weight, people, age, drawn, total):
    men, women, monthly = people[0, age], people[1, age], drawn[age]
    for path in range(total.size):
        total[path] += weight * (men[path] + women[path]) * monthly[path]


@njit(inline="always")
def _credit_accounts(rate, records, credited, held, drawn):
    """A year older: accounts below the pension age earn and grow, those that reach it turn into a pension."""
    for age in range(AGES - 1, records.pension_age, -1):
        older, younger = drawn[age], drawn[age - 1]
        for path in range(credited.size):
            older[path] = younger[path]
    starting, saved = drawn[records.pension_age], held[records.pension_age - 1]
    for path in range(credited.size):
        starting[path] = saved[path] * (1.0 + rate) / records.payout_months
    for age in range(records.pension_age - 1, 0, -1):
        grade, older, younger = records.by_age[0, age] * (1.0 + rate / 2.0), held[age], held[age - 1]
        for path in range(credited.size):
            older[path] = younger[path] * (1.0 + rate) + credited[path] * grade
