"""Questions about awards, enrolments and allowances: T04, T05, T10, T12."""

from collections.abc import Mapping

from datapool.synthetic.difficulty.records.persons import FLOORS, INSURED, PERSONS, WAGE_MONTHS
from datapool.synthetic.difficulty.records.question import Question

_CONTRIBUTIONS = ("person_no", "employer_no", "period", "contribution_kind", "contribution_base", "received_on")
_AWARDS = (
    "person_no", "pension_scheme", "retirement_kind", "first_benefit_month", "awarded_on", "file_birth_date",
    "work_start_month", "altered_entries", "contribution_months", "deemed_months", "contribution_index",
    "account_balance", "pension_amount", "appraiser_no", "clerk_no", "approver_no",
)  # fmt: skip
_TAX = {"tax_taxpayers": ("taxpayer_no", "citizen_id"), "tax_wages": ("uscc", "taxpayer_no", "period", "wage_income")}
_EMPLOYERS = (
    "employer_no",
    "uscc",
    "employer_kind",
    "industry",
    "address",
    "phone",
    "account_no",
    "agent_phone",
    "registered_on",
)
_MEMBERS = ("member_no", "citizen_id")

_STAYS_OF_PERSONS = """
    CREATE TABLE IF NOT EXISTS stays_of_persons AS
    SELECT i.person_no, s.admitted_on, s.discharged_on, s.provider_no
    FROM (SELECT DISTINCT person_no, citizen_id FROM hrss_insured WHERE citizen_id IS NOT NULL) i
    JOIN (SELECT DISTINCT member_no, citizen_id FROM health_members WHERE citizen_id IS NOT NULL) m USING (citizen_id)
    JOIN health_settlements s USING (member_no) WHERE s.settlement_kind = '21'"""

T04 = Question(
    subject="person",
    columns={
        "hrss_insured": INSURED,
        "hrss_awards": _AWARDS,
        "hrss_contributions": _CONTRIBUTIONS,
        "hrss_employers": _EMPLOYERS,
        "health_members": _MEMBERS,
        "health_settlements": ("member_no", "settlement_kind", "admitted_on", "discharged_on", "provider_no"),
        **_TAX,
    },
    prepare=(PERSONS, WAGE_MONTHS, FLOORS, _STAYS_OF_PERSONS),
    record="""
        SELECT a.person_no AS key, (retirement_kind = '2')::INT AS special, (retirement_kind = '3')::INT AS sick,
               coalesce(altered_entries, 0) AS altered, (first_benefit_month - born) / 365.25 AS age,
                   is_woman::INT AS is_woman,
               (first_benefit_month - born) / 365.25 - CASE WHEN is_woman THEN 50 ELSE 60 END AS age_from_usual,
               (born - file_birth_date)::DOUBLE AS file_older_days, (file_birth_date <> born)::INT AS file_differs,
               (work_start_month - born) / 365.25 AS age_at_work_start,
               contribution_months, coalesce(deemed_months, 0) AS deemed, contribution_index AS index,
               account_balance::DOUBLE AS balance, pension_amount::DOUBLE AS pension,
               (appraiser_no IS NOT NULL)::INT AS appraised, coalesce((clerk_no = approver_no)::INT, 0) AS one_hand,
               (awarded_on - first_benefit_month)::DOUBLE AS delay, date_part('year', first_benefit_month) AS year,
               contribution_months / 12.0 - (first_benefit_month - work_start_month) / 365.25 AS months_against_career
        FROM hrss_awards a JOIN persons USING (person_no) WHERE pension_scheme = '110'""",
    figures="""
        WITH mine AS (SELECT *, retirement_kind IN ('2', '3') AS early FROM hrss_awards WHERE pension_scheme = '110'),
        stays AS (SELECT m.person_no, count(*) AS n FROM mine m JOIN stays_of_persons s ON s.person_no = m.person_no
                  AND s.admitted_on BETWEEN m.first_benefit_month - INTERVAL 2 YEAR
                      AND m.first_benefit_month GROUP BY 1),
        later AS (SELECT m.person_no, count(*) AS n FROM mine m JOIN wage_months w ON w.person_no = m.person_no
                  AND w.period >= m.first_benefit_month GROUP BY 1),
        arrears AS (SELECT m.person_no, count(*) AS n FROM mine m JOIN hrss_contributions c ON c.person_no = m.person_no
                  AND c.received_on > c.period + INTERVAL 3 MONTH GROUP BY 1),
        last_job AS (SELECT m.person_no, arg_max(e.industry, c.period) AS industry FROM mine m JOIN hrss_contributions c
                  ON c.person_no = m.person_no JOIN (SELECT DISTINCT employer_no, industry FROM hrss_employers) e
                  ON e.employer_no = c.employer_no GROUP BY 1)
        SELECT m.person_no AS key, coalesce(stays.n, 0) AS stays_before, coalesce(later.n, 0) AS wages_after,
               early::INT * (1 + coalesce(later.n, 0)) AS early_and_wages, coalesce(arrears.n, 0) AS arrears,
               (retirement_kind = '3')::INT * (5 - least(coalesce(stays.n, 0), 5)) AS sick_without_stays,
               (retirement_kind = '2')::INT * (coalesce(industry, 'X') NOT IN ('B', 'C', 'D', 'E'))::INT
                   AS special_elsewhere,
               early::INT * coalesce(altered_entries, 0) AS early_and_altered, on_phone,
               early::INT * on_phone AS early_and_phone,
               CASE WHEN appraiser_no IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY appraiser_no) END AS of_appraiser,
               early::INT * sum(early::INT) OVER (PARTITION BY clerk_no) AS early_of_clerk,
               early::INT * sum(early::INT) OVER (PARTITION BY approver_no) AS early_of_approver,
               early::INT * sum(early::INT) OVER (PARTITION BY clerk_no, approver_no) AS early_of_pair,
               early::INT * avg(early::INT) OVER (PARTITION BY clerk_no, approver_no) AS share_early_of_pair
        FROM mine m JOIN persons p USING (person_no) LEFT JOIN stays ON stays.person_no = m.person_no
        LEFT JOIN later ON later.person_no = m.person_no LEFT JOIN arrears ON arrears.person_no = m.person_no
        LEFT JOIN last_job ON last_job.person_no = m.person_no""",
)

