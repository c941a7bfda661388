"""What a person paid, drew and was treated for in each year: the rows that profiles count, never kept nor shown.

Two steps, each for one region, so that they run anywhere: `condense` brings months down to one row per person and year;
`open_years` then puts the years of the persons insured in a region together, wherever they paid.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet

from core.months import MONTHS_PER_YEAR
from datapool.aggregates.subject import Subject, subject_of
from datapool.pool import Pool
from datapool.standards.sql import quote
from rules.book import RuleBook

_MEMORY = "2GB"
_ROWS = 122_880
CATEGORIES = ("male", "female_cadre", "female_worker")
_AGE_LAW = ("old_age", "start_month", "months_per_step", "longest_delay")
AGE_LAW_COLUMNS = ("year", "category", "old_age", "start", "step", "longest")
# Columns of `insured_years`; money in yuan.
COLUMNS: Mapping[str, str] = {
    "year": "INTEGER",
    "region": "VARCHAR",
    "sex": "VARCHAR",
    "age": "INTEGER",  # by the end of the year
    "scheme": "VARCHAR",  # 110 enterprises, 120 public bodies, 170 residents
    "form": "VARCHAR",  # employer, flexible, resident
    "status": "VARCHAR",  # code list insured_status
    "months_since_first": "INTEGER",  # since first insured; NULL where that is not known
    "months_to_retirement": "INTEGER",  # to the statutory month, by the law of the next day
    "pays_months": "INTEGER",  # months of the year paid to the employees' pension
    "gap_months": "INTEGER",  # since the last month paid, at the end of the year; since history began where none was
    "gap_24": "INTEGER",  # of the last 24, those in the history and not before first insured, less those paid
    "gap_60": "INTEGER",  # the same of the last 60
    "years_since_move": "INTEGER",  # since the person was last registered in another region before; NULL where never
    "base": "DOUBLE",  # mean contribution base of the months paid
    "saved": "DOUBLE",  # paid into the residents' pension in the year
    "draws": "BOOLEAN",  # a pension was paid in the year
    "schemes_drawn": "INTEGER",
    "pension": "DOUBLE",  # mean of the months paid
    "months_of_both": "INTEGER",  # months both paid in and drawn
    "numbers_of_id": "INTEGER",  # person numbers insured at the end of the year under the same valid ID
    "is_linked": "BOOLEAN",  # known to medical insurance by a valid ID
    "settlements": "INTEGER",
    "bill": "DOUBLE",
    "fund": "DOUBLE",
}

_CONDENSED = {
    "paid": """
SELECT person_no, year(period)::INTEGER AS year, bit_or(1::INTEGER << (month(period) - 1)) AS months,
    sum(CAST(contribution_base * 100 AS BIGINT))::BIGINT AS base
FROM hrss_contributions WHERE region = {region} GROUP BY person_no, year(period)
""",
    "drawn": """
SELECT person_no, year(period)::INTEGER AS year, bit_or(1::INTEGER << (month(period) - 1)) AS months,
    bit_or(CASE pension_scheme WHEN '110' THEN 1 WHEN '120' THEN 2 ELSE 4 END) AS schemes,
    sum(CAST(amount * 100 AS BIGINT))::BIGINT AS amount
FROM hrss_pensions WHERE payment_result = '1' AND region = {region} GROUP BY person_no, year(period)
""",
    "treated": """
SELECT member_no, year(settled_on)::INTEGER AS year, count(*)::INTEGER AS settlements,
    sum(CAST(bill_amount * 100 AS BIGINT))::BIGINT AS bill, sum(CAST(fund_payment * 100 AS BIGINT))::BIGINT AS fund
