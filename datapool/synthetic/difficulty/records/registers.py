"""Questions about those whom records give away: T01, T02, T03, T06."""

from collections.abc import Mapping

from datapool.synthetic.difficulty.joins import COLUMNS
from datapool.synthetic.difficulty.records.persons import INSURED, PERSONS
from datapool.synthetic.difficulty.records.question import Question

_CERTIFICATIONS = ("person_no", "certified_on", "certification_channel", "device_no", "phone")
_PAYEES = """
    CREATE TABLE IF NOT EXISTS payees AS
    SELECT person_no, min(period) AS first_paid, max(period) AS last_paid, count(*) AS months,
        count(DISTINCT period) AS periods,
           count(DISTINCT pension_scheme) AS schemes, arg_max(amount, period)::DOUBLE AS amount,
           max(pension_scheme) AS scheme FROM hrss_pensions GROUP BY 1"""
_PROOFS = """
    CREATE TABLE IF NOT EXISTS proofs AS
    SELECT c.person_no, max(certified_on) AS last_proof, count(*) AS proofs,
           arg_max(certification_channel, certified_on) AS channel FROM hrss_certifications c GROUP BY 1"""
_KNOWN_DEAD = """
    CREATE TABLE IF NOT EXISTS known_dead AS
    SELECT i.person_no, min(d.died) AS died FROM (
        SELECT citizen_id, event_on AS died FROM police_changes WHERE population_change = '02'
        UNION ALL SELECT citizen_id, death_date FROM civil_cremations
        UNION ALL SELECT citizen_id, death_date FROM health_deaths) d
    JOIN (SELECT DISTINCT person_no, citizen_id FROM hrss_insured
        WHERE citizen_id IS NOT NULL) i USING (citizen_id) GROUP BY 1"""


def _of(*tables: str) -> dict[str, tuple[str, ...]]:
    return {table: COLUMNS[table] for table in tables}


T01 = Question(
    subject="person",
    columns={
        **_of("hrss_pensions", "police_changes", "civil_cremations", "health_deaths"),
        "hrss_insured": INSURED,
        "hrss_certifications": _CERTIFICATIONS,
    },
    prepare=(PERSONS, _PAYEES, _PROOFS, _KNOWN_DEAD),
    record="""
        SELECT person_no AS key, (last_paid - born) / 365.25 AS age, is_woman::INT AS is_woman, months, amount,
               (scheme = '170')::INT AS resident, (last_paid - DATE '2024-12-01')::DOUBLE AS ended,
                   date_part('year', last_paid) AS year
        FROM payees JOIN persons USING (person_no)""",
    figures="""
        SELECT p.person_no AS key, (last_paid - born) / 365.25 AS age, coalesce((last_paid - last_proof)::DOUBLE,
            400) AS silent,
               coalesce((last_paid - died)::DOUBLE, -9999) AS paid_after_death,
                   coalesce((last_proof - died)::DOUBLE, -9999) AS proof_after_death,
               (last_paid < DATE '2024-11-01')::INT * coalesce((last_paid - last_proof)::DOUBLE, 400)
                   AS silent_end, on_phone, on_account,
               (channel = '1')::INT * (last_paid - born) / 365.25 AS old_and_self
        FROM payees p JOIN persons USING (person_no) LEFT JOIN proofs USING (person_no) LEFT
            JOIN known_dead USING (person_no)""",
)

T02 = Question(
    subject="person",
    columns={**_of("hrss_pensions", "police_sentences"), "hrss_insured": INSURED},
    prepare=(
        PERSONS,
        _PAYEES,
        """CREATE TABLE IF NOT EXISTS inside AS
           SELECT p.person_no, count(DISTINCT p.period) AS months FROM police_sentences s
           JOIN (SELECT DISTINCT person_no, citizen_id FROM hrss_insured
               WHERE citizen_id IS NOT NULL) i USING (citizen_id)
           JOIN hrss_pensions p ON p.person_no = i.person_no AND p.period > s.sentence_from
           AND p.period + INTERVAL 1 MONTH <= coalesce(s.sentence_until, DATE '9999-01-01') GROUP BY 1""",
    ),
    record="""
        SELECT person_no AS key, (last_paid - born) / 365.25 AS age, is_woman::INT AS is_woman, months, amount,
               (scheme = '170')::INT AS resident FROM payees JOIN persons USING (person_no)""",
    figures="""
        SELECT p.person_no AS key, coalesce(i.months, 0) AS months_inside, on_phone, on_account
        FROM payees p JOIN persons USING (person_no) LEFT JOIN inside i USING (person_no)""",
)