_SPELLS = """
    CREATE TABLE IF NOT EXISTS spells AS
    SELECT person_no, employer_no, min(period) AS first_month, max(period) AS last_month, count(*) AS months,
           avg(contribution_base / f.floor) AS level, min(contribution_base / f.floor) AS lowest,
           count(*) FILTER (received_on > period + INTERVAL 3 MONTH) AS arrears,
           count(DISTINCT received_on) AS paydays, max(contribution_kind) AS kind
    FROM hrss_contributions c JOIN floors f USING (period) GROUP BY 1, 2"""
_SPELL_FACTS = """
    CREATE TABLE IF NOT EXISTS spell_facts AS
    WITH taxed AS (SELECT s.person_no, s.employer_no, count(*) AS n, avg(w.wage) AS wage FROM spells s
        JOIN wage_months w
                   ON w.person_no = s.person_no AND w.period BETWEEN s.first_month AND s.last_month GROUP BY 1, 2),
    firms AS (SELECT employer_no, any_value(employer_kind) AS employer_kind, any_value(agent_phone) AS agent,
        any_value(account_no) AS account,
                     any_value(address) AS place FROM hrss_employers GROUP BY 1)
    SELECT s.*, (s.first_month - p.born) / 365.25 AS age, p.is_woman, p.on_phone, coalesce(t.n, 0) / s.months AS taxed,
           coalesce(t.wage, 0) AS wage, f.employer_kind, f.agent, f.account AS payer, f.place
    FROM spells s JOIN persons p USING (person_no) LEFT JOIN taxed t
    ON t.person_no = s.person_no AND t.employer_no IS NOT DISTINCT FROM s.employer_no
    LEFT JOIN firms f ON f.employer_no = s.employer_no"""

