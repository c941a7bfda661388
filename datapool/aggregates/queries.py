"""The questions put to the pool, in SQL of DuckDB: finest cells of one region, or of the registers of all regions.

`{region}` is four digits; the tables `years` (year), `dead` (citizen_id, died) and `kinds` (employer_no, is_public) are
there before. An age is that which a person has by the end of the year. Money is in fen, so that sums are exact.
"""

PREPARATION = """
CREATE TEMP TABLE years AS SELECT unnest(range({first}, {last} + 1))::INTEGER AS year;
CREATE TEMP MACRO fen(yuan) AS CAST(yuan * 100 AS BIGINT);
CREATE TEMP MACRO age_of(year, born) AS CAST(greatest(0, least(100, year - year(born))) AS INTEGER);
CREATE TEMP MACRO whole(number) AS CAST(coalesce(number, 0) AS BIGINT);
CREATE TEMP TABLE dead AS
SELECT citizen_id, min(day) AS died FROM (
    SELECT citizen_id, event_on AS day FROM police_changes WHERE population_change = '02'
    UNION ALL SELECT citizen_id, death_date FROM health_deaths
    UNION ALL SELECT citizen_id, coalesce(death_date, cremated_on) FROM civil_cremations
) WHERE citizen_id IS NOT NULL GROUP BY citizen_id;
"""

# Registers of all regions.

# Who is in the population register: by citizen ID (as written where it is not valid), from birth or the first entry on,
# until death, until an ID was given up for another, or until a removal that no later entry follows.
_RESIDENTS = """
CREATE TEMP TABLE registered AS
SELECT coalesce(citizen_id, citizen_id_written) AS id, arg_max(sex, (registered_on, _batch, _line)) AS sex,
    arg_max(birth_date, (registered_on, _batch, _line)) AS born, min(registered_on) AS entered,
    max(registered_on) AS latest
FROM police_population GROUP BY 1;
CREATE TEMP TABLE residents AS
WITH removed AS (
    SELECT citizen_id AS id, max(event_on) AS day FROM police_changes WHERE population_change = '06' GROUP BY 1
), renumbered AS (
    SELECT citizen_id AS id, min(event_on) AS day FROM police_changes
    WHERE population_change = '04' AND new_value IS DISTINCT FROM citizen_id GROUP BY 1
), successors AS (
    SELECT new_value AS id, min(event_on) AS day FROM police_changes WHERE population_change = '04' GROUP BY 1
)
SELECT p.id, p.sex, p.born,
    CASE WHEN s.day IS NOT NULL THEN s.day
         WHEN p.born >= make_date({first}, 1, 1) AND p.entered < p.born + INTERVAL 2 YEAR THEN p.born
         ELSE p.entered END AS since,
    least(d.died, n.day, CASE WHEN r.day > p.latest THEN r.day END) AS until, d.died
FROM registered p LEFT JOIN dead d ON d.citizen_id = p.id LEFT JOIN renumbered n USING (id)
    LEFT JOIN successors s USING (id) LEFT JOIN removed r USING (id);
"""

# Where the police share nothing, members of medical insurance and the insured stand in, each person once.
_OTHERS = """
CREATE TEMP TABLE silent AS
SELECT DISTINCT region FROM health_members WHERE region NOT IN (SELECT DISTINCT region FROM police_population);
CREATE TEMP TABLE others AS
WITH rows AS (
    SELECT coalesce(citizen_id, 'm' || member_no) AS id, sex, birth_date, registered_on, region, 1 AS rank, '' AS state
    FROM health_members
    UNION ALL
    SELECT citizen_id, sex, birth_date, registered_on, region, 0, insured_status FROM hrss_insured
    WHERE citizen_id IS NOT NULL
), known AS (SELECT * FROM rows WHERE id IN (SELECT id FROM rows WHERE region IN (SELECT region FROM silent))),
newest AS (
    SELECT y.year, k.id, arg_max(k.sex, (k.registered_on, k.rank)) AS sex,
        arg_max(k.birth_date, (k.registered_on, k.rank)) AS born,
        arg_max(k.region, (k.registered_on, k.rank)) AS region, bool_or(k.state = '4') AS has_ended
    FROM known k JOIN years y ON k.registered_on <= make_date(y.year, 12, 31) GROUP BY 1, 2
)
SELECT n.year, n.id, n.sex, n.born FROM newest n LEFT JOIN dead d ON d.citizen_id = n.id
WHERE n.region IN (SELECT region FROM silent) AND NOT n.has_ended
    AND (d.died IS NULL OR d.died > make_date(n.year, 12, 31))
    AND NOT EXISTS (
        SELECT 1 FROM residents r WHERE r.id = n.id AND r.since <= make_date(n.year, 12, 31)
            AND (r.until IS NULL OR r.until > make_date(n.year, 12, 31)));
"""

