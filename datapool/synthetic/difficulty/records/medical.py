"""Questions about bills: T07, T08, T09."""

from collections.abc import Mapping

from datapool.synthetic.difficulty.records.question import Question

_SETTLEMENTS = (
    "settlement_no", "member_no", "provider_no", "doctor_no", "settlement_kind", "admitted_on", "discharged_on",
    "diagnosis", "service_item", "quantity", "days_supplied", "bill_amount", "fund_payment",
)  # fmt: skip
_MEMBERS = ("member_no", "citizen_id", "sex", "birth_date", "phone", "registered_on")
_PROVIDERS = ("provider_no", "provider_kind", "provider_level", "beds")
_COLUMNS = {"health_settlements": _SETTLEMENTS, "health_members": _MEMBERS, "health_providers": _PROVIDERS}
_PEOPLE = """
    CREATE TABLE IF NOT EXISTS patients AS
    WITH latest AS (SELECT member_no, arg_max(birth_date, registered_on) AS born, arg_max(sex,
        registered_on) = '2' AS is_woman,
                    arg_max(phone, registered_on) AS phone FROM health_members GROUP BY member_no)
    SELECT *, count(*) OVER (PARTITION BY phone) AS on_phone FROM latest"""
_DRUGS = """
    CREATE TABLE IF NOT EXISTS supplies AS
    SELECT s.member_no, s.provider_no, s.admitted_on AS day, s.settlement_kind, s.diagnosis, s.service_item, s.quantity,
           s.days_supplied, s.bill_amount::DOUBLE AS bill, s.fund_payment::DOUBLE AS fund, c.resale, p.provider_kind
    FROM health_settlements s JOIN care_items c ON c.code = s.service_item
    LEFT JOIN health_providers p USING (provider_no)
    WHERE c.is_drug AND s.settlement_kind IN ('12', '41') AND s.days_supplied > 0"""

T07 = Question(
    subject="member",
    columns=_COLUMNS,
    prepare=(
        _PEOPLE,
        _DRUGS,
        """CREATE TABLE IF NOT EXISTS resold AS
           SELECT *, lag(day) OVER w AS day_before, lag(days_supplied) OVER w AS supply_before,
               lag(provider_no) OVER w AS place_before,
                  sum(days_supplied) OVER (PARTITION BY member_no, service_item ORDER BY day
                      RANGE BETWEEN INTERVAL 89 DAY PRECEDING AND CURRENT ROW) AS supplied_90,
                  sum(days_supplied) OVER (PARTITION BY member_no, service_item ORDER BY day
                      RANGE BETWEEN INTERVAL 364 DAY PRECEDING AND CURRENT ROW) AS supplied_365
           FROM supplies WHERE resale WINDOW w AS (PARTITION BY member_no, service_item ORDER BY day)""",
    ),
    record="""
        SELECT member_no AS key, (settlement_kind = '41')::INT AS bought, quantity, days_supplied, bill, fund,
            fund / nullif(bill, 0) AS share,
               bill / nullif(quantity, 0) AS price, days_supplied / nullif(quantity, 0) AS days_each,
                   (day - born) / 365.25 AS age,
               is_woman::INT AS is_woman, date_part('dow', day) AS weekday, date_part('year', day) AS year,
               left(diagnosis, 3) AS diagnosis
        FROM supplies JOIN patients USING (member_no) WHERE resale""",
    figures="""
        WITH years AS (SELECT member_no, date_part('year', day) AS year, sum(days_supplied) AS supplied, count(*) AS n,
                       count(DISTINCT provider_no) AS places, sum(fund) AS fund FROM resold GROUP BY 1, 2),
        by_year AS (SELECT member_no, max(supplied) AS supplied_year, max(n) AS times_year, max(places) AS places_year,
                    max(fund) AS fund_year FROM years GROUP BY 1),
        by_member AS (SELECT member_no, max(supplied_90) AS supplied_90, max(supplied_365) AS supplied_365,
            max(quantity) AS quantity,
                      avg((day_before + supply_before::INT > day + 14)::INT) AS early_share, count(*) AS n,
                      count(*) FILTER (day_before + supply_before::INT > day + 14) AS early,
                      avg((place_before <> provider_no)::INT) AS changes_place, count(DISTINCT provider_no) AS places,
                      count(*) FILTER (day - day_before < 8) AS within_a_week,
                      sum(days_supplied) / (1.0 * (max(day) - min(day)) + 60) AS supply_ratio FROM resold GROUP BY 1),
        together AS (SELECT member_no, max(n) AS alike_same_day FROM (SELECT member_no, count(*)
            OVER (PARTITION BY provider_no, day) AS n
                     FROM resold) GROUP BY 1)
        SELECT b.member_no AS key, b.* EXCLUDE (member_no), y.* EXCLUDE (member_no), t.alike_same_day, p.on_phone,
               supply_ratio * places AS ratio_and_places, supplied_90 * places AS supplied_and_places
        FROM by_member b JOIN by_year y USING (member_no) JOIN together t USING (member_no)
            JOIN patients p USING (member_no)""",
)