FROM health_settlements WHERE region = {region} GROUP BY member_no, year(settled_on)
""",
}
_SOURCES = ("hrss_contributions", "hrss_pensions", "health_settlements")
TABLES = (*_SOURCES, "hrss_insured", "hrss_employers", "hrss_resident_contributions", "health_members")

# The newest row of every person by the end of each year; those whose newest row is of another region, or says that the
# relation has ended, are not insured here.
_STANDING = """
CREATE TEMP TABLE kinds AS
SELECT employer_no, arg_max(employer_kind, (registered_on, _batch, _line)) = '2' AS is_public
FROM hrss_employers GROUP BY 1;
CREATE TEMP TABLE everywhere AS
WITH rows_in_order AS (
    SELECT person_no, citizen_id, sex, birth_date, personnel_identity, insured_status, employment_form, employer_no,
        first_insured_month, registered_on, region, row_number() OVER w AS place, lead(registered_on) OVER w AS until,
        CASE WHEN lag(region) OVER w <> region THEN registered_on END AS moved_on
    FROM hrss_insured WHERE person_no IN (SELECT person_no FROM hrss_insured WHERE region = {region})
    WINDOW w AS (PARTITION BY person_no ORDER BY registered_on, _batch, _line)
)
SELECT * REPLACE (max(moved_on) OVER (PARTITION BY person_no ORDER BY place ROWS UNBOUNDED PRECEDING) AS moved_on)
FROM rows_in_order;
CREATE TEMP TABLE standing AS
SELECT y.year, e.person_no, e.citizen_id, e.sex, e.birth_date, e.personnel_identity, e.insured_status AS status,
    CASE e.employment_form WHEN '3' THEN 'resident' WHEN '2' THEN 'flexible' ELSE 'employer' END AS form,
    coalesce(k.is_public, false) AS is_public, CAST(y.year - year(e.moved_on) AS INTEGER) AS years_since_move,
    CAST(datediff('month', e.first_insured_month, make_date(y.year, 12, 1)) AS INTEGER) AS months_since_first
FROM everywhere e JOIN years y ON e.registered_on <= make_date(y.year, 12, 31)
    AND (e.until IS NULL OR e.until > make_date(y.year, 12, 31)) LEFT JOIN kinds k USING (employer_no)
WHERE e.region = {region} AND e.insured_status <> '4';
CREATE TEMP TABLE persons AS SELECT DISTINCT person_no FROM standing;
"""

# How many person numbers of all regions stand under one valid ID at the end of a year.
_TWICE = """
CREATE TEMP TABLE twice AS
WITH several AS (
    SELECT citizen_id FROM hrss_insured WHERE citizen_id IN (SELECT citizen_id FROM standing)
    GROUP BY 1 HAVING count(DISTINCT person_no) > 1
), theirs AS (
    SELECT citizen_id, person_no, insured_status, registered_on,
        lead(registered_on) OVER (PARTITION BY person_no ORDER BY registered_on, _batch, _line) AS until
    FROM hrss_insured
    WHERE person_no IN (SELECT person_no FROM hrss_insured WHERE citizen_id IN (SELECT citizen_id FROM several))
)
SELECT y.year, citizen_id, count(DISTINCT person_no)::INTEGER AS numbers
FROM theirs t JOIN years y ON t.registered_on <= make_date(y.year, 12, 31)
    AND (t.until IS NULL OR t.until > make_date(y.year, 12, 31))
WHERE insured_status <> '4' AND citizen_id IN (SELECT citizen_id FROM several) GROUP BY ALL;
"""

_YEARS = """
CREATE TEMP TABLE paid AS
SELECT person_no, year, bit_or(months) AS months, sum(base) / 100.0 / bit_count(bit_or(months)) AS base
FROM read_parquet({paid}) WHERE person_no IN (SELECT person_no FROM persons) GROUP BY ALL;
CREATE TEMP TABLE drawn AS
SELECT person_no, year, bit_or(months) AS months, bit_or(schemes) AS schemes,
    sum(amount) / 100.0 / bit_count(bit_or(months)) AS pension
