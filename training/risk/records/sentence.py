"""Pension while a sentence is served: payments for whole months between its first and its last day."""

from training.risk.records.death import PAYMENTS
from training.risk.records.rule import GOES_ON, PENSIONS, RecordRule

SENTENCE = RecordRule(
    name="while_serving",
    typology="T02",
    says="paid_while_serving",
    tells={"share_paid": "share_of_sentence", "days_paid_though_known": "paid_though_known"},
    limit="supervision.sentence.months_inside",
    tables={
        "police_sentences": ("sentence_from", "sentence_until", "registered_on"),
        "hrss_pensions": PENSIONS,
    },
    prepare=(PAYMENTS,),
    cases=f"""
    WITH served AS (
        SELECT _linked AS person, sentence_from, coalesce(sentence_until, DATE '9999-01-01') AS sentence_until,
               registered_on, 'police_sentences:' || _row AS ref
        FROM police_sentences WHERE _linked IS NOT NULL),
    paid AS (
        SELECT p.person, s.ref, any_value(s.sentence_from) AS since, any_value(s.sentence_until) AS until,
               any_value(s.registered_on) AS known, arg_max(p.region_code, p.period) AS region,
               min(p.period) AS first_month, max(p.period) AS last_month,
               count(DISTINCT p.period)::INTEGER AS months, sum(p.fen)::BIGINT AS paid_fen,
               arg_max(p.fen, p.period) AS last_fen, list(p.ref ORDER BY p.period, p.ref) AS refs,
               max(p.paid_on) AS last_paid
        FROM payments p JOIN served s USING (person)
        WHERE p.period > s.sentence_from AND p.period + INTERVAL 1 MONTH <= s.sentence_until GROUP BY 1, 2)
    SELECT person AS subject, region, first_month, last_month, months, paid_fen,
           CASE WHEN last_month >= {GOES_ON} AND until > getvariable('as_of')
                THEN last_fen ELSE 0 END AS monthly_fen,
           [ref] || refs AS rows,
           months::DOUBLE AS months_paid,
           (months / greatest(date_diff('month', since, least(until, getvariable('as_of'))), 1))::DOUBLE AS share_paid,
           greatest(last_paid - known, 0)::DOUBLE AS days_paid_though_known
    FROM paid""",
)
