"""Pension after death: payments for months after the one in which three departments say that somebody died."""

from training.risk.records.rule import GOES_ON, PENSIONS, RecordRule

DEATHS = """
    CREATE TABLE IF NOT EXISTS deaths AS
    SELECT _linked AS person, min(died) AS died, min(known) AS known, count(DISTINCT source) AS sources,
           min(known) FILTER (source = 'police_changes') AS police_known, max(died) - min(died) AS days_apart,
           list(DISTINCT source || ':' || _row ORDER BY source || ':' || _row) AS refs
    FROM (SELECT _linked, event_on AS died, registered_on AS known, 'police_changes' AS source, _row
          FROM police_changes WHERE population_change = '02'
          UNION ALL SELECT _linked, death_date, registered_on, 'civil_cremations', _row FROM civil_cremations
          UNION ALL SELECT _linked, death_date, registered_on, 'health_deaths', _row FROM health_deaths)
    WHERE died IS NOT NULL AND _linked IS NOT NULL GROUP BY 1"""
PAYMENTS = """
    CREATE TABLE IF NOT EXISTS payments AS
    SELECT _linked AS person, person_no, pension_scheme, period, (amount * 100)::BIGINT AS fen, region_code, paid_on,
           'hrss_pensions:' || _row AS ref
    FROM hrss_pensions WHERE coalesce(payment_result, '1') = '1' AND _linked IS NOT NULL"""
_STOPPED, _SEEN = "'11'", "('4', '5')"
DEATH = RecordRule(
    name="after_death",
    typology="T01",
    says="paid_after_death",
    tells={
        "sources": "death_sources",
        "days_apart": "death_days_differ",
        "proofs_after_death": "proofs_after_death",
        "seen_after_death": "seen_after_death",
        "reported_at_counter": "reported_at_counter",
        "months_concealed": "no_notice_given",
    },
    limit="supervision.death.months_after",
    tables={
        "police_changes": ("population_change", "event_on", "registered_on"),
        "civil_cremations": ("death_date", "registered_on"),
        "health_deaths": ("death_date", "registered_on"),
        "hrss_pensions": PENSIONS,
        "hrss_certifications": ("certified_on", "certification_channel"),
        "hrss_operations": ("operation_kind", "done_at"),
    },
    prepare=(DEATHS, PAYMENTS),
    cases=f"""
    WITH paid AS (
        SELECT p.person, arg_max(p.region_code, p.period) AS region, min(p.period) AS first_month,
               max(p.period) AS last_month, count(DISTINCT p.period)::INTEGER AS months,
               sum(p.fen)::BIGINT AS paid_fen, arg_max(p.fen, p.period) AS last_fen, max(p.paid_on) AS last_paid,
               list(p.ref ORDER BY p.period, p.ref) AS paid_refs
        FROM payments p JOIN deaths d USING (person) WHERE p.period > d.died GROUP BY 1),
    proofs AS (
        SELECT c._linked AS person, count(*) AS proofs,
               count(*) FILTER (certification_channel IN {_SEEN}) AS seen,
               list('hrss_certifications:' || c._row ORDER BY c._row) AS refs
        FROM hrss_certifications c JOIN deaths d ON d.person = c._linked AND c.certified_on > d.died GROUP BY 1),
    stops AS (
        SELECT o._linked AS person, min(o.done_at)::DATE AS stopped_on
        FROM hrss_operations o JOIN deaths d ON d.person = o._linked
        WHERE o.operation_kind = {_STOPPED} AND o.done_at::DATE >= d.died GROUP BY 1)
    SELECT p.person AS subject, p.region, p.first_month, p.last_month, p.months, p.paid_fen,
           CASE WHEN p.last_month >= {GOES_ON} THEN p.last_fen ELSE 0 END
               AS monthly_fen,
           d.refs || coalesce(f.refs, []) || p.paid_refs AS rows,
           p.months::DOUBLE AS months_paid,
           d.sources::DOUBLE AS sources,
           d.days_apart::DOUBLE AS days_apart,
           coalesce(f.proofs, 0)::DOUBLE AS proofs_after_death,
           coalesce(f.seen, 0)::DOUBLE AS seen_after_death,
           (s.stopped_on IS NOT NULL)::INTEGER::DOUBLE AS reported_at_counter,
           greatest(coalesce(p.last_paid - s.stopped_on, 0), 0)::DOUBLE AS days_paid_after_report,
           -- The register of population ends an honest case: payment stops in the month after the entry.
           least(greatest(p.last_month::DATE + 31 - d.police_known, -400), 400)::DOUBLE AS days_from_police_to_stop,
           -- Relatives have twenty working days to give notice; who let them pass after the last payment concealed it.
           CASE WHEN s.stopped_on IS NULL AND coalesce(d.police_known > p.last_month::DATE + 45, true)
                THEN p.months ELSE 0 END::DOUBLE AS months_concealed,
           (p.last_month >= {GOES_ON})::INTEGER::DOUBLE AS still_paid,
           greatest(p.last_paid - d.known, 0)::DOUBLE AS days_paid_though_known
    FROM paid p JOIN deaths d USING (person) LEFT JOIN proofs f USING (person) LEFT JOIN stops s USING (person)""",
)
