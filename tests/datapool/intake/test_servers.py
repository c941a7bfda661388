"""The servers that a pool.yaml names: read, refused with file and line, and built from like a folder."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import FileMissing, InputError, UnknownKey, WrongType
from datapool.build import build
from datapool.intake.postgresql import Relation
from datapool.intake.record import LANDED
from datapool.intake.servers import servers_of
from datapool.pool import Pool, described_tables
from datapool.standards.regions import POOL_FILE
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render
from tests.datapool.intake.server import BINARIES, fill, running

INSURED, CONTRIBUTIONS = "hrss_insured", "hrss_contributions"


@contextmanager
def silent(stage: str):
    yield lambda done, total: None


def with_servers(root: Path, text: str) -> Path:
    make_pool_file(root)
    with (root / POOL_FILE).open("a", encoding="utf-8") as file:
        file.write(text)
    return root


def test_a_pool_without_servers_has_no_server(tmp_path: Path) -> None:
    assert servers_of(make_pool_file(tmp_path) / POOL_FILE, {}) == []
    assert servers_of(tmp_path / "nowhere.yaml", {}) == []


def test_a_server_has_an_address_and_says_where_each_table_lies(tmp_path: Path) -> None:
    root = with_servers(
        tmp_path,
        "postgresql:\n"
        "  - address: postgresql://pool@db.example/social\n"
        "    tables:\n"
        "      hrss_insured: {relation: public.insured, delivery: 批次}\n"
        "      hrss_employers: {relation: employers}\n",
    )
    (server,) = servers_of(root / POOL_FILE, described_tables(root))
    assert server.address == "postgresql://pool@db.example/social"
    assert server.relations == {
        INSURED: Relation("public.insured", "批次"),
        "hrss_employers": Relation("employers"),
    }


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("postgresql: yes\n", WrongType, "not a list"),
        ("postgresql: [{address: 5, tables: {}}]\n", WrongType, "no address"),
        ("postgresql: [{address: dbname=x}]\n", WrongType, "no tables"),
        ("postgresql: [{adress: dbname=x, tables: {}}]\n", UnknownKey, "adress"),
        ("postgresql: [{address: 'postgresql://a:secret@h/d', tables: {}}]\n", InputError, "holds a password"),
        ("postgresql: [{address: 'host=h password=secret', tables: {}}]\n", InputError, "holds a password"),
        ("postgresql: [{address: 'no address at all', tables: {}}]\n", InputError, "not one that PostgreSQL takes"),
        ("postgresql: [{address: dbname=x, tables: {hrss_x: {relation: x}}}]\n", UnknownKey, "hrss_x"),
        ("postgresql: [{address: dbname=x, tables: {hrss_insured: {delivery: x}}}]\n", WrongType, "no relation"),
        (
            "postgresql: [{address: dbname=x, tables: {hrss_insured: {relation: x, delivery: 3}}}]\n",
            WrongType,
            "name of a column",
        ),
    ],
)
def test_what_is_wrong_with_a_server_is_told_with_file_and_line(
    tmp_path: Path, text: str, error: type[InputError], says: str
) -> None:
    root = with_servers(tmp_path, text)
    with pytest.raises(error, match=says) as caught:
        servers_of(root / POOL_FILE, described_tables(root))
    assert POOL_FILE in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_named_and_nothing_lands(tmp_path: Path) -> None:
    root = with_servers(
        tmp_path,
        "postgresql: [{address: 'host=127.0.0.1 port=1 dbname=x', tables: {hrss_insured: {relation: insured}}}]\n",
    )
    with pytest.raises(FileMissing, match="does not answer"):
        build(root, workers=1, showing=silent)
    assert not (root / "pool").exists() or Pool.open(root).batches() == []


def test_a_pool_is_built_from_a_folder_and_a_server_together_and_again_without_change(tmp_path: Path) -> None:
    if not BINARIES:
        pytest.skip("there is no PostgreSQL server: apt-get install postgresql")
    with running(tmp_path / "server") as address:
        root = with_servers(
            tmp_path / "province",
            f"postgresql: [{{address: '{address}', tables: {{{INSURED}: {{relation: insured, delivery: 批次}}}}}}]\n",
        )
        tables = described_tables(root)
        fill(address, tables[INSURED], good_rows(tables[INSURED], 40), name="insured")
        contributions = render(tables[CONTRIBUTIONS], good_rows(tables[CONTRIBUTIONS], 60))
        deliver(root, tables[CONTRIBUTIONS], contributions)
        first = build(root, workers=2, showing=silent)
        again = build(root, workers=2, showing=silent)
    assert {record.table: (record.state, record.landed) for record in Pool.open(root).batches()} == {
        INSURED: (LANDED, 40),
        CONTRIBUTIONS: (LANDED, 60),
    }
    assert (first.batches["new"], again.batches["new"]) == (2, 0)
    assert first.versions == again.versions
