"""Questions for the yardstick of record-matchable frauds: records linked by ID number, or by name and birth date."""

from collections.abc import Mapping

from datapool.synthetic.difficulty.records.question import Question
from datapool.synthetic.difficulty.records.registers import QUESTIONS as NAIVE

_NAMED = "(SELECT DISTINCT person_no, person_name, birth_date FROM hrss_insured)"
_IDS = "(SELECT DISTINCT person_no, citizen_id FROM hrss_insured WHERE citizen_id IS NOT NULL)"
_BORN = "try_strptime(substr(citizen_id, 7, 8), '%Y%m%d')::DATE"
_MORE = {
    "hrss_insured": (
        "person_no", "citizen_id", "person_name", "birth_date", "sex", "phone", "account_no", "registered_on",
        "region_code",
    ),
    "police_changes": ("citizen_id", "person_name", "population_change", "event_on", "registered_on"),
    "police_sentences": ("citizen_id", "person_name", "birth_date", "sentence_from", "sentence_until", "registered_on"),
    "civil_cremations": ("citizen_id", "person_name", "sex", "death_date", "registered_on", "region_code"),
    "health_deaths": ("citizen_id", "person_name", "death_date", "registered_on", "region_code"),
    "tax_taxpayers": ("taxpayer_no", "person_name", "citizen_id"),
    "hrss_operations": ("person_no", "operation_kind", "done_at"),
}  # fmt: skip


def _linked(source: str) -> str:
    """Rows of a source (which has citizen_id, person_name, born) with the agency's number of the person."""
    return f"""SELECT i.person_no, s.* FROM {source} s JOIN {_IDS} i ON i.citizen_id = s.citizen_id
        UNION SELECT n.person_no, s.* FROM {source} s JOIN {_NAMED} n
        ON n.person_name = s.person_name AND n.birth_date = s.born"""


_DEATHS = f"""
    CREATE TABLE IF NOT EXISTS linked_deaths AS WITH notes AS (
        SELECT citizen_id, person_name, {_BORN} AS born, event_on AS died, registered_on, 'police' AS source
            FROM police_changes WHERE population_change = '02'
        UNION ALL SELECT citizen_id, person_name, {_BORN}, death_date, registered_on, 'civil' FROM civil_cremations
        UNION ALL SELECT citizen_id, person_name, {_BORN}, death_date, registered_on, 'health' FROM health_deaths),
    nameless AS (SELECT p.person_no, c.* FROM (
        SELECT citizen_id, person_name, NULL::DATE AS born, death_date AS died, registered_on, 'civil' AS source,
            region_code, sex FROM civil_cremations WHERE citizen_id IS NULL) c
        JOIN (SELECT person_no, any_value(person_name) AS person_name, any_value(region_code) AS region_code,
            any_value(sex) AS sex, any_value(birth_date) AS birth_date
              FROM hrss_insured GROUP BY 1) p USING (person_name, region_code, sex)
                  WHERE p.birth_date < c.died - INTERVAL 50 YEAR
        QUALIFY count(*) OVER (PARTITION BY c.person_name, c.region_code, c.sex, c.died) = 1)
    SELECT person_no, min(died) AS died, min(registered_on) FILTER (source = 'police') AS cancelled,
           min(registered_on) FILTER (source <> 'police') AS noted, count(DISTINCT source) AS sources
    FROM (SELECT person_no, died, registered_on, source FROM ({_linked("notes")})
          UNION ALL SELECT person_no, died, registered_on, source FROM nameless) GROUP BY 1"""

