"""Wages under-declared: bases below the wage that the same employer declares for tax, this year's and last year's."""

from training.risk.behaviour.question import Question
from training.risk.behaviour.tables import CONTRIBUTIONS, EMPLOYERS, FIRMS, FLOORS, WAGES
from training.risk.records.rule import GOES_ON, RecordRule

_PAYROLLS = """
    CREATE TABLE IF NOT EXISTS payrolls AS
    WITH bases AS (
        SELECT _linked AS person, employer_no, period, max(contribution_base)::DOUBLE AS base,
               any_value(region_code) AS region, 'hrss_contributions:' || min(_row) AS ref
        FROM hrss_contributions WHERE employer_no IS NOT NULL AND _linked IS NOT NULL GROUP BY 1, 2, 3),
    wages AS (
        SELECT _linked AS person, uscc, period, sum(wage_income)::DOUBLE AS wage FROM tax_wages
        WHERE _linked IS NOT NULL GROUP BY 1, 2, 3)
    SELECT b.*, w.wage, f.floor, (f.floor * 1.02 >= b.base) AS at_floor,
           avg(w.wage) OVER (PARTITION BY b.person, b.employer_no ORDER BY b.period
               RANGE BETWEEN INTERVAL 23 MONTH PRECEDING AND INTERVAL 12 MONTH PRECEDING) AS last_year
    FROM bases b JOIN floors f USING (period) LEFT JOIN firms e USING (employer_no)
    LEFT JOIN wages w ON w.person = b.person AND w.period = b.period AND w.uscc = e.uscc"""
WAGE_BASE = Question(
    rule=RecordRule(
        name="wage_base",
        typology="T12",
        says="base_below_wage",
        tells={
            "base_to_wage": "base_to_wage",
            "share_below": "share_below",
            "base_to_last_year": "base_to_last_year",
            "persons": "persons_insured",
            "outlying": "unusual",
        },
        limit="supervision.wage_base.undeclared_share",
        tables={**EMPLOYERS, **WAGES, "hrss_contributions": CONTRIBUTIONS},
        prepare=(FLOORS, FIRMS, _PAYROLLS),
        cases=f"""
        WITH both_known AS (SELECT * FROM payrolls WHERE wage > 0),
        firms_of AS (
            SELECT employer_no, arg_max(region, period) AS region,
                   min(period) FILTER (base < 0.97 * wage) AS first_month, max(period) AS last_month,
                   count(DISTINCT period) FILTER (base < 0.97 * wage) AS months,
                   count(*) AS n, count(DISTINCT person) AS persons,
                   -- The base of a year may follow the wage of the year before.
                   sum(greatest(least(wage, coalesce(last_year, wage)) - base, 0)) AS undeclared,
                   sum(greatest(least(wage, coalesce(last_year, wage)) - base, 0)) FILTER (period >= {GOES_ON}) / 2
                       AS undeclared_now,
                   median(base / wage) FILTER (NOT at_floor) AS base_to_wage, median(base / wage) AS base_to_wage_all,
                   quantile_cont(base / wage, 0.9) AS highest,
                   avg((base < 0.85 * least(wage, coalesce(last_year, wage)))::INT) AS share_below,
                   avg((at_floor AND base < 0.85 * least(wage, coalesce(last_year, wage)))::INT) AS floor_below,
                   median(base / last_year) FILTER (NOT at_floor) AS base_to_last_year,
                   stddev(base / wage) FILTER (NOT at_floor) AS spread, avg(at_floor::INT) AS at_floor,
                   list(ref ORDER BY wage - base DESC, ref)[:60] AS refs
            FROM both_known GROUP BY 1)
        SELECT employer_no AS subject, region, coalesce(first_month, last_month) AS first_month, last_month,
               months::INTEGER AS months,
               (undeclared * getvariable('pension_rate') * 100)::BIGINT AS paid_fen,
               (coalesce(undeclared_now, 0) * getvariable('pension_rate') * 100)::BIGINT AS monthly_fen, refs AS rows,
               greatest(1 - coalesce(base_to_wage, base_to_wage_all), 0)::DOUBLE AS below_wage,
               greatest(1 - base_to_wage_all, 0)::DOUBLE AS below_wage_all,
               greatest(1 - highest, 0)::DOUBLE AS below_wage_at_best,
               greatest(1 - coalesce(base_to_last_year, base_to_wage_all), 0)::DOUBLE AS below_last_year,
               share_below::DOUBLE AS share_below,
               floor_below::DOUBLE AS floor_below,
               coalesce(spread, 0)::DOUBLE AS spread,
               at_floor::DOUBLE AS at_floor,
               persons::DOUBLE AS persons,
               coalesce(base_to_wage, base_to_wage_all)::DOUBLE AS base_to_wage,
               coalesce(base_to_last_year, base_to_wage_all)::DOUBLE AS base_to_last_year
        FROM firms_of WHERE months > 0""",
    ),
    expects={
        "below_wage": 1, "below_wage_all": 1, "below_wage_at_best": 1, "below_last_year": 1, "share_below": 1,
        "floor_below": 1,
        "base_to_wage": -1, "base_to_last_year": -1,
    },
    links={},
    binds=(),
)  # fmt: skip
