"""The index of persons: right, the same on any number of threads, whole or not there, named for good."""

import hashlib
import re
import shutil
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.person_truth import Score, lay_beside, score
from core.errors import FileMissing, InputError, UnknownKey
from core.manifest import ROOT
from datapool.intake.folder import FolderSource
from datapool.intake.holding import held
from datapool.intake.landing import land
from datapool.intake.record import Places
from datapool.intake.refusal import PoolBusy
from datapool.persons.gathering import gather
from datapool.persons.linking import bring_persons_up_to_date, link_pool
from datapool.persons.records import load_record_tables
from datapool.persons.storing import LINKS, Index, PersonsNotWritten, persons_folder, read_index
from datapool.pool import Pool, described_tables
from datapool.standards.sources import FOLDER
from datapool.synthetic.generate import generate
from tests.datapool.persons.registers import clusters, insured, linked, member, number, pool_of, resident

TABLES = tuple(table.table for table in load_record_tables())
EXACT = (
    "SELECT record, min(place) AS cluster FROM (SELECT record, dense_rank() OVER (ORDER BY citizen_id) AS place "
    "FROM (SELECT DISTINCT record, citizen_id FROM seen WHERE citizen_id IS NOT NULL)) GROUP BY record"
)


def scores(pool: Pool, index: Index) -> dict[str, dict[str, Score]]:
    """Of the index, and of joining by equal valid numbers alone, by kind of mistake; the truth scores and no more."""
    with pool.connect(TABLES, threads=1) as connection:
        connection.execute("ATTACH ':memory:' AS laid; USE laid")
        gather(connection, pool, load_record_tables())
        lay_beside(connection, pool.root, TABLES)
        connection.execute(
            "CREATE TABLE clusters AS SELECT m.record, min(dense) AS cluster FROM mentions m JOIN (SELECT *, "
            f"dense_rank() OVER (ORDER BY person) AS dense FROM '{index.links}') l ON l.batch = m.batch "
            "AND l.line = m.line AND l.role = m.role GROUP BY m.record"
        )
        left_out = connection.execute("SELECT count(*) FROM records ANTI JOIN truth USING (record)").fetchall()[0][0]
        assert left_out == 0
        return {"rules": score(connection, "SELECT * FROM clusters"), "exact": score(connection, EXACT)}


def test_persons_of_a_made_up_province_are_found_where_equal_numbers_do_not_find_them(
    province: Pool, index: Index
) -> None:
    found = scores(province, index)
    assert found["rules"]["all"].f1 >= 0.999 > 0.99 > found["exact"]["all"].f1
    assert found["rules"]["all"].precision >= 0.9999
    assert found["rules"]["id_typo"].f1 >= 0.99 > found["exact"]["id_typo"].f1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [6, 9])
def test_every_kind_of_mistake_is_seen_through(tmp_path: Path, seed: int) -> None:
    root = generate(20_000, seed, tmp_path / "province", workers=2)
    land(root, [FolderSource(root, described_tables(root))], workers=2)
    pool = Pool.open(root)
    found = scores(pool, index := linked(pool, workers=2))
    assert _bytes(index.folder) <= 0.2 * (_bytes(Places(root).pool) - _bytes(persons_folder(root)))
    for kind, reached in found["rules"].items():
        exact = found["exact"][kind].f1
        sys.stdout.write(f"{kind:18} pairs {reached.true:7} F1 {reached.f1:.5f} exact number alone {exact:.5f}\n")
    assert found["rules"]["all"].f1 >= 0.999
    assert min(reached.f1 for kind, reached in found["rules"].items() if kind != "id_missing") >= 0.99
    # Of a row with a name and nothing else nobody can say whose it is.
    assert found["rules"]["id_missing"].f1 >= 0.98


def test_every_row_about_a_person_is_in_the_index_once(province: Pool, index: Index) -> None:
    asked = " UNION ALL ".join(
        f"SELECT '{table.table}' AS \"table\", '{person.role}' AS role, _batch AS batch, _line AS line "
        f'FROM "{table.table}"'
        for table in load_record_tables()
        for person in table.persons
    )
    with province.connect(TABLES) as connection:
        (counted,) = connection.execute(
            f"SELECT (SELECT count(*) FROM ({asked})), (SELECT count(*) FROM '{index.links}'), "
            f"(SELECT count(*) FROM ({asked}) SEMI JOIN '{index.links}' USING (\"table\", role, batch, line))"
        ).fetchall()
    assert counted[0] == counted[1] == counted[2] == index.rows > 0
    (kept,) = duckdb.execute(f"SELECT count(DISTINCT person), count(DISTINCT record) FROM '{index.links}'").fetchall()
    assert kept == (index.persons, index.records)


def test_the_same_bytes_on_any_number_of_threads(province: Pool, index: Index, tmp_path: Path) -> None:
    again = shutil.copytree(province.root, tmp_path / "again")
    shutil.rmtree(persons_folder(again) / index.version)
    made = linked(Pool.open(again), workers=3)
    assert made.version == index.version
    assert [_hash(path) for path in sorted(made.folder.iterdir())] == [
        _hash(path) for path in sorted(index.folder.iterdir())
    ]


def test_what_is_up_to_date_is_left_as_it_is(province: Pool, index: Index) -> None:
    before = (index.folder / LINKS).stat().st_mtime_ns
    assert bring_persons_up_to_date(province, workers=1) == index == read_index(province.root)
    assert (index.folder / LINKS).stat().st_mtime_ns == before