_STAYS = """
    CREATE TABLE IF NOT EXISTS stays AS
    SELECT s.*, s.discharged_on - s.admitted_on AS days, s.bill_amount::DOUBLE AS bill, s.fund_payment::DOUBLE AS fund,
           p.provider_kind, p.provider_level, coalesce(p.beds, 0) AS beds,
           s.admitted_on - lag(s.discharged_on) OVER w AS gap, (lag(s.diagnosis) OVER w = s.diagnosis)::INT
               AS same_before,
           (lag(s.provider_no) OVER w = s.provider_no)::INT AS same_place
    FROM health_settlements s LEFT JOIN health_providers p USING (provider_no) WHERE settlement_kind = '21'
    WINDOW w AS (PARTITION BY s.member_no ORDER BY s.admitted_on)"""
_HOUSES = """
    CREATE TABLE IF NOT EXISTS houses AS
    WITH years AS (SELECT provider_no, date_part('year', admitted_on) AS year,
        sum(days) / (365.0 * greatest(any_value(beds), 1)) AS used,
                   count(*) AS n, stddev(bill) / avg(bill) AS spread, avg((gap BETWEEN 0 AND 15)::INT) AS back_soon
                   FROM stays GROUP BY 1, 2)
    SELECT provider_no, max(used) AS used_most, max(n) AS stays_most, min(spread) AS spread_least,
        max(back_soon) AS back_soon_most
    FROM years GROUP BY 1"""

