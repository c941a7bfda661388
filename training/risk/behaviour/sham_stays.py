"""Sham or split stays: cards that come back to one house in batches, at flat bills, and are used elsewhere, too."""

from collections.abc import Mapping

from training.risk.behaviour.question import Question
from training.risk.records.rule import RecordRule

SETTLEMENTS: Mapping[str, tuple[str, ...]] = {
    "health_settlements": ("provider_no", "settlement_kind", "admitted_on", "discharged_on", "diagnosis",
                           "service_item", "days_supplied", "bill_amount", "fund_payment", "region_code"),
    "health_providers": ("provider_no", "provider_kind", "provider_level", "beds"),
}  # fmt: skip
# Courses of treatment (chapter XXI of ICD-10, Z51) bring the same patient back by design.
STAYS = """
    CREATE TABLE IF NOT EXISTS stays AS
    SELECT s._linked AS person, s.provider_no, s.admitted_on, s.discharged_on, s.diagnosis, s.region_code,
           left(s.diagnosis, 3) = 'Z51' AS by_course, s.bill_amount::DOUBLE AS bill,
           (s.fund_payment * 100)::BIGINT AS fen, greatest(s.discharged_on - s.admitted_on, 1) AS days,
           date_trunc('quarter', s.admitted_on)::DATE AS quarter, greatest(coalesce(p.beds, 1), 1) AS beds,
           'health_settlements:' || s._row AS ref,
           s.admitted_on - lag(s.discharged_on) OVER mine AS gap,
           lag(s.diagnosis) OVER mine = s.diagnosis AS same_before,
           lag(s.provider_no) OVER mine = s.provider_no AS same_place
    FROM health_settlements s LEFT JOIN health_providers p USING (provider_no)
    WHERE s.settlement_kind = '21' AND s._linked IS NOT NULL
    WINDOW mine AS (PARTITION BY s._linked ORDER BY s.admitted_on, s.discharged_on)"""
_HOUSES = """
    CREATE TABLE IF NOT EXISTS house_quarters AS
    WITH quarters AS (
        SELECT provider_no, quarter, count(*) AS n, sum(days) / (91.0 * any_value(beds)) AS used,
               avg((gap BETWEEN 0 AND 30 AND same_before AND NOT by_course)::INT) AS back_soon,
               median(bill) AS usual_bill, avg((days BETWEEN 5 AND 10)::INT) AS week_long
        FROM stays GROUP BY 1, 2)
    SELECT *, n / greatest(median(n) OVER (PARTITION BY provider_no), 1) AS surge,
           median(back_soon) OVER (PARTITION BY provider_no) AS back_soon_usually
    FROM quarters"""
_MARKED = """
    CREATE TABLE IF NOT EXISTS marked_stays AS
    SELECT s.*, h.used, h.surge, h.back_soon AS house_back_soon, h.week_long, h.n AS in_quarter,
           abs(ln(greatest(s.bill, 1) / greatest(h.usual_bill, 1))) < 0.3 AS near_usual,
           count(*) OVER (PARTITION BY s.provider_no, s.admitted_on) AS same_day,
           count(*) OVER (PARTITION BY s.provider_no, s.admitted_on, s.diagnosis) AS same_day_same,
           h.n / 91.0 AS usual_day
    FROM stays s JOIN house_quarters h USING (provider_no, quarter)"""