FROM read_parquet({drawn}) WHERE person_no IN (SELECT person_no FROM persons) GROUP BY ALL;
CREATE TEMP TABLE saved AS
SELECT person_no, contribution_year::INTEGER AS year, sum(resident_grade)::DOUBLE AS saved
FROM hrss_resident_contributions WHERE person_no IN (SELECT person_no FROM persons) GROUP BY ALL;
CREATE TEMP TABLE members AS
SELECT DISTINCT member_no, citizen_id FROM health_members WHERE citizen_id IN (SELECT citizen_id FROM standing);
CREATE TEMP TABLE linked AS SELECT DISTINCT citizen_id, true AS is_linked FROM members;
CREATE TEMP TABLE treated AS
SELECT citizen_id, year, sum(settlements)::INTEGER AS settlements, sum(bill) / 100.0 AS bill, sum(fund) / 100.0 AS fund
FROM read_parquet({treated}) JOIN members USING (member_no) GROUP BY ALL;
CREATE TEMP TABLE lately AS
SELECT p.person_no, y.year, (sum(bit_count(p.months)) FILTER (p.year > y.year - 2))::INTEGER AS paid_24,
    sum(bit_count(p.months))::INTEGER AS paid_60
FROM paid p JOIN years y ON p.year BETWEEN y.year - 4 AND y.year GROUP BY ALL;
CREATE TEMP TABLE last_paid AS
SELECT person_no, year, year * 12 + CAST(floor(log2(months)) AS INTEGER) AS month FROM paid;
"""

_INSURED_YEARS = """
CREATE TEMP VIEW insured_years AS
SELECT s.year, {region} AS region, s.sex, CAST(greatest(0, s.year - year(s.birth_date)) AS INTEGER) AS age,
    CASE WHEN d.schemes IS NOT NULL
        THEN CASE WHEN d.schemes & 2 > 0 THEN '120' WHEN d.schemes & 1 > 0 THEN '110' ELSE '170' END
        WHEN s.form = 'resident' THEN '170' WHEN s.is_public THEN '120' ELSE '110' END AS scheme,
    s.form, s.status, s.months_since_first,
    CAST(statutory(a, year(s.birth_date) * 12 + month(s.birth_date) - 1) - (s.year * 12 + 11) AS INTEGER)
        AS months_to_retirement,
    coalesce(bit_count(p.months), 0)::INTEGER AS pays_months,
    coalesce(s.year * 12 + 11 - l.month, (s.year - {first} + 1) * 12)::INTEGER AS gap_months,
    greatest(0, due_months(24, s.year, s.months_since_first) - coalesce(w.paid_24, 0))::INTEGER AS gap_24,
    greatest(0, due_months(60, s.year, s.months_since_first) - coalesce(w.paid_60, 0))::INTEGER AS gap_60,
    s.years_since_move, p.base, coalesce(v.saved, 0) AS saved, d.schemes IS NOT NULL AS draws,
    coalesce(bit_count(d.schemes), 0)::INTEGER AS schemes_drawn, d.pension,
    coalesce(bit_count(p.months & d.months), 0)::INTEGER AS months_of_both, coalesce(t.numbers, 1) AS numbers_of_id,
    coalesce(k.is_linked, false) AS is_linked, coalesce(m.settlements, 0) AS settlements, coalesce(m.bill, 0) AS bill,
    coalesce(m.fund, 0) AS fund
FROM standing s
    JOIN age_law a ON a.year = s.year AND a.category = CASE WHEN s.sex = '1' THEN 'male'
        WHEN s.personnel_identity = '1' THEN 'female_cadre' ELSE 'female_worker' END
    LEFT JOIN paid p ON p.person_no = s.person_no AND p.year = s.year
    LEFT JOIN lately w ON w.person_no = s.person_no AND w.year = s.year
    LEFT JOIN drawn d ON d.person_no = s.person_no AND d.year = s.year
    LEFT JOIN saved v ON v.person_no = s.person_no AND v.year = s.year
    LEFT JOIN twice t ON t.citizen_id = s.citizen_id AND t.year = s.year
    LEFT JOIN linked k ON k.citizen_id = s.citizen_id
    LEFT JOIN treated m ON m.citizen_id = s.citizen_id AND m.year = s.year
    ASOF LEFT JOIN last_paid l ON l.person_no = s.person_no AND l.year <= s.year
