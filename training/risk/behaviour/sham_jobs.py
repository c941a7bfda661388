"""Sham employment: insured late by a firm that pays no wage, at the lowest base, with arrears, and together."""

from training.risk.behaviour.question import Question
from training.risk.behaviour.tables import (
    CONTRIBUTIONS,
    EMPLOYERS,
    FIRMS,
    FLOORS,
    INSURED,
    PERSONS,
    SPELLS,
    WAGED,
    WAGES,
)
from training.risk.records.death import PAYMENTS
from training.risk.records.rule import GOES_ON, PENSIONS, RecordRule

# A case can only be who joined a firm with fewer months left to pension age than a pension takes, or with none left.
_LATE = """
    CREATE TABLE IF NOT EXISTS late_spells AS
    WITH every AS (
        SELECT s.*, f.agent, f.payer, f.place, f.phone AS firm_phone, p.phone, p.on_phone, p.of_age,
               coalesce(s.joined, s.first_month) AS since, s.months - s.taxed AS untaxed,
               coalesce(coalesce(s.joined, s.first_month) + to_months(getvariable('least_months')::INTEGER) > p.of_age,
                    false) AS late
        FROM spells s JOIN people p USING (person) LEFT JOIN firms f USING (employer_no)
        WHERE s.employer_no IS NOT NULL)
    SELECT *, avg(late::INT) OVER firm AS firm_late, sum(untaxed) OVER firm / sum(months) OVER firm AS firm_untaxed,
           sum(arrears) OVER firm / sum(months) OVER firm AS firm_arrears,
           count(*) FILTER (late AND untaxed > 0.5 * months) OVER firm AS late_at_firm,
           count(*) FILTER (late AND untaxed > 0.5 * months) OVER (PARTITION BY payer) AS late_at_payer,
           avg(late::INT) OVER (PARTITION BY payer) AS payer_late,
           count(*) FILTER (late) OVER (PARTITION BY employer_no, since) AS joined_together
    FROM every WINDOW firm AS (PARTITION BY employer_no)"""
SHAM_JOBS = Question(
    rule=RecordRule(
        name="sham_jobs",
        typology="T05",
        says="insured_without_work",
        tells={
            "untaxed_share": "untaxed_share",
            "arrears": "paid_in_arrears",
            "joined_together": "joined_together",
            "late_at_payer": "late_at_payer",
            "on_strange_phone": "on_strange_phone",
            "months_before": "insured_before",
            "firm_untaxed": "firm_untaxed",
            "firm_mean": "firm_risk",
            "payer_mean": "payer_risk",
            "outlying": "unusual",
        },
        limit="supervision.employment.sham_enrolments",
        tables={
            **INSURED, **WAGES, **EMPLOYERS, "hrss_contributions": CONTRIBUTIONS, "hrss_pensions": PENSIONS,
        },
        prepare=(PERSONS, WAGED, FLOORS, FIRMS, SPELLS, PAYMENTS, _LATE),
        cases=f"""
        WITH worst AS (
            SELECT * FROM late_spells WHERE late AND months > 1
            QUALIFY row_number() OVER (PARTITION BY person ORDER BY untaxed DESC, months DESC, employer_no) = 1),
        before AS (
            SELECT w.person, coalesce(sum(s.months), 0) AS months FROM worst w LEFT JOIN spells s
            ON s.person = w.person AND s.first_month < w.first_month GROUP BY 1),
        drawn AS (
            SELECT w.person, min(p.period) AS first_month, max(p.period) AS last_month, sum(p.fen)::BIGINT AS fen,
                   arg_max(p.fen, p.period) AS last_fen, list(p.ref ORDER BY p.period) AS refs
            FROM worst w JOIN payments p ON p.person = w.person AND p.pension_scheme = '110'
                 AND p.period >= w.last_month GROUP BY 1)
        SELECT w.person AS subject, w.region, w.first_month, greatest(w.last_month, d.last_month) AS last_month,
               w.months::INTEGER AS months, coalesce(d.fen, 0)::BIGINT AS paid_fen,
               (CASE WHEN d.last_month >= {GOES_ON} THEN d.last_fen ELSE 0 END)::BIGINT AS monthly_fen,
               [w.ref] || coalesce(d.refs, []) AS rows,
               w.months::DOUBLE AS months_there,
               w.untaxed::DOUBLE AS untaxed_months,
               (w.untaxed / w.months)::DOUBLE AS untaxed_share,
               w.at_floor::DOUBLE AS at_floor,
               w.arrears::DOUBLE AS arrears,
               (w.arrears / w.months)::DOUBLE AS arrears_share,
               b.months::DOUBLE AS months_before,
               w.firm_late::DOUBLE AS firm_late,
               w.firm_untaxed::DOUBLE AS firm_untaxed,
               w.firm_arrears::DOUBLE AS firm_arrears,
               w.late_at_firm::DOUBLE AS late_at_firm,
               w.late_at_payer::DOUBLE AS late_at_payer,
               w.payer_late::DOUBLE AS payer_late,
               w.joined_together::DOUBLE AS joined_together,
               (CASE WHEN w.phone = w.firm_phone THEN 0 ELSE w.on_phone END)::DOUBLE AS on_strange_phone,
               (coalesce(w.phone = w.firm_phone, false))::INTEGER::DOUBLE AS firms_own_phone,
               (d.fen IS NOT NULL)::INTEGER::DOUBLE AS drew_pension
        FROM worst w JOIN before b USING (person) LEFT JOIN drawn d USING (person)""",
    ),
    expects={
        "untaxed_months": 1, "untaxed_share": 1, "at_floor": 1, "arrears": 1, "arrears_share": 1, "months_before": -1,
        "firm_late": 1, "firm_untaxed": 1, "firm_arrears": 1, "late_at_firm": 1, "late_at_payer": 1, "payer_late": 1,
        "joined_together": 1, "on_strange_phone": 1, "firms_own_phone": -1,
    },
    links={
        "firm": "SELECT person AS subject, employer_no AS grp FROM late_spells WHERE late",
        "payer": "SELECT person AS subject, payer AS grp FROM late_spells WHERE late AND payer IS NOT NULL",
        "agent": "SELECT person AS subject, agent AS grp FROM late_spells WHERE late AND agent IS NOT NULL",
        "phone": "SELECT person AS subject, phone AS grp FROM late_spells WHERE on_phone > 0 AND phone <> firm_phone",
        "entry": "SELECT person AS subject, employer_no || since AS grp FROM late_spells WHERE late",
    },
    grouped=(
        "firm_late", "firm_untaxed", "firm_arrears", "late_at_firm",
        "late_at_payer", "payer_late", "joined_together", "on_strange_phone",
    ),
    binds=("firm", "payer", "phone"),
)  # fmt: skip
