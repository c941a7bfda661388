"""A block of futures carried from the opening year to the last: people, wages, seven funds, balances.

The last axis is the path. Every path is worked out by itself, so how paths are cut into blocks changes no bit of it.
"""

# mypy: allow-untyped-defs

from simulation.compiled import njit
from simulation.futures.figures import (
    BEYOND_WAGES,
    BORROWING,
    CHILDREN_MORE,
    COMING,
    COMPLIANCE_FACTOR,
    COVERAGE_FACTOR,
    CREDITING,
    DEPOSIT,
    ENTRUSTED,
    FOLLOWS,
    INCREASE,
    INTEREST_MORE,
    INVESTMENT,
    JOBLESS_MORE,
    LONGER_MEN,
    MEDICAL_MORE,
    PRICES,
    PRICES_MORE,
    REAL_WAGES,
    WAGES_MORE,
)
from simulation.futures.other_funds.figures import (
    AGED_65,
    COMPLIANCE,
    COVERED,
    COVERED_BEFORE,
    ELIGIBLE,
    ENTERPRISE,
    EVERYBODY,
    GOVERNMENT,
    INCOME,
    INCOMES,
    INCOMES_BEFORE,
    MEDICAL,
    MORE_JOBLESS,
    OUTGO,
    PENSIONERS,
    WAGE_GAP,
    WAGES,
    WAGES_BEFORE,
)
from simulation.futures.other_funds.kernels import insurance_at_work, medical, resident_pension
from simulation.futures.pension import figures as members
from simulation.futures.pension.kernels import carry_members
from simulation.futures.people.kernels import advance, set_dying, weigh

_PAYING, _BASE, _DEPOSIT, _TARGET, _COVERAGE = (
    members.PAYING,
    members.BASE,
    members.DEPOSIT,
    members.TARGET,
    members.COVERAGE,
)
_HEADS, _CREDIT_INDEX, _INDEXATION = members.HEADS, members.CREDIT_INDEX, members.INDEXATION
_CREDIT, _GROWTH, _WAGE, _MONTHLY_WAGE = members.CREDIT, members.GROWTH, members.WAGE, members.MONTHLY_WAGE
_RELIEF, _SUBSIDY, _OTHER_INCOME, _OTHER_OUTGO = (
    members.RELIEF,
    members.SUBSIDY,
    members.OTHER_INCOME,
    members.OTHER_OUTGO,
)
_FURTHER_INCOME, _ACCOUNT_RATE = members.FURTHER_INCOME, members.ACCOUNT_RATE
_ON_DEATH_RETIRED, _ON_DEATH_ACTIVE = members.ON_DEATH_RETIRED, members.ON_DEATH_ACTIVE
_CONTRIBUTIONS, _BENEFITS, _REFUNDS, _MOVED = (
    members.CONTRIBUTIONS,
    members.BENEFITS,
    members.REFUNDS,
    members.MOVED,
)
_DIED_RETIRED, _DIED_ACTIVE = members.DIED_RETIRED, members.DIED_ACTIVE


@njit(cache=True, nogil=True, error_model="numpy")
def carry_block(centre, chance, work, first_path, kept, people):
    """Fill kept [measure, fund, year, path] and people [sum, year, path] from `first_path` on with one block of paths.

    chance  [row, uncertain year, path] see figures
    """
    rows = kept.shape[2]
    _open(centre.opening, centre.people.opening, work)
    weigh(centre.weights[0], centre.span, work.persons[0], work.totals[0])
    for row in range(rows):
        before, after = row % 2, (row + 1) % 2
        at = row - centre.first_uncertain
        _chance_of_year(row, at, centre.economy, chance, work.paths, work.common, work.announced)
        _people_of_year(row, at, centre.people, chance, work.dying, work.persons[before], work.persons[after],
                        work.scratch)  # fmt: skip
        weigh(centre.weights[row + 1], centre.span, work.persons[after], work.totals[after])
        _figures_of_groups(row, centre.pension.central, centre.pension.amounts, centre.pension.law.rates,
                           work.totals[after], work.paths, work.common, work.of_group)  # fmt: skip
        carry_members(row, rows - 1, centre.pension.law, work.common, work.of_group, work.dying, work.persons[after],
                      work.members, work.gained, work.flows, work.scratch)  # fmt: skip
        public = work.flows.shape[0] - 1
        _budget(row, ENTERPRISE, 0, public, centre.pension.amounts, centre.pension.budget, work.flows, work.paths,
                work.lines)  # fmt: skip
        _budget(row, GOVERNMENT, public, public + 1, centre.pension.amounts, centre.pension.budget, work.flows,
                work.paths, work.lines)  # fmt: skip
        resident_pension(row, centre.amounts, centre.since, work.paths, work.announced, centre.records,
                         work.totals[before], work.totals[after], work.persons[before], work.persons[after], work.dying,
                         work.accounts, work.scratch, work.lines)  # fmt: skip
        medical(row, centre.amounts, centre.since, work.paths, work.announced, work.totals[before], work.totals[after],
                work.lines)  # fmt: skip
        insurance_at_work(row, centre.amounts, work.paths, work.totals[before], work.totals[after], work.lines)
        _settle(row, at, centre.rates, chance, work.lines, work.balances, first_path, kept)
        _keep_people(row, work.totals[after], first_path, people)