"""

# Law: 国务院关于渐进式延迟法定退休年龄的办法 第一条, as in rules.formulas.retirement
_STATUTORY = """
CREATE TEMP MACRO statutory(law, born) AS born + law.old_age + CASE
    WHEN law.longest = 0 OR born < law.start THEN 0
    ELSE least(law.longest, (born - law.start) // law.step + 1) END;
CREATE TEMP MACRO due_months(months, of_year, since_first) AS
    least(months, (of_year - {first} + 1) * 12, coalesce(since_first + 1, months));
"""


def condense(root: Path, region: str, folder: Path, threads: int = 1) -> None:
    """Write what was paid, drawn and settled in a region, one row per person and year, into `folder`."""
    with _connected(Pool.open(root), threads) as connection:
        for sql, path in zip(condensing(region).values(), condensed_files(folder, region), strict=True):
            found = connection.sql(sql).to_arrow_reader(_ROWS)
            fresh = path.with_name(f".{path.name}-{os.getpid()}")
            with parquet.ParquetWriter(fresh, found.schema, compression="zstd") as writer:
                for batch in found:
                    writer.write_batch(batch)
            fresh.rename(path)


def condensed_files(folder: Path, region: str) -> tuple[Path, ...]:
    """The files that `condense` writes of a region."""
    return tuple(folder / f"{name}-{region}.parquet" for name in _CONDENSED)


@contextmanager
def open_years(root: Path, region: str, folder: Path, threads: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `insured_years` of one region, from what `condense` wrote of all regions."""
    pool = Pool.open(root)
    subject = subject_of(pool)
    with _connected(pool, threads) as connection:
        law = age_law(subject)
        connection.register("law_rows", law)
        connection.execute("CREATE TEMP TABLE age_law AS SELECT * FROM law_rows")
        files = {name: str(folder / f"{name}-*.parquet") for name in _CONDENSED}
        for step in assembling(region, range(subject.first_year, subject.last_year + 1), files):
            connection.execute(step)
        yield connection


def condensing(region: str) -> dict[str, str]:
    """[name] the question that brings the months of a region down to a row for each person and year."""
    return {name: sql.format(region=quote(region)) for name, sql in _CONDENSED.items()}


def assembling(region: str, years: range, files: Mapping[str, str]) -> tuple[str, ...]:
    """The statements that make the view `insured_years` of a region, where the table `age_law` is there.

    files  [name as in `condensing`] where its answers of all regions lie
    """
    words = {name: quote(path) for name, path in files.items()}
    words |= {"region": quote(region), "first": str(years.start)}
    calendar = f"CREATE TEMP TABLE years AS SELECT unnest(range({years.start}, {years.stop}))::INTEGER AS year"
    steps = (_STATUTORY, _STANDING, _TWICE, _YEARS, _INSURED_YEARS)
    return (calendar, *(step.format(**words) for step in steps))


def age_law(subject: Subject) -> pa.Table:
    """The law of retirement ages on the day after each year: old age, first birth delayed, births per step; months."""
    rules = RuleBook.load("china")
    rows = []
    for year in range(subject.first_year, subject.last_year + 1):
        law = rules.at(date(year + 1, 1, 1))
        for category in CATEGORIES:
            keys = [f"retirement.{name}.{category}" for name in _AGE_LAW]
            old, start, step, longest = (law.number(key) if law.has(key) else 0.0 for key in keys)
            rows.append((year, category, int(old * MONTHS_PER_YEAR), int(start), max(int(step), 1), int(longest)))
    columns = zip(AGE_LAW_COLUMNS, zip(*rows, strict=True), strict=True)
    return pa.table({name: list(column) for name, column in columns})


@contextmanager
def _connected(pool: Pool, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        TemporaryDirectory(prefix="anlan-profiles-") as spill,
        pool.connect(TABLES, threads=threads) as connection,
    ):
        connection.execute(f"SET temp_directory = '{spill}'; SET memory_limit = '{_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        yield connection