_POPULATION = """
WITH present AS (
    SELECT y.year, '1' AS source, r.sex, r.born FROM residents r JOIN years y
        ON r.since <= make_date(y.year, 12, 31) AND (r.until IS NULL OR r.until > make_date(y.year, 12, 31))
    UNION ALL SELECT year, '2', sex, born FROM others
)
SELECT year, source, sex, age_of(year, born) // 5 * 5 AS band, age_of(year, born) AS age, count(*) AS persons
FROM present GROUP BY ALL
"""

_DEATHS = """
SELECT year(d.died)::INTEGER AS year,
    CASE WHEN CAST(substr(d.citizen_id, 17, 1) AS INTEGER) % 2 = 1 THEN '1' ELSE '2' END AS sex,
    age_of(year(d.died), strptime(substr(d.citizen_id, 7, 8), '%Y%m%d')) // 5 * 5 AS band,
    age_of(year(d.died), strptime(substr(d.citizen_id, 7, 8), '%Y%m%d')) AS age, count(*) AS persons
FROM dead d SEMI JOIN residents r ON r.id = d.citizen_id
WHERE year(d.died) IN (SELECT year FROM years) GROUP BY ALL
"""

_BIRTHS = """
SELECT year(born)::INTEGER AS year, sex, count(*) AS persons FROM residents
WHERE year(born) IN (SELECT year FROM years) AND since = born GROUP BY ALL
"""

REGISTERS = (_RESIDENTS, _OTHERS)
OF_REGISTERS = {"population": _POPULATION, "deaths": _DEATHS, "births": _BIRTHS}

# One region.-

# The newest row by the end of each year of every person who was ever registered in this region (before the first row,
# that one, for what was paid by then); they are counted as members where the row is of this region and registered.
_STANDING = """
CREATE TEMP TABLE kinds AS
SELECT employer_no, arg_max(employer_kind, (registered_on, _batch, _line)) = '2' AS is_public
FROM hrss_employers GROUP BY 1;
CREATE TEMP TABLE standing AS
WITH history AS (
    SELECT person_no, sex, birth_date, employment_form, insured_status, employer_no, first_insured_month, registered_on,
        region, lead(registered_on) OVER w AS until, row_number() OVER w = 1 AS is_first
    FROM hrss_insured
    WHERE person_no IN (SELECT person_no FROM hrss_insured WHERE region = '{region}')
    WINDOW w AS (PARTITION BY person_no ORDER BY registered_on, _batch, _line)
)
SELECT y.year, h.region, h.person_no, h.sex, age_of(y.year, h.birth_date) AS age, h.employment_form AS form,
    h.insured_status AS status, coalesce(k.is_public, false) AS is_public,
    datediff('month', h.first_insured_month, make_date(y.year, 12, 1)) AS months_since_first,
    h.registered_on <= make_date(y.year, 12, 31) AS is_registered
FROM history h JOIN years y ON (h.is_first OR h.registered_on <= make_date(y.year, 12, 31))
    AND (h.until IS NULL OR h.until > make_date(y.year, 12, 31)) LEFT JOIN kinds k USING (employer_no);
"""