@njit(cache=True, nogil=True, error_model="numpy")
def _open(opening, persons, work):
    for sex in range(2):
        for age in range(persons.shape[1]):
            work.persons[0, sex, age, :] = persons[sex, age]
    for what in range(opening.members.shape[0]):
        for group in range(opening.members.shape[1]):
            for sex in range(2):
                for column in range(opening.members.shape[3]):
                    work.members[what, group, sex, column, :] = opening.members[what, group, sex, column]
    work.gained[:] = 0.0
    for group in range(opening.insured.size):
        work.gained[_HEADS, group, :] = opening.insured[group]
    work.common[:] = 1.0
    work.paths[:] = 1.0
    work.paths[WAGE_GAP, :] = 0.0
    work.paths[MORE_JOBLESS, :] = 0.0
    work.paths[PENSIONERS, :] = opening.injury_pensioners
    work.announced[:] = 1.0
    for fund in range(opening.balances.size):
        work.balances[fund, :] = opening.balances[fund]
    for what in range(2):
        for age in range(opening.accounts.shape[1]):
            work.accounts[what, age, :] = opening.accounts[what, age]


@njit(cache=True, nogil=True, error_model="numpy")
def _chance_of_year(row, at, economy, chance, paths, common, announced):
    """Move the indices of wages, incomes and cost, and the year's indexation and crediting rate."""
    real, prices, beyond = economy[REAL_WAGES, row], economy[PRICES, row], economy[BEYOND_WAGES, row]
    central = (1.0 + real) * (1.0 + prices)
    increase, crediting, follows = economy[INCREASE, row], economy[CREDITING, row], economy[FOLLOWS, row]
    lowest = min(0.0, increase)
    for path in range(paths.shape[1]):
        paths[WAGES_BEFORE, path] = paths[WAGES, path]
        paths[INCOMES_BEFORE, path] = paths[INCOMES, path]
        paths[COVERED_BEFORE, path] = paths[COVERED, path]
        common[_GROWTH, path] = max(lowest, increase + follows * paths[WAGE_GAP, path])
        common[_CREDIT, path] = crediting
        if at >= 0:
            dearer = chance[PRICES_MORE, at, path]
            grown = (1.0 + real + chance[WAGES_MORE, at, path]) * (1.0 + prices + dearer)
            paths[WAGE_GAP, path] = grown - central
            paths[WAGES, path] *= grown / central
            paths[INCOMES, path] *= (grown + beyond) / (central + beyond)
            paths[MEDICAL, path] *= 1.0 + chance[MEDICAL_MORE, at, path]
            paths[COVERED, path] = chance[COVERAGE_FACTOR, at, path]
            paths[COMPLIANCE, path] = chance[COMPLIANCE_FACTOR, at, path]
            paths[MORE_JOBLESS, path] = chance[JOBLESS_MORE, at, path]
            common[_CREDIT, path] = max(0.0, crediting + dearer + chance[INTEREST_MORE, at, path])
        announced[row + 1, path] = paths[INCOMES, path]


@njit(cache=True, nogil=True, error_model="numpy")
def _people_of_year(row, at, people, chance, dying, before, after, scratch):
    longer, children, coming = scratch[:2], scratch[2], scratch[3]
    for path in range(children.size):
        for sex in range(2):
            given = chance[LONGER_MEN + sex, at, path] if at >= 0 else 0.0
            longer[sex, path] = min(people.longest[row, sex, 1], max(people.longest[row, sex, 0], given))
        children[path] = chance[CHILDREN_MORE, at, path] if at >= 0 else 0.0
        coming[path] = chance[COMING, at, path] if at >= 0 else 0.0
    set_dying(people.chance[row], longer, dying)
    advance(row, people, children, coming, dying, before, after, scratch[4])