T03 = Question(
    subject="person",
    columns={**_of("hrss_pensions", "hrss_contributions"), "hrss_insured": INSURED},
    prepare=(
        PERSONS,
        _PAYEES,
        """CREATE TABLE IF NOT EXISTS active AS
           SELECT person_no, period FROM hrss_pensions UNION SELECT person_no, period FROM hrss_contributions""",
        """CREATE TABLE IF NOT EXISTS pairs AS
           SELECT a.person_no, b.person_no AS other FROM (SELECT DISTINCT person_no, citizen_id
               FROM hrss_insured WHERE citizen_id IS NOT NULL) a
           JOIN (SELECT DISTINCT person_no, citizen_id FROM hrss_insured WHERE citizen_id IS NOT NULL) b
           ON a.citizen_id = b.citizen_id AND a.person_no <> b.person_no""",
        """CREATE TABLE IF NOT EXISTS twice_active AS
           SELECT p.person_no, count(*) AS months FROM pairs p JOIN active a ON a.person_no = p.person_no
           JOIN active b ON b.person_no = p.other AND b.period = a.period GROUP BY 1""",
    ),
    record="""
        SELECT person_no AS key, (DATE '2024-12-01' - born) / 365.25 AS age, is_woman::INT AS is_woman, versions,
               coalesce(months, 0) AS months, coalesce(amount, 0) AS amount, coalesce((scheme = '170')::INT, 0)
                   AS resident
        FROM persons LEFT JOIN payees USING (person_no)""",
    figures="""
        SELECT person_no AS key, coalesce(months, 0) AS months_twice, on_phone, on_account
        FROM persons LEFT JOIN twice_active USING (person_no)""",
)

T06 = Question(
    subject="person",
    columns={
        **_of("hrss_unemployment", "hrss_contributions", "tax_taxpayers", "tax_wages"),
        "hrss_insured": INSURED,
    },
    prepare=(
        PERSONS,
        """CREATE TABLE IF NOT EXISTS claims AS
           SELECT person_no, claimed_on, any_value(unemployment_reason) AS reason, count(*) AS months,
               min(period) AS first_month, max(period) AS last_month
           FROM hrss_unemployment GROUP BY 1, 2""",
        """CREATE TABLE IF NOT EXISTS meanwhile AS
           SELECT u.person_no, count(DISTINCT u.period) AS months, avg(w.wage_income)::DOUBLE AS wage
               FROM hrss_unemployment u
           JOIN (SELECT DISTINCT person_no, citizen_id FROM hrss_insured
               WHERE citizen_id IS NOT NULL) i USING (person_no)
           JOIN tax_taxpayers t USING (citizen_id) JOIN tax_wages w ON w.taxpayer_no = t.taxpayer_no
               AND w.period = u.period GROUP BY 1""",
        """CREATE TABLE IF NOT EXISTS insured_meanwhile AS
           SELECT u.person_no, count(*) AS months FROM hrss_unemployment u JOIN hrss_contributions c
           ON c.person_no = u.person_no AND c.period = u.period GROUP BY 1""",
    ),
    record="""
        SELECT person_no AS key, months, (reason = '1')::INT AS dismissed, (reason = '2')::INT AS ran_out,
            (claimed_on - first_month)::DOUBLE AS delay,
               (claimed_on - born) / 365.25 AS age, is_woman::INT AS is_woman, date_part('year', claimed_on) AS year
        FROM claims JOIN persons USING (person_no)""",
    figures="""
        SELECT c.person_no AS key, max(c.months) AS months, max(coalesce(m.months, 0)) AS wage_months,
            max(coalesce(i.months, 0)) AS insured_months,
               max(coalesce(m.wage, 0)) AS wage, max(greatest(coalesce(m.months, 0), coalesce(i.months, 0)))
                   AS working_months,
               max(coalesce(m.months, 0) / c.months) AS share, max(coalesce(m.months, 0) * (coalesce(m.wage,
                   0) > 1500)::INT) AS real_wage_months,
               max(on_phone) AS on_phone FROM claims c JOIN persons USING (person_no) LEFT
                   JOIN meanwhile m USING (person_no)
        LEFT JOIN insured_meanwhile i USING (person_no) GROUP BY 1""",
)
QUESTIONS: Mapping[int, Question] = {1: T01, 2: T02, 3: T03, 6: T06}
