"""Early retirement on a forged file: few appraisers and hands, altered entries, no illness or hazard, work after."""

from training.risk.behaviour.insiders import AWARDS
from training.risk.behaviour.question import Question
from training.risk.behaviour.sham_stays import SETTLEMENTS
from training.risk.behaviour.tables import CONTRIBUTIONS, EMPLOYERS, FIRMS, INSURED, PERSONS, WAGED, WAGES
from training.risk.records.death import PAYMENTS
from training.risk.records.rule import GOES_ON, PENSIONS, RecordRule

# Early by kind of award, or by a birth date in the file that is not the register's: nobody else can be a case.
_EARLY = """
    CREATE TABLE IF NOT EXISTS early_awards AS
    WITH awarded AS (
        SELECT a._linked AS person, a.retirement_kind AS kind, a.first_benefit_month AS since, a.awarded_on,
               coalesce(a.altered_entries, 0) AS altered, a.file_birth_date AS file_born, a.work_start_month,
               a.appraiser_no AS appraiser, a.clerk_no AS clerk, coalesce(a.approver_no, a.clerk_no) AS approver,
               a.region_code AS region, 'hrss_awards:' || a._row AS ref
        FROM hrss_awards a WHERE a.pension_scheme = '110' AND a._linked IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY a._linked ORDER BY a.awarded_on, a._row) = 1)
    SELECT a.*, p.born, p.of_age, p.phone, p.on_phone, greatest(p.born - a.file_born, 0) AS file_older
    FROM awarded a JOIN people p USING (person)
    WHERE a.kind IN ('2', '3') OR a.since + INTERVAL 6 MONTH < p.of_age AND a.file_born <> p.born"""
_LAST_JOBS = """
    CREATE TABLE IF NOT EXISTS last_jobs AS
    WITH there AS (
        SELECT e.person, c.employer_no, count(DISTINCT c.period) AS months, max(c.period) AS last_month
        FROM early_awards e JOIN hrss_contributions c ON c._linked = e.person AND c.period < e.since
        WHERE c.employer_no IS NOT NULL GROUP BY 1, 2),
    joined AS (SELECT there.*, f.industry, f.phone AS firm_phone FROM there LEFT JOIN firms f USING (employer_no))
    SELECT *, sum(months) OVER (PARTITION BY person) AS seen,
           sum(CASE WHEN industry IN ('B', 'C', 'D', 'E') THEN months ELSE 0 END)
               OVER (PARTITION BY person) AS hazardous
    FROM joined QUALIFY row_number() OVER (PARTITION BY person ORDER BY last_month DESC, employer_no) = 1"""
