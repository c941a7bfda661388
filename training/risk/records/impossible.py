"""Bills that sex or age rules out: what nearly all others of that diagnosis or item are not, learned from the pool."""

from training.risk.records.rule import RecordRule

# A diagnosis or item belongs to a sex where so many patients in a hundred are of it, and to the ages within so many
# spans between its quartiles; both are told by the many, so that false bills among them move neither by much.
_OF_ONE_SEX, _FEWEST, _SPANS, _YEARS_BEYOND = 0.9, 30, 2.5, 2
# Neoplasms, blood, the genitourinary system, pregnancy, the perinatal period, malformations: chapters of ICD-10 in
# which a diagnosis may belong to one sex.
_SEXED_CHAPTERS = "('C', 'D', 'N', 'O', 'P', 'Q', 'Z', 'E', 'R')"
_PHARMACY, _CORRECTED = "'41'", "('03', '10')"
_BILLS = """
    CREATE TABLE IF NOT EXISTS sexed_bills AS
    WITH members AS (
        SELECT _linked AS person, arg_max(sex, registered_on) AS sex, arg_max(birth_date, registered_on) AS born
        FROM health_members WHERE _linked IS NOT NULL GROUP BY 1)
    SELECT s._linked AS person, m.sex, date_diff('day', m.born, s.admitted_on) / 365.25 AS age, s.diagnosis,
           s.service_item AS item, s.settlement_kind AS kind, s.admitted_on AS day, s.region_code,
           s.bill_amount::DOUBLE AS bill, (s.fund_payment * 100)::BIGINT AS fen,
           'health_settlements:' || s._row AS ref
    FROM health_settlements s JOIN members m ON m.person = s._linked"""


def _usual(column: str) -> str:
    return f"""
    CREATE TABLE IF NOT EXISTS usual_{column} AS
    SELECT {column}, count(DISTINCT person) AS persons,
           count(DISTINCT person) FILTER (sex = '2') / count(DISTINCT person) AS women,
           quantile_cont(age, 0.25) - {_SPANS} * (quantile_cont(age, 0.75) - quantile_cont(age, 0.25)) AS youngest,
           quantile_cont(age, 0.75) + {_SPANS} * (quantile_cont(age, 0.75) - quantile_cont(age, 0.25)) AS oldest
    FROM sexed_bills WHERE kind <> {_PHARMACY} AND {column} IS NOT NULL GROUP BY 1"""


def _other_sex(alias: str) -> str:
    return (
        f"coalesce({alias}.persons >= {_FEWEST} AND ({alias}.women >= {_OF_ONE_SEX} AND b.sex = '1'"
        f" OR {alias}.women <= {1 - _OF_ONE_SEX:.2f} AND b.sex = '2'), false)"
    )


_ODD = f"""
    CREATE TABLE IF NOT EXISTS odd_bills AS
    SELECT b.*, {_other_sex("d")} AND left(b.diagnosis, 1) IN {_SEXED_CHAPTERS} AS other_sex,
           {_other_sex("i")} AS item_other_sex,
           CASE WHEN d.persons >= {_FEWEST} THEN greatest(b.age - d.oldest, d.youngest - b.age, 0) ELSE 0 END AS beyond,
           CASE WHEN i.persons >= {_FEWEST} THEN greatest(b.age - i.oldest, i.youngest - b.age, 0) ELSE 0 END
               AS item_beyond
    FROM sexed_bills b LEFT JOIN usual_diagnosis d USING (diagnosis) LEFT JOIN usual_item i USING (item)
    WHERE b.kind <> {_PHARMACY}"""
IMPOSSIBLE = RecordRule(
    name="impossible_bills",
    typology="T09",
    says="billed_though_impossible",
    tells={
        "item_other_sex": "item_of_other_sex",
        "other_sex": "diagnosis_of_other_sex",
        "beyond": "years_beyond_age",
        "corrected_after": "register_corrected_after",
        "registers_differ": "registers_differ",
        "impossible_and_stands": "never_corrected",
    },
    limit="supervision.medical.impossible_items",
    tables={
        "health_members": ("sex", "birth_date", "registered_on"),
        "health_settlements": ("provider_no", "settlement_kind", "admitted_on", "discharged_on", "diagnosis",
                               "service_item", "days_supplied", "bill_amount", "fund_payment", "region_code"),
        "hrss_insured": ("sex",),
        "hrss_operations": ("operation_kind", "done_at"),
    },
    prepare=(_BILLS, _usual("diagnosis"), _usual("item"), _ODD),
    cases=f"""
    WITH hits AS (
        SELECT *, other_sex::INT + item_other_sex::INT + (beyond > {_YEARS_BEYOND})::INT AS marks FROM odd_bills
        WHERE other_sex OR item_other_sex OR beyond > {_YEARS_BEYOND}),
    persons AS (
        SELECT person, arg_max(region_code, day) AS region, date_trunc('month', min(day))::DATE AS first_month,
               date_trunc('month', max(day))::DATE AS last_month, min(day) AS first_day, max(day) AS last_day,
               count(DISTINCT date_trunc('month', day))::INTEGER AS months, sum(fen)::BIGINT AS fen,
               list(ref ORDER BY marks DESC, day, ref) AS refs, count(*) AS n,
               max(other_sex::INT) AS other_sex, max(item_other_sex::INT) AS item_other_sex,
               max((other_sex AND item_other_sex)::INT) AS both_sexes, max(least(beyond, 40)) AS beyond,
               max(CASE WHEN beyond > {_YEARS_BEYOND} THEN least(item_beyond, 40) ELSE 0 END) AS both_beyond,
               max(marks) AS marks, max(bill) AS bill
        FROM hits GROUP BY 1),
    corrected AS (
        SELECT p.person, count(*) AS n FROM persons p JOIN hrss_operations o ON o._linked = p.person
        AND o.operation_kind IN {_CORRECTED} AND o.done_at::DATE BETWEEN p.first_day AND p.last_day + 300 GROUP BY 1),
    -- Another register has them of the other sex: then it is the health register that errs.
    other_register AS (
        SELECT p.person, max((i.sex <> b.sex)::INT) AS sex
        FROM persons p JOIN hrss_insured i ON i._linked = p.person
        JOIN (SELECT person, any_value(sex) AS sex FROM sexed_bills GROUP BY 1) b ON b.person = p.person GROUP BY 1)
    SELECT p.person AS subject, p.region, p.first_month, p.last_month, p.months, p.fen AS paid_fen,
           0::BIGINT AS monthly_fen, p.refs AS rows,
           p.n::DOUBLE AS bills,
           p.other_sex::DOUBLE AS other_sex,
           p.item_other_sex::DOUBLE AS item_other_sex,
           p.both_sexes::DOUBLE AS both_sexes,
           p.beyond::DOUBLE AS beyond,
           p.both_beyond::DOUBLE AS both_beyond,
           p.marks::DOUBLE AS marks,
           p.bill::DOUBLE AS greatest_bill,
           (coalesce(c.n, 0) > 0)::INTEGER::DOUBLE AS corrected_after,
           coalesce(u.sex, 0)::DOUBLE AS registers_differ,
           (c.n IS NULL AND (coalesce(u.sex, 0) = 0 AND p.item_other_sex > 0 OR p.both_beyond > 0))::INTEGER::DOUBLE
               AS impossible_and_stands
    FROM persons p LEFT JOIN corrected c USING (person) LEFT JOIN other_register u USING (person)""",
)  # fmt: skip
