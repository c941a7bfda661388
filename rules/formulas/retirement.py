"""When a person retires, and for how many months the account is divided."""

import math

from rules.formulas.numbers import Numbers

_FIRST_AGE_MONTHS = 40 * 12  # the annexed table of payout months begins with age 40


def delay_months(birth_month: int, start_month: int, months_per_step: int, longest_delay: int) -> int:
    """Months by which the statutory retirement age of a person rises above the old age.

    birth_month, start_month  month ordinals (year * 12 + month - 1): of the birth, and of the first birth affected
    months_per_step           births of so many months share one month of delay
    longest_delay             the delay at which the change is complete

    Law: 国务院关于渐进式延迟法定退休年龄的办法 第一条
    """
    if birth_month < start_month or longest_delay == 0:
        return 0
    return min(longest_delay, (birth_month - start_month) // months_per_step + 1)


def statutory_retirement_month(
    birth_month: int, old_age_months: int, start_month: int, months_per_step: int, longest_delay: int
) -> int:
    """Ordinal of the month in which the person reaches the statutory retirement age.

    Law: 国务院关于渐进式延迟法定退休年龄的办法 第一条
    """
    return birth_month + old_age_months + delay_months(birth_month, start_month, months_per_step, longest_delay)


def earliest_month(statutory_month: int, birth_month: int, old_age_months: int, months_earlier: int) -> int:
    """Ordinal of the first month a person may choose: some months earlier, yet never below the old age.

    Law: 国务院关于渐进式延迟法定退休年龄的办法 第三条
    """
    return max(statutory_month - months_earlier, birth_month + old_age_months)


def latest_month(statutory_month: int, months_later: int) -> int:
    """Ordinal of the last month that person and employer may agree on.

    Law: 国务院关于渐进式延迟法定退休年龄的办法 第三条
    """
    return statutory_month + months_later


def payout_months(age_months: int, table: Numbers) -> float:
    """Months by which the personal account is divided on retirement at this age.

    age_months  exact age in months; below 40 counts as 40, above 70 as 70 (the ends of the table)
    table       [age - 40] months for whole ages
    returns     between two ages in proportion, to one decimal, halves up

    Law: 国发〔2005〕38号 附件
    """
    months = min(max(age_months - _FIRST_AGE_MONTHS, 0), (len(table) - 1) * 12)
    whole = months // 12
    part = months % 12
    if part == 0:
        return float(table[whole])
    tenths = (table[whole] * (12 - part) + table[whole + 1] * part) * 10.0 / 12.0
    return math.floor(tenths + 0.5) / 10.0