# One pass over contributions: what a person paid of a year's months, by the year in which it arrived.
_PAID_IN = """
CREATE TEMP TABLE paid_in AS
SELECT c.person_no, year(c.period)::INTEGER AS year, year(c.received_on)::INTEGER AS received,
    coalesce(k.is_public, false) AS is_public, c.employer_no IS NULL AS is_flexible,
    bit_or(1::BIGINT << (month(c.period) - 1)) AS months, sum(fen(c.contribution_base)) AS base,
    sum(fen(c.employer_contribution)) AS employer, sum(fen(c.person_contribution)) AS person,
    sum(CASE WHEN month(c.period) = 12 THEN fen(c.contribution_base) ELSE 0 END) AS december
FROM hrss_contributions c LEFT JOIN kinds k USING (employer_no)
WHERE c.region = '{region}' GROUP BY ALL;
CREATE TEMP TABLE paid_in_year AS
SELECT person_no, year, is_public, is_flexible, bit_or(months) AS months, sum(base) AS base, sum(employer) AS employer,
    sum(person) AS person, sum(december) AS december
FROM paid_in GROUP BY ALL;
"""

# One pass over pensions: successful payments only.
_PAID_OUT = """
CREATE TEMP TABLE paid_out AS
SELECT person_no, pension_scheme AS scheme, year(period)::INTEGER AS year, year(paid_on)::INTEGER AS paid,
    bit_or(1::BIGINT << (month(period) - 1)) AS months, sum(fen(amount)) AS amount,
    sum(CASE WHEN month(period) = 12 THEN fen(amount) ELSE 0 END) AS december
FROM hrss_pensions WHERE payment_result = '1' AND region = '{region}' GROUP BY ALL;
CREATE TEMP TABLE sexes AS
SELECT person_no, arg_max(sex, (registered_on, _batch, _line)) AS sex FROM hrss_insured
WHERE person_no IN (SELECT person_no FROM paid_out) GROUP BY 1;
"""

_AWARDED = """
CREATE TEMP TABLE awarded AS
SELECT person_no, pension_scheme AS scheme,
    arg_max(struct_pack(kind := retirement_kind, start := first_benefit_month, months := contribution_months,
        deemed := deemed_months, idx := contribution_index, balance := account_balance, basic := basic_pension,
        account := account_pension, transitional := transitional_pension, pension := pension_amount),
        (awarded_on, _batch, _line)) AS award
FROM hrss_awards WHERE region = '{region}' GROUP BY ALL;
"""

# One pass over settlements, and the members they belong to.
_TREATED = """
CREATE TEMP TABLE treated AS
SELECT member_no, settlement_kind AS kind, year(settled_on)::INTEGER AS year, count(*) AS settlements,
    sum(fen(bill_amount)) AS bill, sum(fen(fund_payment)) AS fund, sum(fen(person_payment)) AS own
FROM health_settlements WHERE region = '{region}' GROUP BY ALL;
CREATE TEMP TABLE covered AS
WITH history AS (
    SELECT member_no, citizen_id, sex, birth_date, medical_scheme, registered_on, region,
        lead(registered_on) OVER w AS until, row_number() OVER w = 1 AS is_first
    FROM health_members
    WHERE member_no IN (SELECT member_no FROM health_members WHERE region = '{region}')
        OR member_no IN (SELECT member_no FROM treated)
    WINDOW w AS (PARTITION BY member_no ORDER BY registered_on, _batch, _line)
)
SELECT y.year, h.region, h.member_no, h.sex, age_of(y.year, h.birth_date) AS age, h.medical_scheme AS scheme,
    h.registered_on <= make_date(y.year, 12, 31) AND (d.died IS NULL OR d.died > make_date(y.year, 12, 31)) AS is_there
FROM history h JOIN years y ON (h.is_first OR h.registered_on <= make_date(y.year, 12, 31))
    AND (h.until IS NULL OR h.until > make_date(y.year, 12, 31)) LEFT JOIN dead d USING (citizen_id);
"""