@njit(cache=True, nogil=True, error_model="numpy")
def _figures_of_groups(row, central, amounts, rates, totals, paths, common, of_group):
    """What members pay in the year, and how many of them coverage asks for."""
    for path in range(paths.shape[1]):
        common[_WAGE, path] = amounts[_MONTHLY_WAGE, row] * paths[WAGES_BEFORE, path]
    for group in range(of_group.shape[1]):
        share, base, rate = central[_PAYING, group, row], central[_BASE, group, row], rates[_ACCOUNT_RATE, group, row]
        coverage = central[_COVERAGE, group, row]
        for path in range(paths.shape[1]):
            paying = min(1.0, share * paths[COMPLIANCE, path])
            of_group[_PAYING, group, path] = paying
            of_group[_BASE, group, path] = base * paths[WAGES_BEFORE, path]
            of_group[_DEPOSIT, group, path] = paying * base * paths[WAGES_BEFORE, path] * rate
            of_group[_TARGET, group, path] = coverage * totals[ELIGIBLE + group, path] * paths[COVERED, path]


@njit(cache=True, nogil=True, error_model="numpy")
def _budget(row, fund, first_group, after_last, amounts, budget, flows, paths, lines):
    """Income and outgo before interest of one fund, which holds the groups from the first to before the last."""
    income, outgo = lines[fund, INCOME], lines[fund, OUTGO]
    relief, further = budget[_RELIEF, fund, row], budget[_FURTHER_INCOME, fund, row]
    subsidy, more_in = budget[_SUBSIDY, fund, row], 1.0 + budget[_OTHER_INCOME, fund, row]
    more_out = 1.0 + budget[_OTHER_OUTGO, fund, row]
    income[:] = 0.0
    outgo[:] = 0.0
    for group in range(first_group, after_last):
        flow = flows[group]
        for path in range(income.size):
            on_death = flow[_DIED_RETIRED, path] * amounts[_ON_DEATH_RETIRED, row]
            on_death += flow[_DIED_ACTIVE, path] * amounts[_ON_DEATH_ACTIVE, row]
            income[path] += flow[_CONTRIBUTIONS, path]
            outgo[path] += flow[_BENEFITS, path] * more_out + flow[_REFUNDS, path] + flow[_MOVED, path]
            outgo[path] += on_death * paths[INCOMES_BEFORE, path]
    for path in range(income.size):
        income[path] = (income[path] - relief) * more_in + further + subsidy * outgo[path]


@njit(cache=True, nogil=True, error_model="numpy")
def _settle(row, at, rates, chance, lines, balances, first_path, kept):
    """Interest as in funds.kernels.carry, at rates moved by prices and real interest alike."""
    count = min(balances.shape[1], kept.shape[3] - first_path)
    for fund in range(balances.shape[0]):
        deposit, investment = rates[DEPOSIT, fund, row], rates[INVESTMENT, fund, row]
        share, borrowing = rates[ENTRUSTED, fund, row], rates[BORROWING, fund, row]
        for path in range(count):
            shift = chance[PRICES_MORE, at, path] + chance[INTEREST_MORE, at, path] if at >= 0 else 0.0
            income, outgo = lines[fund, INCOME, path], lines[fund, OUTGO, path]
            invested = balances[fund, path] + (income - outgo) / 2.0
            entrusted = max(invested, 0.0) * share
            income += entrusted * (investment + shift) + (max(invested, 0.0) - entrusted) * (deposit + shift)
            outgo += max(-invested, 0.0) * max(0.0, borrowing + shift)
            balances[fund, path] += income - outgo
            kept[0, fund, row, first_path + path] = income
            kept[1, fund, row, first_path + path] = outgo
            kept[2, fund, row, first_path + path] = balances[fund, path]


@njit(cache=True, nogil=True, error_model="numpy")
def _keep_people(row, totals, first_path, people):
    count = min(totals.shape[1], people.shape[2] - first_path)
    for path in range(count):
        people[0, row, first_path + path] = totals[EVERYBODY, path]
        people[1, row, first_path + path] = totals[AGED_65, path]
