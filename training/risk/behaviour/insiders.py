"""Insiders: an employees' pension without a month paid for it, made within days by few hands, into shared accounts."""

from training.risk.behaviour.question import Question
from training.risk.behaviour.tables import CONTRIBUTIONS, INSURED, PERSONS
from training.risk.records.death import PAYMENTS
from training.risk.records.rule import GOES_ON, PENSIONS, RecordRule

OPERATIONS = (
    "operation_kind", "person_no", "other_person_no", "new_account_no", "contribution_months", "operation_amount",
    "clerk_no", "approver_no", "done_at", "region_code",
)  # fmt: skip
AWARDS = (
    "person_no", "pension_scheme", "retirement_kind", "first_benefit_month", "awarded_on", "file_birth_date",
    "work_start_month", "altered_entries", "contribution_months", "deemed_months", "pension_amount", "appraiser_no",
    "clerk_no", "approver_no", "region_code",
)  # fmt: skip
# Office hours end at half past six; an award rests on what was entered in the months before it.
_EVENING, _BEFORE_DAYS, _AFTER_DAYS = "TIME '18:00:00'", 150, 60
_AWARDED = """
    CREATE TABLE IF NOT EXISTS unseen_awards AS
    WITH awarded AS (
        SELECT _linked AS person, arg_min(awarded_on, awarded_on) AS awarded_on, min(first_benefit_month) AS since,
               arg_min(contribution_months + coalesce(deemed_months, 0), awarded_on) AS counted,
               arg_min(clerk_no, awarded_on) AS clerk, arg_min(coalesce(approver_no, clerk_no), awarded_on) AS approver,
               arg_min(region_code, awarded_on) AS region, 'hrss_awards:' || min(_row) AS ref
        FROM hrss_awards WHERE pension_scheme = '110' AND _linked IS NOT NULL GROUP BY 1),
    paid AS (
        SELECT a.person, count(DISTINCT c.period) AS months FROM awarded a JOIN hrss_contributions c
        ON c._linked = a.person AND c.period < a.since GROUP BY 1),
    span AS (SELECT min(period) AS first FROM hrss_contributions)
    -- A case can only be who has fewer months on record than half of those that history would show.
    SELECT a.*, coalesce(p.months, 0) AS seen,
           least(a.counted, greatest(date_diff('month', span.first, a.since), 0)) AS to_be_seen
    FROM awarded a LEFT JOIN paid p USING (person), span
    WHERE coalesce(p.months, 0) < 0.5 * least(a.counted, greatest(date_diff('month', span.first, a.since), 0))"""
_ENTRIES = f"""
    CREATE TABLE IF NOT EXISTS entries AS
    WITH own AS (
        SELECT a.person, o.operation_kind AS kind, o.done_at, o.clerk_no AS clerk, o.approver_no AS approver,
               o.other_person_no AS other, 'hrss_operations:' || o._row AS ref, a.awarded_on
        FROM unseen_awards a JOIN hrss_operations o ON o._linked = a.person
             AND o.operation_kind IN ('01', '04', '05', '06', '08')
             AND o.done_at::DATE BETWEEN a.awarded_on - {_BEFORE_DAYS} AND a.awarded_on + {_AFTER_DAYS}),
    renamed AS (
        SELECT person_no, count(DISTINCT operation_kind) AS kinds FROM hrss_operations
        WHERE operation_kind IN ('02', '03') GROUP BY 1)
    SELECT e.*, coalesce(r.kinds, 0) AS other_changed FROM own e LEFT JOIN renamed r ON r.person_no = e.other"""
_HANDS = """
    CREATE TABLE IF NOT EXISTS hands AS
    WITH every AS (
        SELECT clerk_no AS clerk, coalesce(approver_no, clerk_no) AS approver, _linked AS person, awarded_on
        FROM hrss_awards WHERE pension_scheme = '110'),
    usual AS (SELECT clerk, approver, count(*) AS n FROM every GROUP BY 1, 2),
    unseen AS (SELECT clerk, approver, count(*) AS n FROM unseen_awards GROUP BY 1, 2)
    SELECT clerk, approver, u.n AS unseen, u.n / usual.n AS unseen_share
    FROM unseen u JOIN usual USING (clerk, approver)"""
