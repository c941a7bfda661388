"""A question about the clerks' log: T11."""

from collections.abc import Mapping

from datapool.synthetic.difficulty.records.persons import INSURED, PERSONS
from datapool.synthetic.difficulty.records.question import Question

T11 = Question(
    subject="person",
    columns={
        "hrss_insured": INSURED,
        "hrss_operations": (
            "operation_kind",
            "person_no",
            "other_person_no",
            "employer_no",
            "new_account_no",
            "contribution_months",
            "operation_amount",
            "clerk_no",
            "approver_no",
            "done_at",
        ),
        "hrss_contributions": (
            "person_no",
            "employer_no",
            "period",
            "contribution_kind",
            "contribution_base",
            "received_on",
        ),
        "hrss_awards": (
            "person_no",
            "pension_scheme",
            "retirement_kind",
            "first_benefit_month",
            "contribution_months",
            "pension_amount",
            "clerk_no",
            "approver_no",
            "work_start_month",
        ),
        "hrss_clerks": ("clerk_no", "account_no"),
    },
    prepare=(
        PERSONS,
        "CREATE TABLE IF NOT EXISTS paid_months AS SELECT person_no, count(*) AS n FROM hrss_contributions GROUP BY 1",
    ),
    record="""
        SELECT person_no AS key, date_part('hour', done_at) AS hour, (date_part('hour', done_at) >= 18)::INT AS evening,
               (date_part('dow', done_at) IN (0, 6))::INT AS weekend, coalesce((clerk_no = approver_no)::INT, 0)
                   AS one_hand,
               (approver_no IS NULL)::INT AS not_approved, coalesce(contribution_months, 0) AS months,
               coalesce(operation_amount, 0)::DOUBLE AS amount, (new_account_no IS NOT NULL)::INT AS account,
               (other_person_no IS NOT NULL)::INT AS other, operation_kind AS kind, date_part('year', done_at) AS year,
               date_part('month', done_at) AS month
        FROM hrss_operations WHERE person_no IS NOT NULL""",
    figures="""
        WITH mine AS (SELECT person_no, count(*) AS n, max(coalesce((clerk_no = approver_no)::INT, 0)) AS one_hand,
                      max((date_part('hour', done_at) >= 18)::INT) AS evening,
                          max((operation_kind = '05')::INT * coalesce(contribution_months, 0)) AS transferred,
                      max((operation_kind = '06')::INT) AS merged, max((operation_kind = '04')::INT) AS new_account,
                      max((operation_kind = '04' AND date_part('hour', done_at) >= 18)::INT) AS account_evening,
                      max((operation_kind = '04')::INT * coalesce((clerk_no = approver_no)::INT, 0))
                          AS account_one_hand,
                      count(DISTINCT clerk_no) AS clerks FROM hrss_operations WHERE person_no IS NOT NULL GROUP BY 1),
        busy AS (SELECT person_no, max(n) AS of_clerk FROM (SELECT person_no, count(*) OVER (PARTITION BY clerk_no,
            operation_kind) AS n FROM hrss_operations) GROUP BY 1),
        awarded AS (SELECT person_no, max((pension_scheme = '110')::INT * contribution_months) AS months,
            min(first_benefit_month) AS since,
                    max(pension_amount)::DOUBLE AS pension FROM hrss_awards GROUP BY 1)
        SELECT m.person_no AS key, m.* EXCLUDE (person_no), p.on_account, p.on_phone, b.of_clerk,
               coalesce(a.months, 0) - coalesce(c.n, 0) AS months_unseen, (coalesce(c.n,
                   0) = 0)::INT * coalesce(a.months, 0) AS no_contributions,
               (coalesce(c.n, 0) < 6)::INT * coalesce(a.pension, 0) AS pension_from_nothing,
                   (k.account_no IS NOT NULL)::INT AS clerks_account,
               p.on_account * (coalesce(c.n, 0) < 6 AND a.months > 0)::INT AS shared_from_nothing,
               p.on_account * m.evening AS shared_evening, p.on_account * m.one_hand AS shared_one_hand,
               (coalesce(c.n, 0) < 6 AND a.months > 0)::INT * (1 + m.evening + m.one_hand) AS nothing_and_odd
        FROM mine m JOIN persons p USING (person_no) LEFT JOIN busy b USING (person_no) LEFT
            JOIN awarded a USING (person_no)
        LEFT JOIN paid_months c USING (person_no) LEFT JOIN (SELECT DISTINCT account_no
            FROM hrss_clerks) k ON k.account_no = p.account""",
)
QUESTIONS: Mapping[int, Question] = {11: T11}
