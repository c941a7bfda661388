"""Birth allowance: insured shortly before the birth, at a base far above, without a wage declared for tax."""

from training.risk.behaviour.question import Question
from training.risk.behaviour.tables import CONTRIBUTIONS, EMPLOYERS, FIRMS, FLOORS, WAGED, WAGES
from training.risk.records.rule import RecordRule

_MOTHERS = """
    CREATE TABLE IF NOT EXISTS mothers AS
    SELECT _linked AS person, delivered_on, claimed_on, maternity_base::DOUBLE AS base,
           (maternity_allowance * 100)::BIGINT AS fen, uscc, region_code, 'health_maternity:' || _row AS ref,
           date_trunc('month', delivered_on)::DATE AS month
    FROM health_maternity WHERE _linked IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY _linked ORDER BY delivered_on DESC, _row) = 1"""
_BEFORE = """
    CREATE TABLE IF NOT EXISTS before_births AS
    SELECT m.person, c.period, any_value(c.employer_no) AS employer_no, max(c.contribution_base)::DOUBLE AS base,
           any_value(f.floor) AS floor, any_value(w.wage) AS wage, any_value(m.month) AS month,
           'hrss_contributions:' || min(c._row) AS ref
    FROM mothers m JOIN hrss_contributions c ON c._linked = m.person AND c.employer_no IS NOT NULL
    JOIN floors f ON f.period = c.period LEFT JOIN wage_months w ON w.person = m.person AND w.period = c.period
    WHERE c.period <= m.month + INTERVAL 12 MONTH GROUP BY 1, 2"""
MATERNITY = Question(
    rule=RecordRule(
        name="birth_allowance",
        typology="T10",
        says="insured_before_birth",
        tells={
            "months_before": "months_before_birth",
            "untaxed_share": "untaxed_share",
            "base_to_firm": "base_to_firm",
            "jump": "base_jump",
            "outlying": "unusual",
        },
        limit="supervision.maternity.base_to_unit_average",
        tables={
            **EMPLOYERS, **WAGES, "hrss_contributions": CONTRIBUTIONS,
            "health_maternity": ("uscc", "delivered_on", "maternity_base", "maternity_allowance", "claimed_on",
                                 "region_code"),
        },
        prepare=(WAGED, FLOORS, FIRMS, _MOTHERS, _BEFORE),
        cases="""
        WITH spans AS (
            SELECT person, count(*) FILTER (period < month) AS before,
                   count(*) FILTER (period < month AND period >= month - INTERVAL 12 MONTH) AS in_year,
                   count(*) FILTER (period >= month) AS after,
                   count(*) FILTER (period < month AND wage IS NULL AND period >= month - INTERVAL 12 MONTH) AS untaxed,
                   max(base / floor) FILTER (period >= month - INTERVAL 12 MONTH) AS level,
                   max(base / floor) FILTER (period BETWEEN month - INTERVAL 6 MONTH AND month)
                       / max(base / floor) FILTER (period < month - INTERVAL 6 MONTH
                                                   AND period >= month - INTERVAL 24 MONTH) AS jump,
                   arg_max(employer_no, period) AS employer_no,
                   list(ref ORDER BY period DESC)[:24] AS refs
            FROM before_births GROUP BY 1),
        units AS (
            SELECT employer_no, date_part('year', period) AS year, avg(contribution_base)::DOUBLE AS average,
                   count(DISTINCT _linked) AS persons
            FROM hrss_contributions WHERE employer_no IN (SELECT employer_no FROM spans) GROUP BY 1, 2)
        SELECT m.person AS subject, m.region_code AS region, m.month AS first_month, m.month AS last_month,
               1::INTEGER AS months, m.fen AS paid_fen, 0::BIGINT AS monthly_fen,
               [m.ref] || coalesce(s.refs, []) AS rows,
               coalesce(s.before, 0)::DOUBLE AS months_before,
               (coalesce(s.before, 0) BETWEEN 1 AND 10)::INTEGER::DOUBLE AS newly_insured,
               coalesce(s.untaxed / s.in_year, 0)::DOUBLE AS untaxed_share,
               (CASE WHEN coalesce(s.before, 0) BETWEEN 1 AND 10 THEN s.untaxed / s.in_year ELSE 0 END)::DOUBLE
                   AS new_and_untaxed,
               coalesce(s.level, 0)::DOUBLE AS level,
               (CASE WHEN coalesce(s.before, 0) BETWEEN 1 AND 10 THEN s.level ELSE 0 END)::DOUBLE AS new_and_high,
               coalesce(s.jump, 1)::DOUBLE AS jump,
               coalesce(m.base / u.average, 1)::DOUBLE AS base_to_firm,
               coalesce(s.after, 0)::DOUBLE AS months_after
        FROM mothers m LEFT JOIN spans s USING (person)
        LEFT JOIN units u ON u.employer_no = s.employer_no AND u.year = date_part('year', m.month) - 1""",
    ),
    expects={
        "months_before": -1, "newly_insured": 1, "untaxed_share": 1, "new_and_untaxed": 1, "level": 1,
        "new_and_high": 1, "jump": 1, "base_to_firm": 1, "months_after": -1,
    },
    links={"firm": "SELECT person AS subject, uscc AS grp FROM mothers WHERE uscc IS NOT NULL"},
    grouped=("base_to_firm",),
    binds=("firm",),
)  # fmt: skip