EARLY = Question(
    rule=RecordRule(
        name="early_retirement",
        typology="T04",
        says="retired_early",
        tells={
            "altered": "altered_entries",
            "file_older": "file_older",
            "sick_never_in_hospital": "sick_never_in_hospital",
            "months_at_last": "months_at_last",
            "wages_after": "wages_after",
            "on_phone": "on_agents_phone",
            "of_appraiser_and_clerk": "of_appraiser_and_clerk",
            "early_share_of_pair": "early_share_of_pair",
            "pair_mean": "pair_risk",
            "outlying": "unusual",
        },
        limit="supervision.retirement.forged_files",
        tables={
            **INSURED, **WAGES, **EMPLOYERS, **SETTLEMENTS, "hrss_contributions": CONTRIBUTIONS, "hrss_awards": AWARDS,
            "hrss_pensions": PENSIONS,
        },
        prepare=(PERSONS, WAGED, FIRMS, PAYMENTS, _EARLY, _LAST_JOBS),
        cases=f"""
        WITH ill AS (
            SELECT e.person, count(*) AS stays FROM early_awards e JOIN health_settlements s ON s._linked = e.person
            AND s.settlement_kind = '21' AND s.admitted_on BETWEEN e.since - INTERVAL 30 MONTH AND e.since GROUP BY 1),
        cared AS (
            SELECT e.person, sum(s.bill_amount)::DOUBLE AS bills FROM early_awards e JOIN health_settlements s
            ON s._linked = e.person AND s.settlement_kind IN ('11', '12')
            AND s.admitted_on BETWEEN e.since - INTERVAL 24 MONTH AND e.since GROUP BY 1),
        works AS (
            SELECT e.person, count(*) AS n FROM early_awards e JOIN wage_months w ON w.person = e.person
            AND w.period >= e.since + INTERVAL 1 MONTH GROUP BY 1),
        marks AS (
            SELECT e.person, (e.altered > 0 OR e.file_older > 0 OR e.kind = '3' AND i.stays IS NULL
                    OR e.kind = '2' AND coalesce(j.months < 18 AND j.seen > 24, false))::INT AS marked
            FROM early_awards e LEFT JOIN ill i USING (person) LEFT JOIN last_jobs j USING (person)),
        around AS (
            -- Of the others in the same hands, how many bear a mark, and how many would where all hands were alike.
            SELECT e.person, m.marked, sum(m.marked) OVER clerk - m.marked AS by_clerk,
                   (count(*) OVER clerk - 1) * avg(m.marked) OVER () AS usual_by_clerk,
                   CASE WHEN e.appraiser IS NULL THEN 0 ELSE sum(m.marked) OVER both_hands - m.marked END AS by_both,
                   CASE WHEN e.appraiser IS NULL THEN 0 ELSE count(*) OVER both_hands - 1 END * avg(m.marked) OVER ()
                       AS usual_by_both
            FROM early_awards e JOIN marks m USING (person)
            WINDOW clerk AS (PARTITION BY e.clerk), both_hands AS (PARTITION BY e.appraiser, e.clerk)),
        known AS (
            SELECT person, appraiser, clerk, approver,
                   count(*) OVER (PARTITION BY appraiser) AS of_appraiser,
                   count(*) OVER (PARTITION BY appraiser, clerk) AS of_appraiser_and_clerk,
                   count(*) OVER (PARTITION BY clerk, approver) AS of_pair,
                   count(*) OVER (PARTITION BY clerk, approver, kind) AS of_pair_and_kind
            FROM early_awards),
        usual AS (
            SELECT clerk_no AS clerk, coalesce(approver_no, clerk_no) AS approver, count(*) AS n FROM hrss_awards
            WHERE pension_scheme = '110' GROUP BY 1, 2),
        drawn AS (
            SELECT p.person, min(p.period) AS first_month, max(p.period) AS last_month,
                   count(DISTINCT p.period) AS months, sum(p.fen)::BIGINT AS fen,
                   arg_max(p.fen, p.period) AS last_fen, list(p.ref ORDER BY p.period) AS refs
            FROM payments p JOIN early_awards e USING (person)
            WHERE p.pension_scheme = '110' AND p.period < e.of_age GROUP BY 1)
        SELECT e.person AS subject, e.region, d.first_month, d.last_month, d.months::INTEGER AS months,
               d.fen AS paid_fen,
               (CASE WHEN d.last_month >= {GOES_ON} THEN d.last_fen ELSE 0 END)::BIGINT AS monthly_fen,
               [e.ref] || d.refs AS rows,
               (e.kind = '3')::INTEGER::DOUBLE AS sick,
               (e.kind = '2')::INTEGER::DOUBLE AS special,
               e.altered::DOUBLE AS altered,
               e.file_older::DOUBLE AS file_older,
               coalesce(i.stays, 0)::DOUBLE AS stays,
               ((e.kind = '3') AND i.stays IS NULL)::INTEGER::DOUBLE AS sick_never_in_hospital,
               coalesce(c.bills, 0)::DOUBLE AS bills_before,
               coalesce(w.n, 0)::DOUBLE AS wages_after,
               coalesce(j.months, 0)::DOUBLE AS months_at_last,
               ((e.kind = '2') AND coalesce(j.months < 18 AND j.seen > 24, false))::INTEGER::DOUBLE AS special_and_new,
               (CASE WHEN e.kind = '2' THEN 1 - coalesce(j.hazardous / j.seen, 0) ELSE 0 END)::DOUBLE
                   AS without_hazard,
               (CASE WHEN e.phone = j.firm_phone THEN 0 ELSE least(e.on_phone, 20) END)::DOUBLE AS on_phone,
               coalesce(k.of_appraiser, 0)::INTEGER::DOUBLE * (e.appraiser IS NOT NULL)::INTEGER AS of_appraiser,
               (CASE WHEN e.appraiser IS NULL THEN 0 ELSE k.of_appraiser_and_clerk END)::DOUBLE
                   AS of_appraiser_and_clerk,
               k.of_pair::DOUBLE AS of_pair,
               k.of_pair_and_kind::DOUBLE AS of_pair_and_kind,
               (k.of_pair / greatest(u.n, 1))::DOUBLE AS early_share_of_pair,
               a.marked::DOUBLE AS marked,
               greatest((a.by_clerk - a.usual_by_clerk) / sqrt(a.usual_by_clerk + 0.5), 0)::DOUBLE AS marked_by_clerk,
               greatest((a.by_both - a.usual_by_both) / sqrt(a.usual_by_both + 0.5), 0)::DOUBLE AS marked_by_both,
               a.marked * greatest((a.by_clerk - a.usual_by_clerk) / sqrt(a.usual_by_clerk + 0.5), 0)::DOUBLE
                   AS marked_among_marked
        FROM early_awards e JOIN drawn d USING (person) JOIN known k USING (person)
        JOIN around a USING (person) LEFT JOIN ill i USING (person)
        LEFT JOIN cared c USING (person) LEFT JOIN works w USING (person) LEFT JOIN last_jobs j USING (person)
        LEFT JOIN usual u ON u.clerk = e.clerk AND u.approver = e.approver""",
    ),
    expects={
        "altered": 1, "file_older": 1, "stays": -1, "sick_never_in_hospital": 1, "bills_before": -1, "wages_after": 1,
        "months_at_last": -1, "special_and_new": 1, "without_hazard": 1, "on_phone": 1, "of_appraiser": 1,
        "of_appraiser_and_clerk": 1, "of_pair": 1, "of_pair_and_kind": 1, "early_share_of_pair": 1,
        "marked": 1, "marked_by_clerk": 1, "marked_by_both": 1, "marked_among_marked": 1,
    },
    links={
        "appraiser": "SELECT person AS subject, appraiser AS grp FROM early_awards WHERE appraiser IS NOT NULL",
        "clerk": "SELECT person AS subject, clerk AS grp FROM early_awards",
        "pair": "SELECT person AS subject, clerk || approver AS grp FROM early_awards",
        "pair_year": "SELECT person AS subject, clerk || approver || date_trunc('year', since) AS grp"
        " FROM early_awards",
        "appraiser_clerk": "SELECT person AS subject, appraiser || clerk AS grp FROM early_awards"
        " WHERE appraiser IS NOT NULL",
        "phone": "SELECT person AS subject, phone AS grp FROM early_awards WHERE on_phone > 0",
        "firm": "SELECT person AS subject, employer_no AS grp FROM last_jobs WHERE months < 18",
    },
    grouped=(
        "on_phone", "of_appraiser", "of_appraiser_and_clerk",
        "of_pair", "of_pair_and_kind", "early_share_of_pair",
        "marked_by_clerk", "marked_by_both", "marked_among_marked",
    ),
    binds=("pair", "phone"),
    most=2000,
)  # fmt: skip
