"""What clerks decide holds at the next linking, is never lost, and can be taken back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import duckdb
import pytest

from core.errors import InputError, UnknownKey
from datapool.persons.clerical import decide, open_doubts
from datapool.persons.decisions import FILE, Verdict, in_force, read_decisions, undo
from datapool.persons.decisions import decide as keep
from datapool.persons.storing import Index, persons_folder
from datapool.pool import Pool
from tests.datapool.persons.registers import clusters, insured, linked, member, number, pool_of, resident, rules

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ASKING = {"who": "clerk 7", "now": NOW}
BORN = "1980-03-04"
HERS = number(BORN, 12)
HRSS, H, P = "hrss_insured", "health_members", "police_population"
APART = {frozenset({f"{HRSS} 2"}), frozenset({f"{H} 2", f"{P} 1"})}


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    rows = {
        HRSS: [insured("1", "赵敏", HERS, BORN, "2")],
        H: [member("7", "王芳", HERS, BORN, "2")],
        P: [resident("王芳", HERS, BORN, "2")],
    }
    return pool_of(tmp_path, rows)


def record_of(index: Index, table: str) -> str:
    return str(duckdb.execute(f"SELECT record FROM '{index.links}' WHERE \"table\" = '{table}'").fetchall()[0][0])


def persons_of(index: Index) -> dict[str, str]:
    rows = duckdb.execute(f"SELECT \"table\", person FROM '{index.links}'").fetchall()
    return dict(rows)


def test_not_the_same_parts_them_and_undoing_it_restores_what_was(pool: Pool) -> None:
    before = linked(pool)
    (doubt,) = open_doubts(pool)
    assert doubt.reason == "name_differs" and doubt.are_joined
    decision = decide(pool, Verdict.NOT_SAME, (doubt.record.record, doubt.other.record), **ASKING)
    assert open_doubts(pool) == ()
    parted = linked(pool)
    assert clusters(pool, parted) == APART
    assert rules(parted)[f"{HRSS} 2"] == "decision"
    assert persons_of(parted)[HRSS] == persons_of(before)[HRSS] != persons_of(parted)[P]
    undo(persons_folder(pool.root), decision.number, **ASKING)
    restored = linked(pool)
    assert restored == before
    assert persons_of(restored) == persons_of(before)
    assert len(open_doubts(pool)) == 1


def test_the_same_joins_whole_persons_and_undoing_it_restores_them(tmp_path: Path) -> None:
    other = number("1979-03-04", 12)
    rows = {
        HRSS: [insured("1", "王芳", HERS, BORN, "2"), insured("2", "王芬", other, "1979-03-04", "2")],
        P: [resident("王芳", HERS, BORN, "2"), resident("王芬", other, "1979-03-04", "2")],
    }
    pool = pool_of(tmp_path, rows)
    before = linked(pool)
    assert len(clusters(pool, before)) == 2
    names = [
        name
        for (name,) in duckdb.execute(
            f"SELECT DISTINCT record FROM '{before.links}' WHERE \"table\" = '{P}'"
        ).fetchall()
    ]
    decision = decide(pool, Verdict.SAME, (names[0], names[1]), **ASKING)
    joined = linked(pool)
    assert len(clusters(pool, joined)) == 1
    assert rules(joined)[f"{P} 1"] == rules(joined)[f"{P} 2"] == "decision"
    undo(persons_folder(pool.root), decision.number, **ASKING)
    assert linked(pool) == before


def test_the_last_decision_about_two_records_counts(pool: Pool) -> None:
    index = linked(pool)
    pair = (record_of(index, HRSS), record_of(index, P))
    decide(pool, Verdict.NOT_SAME, pair, **ASKING)
    decide(pool, Verdict.SAME, (pair[1], pair[0]), **ASKING)
    assert [each.number for each in in_force(read_decisions(persons_folder(pool.root)))] == [2]
    assert len(clusters(pool, linked(pool))) == 1
    undo(persons_folder(pool.root), 2, **ASKING)
    # Taking the later one back brings the earlier one to bear again.
    assert clusters(pool, linked(pool)) == APART


def test_decisions_about_records_that_are_gone_change_nothing(pool: Pool) -> None:
    index = linked(pool)
    keep(persons_folder(pool.root), Verdict.NOT_SAME, ("f" * 20, record_of(index, P)), **ASKING)
    keep(persons_folder(pool.root), Verdict.SAME, ("f" * 20, "e" * 20), **ASKING)
    assert persons_of(linked(pool)) == persons_of(index)


@pytest.mark.parametrize("pair", [("f" * 20, "e" * 20), ("'; DROP TABLE x; --", "e" * 20)])
def test_a_record_that_the_index_does_not_have_is_refused(pool: Pool, pair: tuple[str, str]) -> None:
    linked(pool)
    with pytest.raises(UnknownKey):
        decide(pool, Verdict.SAME, pair, **ASKING)
    assert read_decisions(persons_folder(pool.root)) == ()


def test_a_record_beside_itself_nobody_and_nothing_are_refused(tmp_path: Path) -> None:
    for verdict, pair, who in (
        (Verdict.SAME, ("a", "a"), "clerk"),
        (Verdict.SAME, ("a", "b"), "  "),
        (Verdict.UNDONE, ("a", "b"), "clerk"),
    ):
        with pytest.raises(InputError):
            keep(tmp_path, verdict, pair, who=who, now=NOW)
    with pytest.raises(UnknownKey, match="does not hold"):
        undo(tmp_path, 1, **ASKING)
    assert not (tmp_path / FILE).exists()


def test_what_was_undone_cannot_be_undone_again(tmp_path: Path) -> None:
    decision = keep(tmp_path, Verdict.SAME, ("a", "b"), **ASKING)
    undone = undo(tmp_path, decision.number, **ASKING)
    for number_of in (decision.number, undone.number):
        with pytest.raises(UnknownKey):
            undo(tmp_path, number_of, **ASKING)


def test_a_torn_line_of_a_killed_writer_never_held(tmp_path: Path) -> None:
    keep(tmp_path, Verdict.SAME, ("a", "b"), **ASKING)
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(b'{"decision": 2, "verdict": "sa')
    assert [each.number for each in read_decisions(tmp_path)] == [1]
    assert keep(tmp_path, Verdict.SAME, ("c", "d"), **ASKING).number == 2
    assert [each.record for each in read_decisions(tmp_path)] == ["a", "c"]


def test_a_line_that_is_no_decision_is_named(tmp_path: Path) -> None:
    keep(tmp_path, Verdict.SAME, ("a", "b"), **ASKING)
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(b'{"decision": 2, "verdict": "perhaps"}\n')
    with pytest.raises(InputError) as refused:
        read_decisions(tmp_path)
    assert refused.value.line == 2


def test_clerks_at_work_at_once_lose_nothing(tmp_path: Path) -> None:
    def work(clerk: int) -> None:
        for place in range(10):
            keep(tmp_path, Verdict.SAME, (f"{clerk}-{place}", "x"), who=f"clerk {clerk}", now=NOW)

    clerks = [Thread(target=work, args=(clerk,)) for clerk in range(4)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    kept = read_decisions(tmp_path)
    assert [each.number for each in kept] == list(range(1, 41))
    assert len({each.record for each in kept}) == 40


def test_the_file_tells_of_nobody(pool: Pool) -> None:
    index = linked(pool)
    decide(pool, Verdict.NOT_SAME, (record_of(index, HRSS), record_of(index, P)), **ASKING)
    text = (persons_folder(pool.root) / FILE).read_text(encoding="utf-8")
    assert HERS not in text and "王芳" not in text
    assert set(json.loads(text)) == {"decision", "verdict", "record", "other", "who", "at"}