T08 = Question(
    subject="member",
    columns=_COLUMNS,
    prepare=(_PEOPLE, _STAYS, _HOUSES),
    record="""
        SELECT member_no AS key, days, bill, fund, bill / greatest(days, 1) AS a_day, fund / nullif(bill, 0) AS share,
               (provider_kind = '2')::INT AS primary_care, (provider_level = '1')::INT AS first_level,
                   (provider_level = '3')::INT AS third_level,
               beds, quantity, (admitted_on - born) / 365.25 AS age, is_woman::INT AS is_woman, date_part('dow',
                   admitted_on) AS weekday,
               date_part('year', admitted_on) AS year, date_part('month', admitted_on) AS month, left(diagnosis,
                   3) AS diagnosis
        FROM stays JOIN patients USING (member_no)""",
    figures="""
        WITH elsewhere AS (SELECT s.member_no, count(*) AS n FROM stays s
            JOIN health_settlements o ON o.member_no = s.member_no
                           AND o.settlement_kind <> '21' AND o.admitted_on > s.admitted_on
                               AND o.admitted_on < s.discharged_on GROUP BY 1),
        mine AS (SELECT s.member_no, count(*) AS n, count(*) FILTER (gap BETWEEN 0 AND 15) AS back_soon,
                 count(*) FILTER (gap BETWEEN 0 AND 15 AND same_before = 1) AS back_same, min(coalesce(gap,
                     999)) AS least_gap,
                 count(*) FILTER (gap < 0) AS two_at_once, count(*) FILTER (gap BETWEEN 0 AND 30
                     AND same_place = 1) AS back_same_place,
                 max(h.used_most) AS used_most, max(h.stays_most) AS stays_most, max(-h.spread_least) AS template,
                     max(h.back_soon_most) AS house_back_soon,
                 sum(bill) AS bills, count(*) FILTER (s.provider_kind = '2' OR s.provider_level = '1') AS in_small
                 FROM stays s JOIN houses h USING (provider_no) GROUP BY 1),
        together AS (SELECT member_no, max(n) AS same_day_house, avg(n) AS usually_together FROM (SELECT member_no,
            count(*) OVER (PARTITION BY provider_no, admitted_on) AS n
                     FROM stays) GROUP BY 1)
        SELECT m.member_no AS key, m.* EXCLUDE (member_no), coalesce(e.n, 0) AS used_elsewhere, on_phone,
            t.same_day_house, t.usually_together,
               used_most * back_same AS full_and_back, template * 1.0 / (1 + back_same) AS template_and_back,
               coalesce(e.n, 0) * back_soon AS elsewhere_and_back, usually_together * back_same AS together_and_back
        FROM mine m JOIN patients USING (member_no) JOIN together t USING (member_no) LEFT
            JOIN elsewhere e USING (member_no)""",
)

T09 = Question(
    subject="member",
    columns=_COLUMNS,
    prepare=(
        _PEOPLE,
        """CREATE TABLE IF NOT EXISTS odd AS
           SELECT s.member_no, s.settlement_kind, s.bill_amount::DOUBLE AS bill, s.fund_payment::DOUBLE AS fund,
                  (d.sex = 1 AND is_woman OR d.sex = 2 AND NOT is_woman)::INT AS other_sex,
                  greatest(0, (s.admitted_on - born) / 365.25 - d.greatest_age,
                      d.least_age - (s.admitted_on - born) / 365.25) AS years_outside,
                  (c.sex = 1 AND is_woman OR c.sex = 2 AND NOT is_woman)::INT AS item_other_sex,
                      (s.admitted_on - born) / 365.25 AS age, is_woman
           FROM health_settlements s JOIN patients USING (member_no) JOIN care_diagnoses d ON d.code = s.diagnosis
           JOIN care_items c ON c.code = s.service_item""",
    ),
    record="""
        SELECT key, * EXCLUDE (key) FROM (SELECT member_no AS key, other_sex, least(years_outside, 30)
            AS years_outside, item_other_sex, bill, fund,
               (settlement_kind = '41')::INT AS bought, (settlement_kind = '11')::INT AS visit, age,
                   is_woman::INT AS is_woman,
               row_number() OVER (PARTITION BY member_no ORDER BY greatest(other_sex, item_other_sex) DESC,
                   years_outside DESC, bill DESC, fund, age, settlement_kind, other_sex, item_other_sex) AS place
               FROM odd) WHERE place = 1""",
    figures="""
        SELECT member_no AS key, max(other_sex) AS other_sex, max(item_other_sex) AS item_other_sex,
            max(years_outside) AS years_outside,
               max(other_sex * item_other_sex) AS both, max(item_other_sex * (settlement_kind = '11')::INT)
                   AS item_in_visit,
               max(other_sex * (settlement_kind = '11')::INT) AS other_in_visit, max((years_outside > 8)::INT)
                   AS far_outside,
               max(greatest(other_sex, (years_outside > 8)::INT) * (settlement_kind = '11')::INT) AS any_in_visit
        FROM odd GROUP BY 1""",
)
QUESTIONS: Mapping[int, Question] = {7: T07, 8: T08, 9: T09}