_MEMBERS = """
WITH drawing AS (
    SELECT person_no, year, min(scheme) AS scheme, sum(december) AS pension FROM paid_out
    WHERE months & 2048 > 0 GROUP BY ALL
), paying AS (
    SELECT person_no, year, bool_or(is_public) AS is_public, bool_and(is_flexible) AS is_flexible, sum(december) AS base
    FROM paid_in_year WHERE months & 2048 > 0 GROUP BY ALL
), saving AS (SELECT DISTINCT person_no, contribution_year::INTEGER AS year FROM hrss_resident_contributions
    WHERE region = '{region}'
), placed AS (
    SELECT s.*, d.scheme AS drawn, d.pension, p.base, p.is_flexible, p.is_public AS pays_public, a.award.kind AS kind,
        CASE WHEN d.person_no IS NOT NULL THEN 'drawing' WHEN p.person_no IS NOT NULL THEN 'paying'
             WHEN s.status = '3' THEN 'unpaid' WHEN s.status = '4' THEN 'ended'
             WHEN s.form = '3' AND v.person_no IS NOT NULL THEN 'paying' ELSE 'interrupted' END AS state
    FROM standing s LEFT JOIN drawing d USING (person_no, year) LEFT JOIN paying p USING (person_no, year)
        LEFT JOIN saving v USING (person_no, year)
        LEFT JOIN awarded a ON a.person_no = s.person_no AND a.scheme = d.scheme
    WHERE s.region = '{region}' AND s.is_registered
), keyed AS (
    SELECT *, CASE WHEN state = 'drawing' THEN drawn
        WHEN state = 'paying' AND base IS NOT NULL THEN CASE WHEN pays_public THEN '120' ELSE '110' END
        WHEN form = '3' THEN '170' WHEN is_public THEN '120' ELSE '110' END AS scheme
    FROM placed
)
SELECT year, scheme, state, CASE WHEN state NOT IN ('paying', 'interrupted') THEN 'any'
        WHEN scheme = '170' THEN 'resident' WHEN coalesce(is_flexible, registered_form = '2') THEN 'flexible'
        ELSE 'employer' END AS form,
    sex, age // 5 * 5 AS band, CASE WHEN state = 'drawing' THEN coalesce(kind, '0') ELSE '' END AS kind, age,
    count(*) AS persons, whole(sum(base)) AS base, whole(sum(pension)) AS pension,
    whole(sum(greatest(months_since_first, 0))) AS months_since_first
FROM (SELECT * RENAME (form AS registered_form) FROM keyed) GROUP BY ALL
"""

_MEDICAL_MEMBERS = """
SELECT year, scheme, sex, age // 5 * 5 AS band, age, count(*) AS persons FROM covered
WHERE is_there AND region = '{region}' GROUP BY ALL
"""

# Due are the months from the first to the last that were paid of a year; from January where the December before was
# paid, to December where the January after was.
_CONTRIBUTIONS = """
WITH spans AS (
    SELECT *, lag(months) OVER w AS months_before, lag(year) OVER w AS year_before, lead(months) OVER w AS months_after,
        lead(year) OVER w AS year_after
    FROM paid_in_year WINDOW w AS (PARTITION BY person_no, is_public, is_flexible ORDER BY year)
), due AS (
    SELECT *, CASE WHEN year_after = year + 1 AND months_after & 1 > 0 THEN 12
        ELSE CAST(floor(log2(months)) AS INTEGER) + 1 END
        - CASE WHEN year_before = year - 1 AND months_before & 2048 > 0 THEN 0
        ELSE CAST(log2(months & -months) AS INTEGER) END AS months_due
    FROM spans
), flows AS (
    SELECT person_no, year, is_public, is_flexible, bit_count(months)::BIGINT AS months, months_due, base, employer,
        person, 0 AS received_employer, 0 AS received_person
    FROM due
    UNION ALL
    SELECT person_no, received, is_public, is_flexible, 0, 0, 0, 0, 0, employer, person FROM paid_in
), residents AS (
    SELECT person_no, contribution_year AS year, fen(resident_grade) AS person, fen(resident_subsidy) AS subsidy,
        12 AS months, 0 AS received_person, 0 AS received_subsidy
    FROM hrss_resident_contributions WHERE region = '{region}'
    UNION ALL
    SELECT person_no, year(received_on), 0, 0, 0, fen(resident_grade), fen(resident_subsidy)
    FROM hrss_resident_contributions WHERE region = '{region}'
)
SELECT year::INTEGER AS year, CASE WHEN is_public THEN '120' ELSE '110' END AS scheme,
    CASE WHEN is_flexible THEN 'flexible' ELSE 'employer' END AS form, count(DISTINCT person_no) AS persons,
    whole(sum(months)) AS months, whole(sum(months_due)) AS months_due, whole(sum(base)) AS base,
    whole(sum(employer)) AS employer, whole(sum(person)) AS person, 0::BIGINT AS subsidy,
    whole(sum(received_employer)) AS received_employer, whole(sum(received_person)) AS received_person,
    0::BIGINT AS received_subsidy
FROM flows WHERE year IN (SELECT year FROM years) GROUP BY ALL
UNION ALL
SELECT year::INTEGER, '170', 'resident', count(DISTINCT person_no), whole(sum(months)), whole(sum(months)), 0, 0,
    whole(sum(person)), whole(sum(subsidy)), 0, whole(sum(received_person)), whole(sum(received_subsidy))
FROM residents WHERE year IN (SELECT year FROM years) GROUP BY ALL
"""