INSIDERS = Question(
    rule=RecordRule(
        name="insiders",
        typology="T11",
        says="pension_out_of_nothing",
        tells={
            "entered_days_before": "entered_days_before",
            "evening": "entered_in_evening",
            "one_hand": "one_hand",
            "on_account": "payees_of_account",
            "on_phone": "payees_of_phone",
            "changed_and_merged": "changed_and_merged",
            "no_care": "never_ill",
            "unseen_of_pair": "unseen_of_pair",
            "clerks_account": "clerks_account",
            "account_mean": "account_risk",
            "pair_mean": "pair_risk",
            "outlying": "unusual",
        },
        limit="supervision.records.changed_without_ground",
        tables={
            **INSURED,
            "hrss_contributions": CONTRIBUTIONS,
            "hrss_awards": AWARDS,
            "hrss_operations": OPERATIONS,
            "hrss_clerks": ("clerk_no", "account_no"),
            "hrss_pensions": PENSIONS,
            "health_members": ("member_no",),
        },
        prepare=(PERSONS, PAYMENTS, _AWARDED, _ENTRIES, _HANDS),
        cases=f"""
        WITH steps AS (
            SELECT person, count(*) AS n,
                   count(*) FILTER (kind IN ('01', '05', '06')) AS sources,
                   max((kind = '01')::INT) AS enrolled, max((kind = '06')::INT) AS merged,
                   max(other_changed) AS changed,
                   min(abs(awarded_on - done_at::DATE)) FILTER (kind IN ('01', '05', '06')) AS days,
                   count(*) FILTER (done_at::TIME >= {_EVENING}) AS evening,
                   count(*) FILTER (clerk = coalesce(approver, clerk)) AS one_hand,
                   max(abs(awarded_on - done_at::DATE)) FILTER (kind = '04') AS account_days,
                   count(DISTINCT clerk) AS clerks, list(ref ORDER BY done_at) AS refs
            FROM entries GROUP BY 1),
        drawn AS (
            SELECT p.person, min(p.period) AS first_month, max(p.period) AS last_month,
                   count(DISTINCT p.period) AS months, sum(p.fen)::BIGINT AS fen,
                   arg_max(p.fen, p.period) AS last_fen, list(p.ref ORDER BY p.period) AS refs
            FROM payments p SEMI JOIN unseen_awards USING (person) WHERE p.pension_scheme = '110' GROUP BY 1),
        members AS (SELECT DISTINCT _linked AS person FROM health_members),
        staff AS (SELECT DISTINCT account_no AS account FROM hrss_clerks WHERE account_no IS NOT NULL)
        SELECT a.person AS subject, a.region, d.first_month, d.last_month, d.months::INTEGER AS months,
               d.fen AS paid_fen,
               (CASE WHEN d.last_month >= {GOES_ON} THEN d.last_fen ELSE 0 END)::BIGINT AS monthly_fen,
               [a.ref] || coalesce(s.refs, []) || d.refs AS rows,
               (a.to_be_seen - a.seen)::DOUBLE AS months_unseen,
               (a.seen = 0)::INTEGER::DOUBLE AS nothing_seen,
               coalesce(s.sources, 0)::DOUBLE AS sources,
               coalesce(s.enrolled, 0)::DOUBLE AS enrolled_then,
               (coalesce(s.merged, 0) * coalesce(s.changed, 0))::DOUBLE AS changed_and_merged,
               coalesce(s.days, 999)::DOUBLE AS entered_days_before,
               (coalesce(s.days, 999) <= 10)::INTEGER::DOUBLE AS within_days,
               coalesce(s.evening, 0)::DOUBLE AS evening,
               coalesce(s.one_hand, 0)::DOUBLE AS one_hand,
               (coalesce(s.account_days, 999) <= 10)::INTEGER::DOUBLE AS account_within_days,
               least(p.on_account, 50)::DOUBLE AS on_account,
               least(p.on_phone, 50)::DOUBLE AS on_phone,
               (m.person IS NULL)::INTEGER::DOUBLE AS no_care,
               (k.account IS NOT NULL)::INTEGER::DOUBLE AS clerks_account,
               h.unseen::DOUBLE AS unseen_of_pair,
               h.unseen_share::DOUBLE AS unseen_share_of_pair,
               ((coalesce(s.days, 999) <= 10)::INTEGER * (1 + least(p.on_account, 5) + 2 * least(p.on_phone, 3)
                 + coalesce(s.evening, 0) + coalesce(s.one_hand, 0)))::DOUBLE AS marks_within_days
        FROM unseen_awards a JOIN drawn d USING (person) LEFT JOIN steps s USING (person)
        LEFT JOIN people p USING (person) LEFT JOIN members m USING (person)
        LEFT JOIN staff k ON k.account = p.account
        LEFT JOIN hands h ON h.clerk = a.clerk AND h.approver = a.approver""",
    ),
    expects={
        "months_unseen": 1, "nothing_seen": 1, "changed_and_merged": 1, "entered_days_before": -1, "within_days": 1,
        "evening": 1, "one_hand": 1, "account_within_days": 1, "on_account": 1, "on_phone": 1, "no_care": 1,
        "clerks_account": 1, "unseen_of_pair": 1, "unseen_share_of_pair": 1, "marks_within_days": 1,
    },
    links={
        "account": "SELECT person AS subject, account AS grp FROM people WHERE on_account > 0",
        "phone": "SELECT person AS subject, phone AS grp FROM people WHERE on_phone > 0",
        "pair": "SELECT person AS subject, clerk || approver AS grp FROM unseen_awards",
        "clerk": "SELECT person AS subject, clerk AS grp FROM unseen_awards",
        "entry_pair": "SELECT person AS subject, clerk || coalesce(approver, clerk) AS grp FROM entries"
        " WHERE kind IN ('01', '05', '06')",
        "clerk_year": "SELECT person AS subject, clerk || date_trunc('year', since) AS grp FROM unseen_awards",
    },
    grouped=("on_account", "on_phone", "unseen_of_pair", "unseen_share_of_pair", "marks_within_days"),
    binds=("account", "phone", "pair"),
    organisers="SELECT person AS subject, clerk AS grp FROM entries WHERE kind IN ('01', '05', '06')"
    " UNION SELECT person, approver FROM entries WHERE kind IN ('01', '05', '06') AND approver IS NOT NULL",
    most=2000,
)  # fmt: skip