T05 = Question(
    subject="person",
    columns={
        "hrss_insured": INSURED,
        "hrss_awards": _AWARDS,
        "hrss_contributions": _CONTRIBUTIONS,
        "hrss_employers": _EMPLOYERS,
        **_TAX,
    },
    prepare=(PERSONS, WAGE_MONTHS, FLOORS, _SPELLS, _SPELL_FACTS),
    record="""
        SELECT person_no AS key, age, is_woman::INT AS is_woman,
            CASE WHEN is_woman THEN 50 - age ELSE 60 - age END AS to_pension,
               months, level, lowest, arrears, arrears / months AS arrears_share, paydays / months AS paydays_share,
               (employer_no IS NULL)::INT AS alone, date_part('year', first_month) AS since, taxed, wage,
               (employer_kind = '1')::INT AS enterprise, (employer_kind = '3')::INT AS business,
               (employer_kind = '4')::INT AS agency, (employer_kind = '2')::INT AS public
        FROM spell_facts""",
    figures="""
        WITH facts AS (SELECT *, employer_no IS NOT NULL AS at_firm,
                       (employer_no IS NOT NULL)::INT * (age > CASE WHEN is_woman THEN 39 ELSE 49 END)::INT AS late
                       FROM spell_facts),
        awarded AS (SELECT person_no, min(first_benefit_month) AS month FROM hrss_awards
            WHERE pension_scheme = '110' GROUP BY 1),
        wide AS (SELECT f.*, coalesce((a.month - f.last_month < 120)::INT, 0) AS to_award,
                 count(*) OVER (PARTITION BY employer_no) AS at_employer, avg(taxed)
                     OVER (PARTITION BY employer_no) AS employer_taxed,
                 avg(late) OVER (PARTITION BY employer_no) AS employer_late, avg(level)
                     OVER (PARTITION BY employer_no) AS employer_level,
                 avg(arrears / months) OVER (PARTITION BY employer_no) AS employer_arrears,
                 count(*) OVER (PARTITION BY agent) AS of_agent, avg(late) OVER (PARTITION BY agent) AS agent_late,
                 count(*) OVER (PARTITION BY payer) AS of_payer,
                 count(*) OVER (PARTITION BY employer_no, first_month) AS joined_together
                 FROM facts f LEFT JOIN awarded a USING (person_no))
        SELECT person_no AS key, max(at_firm::INT * (1 - taxed)) AS untaxed, max(late * (1 - taxed)) AS late_untaxed,
               max(late * (2 - least(level, 2))) AS late_at_floor, max(late * (1 - taxed) * (2 - least(level,
                   2))) AS late_untaxed_floor,
               max(late * arrears) AS late_arrears, max(arrears) AS arrears, max(late * to_award) AS late_then_award,
               max(late * (1 - taxed) * arrears) AS late_untaxed_arrears, max(on_phone) AS on_phone,
               max(at_firm::INT * at_employer) AS at_employer, max(at_firm::INT * (1 - employer_taxed))
                   AS employer_untaxed,
               max(at_firm::INT * employer_late) AS employer_late, max(at_firm::INT * (2 - least(employer_level,
                   2))) AS employer_floor,
               max(at_firm::INT * employer_arrears) AS employer_arrears, max(at_firm::INT * of_agent) AS of_agent,
               max(at_firm::INT * agent_late) AS agent_late, max(at_firm::INT * of_payer) AS of_payer,
               max(late * joined_together) AS late_joined_together, max(late * at_employer) AS late_at_employer,
               max(late * employer_late) AS late_and_employer_late
        FROM wide GROUP BY 1""",
)

