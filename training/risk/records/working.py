"""Unemployment benefit while at work: months of benefit for which an employer declared wages or paid contributions."""

from training.risk.records.rule import GOES_ON, RecordRule

_SEVERANCE_MONTHS = 2
WORKING = RecordRule(
    name="at_work",
    typology="T06",
    says="worked_on_benefit",
    tells={
        "months_of_real_wage": "months_of_real_wage",
        "months_insured": "months_insured",
        "months_of_a_job": "months_of_a_job",
        "by_former_employer": "by_former_employer",
        "in_last_month": "in_last_month",
    },
    limit="supervision.unemployment.months_at_work",
    tables={
        "hrss_unemployment": (
            "claimed_on",
            "period",
            "unemployment_benefit",
            "unemployment_reason",
            "employer_no",
            "region_code",
        ),
        "hrss_contributions": (
            "person_no",
            "employer_no",
            "period",
            "contribution_kind",
            "employer_contribution",
            "person_contribution",
            "region_code",
        ),
        "hrss_employers": ("employer_no", "uscc"),
        "tax_wages": ("uscc", "period", "wage_income"),
    },
    prepare=(
        """CREATE TABLE IF NOT EXISTS dole AS
           SELECT _linked AS person, claimed_on, period, (unemployment_benefit * 100)::BIGINT AS fen, region_code,
                  employer_no AS left_employer, 'hrss_unemployment:' || _row AS ref,
                  row_number() OVER (PARTITION BY _linked, claimed_on ORDER BY period) AS place,
                  count(*) OVER (PARTITION BY _linked, claimed_on) AS spell
           FROM hrss_unemployment WHERE _linked IS NOT NULL""",
        """CREATE TABLE IF NOT EXISTS waged AS
           SELECT w._linked AS person, w.period, sum(w.wage_income)::DOUBLE AS wage,
                  any_value(e.employer_no) AS employer,
                  list('tax_wages:' || w._row ORDER BY w._row) AS refs
           FROM tax_wages w LEFT JOIN (SELECT uscc, any_value(employer_no) AS employer_no FROM hrss_employers
                WHERE uscc IS NOT NULL GROUP BY 1) e USING (uscc)
           WHERE w._linked IN (SELECT person FROM dole) GROUP BY 1, 2""",
        """CREATE TABLE IF NOT EXISTS usual AS
           SELECT d.person, d.claimed_on, median(w.wage) AS wage
           FROM (SELECT person, claimed_on, min(period) AS since FROM dole GROUP BY 1, 2) d
           JOIN waged w ON w.person = d.person AND w.period < d.since AND w.period >= d.since - INTERVAL 24 MONTH
           GROUP BY 1, 2""",
        """CREATE TABLE IF NOT EXISTS employed AS
           SELECT _linked AS person, period, any_value(employer_no) AS employer,
                  list('hrss_contributions:' || _row ORDER BY _row) AS refs
           FROM hrss_contributions WHERE employer_no IS NOT NULL AND _linked IN (SELECT person FROM dole)
           GROUP BY 1, 2""",
    ),
    cases=f"""
    WITH months AS (
        SELECT d.*, w.wage, w.refs AS wage_refs, w.employer AS wage_employer, e.refs AS paid_refs,
               w.wage * 100 / greatest(d.fen, 1) AS to_benefit, w.wage / u.wage AS to_usual,
               d.place = d.spell AS is_last, d.place <= {_SEVERANCE_MONTHS} AS is_early
        FROM dole d LEFT JOIN waged w USING (person, period) LEFT JOIN employed e USING (person, period)
        LEFT JOIN usual u USING (person, claimed_on)),
    worked AS (
        SELECT *, place - row_number() OVER (PARTITION BY person, claimed_on ORDER BY period) AS run
        FROM months WHERE wage_refs IS NOT NULL OR paid_refs IS NOT NULL),
    runs AS (SELECT person, claimed_on, max(n) AS longest FROM
        (SELECT person, claimed_on, run, count(*) AS n FROM worked GROUP BY ALL) GROUP BY 1, 2)
    SELECT person AS subject, arg_max(region_code, period) AS region, min(period) AS first_month,
           max(period) AS last_month, count(*)::INTEGER AS months, sum(fen)::BIGINT AS paid_fen,
           CASE WHEN max(period) >= {GOES_ON} THEN arg_max(fen, period)
                ELSE 0 END AS monthly_fen,
           flatten(list([ref] || coalesce(wage_refs, []) || coalesce(paid_refs, []) ORDER BY period)) AS rows,
           count(*)::DOUBLE AS months_at_work,
           count(*) FILTER (to_benefit >= 1.0)::DOUBLE AS months_of_real_wage,
           count(*) FILTER (paid_refs IS NOT NULL)::DOUBLE AS months_insured,
           count(*) FILTER (NOT is_last AND NOT is_early)::DOUBLE AS months_amid,
           count(*) FILTER (is_last)::DOUBLE AS in_last_month,
           median(to_benefit)::DOUBLE AS wage_to_benefit,
           median(to_usual)::DOUBLE AS wage_to_usual,
           any_value(longest)::DOUBLE AS months_on_end,
           count(*) FILTER (NOT (is_early AND coalesce(wage_employer = left_employer, false)) AND NOT is_last
                            AND (to_usual >= 0.5 OR to_usual IS NULL AND to_benefit >= 1 OR paid_refs IS NOT NULL)
                            )::DOUBLE AS months_of_a_job,
           (count(*) / any_value(spell))::DOUBLE AS share_of_spell,
           avg(coalesce(wage_employer = left_employer, false)::INTEGER)::DOUBLE AS by_former_employer
    FROM worked JOIN runs USING (person, claimed_on) GROUP BY person, claimed_on""",
)