LINKED: Mapping[int, Question] = {
    1: Question(
        subject="person",
        columns={**NAIVE[1].columns, **_MORE},
        prepare=(
            *NAIVE[1].prepare,
            _DEATHS,
            """CREATE TABLE IF NOT EXISTS stopped AS
               SELECT person_no, max(done_at)::DATE AS stopped FROM hrss_operations
               WHERE operation_kind = '11' GROUP BY 1""",
        ),
        record=NAIVE[1].record,
        figures="""
            SELECT p.person_no AS key, (last_paid - d.died)::DOUBLE AS beyond,
                coalesce((last_paid - d.cancelled)::DOUBLE, 9999) AS after_cancelled,
                   coalesce((d.cancelled - d.died)::DOUBLE, 9999) AS cancelled_late,
                       coalesce((last_paid - d.noted)::DOUBLE, -9999) AS after_noted, sources,
                   coalesce((last_proof - d.died)::DOUBLE, -9999) AS proved, (last_paid - last_proof)::DOUBLE
                       AS silent, (last_paid - born) / 365.25 AS age,
                   coalesce(abs((stopped - last_paid)::DOUBLE), 9999) AS stopped_then,
                   (last_paid >= DATE '2024-11-01')::INT AS goes_on
            FROM payees p JOIN persons USING (person_no) LEFT JOIN linked_deaths d USING (person_no) LEFT
                JOIN proofs USING (person_no) LEFT JOIN stopped USING (person_no)""",
    ),
    2: Question(
        subject="person",
        columns={**NAIVE[2].columns, **_MORE},
        prepare=(
            *NAIVE[2].prepare,
            f"""CREATE TABLE IF NOT EXISTS linked_inside AS
                WITH s AS (SELECT citizen_id, person_name, birth_date AS born, sentence_from, sentence_until,
                    registered_on FROM police_sentences)
                SELECT l.person_no, count(DISTINCT p.period) AS months, max(p.period - l.registered_on)::DOUBLE
                    AS after_registered
                FROM ({_linked("s")}) l JOIN hrss_pensions p ON p.person_no = l.person_no AND p.period > l.sentence_from
                AND p.period + INTERVAL 1 MONTH <= coalesce(l.sentence_until, DATE '9999-01-01') GROUP BY 1""",
        ),
        record=NAIVE[2].record,
        figures="""SELECT p.person_no AS key, coalesce(i.months, 0) AS months_inside, coalesce(i.after_registered,
            -9999) AS after_registered
            FROM payees p LEFT JOIN linked_inside i USING (person_no)""",
    ),
    3: Question(
        subject="person",
        columns={**NAIVE[3].columns, **_MORE},
        prepare=(
            *NAIVE[3].prepare,
            f"""CREATE TABLE IF NOT EXISTS linked_pairs AS
                SELECT a.person_no, b.person_no AS other FROM {_IDS} a
                    JOIN {_IDS} b ON a.citizen_id = b.citizen_id AND a.person_no <> b.person_no
                UNION SELECT a.person_no, b.person_no FROM {_NAMED} a JOIN {_NAMED} b
                ON a.person_name = b.person_name AND a.birth_date = b.birth_date AND a.person_no <> b.person_no""",
            """CREATE TABLE IF NOT EXISTS linked_twice AS
               SELECT p.person_no, count(*) AS months, 0 AS pensions FROM linked_pairs p
               JOIN active a ON a.person_no = p.person_no JOIN active b ON b.person_no = p.other AND b.period = a.period
               GROUP BY p.person_no, p.other""",
            """CREATE TABLE IF NOT EXISTS linked_pensions AS
               SELECT p.person_no, count(*) AS pensions
               FROM linked_pairs p JOIN hrss_pensions a ON a.person_no = p.person_no
               JOIN hrss_pensions b ON b.person_no = p.other AND b.period = a.period GROUP BY p.person_no, p.other""",
        ),
        record=NAIVE[3].record,
        figures="""SELECT person_no AS key, coalesce(max(t.months), 0) AS months_twice, coalesce(max(t.pensions),
            0) AS pensions_twice
            FROM persons LEFT JOIN linked_twice t USING (person_no) GROUP BY 1""",
    ),
    6: Question(
        subject="person",
        columns={**NAIVE[6].columns, **_MORE},
        prepare=(
            *NAIVE[6].prepare,
            f"""CREATE TABLE IF NOT EXISTS linked_wages AS
                WITH t AS (SELECT citizen_id, person_name, {_BORN} AS born, taxpayer_no FROM tax_taxpayers)
                SELECT DISTINCT l.person_no, w.period, w.uscc, w.wage_income::DOUBLE AS wage
                    FROM ({_linked("t")}) l JOIN tax_wages w USING (taxpayer_no)
                WHERE l.person_no IN (SELECT person_no FROM hrss_unemployment)""",
            "CREATE TABLE IF NOT EXISTS usual AS SELECT person_no, median(wage) AS wage FROM linked_wages GROUP BY 1",
            """CREATE TABLE IF NOT EXISTS working AS
               SELECT u.person_no, count(DISTINCT u.period) AS months,
                   count(DISTINCT u.period) FILTER (w.wage > 0.55 * n.wage) AS real_months,
                      max(w.wage / n.wage) AS most, count(DISTINCT w.uscc) AS payers,
                      count(DISTINCT u.period) FILTER (u.period > f.first_month + INTERVAL 1 MONTH
                          AND w.wage > 0.55 * n.wage) AS later_months
               FROM hrss_unemployment u JOIN linked_wages w ON w.person_no = u.person_no
                   AND w.period = u.period JOIN usual n ON n.person_no = u.person_no
               JOIN (SELECT person_no, min(period) AS first_month FROM hrss_unemployment
                   GROUP BY 1) f ON f.person_no = u.person_no GROUP BY 1""",
        ),
        record=NAIVE[6].record,
        figures="""SELECT c.person_no AS key, max(c.months) AS claimed, max(coalesce(w.months, 0)) AS months,
            max(coalesce(w.real_months, 0)) AS real_months,
                   max(coalesce(w.most, 0)) AS most, max(coalesce(w.payers, 0)) AS payers,
                       max(coalesce(w.later_months, 0)) AS later_months,
                   max(coalesce(i.months, 0)) AS insured_months
            FROM claims c LEFT JOIN working w USING (person_no) LEFT
                JOIN insured_meanwhile i USING (person_no) GROUP BY 1""",
    ),
}