_PENSIONS = """
WITH flows AS (
    SELECT person_no, scheme, year, bit_count(bit_or(months))::BIGINT AS months, sum(amount) AS amount, 0 AS paid
    FROM paid_out GROUP BY person_no, scheme, year
    UNION ALL SELECT person_no, scheme, paid, 0, 0, amount FROM paid_out
)
SELECT year, scheme, coalesce(sex, '0') AS sex, count(DISTINCT person_no) AS persons, whole(sum(months)) AS months,
    whole(sum(amount)) AS amount, whole(sum(paid)) AS paid
FROM flows LEFT JOIN sexes USING (person_no) WHERE year IN (SELECT year FROM years) GROUP BY ALL
"""

_AWARDS = """
WITH persons AS (
    SELECT person_no, arg_max(sex, (registered_on, _batch, _line)) AS sex,
        arg_max(birth_date, (registered_on, _batch, _line)) AS born
    FROM hrss_insured WHERE person_no IN (SELECT person_no FROM awarded) GROUP BY 1
), aged AS (
    SELECT year(award.start)::INTEGER AS year, scheme, award, coalesce(sex, '0') AS sex,
        coalesce(age_of(year(award.start), born), -1) AS age
    FROM awarded LEFT JOIN persons USING (person_no)
)
SELECT year, scheme, sex, age // 5 * 5 AS band, award.kind AS kind, age, count(*) AS persons,
    whole(sum(award.months)) AS contribution_months, whole(sum(award.deemed)) AS deemed_months,
    whole(sum(round(award.idx * 10000))) AS index, whole(sum(fen(award.balance))) AS balance,
    whole(sum(fen(award.basic))) AS basic, whole(sum(fen(award.account))) AS account,
    whole(sum(fen(award.transitional))) AS transitional, whole(sum(fen(award.pension))) AS pension
FROM aged WHERE year IN (SELECT year FROM years) GROUP BY ALL
"""

_UNEMPLOYMENT = """
WITH drawn AS (
    SELECT person_no, year(period)::INTEGER AS year, count(DISTINCT period) AS months,
        sum(fen(unemployment_benefit)) AS amount
    FROM hrss_unemployment WHERE region = '{region}' GROUP BY ALL
)
SELECT d.year, coalesce(s.sex, '0') AS sex, coalesce(s.age // 5 * 5, -1) AS band, count(*) AS persons,
    whole(sum(d.months)) AS months, whole(sum(d.amount)) AS amount
FROM drawn d LEFT JOIN standing s USING (person_no, year) WHERE d.year IN (SELECT year FROM years) GROUP BY ALL
"""

_SETTLEMENTS = """
SELECT t.year, coalesce(c.scheme, '0') AS scheme, t.kind, coalesce(c.sex, '0') AS sex,
    coalesce(c.age // 5 * 5, -1) AS band, count(*) AS persons, whole(sum(t.settlements)) AS settlements,
    whole(sum(t.bill)) AS bill, whole(sum(t.fund)) AS fund, whole(sum(t.own)) AS own
FROM treated t LEFT JOIN covered c USING (member_no, year) WHERE t.year IN (SELECT year FROM years) GROUP BY ALL
"""

REGION = (_STANDING, _PAID_IN, _PAID_OUT, _AWARDED, _TREATED)
OF_REGION = {
    "members": _MEMBERS,
    "medical_members": _MEDICAL_MEMBERS,
    "contributions": _CONTRIBUTIONS,
    "pensions": _PENSIONS,
    "awards": _AWARDS,
    "unemployment": _UNEMPLOYMENT,
    "settlements": _SETTLEMENTS,
}