def test_nothing_that_tells_a_person_stands_in_the_index(province: Pool, index: Index) -> None:
    told = b"".join(path.read_bytes() for path in persons_folder(province.root).rglob("*") if path.is_file())
    kept = duckdb.execute(f"SELECT string_agg(DISTINCT person || record, ' ') FROM '{index.links}'").fetchall()[0][0]
    with province.connect(["hrss_insured"]) as connection:
        values = connection.execute(
            "SELECT DISTINCT unnest([person_no, person_name, citizen_id_written, phone]) FROM hrss_insured"
        ).fetchall()
    for (value,) in values:
        assert value is None or (value not in kept and value.encode() not in told)


def test_nothing_here_reads_the_hidden_truth() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "datapool" / "persons").rglob("*.py")]
    assert len(sources) > 10
    assert not [text for text in sources if re.search(r"\btruth\b|synthetic", text)]


def test_a_person_keeps_its_name_when_more_is_delivered(tmp_path: Path) -> None:
    born = "1980-03-04"
    hers = number(born, 12)
    first = pool_of(tmp_path, {"hrss_insured": [insured("1", "王芳", hers, born, "2")]})
    before = duckdb.execute(f"SELECT DISTINCT person FROM '{linked(first).links}'").fetchall()
    second = pool_of(
        tmp_path,
        {
            "health_members": [member("7", "王芳", hers, born, "2")],
            "police_population": [resident("王芳", hers, born, "2")],
        },
        delivery="2020",
    )
    later = linked(second)
    assert later.records == 3
    assert duckdb.execute(f"SELECT DISTINCT person FROM '{later.links}'").fetchall() == before


class Broken:
    """A linker whose machine fails after it has begun."""

    version = "broken"

    def link(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("CREATE TABLE joined AS SELECT record, record AS cluster FROM records")
        raise OSError(28, "No space left on device")


class ByName:
    """Another linker: whoever has one name is one person, with a weight."""

    version = "by name 1"

    def link(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "CREATE TABLE joined AS SELECT record, dense_rank() OVER (ORDER BY min(name)) AS cluster, 'name' AS rule, "
            "7.5 AS weight FROM mentions GROUP BY record; "
            "CREATE TABLE doubts (record INTEGER, other INTEGER, reason VARCHAR)"
        )


@pytest.fixture
def small(tmp_path: Path) -> Pool:
    born = "1980-03-04"
    rows = [insured("1", "王芳", number(born, 12), born, "2"), insured("2", "王芳", number(born, 14), born, "2")]
    return pool_of(tmp_path, {"hrss_insured": [*rows, insured("3", "李静", number(born, 16), born, "2")]})


def test_another_linker_takes_the_place_of_the_rules(small: Pool) -> None:
    index = link_pool(small, linker=ByName(), decisions=(), workers=1)
    assert clusters(small, index) == {frozenset({"hrss_insured 2", "hrss_insured 3"}), frozenset({"hrss_insured 4"})}
    assert duckdb.execute(f"SELECT DISTINCT rule, weight FROM '{index.links}'").fetchall() == [("name", 7.5)]
    assert index.version != linked(small).version


def test_a_linking_that_fails_changes_nothing_and_leaves_nothing(small: Pool) -> None:
    before = linked(small)
    with pytest.raises(PersonsNotWritten, match="No space left"):
        link_pool(small, linker=Broken(), decisions=(), workers=1)
    assert read_index(small.root) == before
    assert _names(small) == {"current.json", "key", before.version}


def test_what_a_killed_run_left_is_cleared_away(small: Pool) -> None:
    left = persons_folder(small.root) / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "linking.duckdb").write_bytes(b"x")
    assert _names(small) == {".unfinished-abc"}
    made = linked(small)
    assert _names(small) == {"current.json", "key", made.version}


def test_a_version_without_its_description_is_made_again(small: Pool) -> None:
    made = linked(small)
    (made.folder / "persons.json").unlink()
    with pytest.raises(InputError, match="link-persons"):
        read_index(small.root)
    assert linked(small) == made == read_index(small.root)


def test_one_at_a_time(small: Pool) -> None:
    with held(Places(small.root)), pytest.raises(PoolBusy):
        linked(small)


def test_without_the_key_persons_are_not_named_anew(small: Pool) -> None:
    made = linked(small)
    key = persons_folder(small.root) / "key"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(InputError, match="key under which persons were named is gone"):
        linked(small)
    assert not key.exists()
    key.write_bytes(bytes(32))
    with pytest.raises(InputError, match="key under which persons were named is gone"):
        linked(small)
    key.write_bytes(kept)
    assert linked(small) == made


def test_a_damaged_index_is_refused(small: Pool) -> None:
    made = linked(small)
    (made.folder / LINKS).write_bytes(b"PAR1 no more")
    with pytest.raises(InputError, match="cannot be read"):
        read_index(small.root)
    duckdb.execute(f"COPY (SELECT 1 AS person) TO '{made.links}' (FORMAT parquet)")
    with pytest.raises(InputError, match="are missing"):
        read_index(small.root)


def test_a_pool_without_an_index_says_how_to_make_one(small: Pool) -> None:
    with pytest.raises(FileMissing, match="anlan data link-persons"):
        read_index(small.root)


def test_a_pool_in_which_nothing_landed_has_no_persons(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, {"health_providers": [{"region_code": "470101"}]})
    index = linked(pool)
    assert (index.persons, index.records, index.rows) == (0, 0, 0)


def test_a_description_without_the_column_of_the_name_is_refused(tmp_path: Path) -> None:
    described = (FOLDER / "civil.yaml").read_text(encoding="utf-8").replace("person_name, required", "remark, required")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "civil.yaml").write_text(described, encoding="utf-8")
    pool = pool_of(tmp_path, {"health_providers": [{"region_code": "470101"}]})
    with pytest.raises(UnknownKey, match="civil_cremations has no column person_name"):
        linked(pool)


def _names(pool: Pool) -> set[str]:
    return {path.name for path in persons_folder(pool.root).iterdir()}


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
