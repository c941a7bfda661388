"""Drugs sold on: more fetched than can be taken, at many places, early, and on days on which others do the same."""

from training.risk.behaviour.question import Question
from training.risk.behaviour.sham_stays import SETTLEMENTS
from training.risk.records.rule import RecordRule

# A prescription may be filled for up to ninety days; what is fetched while more than this is left is fetched early.
_LEFT_DAYS = 14
_SUPPLIES = f"""
    CREATE TABLE IF NOT EXISTS supplies AS
    WITH fetched AS (
        SELECT _linked AS person, provider_no, admitted_on AS day, service_item AS item, settlement_kind AS kind,
               days_supplied, (fund_payment * 100)::BIGINT AS fen, region_code, 'health_settlements:' || _row AS ref
        FROM health_settlements
        WHERE settlement_kind IN ('12', '41') AND days_supplied > 0 AND _linked IS NOT NULL),
    long AS (SELECT item FROM fetched WHERE kind = '12' GROUP BY 1)
    SELECT *, coalesce(day - lag(day) OVER mine < lag(days_supplied) OVER mine - {_LEFT_DAYS}, false) AS early,
           day - lag(day) OVER mine AS since, coalesce(lag(provider_no) OVER mine <> provider_no, false) AS moved,
           sum(days_supplied) OVER (PARTITION BY person, item ORDER BY day
               RANGE BETWEEN INTERVAL 179 DAY PRECEDING AND CURRENT ROW) / 180.0 AS half_year,
           sum(days_supplied) OVER (PARTITION BY person, item ORDER BY day
               RANGE BETWEEN INTERVAL 364 DAY PRECEDING AND CURRENT ROW) / 365.0 AS year
    FROM fetched SEMI JOIN long USING (item) WINDOW mine AS (PARTITION BY person, item ORDER BY day, ref)"""
_ALIKE = """
    CREATE TABLE IF NOT EXISTS early_supplies AS
    SELECT *, count(DISTINCT person) OVER (PARTITION BY provider_no, day) - 1 AS others_that_day
    FROM supplies WHERE early"""
RESALE = Question(
    rule=RecordRule(
        name="drug_resale",
        typology="T07",
        says="fetched_too_much",
        tells={
            "year_most": "supply_of_a_year",
            "places": "places_of_supply",
            "early": "fetched_early",
            "others_that_day": "fetched_together",
            "company_size": "company_size",
            "day_sum": "day_risk",
            "outlying": "unusual",
        },
        limit="supervision.medical.resold_drugs",
        tables=SETTLEMENTS,
        prepare=(_SUPPLIES, _ALIKE),
        cases="""
        WITH totals AS (
            SELECT person, item, max(half_year) AS half, max(year) AS year, count(*) AS n,
                   count(*) FILTER (early) AS early, count(*) FILTER (since < 8) AS within_week,
                   count(DISTINCT provider_no) AS places, avg(moved::INT) AS moved,
                   arg_max(region_code, day) AS region,
                   date_trunc('month', min(day) FILTER (early))::DATE AS first_month,
                   date_trunc('month', max(day))::DATE AS last_month,
                   sum(fen) FILTER (early)::BIGINT AS fen, list(ref ORDER BY day) FILTER (early) AS refs,
                   stddev(since) / greatest(avg(since), 1) AS uneven
            FROM supplies GROUP BY 1, 2),
        together AS (
            SELECT person, item, sum(least(others_that_day, 20)) AS with_others, max(others_that_day) AS most
            FROM early_supplies GROUP BY 1, 2),
        worst AS (SELECT * FROM totals LEFT JOIN together t USING (person, item) WHERE early > 1
            QUALIFY row_number() OVER (PARTITION BY person ORDER BY early DESC, year DESC, item) = 1)
        SELECT person AS subject, region, first_month, last_month,
               (date_diff('month', first_month, last_month) + 1)::INTEGER AS months, fen AS paid_fen,
               0::BIGINT AS monthly_fen, refs AS rows,
               half::DOUBLE AS half_most,
               year::DOUBLE AS year_most,
               worst.n::DOUBLE AS times,
               early::DOUBLE AS early,
               (early / worst.n)::DOUBLE AS early_share,
               within_week::DOUBLE AS within_week,
               places::DOUBLE AS places,
               moved::DOUBLE AS moved,
               coalesce(uneven, 0)::DOUBLE AS uneven,
               (year * places)::DOUBLE AS year_and_places,
               coalesce(with_others, 0)::DOUBLE AS others_that_day,
               coalesce(most, 0)::DOUBLE AS most_that_day
        FROM worst""",
    ),
    expects={
        "half_most": 1, "year_most": 1, "early": 1, "early_share": 1, "within_week": 1, "places": 1, "moved": 1,
        "uneven": 1, "year_and_places": 1, "others_that_day": 1, "most_that_day": 1,
    },
    links={
        "day": "SELECT person AS subject, provider_no || day AS grp FROM early_supplies",
        "week": "SELECT person AS subject, provider_no || date_trunc('week', day) AS grp FROM early_supplies",
    },
    grouped=("others_that_day", "most_that_day"),
    binds=(),
    meets=("day",),
)  # fmt: skip
