"""A record rule: which rows of which tables contradict each other, as SQL over a casebook."""

from collections.abc import Mapping
from dataclasses import dataclass

# What every rule tells of a case, in this order; whatever it tells besides are figures.
SUBJECT, KIND, REGION = "subject", "subject_kind", "region"
FIRST, LAST, MONTHS = "first_month", "last_month", "months"
PAID, MONTHLY, ROWS = "paid_fen", "monthly_fen", "rows"
FIXED = (SUBJECT, REGION, FIRST, LAST, MONTHS, PAID, MONTHLY, ROWS)


@dataclass(frozen=True, slots=True)
class RecordRule:
    """One question to the records.

    name      of the rule
    typology  the kind of case that a row of the answer is
    says      code of the sentence that tells the case (words.yaml)
    tells     [figure] code of the sentence that is told where it is not nought
    limit     key of the rule book that the rows go beyond
    tables    [table] columns it reads
    prepare   statements that make the tables it uses; rules may share them, so each is made unless it is there
    cases     SQL: one row per subject and case with the columns of FIXED, then its figures, numbers all of them.
              getvariable('as_of') is the day. `rows` is a list of table:batch:line, `paid_fen` what was paid beyond the
              limit, `monthly_fen` what goes on being paid a month.
    """

    name: str
    typology: str
    says: str
    tells: Mapping[str, str]
    limit: str
    tables: Mapping[str, tuple[str, ...]]
    prepare: tuple[str, ...]
    cases: str


# The payments of pensions, as several rules read them.
PENSIONS = ("person_no", "pension_scheme", "period", "amount", "payment_result", "paid_on", "region_code")
# A month is still paid for where it is the last or the one before, as of the day of the casebook.
GOES_ON = "date_trunc('month', getvariable('as_of')) - INTERVAL 1 MONTH"