T10 = Question(
    subject="member",
    columns={
        "health_maternity": (
            "member_no",
            "uscc",
            "delivered_on",
            "maternity_base",
            "maternity_days",
            "maternity_allowance",
            "account_no",
            "claimed_on",
        ),
        "health_members": _MEMBERS,
        "hrss_insured": INSURED,
        "hrss_employers": _EMPLOYERS,
        "hrss_contributions": _CONTRIBUTIONS,
        **_TAX,
    },
    prepare=(
        PERSONS,
        WAGE_MONTHS,
        FLOORS,
        """CREATE TABLE IF NOT EXISTS mothers AS
           SELECT m.member_no, m.delivered_on, i.person_no FROM health_maternity m
           LEFT JOIN (SELECT DISTINCT member_no, citizen_id FROM health_members
               WHERE citizen_id IS NOT NULL) h USING (member_no)
           LEFT JOIN (SELECT DISTINCT person_no, citizen_id FROM hrss_insured
               WHERE citizen_id IS NOT NULL) i USING (citizen_id)""",
    ),
    record="""
        SELECT member_no AS key, maternity_base::DOUBLE AS base, maternity_days AS days,
            maternity_allowance::DOUBLE AS amount,
               (claimed_on - delivered_on)::DOUBLE AS delay, date_part('year', delivered_on) AS year
        FROM health_maternity""",
    figures="""
        WITH before AS (SELECT m.member_no, count(*) AS months, max(contribution_base / f.floor) AS highest,
                        min(contribution_base / f.floor) AS lowest, arg_max(c.employer_no, c.period) AS employer
                        FROM mothers m JOIN hrss_contributions c ON c.person_no = m.person_no
                        AND c.period BETWEEN m.delivered_on - INTERVAL 13 MONTH AND m.delivered_on
                        JOIN floors f ON f.period = c.period GROUP BY 1),
        wages AS (SELECT m.member_no, count(*) AS n FROM mothers m JOIN wage_months w ON w.person_no = m.person_no
                  AND w.period BETWEEN m.delivered_on - INTERVAL 13 MONTH AND m.delivered_on GROUP BY 1)
        SELECT m.member_no AS key, 13 - coalesce(b.months, 0) AS months_missing, coalesce(b.highest, 0) AS highest,
               coalesce(b.highest / b.lowest, 0) AS jump, coalesce(b.months, 0) - coalesce(w.n, 0) AS untaxed,
               (coalesce(b.months, 13) < 12)::INT * coalesce(b.highest, 0) AS new_and_high,
               (coalesce(b.months, 13) < 12)::INT * (coalesce(b.months, 0) - coalesce(w.n, 0)) AS new_and_untaxed,
               count(*) OVER (PARTITION BY b.employer) AS of_employer
        FROM (SELECT DISTINCT member_no FROM health_maternity) m LEFT JOIN before b USING (member_no)
        LEFT JOIN wages w USING (member_no)""",
)

T12 = Question(
    subject="employer",
    columns={
        "hrss_contributions": _CONTRIBUTIONS,
        "hrss_employers": _EMPLOYERS,
        "hrss_insured": INSURED,
        **_TAX,
    },
    prepare=(
        PERSONS,
        WAGE_MONTHS,
        FLOORS,
        """CREATE TABLE IF NOT EXISTS payrolls AS
           SELECT c.employer_no, count(*) AS n, count(DISTINCT c.person_no) AS persons,
               avg(contribution_base / f.floor) AS level,
                  avg((contribution_base < 1.02 * f.floor)::INT) AS at_floor, avg(w.wage / contribution_base)
                      AS wage_over_base,
                  median(contribution_base / nullif(w.wage, 0)) AS base_over_wage, count(w.wage) / count(*) AS taxed
           FROM hrss_contributions c JOIN floors f USING (period)
           LEFT JOIN wage_months w ON w.person_no = c.person_no AND w.period = c.period
           WHERE c.employer_no IS NOT NULL GROUP BY 1""",
    ),
    record="""
        SELECT employer_no AS key, (employer_kind = '1')::INT AS enterprise, (employer_kind = '3')::INT AS business,
               level, at_floor, persons, n FROM payrolls JOIN (SELECT employer_no, any_value(employer_kind)
                   AS employer_kind
               FROM hrss_employers GROUP BY 1) USING (employer_no)""",
    figures="""
        SELECT employer_no AS key, persons, level, at_floor, coalesce(wage_over_base, 0) AS wage_over_base,
               -coalesce(base_over_wage, 1) AS wage_beyond_base, taxed FROM payrolls""",
)
QUESTIONS: Mapping[int, Question] = {4: T04, 5: T05, 10: T10, 12: T12}
