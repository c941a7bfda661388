"""The corpus of broken lines and values: nothing is lost, nothing wrong is let in, originals are kept byte for byte."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.intake.record import LANDED, BatchRecord
from datapool.pool import Pool, described_tables
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Table
from tests.datapool.intake.cell_damages import BLANK_VALUES, INVALID_IDS, WRONG_VALUES, written_out
from tests.datapool.intake.expectations import check_delivery, landed_rows
from tests.datapool.intake.feeds import Row, deliver, good_rows, make_pool_file, render
from tests.datapool.intake.line_damages import CSV, FIXED, JSONL, Damage

# A value broken over several lines is looked for over twenty.
APART = 25
LINES = {"hrss_contributions": CSV, "health_deaths": JSONL, "police_changes": FIXED}
VALUES = (
    "hrss_contributions", "hrss_operations", "hrss_awards", "hrss_employers", "police_changes", "health_deaths",
    "civil_allowances", "civil_cremations",
)  # fmt: skip


@dataclass
class Delivered:
    """A file whose every line is known to land or not."""

    table: Table
    lines: list[bytes]
    lands: list[bool]
    names: dict[int, str]

    @property
    def first(self) -> int:
        return 2 if self.table.format == "csv" else 1

    def content(self, header: bytes) -> bytes:
        return header + b"".join(line + b"\n" for line in self.lines)


def split(table: Table, data: bytes) -> tuple[bytes, list[bytes]]:
    lines = data.removesuffix(b"\n").split(b"\n")
    return (lines[0] + b"\n", lines[1:]) if table.format == "csv" else (b"", lines)


def with_damaged_lines(table: Table, damages: tuple[Damage, ...]) -> tuple[Delivered, bytes]:
    rows = good_rows(table, APART * (len(damages) + 1), seed=3)
    header, lines = split(table, render(table, rows))
    made = Delivered(table, [], [], {})
    for number, line in enumerate(lines):
        at, is_damaged = divmod(number, APART)
        if is_damaged or at >= len(damages):
            made.lines.append(line)
            made.lands.append(True)
            continue
        name, change, lands = damages[at]
        for changed in change(line):
            made.names[len(made.lines)] = name
            made.lines.append(changed)
            made.lands.append(lands)
    return made, header


def wrong_values(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        for text in map(written_out, WRONG_VALUES.get(column.item.type, ())):
            is_ahead = column.item.ahead and text.startswith(("2099", "9999"))
            if not is_ahead and (not column.width or len(text.encode("gb18030", "replace")) <= column.width):
                yield column.column, text
        if column.required:
            yield from ((column.column, text) for text in BLANK_VALUES)


def is_writable(table: Table, text: str) -> bool:
    try:
        text.encode(table.encoding)
    except UnicodeEncodeError:
        return False
    # A line of fixed width is full of blanks, and so it is what is missing that is blank.
    return "," not in text


def with_wrong_values(table: Table) -> tuple[Delivered, bytes]:
    damages = [each for each in wrong_values(table) if is_writable(table, each[1])]
    rows: list[Row] = good_rows(table, 2 * len(damages) + 30, seed=4)
    for number, (column, text) in enumerate(damages):
        rows[2 * number + 10][column] = text
    header, lines = split(table, render(table, rows))
    damaged = {2 * number + 10: f"{column}: {text}" for number, (column, text) in enumerate(damages)}
    return Delivered(table, lines, [number not in damaged for number in range(len(lines))], damaged), header


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pool, Mapping[str, tuple[Delivered, BatchRecord]]]:
    root = make_pool_file(tmp_path_factory.mktemp("lines"))
    tables = described_tables(root)
    made = {f"lines of {name}": with_damaged_lines(tables[name], damages) for name, damages in LINES.items()}
    made |= {f"values of {name}": with_wrong_values(tables[name]) for name in VALUES}
    paths = {}
    for number, (name, (delivered, header)) in enumerate(made.items()):
        path = deliver(root, delivered.table, delivered.content(header), part=number)
        paths[path.relative_to(root).as_posix()] = name
    land(root, [FolderSource(root, tables)])
    pool = Pool.open(root)
    return pool, {paths[record.path]: (made[paths[record.path]][0], record) for record in pool.batches()}


@pytest.mark.parametrize("name", [*(f"lines of {name}" for name in LINES), *(f"values of {name}" for name in VALUES)])
def test_every_line_lands_with_its_values_or_is_kept_back_with_its_bytes(corpus, name: str) -> None:
    pool, deliveries = corpus
    delivered, record = deliveries[name]
    assert record.state == LANDED, record.detail
    check_delivery(pool, delivered.table, record, lines=delivered.lines, lands=delivered.lands, first=delivered.first)


@pytest.mark.parametrize("name", VALUES)
def test_a_wrong_value_is_named_by_its_column(corpus, name: str) -> None:
    pool, deliveries = corpus
    delivered, record = deliveries[f"values of {name}"]
    kept = {row.line: row for row in pool.quarantined(batch=record.batch)}
    for number, damage in delivered.names.items():
        row = kept[number + delivered.first]
        assert damage.partition(": ")[0] in row.columns or "" in row.columns, damage


def test_the_corpus_has_hundreds_of_kinds() -> None:
    lines = {(name, damage[0]) for name, damages in LINES.items() for damage in damages}
    values = {(kind, text) for kind, texts in WRONG_VALUES.items() for text in texts}
    assert len(lines) >= 100
    assert len(lines) + len(values) >= 200


def test_the_record_counts_every_fault_by_column_and_reason(corpus) -> None:
    pool, deliveries = corpus
    for _, record in deliveries.values():
        kept = [
            (c, r)
            for row in pool.quarantined(batch=record.batch)
            for c, r in zip(row.columns, row.reasons, strict=True)
        ]
        counted = {
            (column, reason): n for column, report in record.items.items() for reason, n in report.faults.items()
        }
        assert counted == {pair: kept.count(pair) for pair in set(kept) if pair[0]}


def test_a_value_that_is_filled_is_counted_as_filled_right_or_wrong(corpus) -> None:
    delivered, record = corpus[1]["values of hrss_contributions"]
    blank = {"required": 0, "all": 0}
    for line in delivered.lines:
        blank["required"] += not line.decode().split(",")[0].strip(" \u3000")
        blank["all"] += 1
    assert record.items["person_no"].filled == blank["all"] - blank["required"]
    assert record.items["period"].filled == blank["all"] - len(BLANK_VALUES)


def test_a_row_with_an_invalid_identity_number_lands_and_says_so(tmp_path: Path) -> None:
    root = make_pool_file(tmp_path)
    tables = described_tables(root)
    table = tables["hrss_insured"]
    rows = good_rows(table, 40)
    for row, number in zip(rows, INVALID_IDS, strict=False):
        row["citizen_id"] = number
    deliver(root, table, render(table, rows))
    (record,) = land(root, [FolderSource(root, tables)]).records
    landed = landed_rows(Pool.open(root), table, record.batch)
    assert len(landed) == 40
    for line, number in enumerate(INVALID_IDS, start=2):
        assert landed[line]["citizen_id_written"] == number
        if INVALID_IDS[number] == "valid":
            assert landed[line]["citizen_id"] == number
        elif "wrong" in INVALID_IDS[number]:
            assert landed[line]["citizen_id"] is None
            assert landed[line]["citizen_id_kind"] == INVALID_IDS[number]
    assert sum(record.items["citizen_id"].kinds.values()) == 40
    assert ItemType.CITIZEN_ID.is_identifier
