"""Twice enrolled or drawing twice: one person under two numbers of the pension scheme, active in the same months."""

from collections.abc import Mapping

from training.risk.records.death import PAYMENTS
from training.risk.records.rule import GOES_ON, PENSIONS, RecordRule

_TABLES: Mapping[str, tuple[str, ...]] = {
    "hrss_insured": ("person_no", "region_code"),
    "hrss_pensions": PENSIONS,
    "hrss_contributions": ("person_no", "employer_no", "period", "contribution_kind", "employer_contribution",
                           "person_contribution", "region_code"),
    "hrss_operations": ("operation_kind", "person_no", "other_person_no", "done_at"),
}  # fmt: skip
_PREPARE = (
    PAYMENTS,
    """CREATE TABLE IF NOT EXISTS numbers AS
           SELECT DISTINCT _linked AS person, person_no FROM hrss_insured WHERE _linked IS NOT NULL""",
    """CREATE TABLE IF NOT EXISTS twins AS
           SELECT person, person_no FROM numbers
           WHERE person IN (SELECT person FROM numbers GROUP BY 1 HAVING count(*) > 1)""",
    """CREATE TABLE IF NOT EXISTS active AS
           SELECT p.person, p.person_no, p.period, 'drawn' AS how, sum(p.fen)::BIGINT AS fen,
                  min(p.region_code) AS region_code, list(p.ref ORDER BY p.ref) AS refs
           FROM payments p SEMI JOIN twins USING (person) GROUP BY 1, 2, 3
           UNION ALL
           SELECT t.person, c.person_no, c.period, 'paid in',
                  (sum(coalesce(c.employer_contribution, 0) + coalesce(c.person_contribution, 0)) * 100)::BIGINT,
                  min(c.region_code), list('hrss_contributions:' || c._row ORDER BY c._row)
           FROM hrss_contributions c JOIN twins t USING (person_no) GROUP BY 1, 2, 3""",
)
_CASES = """
    WITH both_active AS (
        -- Of two numbers the smaller sum is the one beyond the limit.
        SELECT a.person, a.period, least(a.fen, b.fen) AS fen, a.region_code, a.refs || b.refs AS refs
        FROM active a JOIN active b ON a.person = b.person AND a.period = b.period
             AND a.how = '{how}' AND b.how = '{how}' AND a.person_no < b.person_no),
    twice AS (
        SELECT person, arg_max(region_code, period) AS region, min(period) AS first_month,
               max(period) AS last_month, count(DISTINCT period)::INTEGER AS months, sum(fen)::BIGINT AS fen,
               arg_max(fen, period) AS last_fen, flatten(list(refs ORDER BY period)) AS refs
        FROM both_active GROUP BY 1),
    moved AS (
        SELECT t.person, max(o.done_at)::DATE AS moved_on
        FROM hrss_operations o JOIN twins t ON t.person_no = o.person_no
        WHERE o.operation_kind IN ('05', '06') GROUP BY 1)
    SELECT w.person AS subject, w.region, w.first_month, w.last_month, w.months,
           {paid} AS paid_fen,
           {monthly} AS monthly_fen,
           w.refs AS rows,
           w.months::DOUBLE AS months_twice,
           (m.moved_on IS NOT NULL)::INTEGER::DOUBLE AS carried_over,
           greatest(date_diff('month', m.moved_on, w.last_month), 0)::DOUBLE AS months_after_carrying
    FROM twice w LEFT JOIN moved m USING (person)"""
_MONTHLY = f"CASE WHEN w.last_month >= {GOES_ON} THEN w.last_fen ELSE 0 END"
DRAWN_TWICE = RecordRule(
    name="drawn_twice",
    typology="T03",
    says="drawn_under_two_numbers",
    tells={"carried_over": "carried_over"},
    limit="supervision.double.pensions",
    tables=_TABLES,
    prepare=_PREPARE,
    cases=_CASES.format(how="drawn", paid="w.fen", monthly=_MONTHLY),
)
# Months that count twice cost the fund only once a pension is awarded, so that nothing was paid yet.
ENROLLED_TWICE = RecordRule(
    name="enrolled_twice",
    typology="T03",
    says="enrolled_under_two_numbers",
    tells={"carried_over": "carried_over"},
    limit="supervision.double.enrolments",
    tables=_TABLES,
    prepare=_PREPARE,
    cases=_CASES.format(how="paid in", paid="0", monthly="0"),
)