SHAM_STAYS = Question(
    rule=RecordRule(
        name="sham_stays",
        typology="T08",
        says="stays_close_together",
        tells={
            "back_same": "back_same",
            "in_batch": "in_batch",
            "used_elsewhere": "used_elsewhere",
            "house_surge": "house_surge",
            "house_back_soon": "house_back_soon",
            "company_size": "company_size",
            "day_sum": "day_risk",
            "outlying": "unusual",
        },
        limit="supervision.medical.split_stays",
        tables=SETTLEMENTS,
        prepare=(STAYS, _HOUSES, _MARKED),
        cases="""
        WITH elsewhere AS (
            SELECT s.person, count(*) AS n FROM marked_stays s JOIN health_settlements o
            ON o._linked = s.person AND o.settlement_kind <> '21' AND o.admitted_on > s.admitted_on
               AND o.admitted_on < s.discharged_on GROUP BY 1),
        visits AS (
            SELECT s.person, count(DISTINCT s.admitted_on) AS n FROM stays s JOIN health_settlements o
            ON o._linked = s.person AND o.settlement_kind IN ('11', '12')
               AND left(o.diagnosis, 3) = left(s.diagnosis, 3)
            GROUP BY 1),
        closest AS (
            SELECT person, max(n) AS n FROM (
                SELECT person, count(*) OVER (PARTITION BY person, provider_no ORDER BY admitted_on
                    RANGE BETWEEN INTERVAL 180 DAY PRECEDING AND CURRENT ROW) AS n FROM stays WHERE NOT by_course)
            GROUP BY 1),
        mine AS (
            SELECT person, arg_max(region_code, admitted_on) AS region,
                   date_trunc('month', min(admitted_on))::DATE AS first_month,
                   date_trunc('month', max(admitted_on))::DATE AS last_month,
                   count(DISTINCT date_trunc('month', admitted_on))::INTEGER AS months,
                   count(*) AS n, sum(fen)::BIGINT AS fen, list(ref ORDER BY admitted_on, ref) AS refs,
                   count(*) FILTER (gap BETWEEN 0 AND 30 AND same_before) AS back_same,
                   count(*) FILTER (gap BETWEEN 0 AND 30 AND same_before AND same_place) AS back_same_place,
                   count(*) FILTER (week AND usual) AS flat_weeks,
                   sum(greatest(same_day_same - 1, 0)) AS in_batch, max(same_day - usual_day) AS batch,
                   max(used) AS used, max(surge) AS surge, max(house_back_soon) AS house_back_soon,
                   max(surge * house_back_soon) AS surge_and_back,
                   count(DISTINCT diagnosis) AS ailments
            FROM (SELECT *, days BETWEEN 5 AND 10 AS week, near_usual AS usual FROM marked_stays WHERE NOT by_course)
            GROUP BY 1)
        SELECT m.person AS subject, m.region, m.first_month, m.last_month, m.months, m.fen AS paid_fen,
               0::BIGINT AS monthly_fen, m.refs AS rows,
               m.n::DOUBLE AS stays,
               m.back_same::DOUBLE AS back_same,
               m.back_same_place::DOUBLE AS back_same_place,
               coalesce(c.n, 0)::DOUBLE AS most_in_half_year,
               m.flat_weeks::DOUBLE AS flat_weeks,
               (m.flat_weeks / m.n)::DOUBLE AS flat_share,
               m.in_batch::DOUBLE AS in_batch,
               m.batch::DOUBLE AS batch,
               m.used::DOUBLE AS house_used,
               m.surge::DOUBLE AS house_surge,
               m.house_back_soon::DOUBLE AS house_back_soon,
               m.surge_and_back::DOUBLE AS surge_and_back,
               (m.n / m.ailments)::DOUBLE AS stays_per_ailment,
               coalesce(e.n, 0)::DOUBLE AS used_elsewhere,
               coalesce(v.n, 0)::DOUBLE AS seen_outside
        FROM mine m LEFT JOIN elsewhere e USING (person) LEFT JOIN visits v USING (person)
        LEFT JOIN closest c USING (person)""",
    ),
    expects={
        "back_same": 1, "back_same_place": 1, "most_in_half_year": 1, "flat_share": 1, "in_batch": 1, "batch": 1,
        "house_used": 1, "house_surge": 1, "house_back_soon": 1, "surge_and_back": 1, "stays_per_ailment": 1,
        "used_elsewhere": 1, "seen_outside": -1,
    },
    links={
        "house": "SELECT person AS subject, provider_no || quarter AS grp FROM marked_stays"
        " WHERE gap BETWEEN 0 AND 30 AND same_before AND NOT by_course",
        "day": "SELECT person AS subject, provider_no || admitted_on AS grp FROM stays WHERE NOT by_course",
        "alike": "SELECT person AS subject, provider_no || admitted_on || diagnosis AS grp FROM stays"
        " WHERE NOT by_course",
    },
    grouped=("in_batch", "batch", "house_used", "house_surge", "house_back_soon", "surge_and_back"),
    binds=("house",),
    meets=("day",),
)  # fmt: skip
