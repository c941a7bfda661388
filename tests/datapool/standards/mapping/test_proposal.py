"""Unknown feeds of tables whose columns the weights have never seen."""

from collections.abc import Iterator
from functools import cache
from random import Random

import duckdb
import numpy as np
import pytest

from datapool.standards.expressions import prepare
from datapool.standards.mapping.assignment import assign, standing
from datapool.standards.mapping.contents import read_contents
from datapool.standards.mapping.evidence import STANDING, judge, load_weights, score
from datapool.standards.mapping.proposal import LEAST_CONFIDENCE, confidences, propose
from datapool.standards.mapping.slots import load_slots
from datapool.standards.regions import load_regions
from tests.datapool.standards.mapping.unknown_feeds import WAYS, Sent, in_other_words, send, tables

SEED = 1000
Found = list[tuple[bool, float, bool, bool]]


@cache
def connection() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    prepare(opened, load_regions())
    return opened


def mapped(sent: Sent) -> Iterator[tuple[bool, float, bool, bool]]:
    """For each column: whether it is known, the confidence, whether it was named, whether the best slot is right."""
    slots, weights = load_slots(), load_weights()
    scores = score(judge(sent.feed, slots, read_contents(sent.feed, slots, connection())), weights, slots)
    chosen = assign(scores)
    sure = confidences(standing(scores, chosen), weights, is_nameless=not sent.feed.has_headers)
    for at, truth in enumerate(sent.truth):
        slot = slots[int(scores[at].argmax()) if chosen[at] is None else chosen[at]]
        named = chosen[at] is not None and sure[at] >= LEAST_CONFIDENCE
        yield truth is not None, float(sure[at]), bool(named), truth == (slot.item.key, slot.column)


@cache
def found(way: str) -> Found:
    return [one for table in tables(1)[::3] for one in mapped(send(table, way, SEED))]


def precision(rows: Found) -> float:
    return float(np.mean([right for _, _, named, right in rows if named]))


def recall(rows: Found) -> float:
    return float(np.mean([named and right for known, _, named, right in rows if known]))


@pytest.mark.parametrize(
    ("way", "least_precision", "least_recall"),
    [("as_is", 1.0, 1.0), ("renamed", 0.97, 0.95), ("english", 0.97, 0.95), ("initials", 0.95, 0.85)],
)
def test_a_feed_under_other_headers_is_mapped(way: str, least_precision: float, least_recall: float) -> None:
    rows = found(way)
    assert len(rows) > 40
    assert precision(rows) >= least_precision
    assert recall(rows) >= least_recall


def test_without_headers_little_is_named_and_what_is_named_is_mostly_right() -> None:
    assert precision(found("nameless")) >= 0.85
    assert recall(found("nameless")) >= 0.4


def test_what_belongs_nowhere_is_not_named() -> None:
    strangers = [row for way in WAYS for row in found(way) if not row[0]]
    assert len(strangers) > 20
    assert sum(named for _, _, named, _ in strangers) <= 1


def test_confidence_is_what_it_says() -> None:
    """In every band of confidence, about as many are right as it claims."""
    rows = [row for way in WAYS for row in found(way)]
    sure, right = np.array([row[1] for row in rows]), np.array([row[3] for row in rows])
    bands = np.minimum((sure * 5).astype(int), 4)
    gaps = [
        abs(sure[bands == band].mean() - right[bands == band].mean()) * (bands == band).mean() for band in set(bands)
    ]
    assert sum(gaps) <= 0.05


def test_a_feed_without_headers_in_the_order_of_a_known_table_is_mapped() -> None:
    table = next(table for table in tables(1) if table.full_name == "health_members")
    sent = next(one for seed in range(50) if in_order(one := send(table, "nameless", seed), len(table.columns)))
    rows = list(mapped(sent))
    assert all(right for _, _, _, right in rows)
    assert recall(rows) == 1.0


def in_order(sent: Sent, columns: int) -> bool:
    names = [truth[1] for truth in sent.truth if truth is not None]
    return len(names) == columns == len(sent.truth) and names[:2] == ["member_no", "person_name"]


def test_no_slot_is_given_twice_and_the_whole_decides() -> None:
    scores = np.array([[5.0, 4.0], [5.0, 1.0]])
    assert assign(scores) == [1, 0]
    assert assign(np.array([[5.0], [4.0]])) == [0, None]
    assert assign(np.array([[-9.0, -8.0]])) == [None]


def test_columns_that_could_change_places_are_rivals() -> None:
    scores = np.array([[3.0, 3.0, -9.0], [3.0, 3.0, -9.0], [-9.0, -9.0, 6.0]])
    loss, rivals = STANDING.index("least_loss"), STANDING.index("rivals")
    rows = standing(scores, [0, 1, 2])
    assert rows[0, loss] == rows[1, loss] == 0.0 and rows[0, rivals] == rows[1, rivals] == np.log1p(1)
    assert rows[2, loss] > 5.0 and rows[2, rivals] == 0.0


def test_the_other_headers_are_none_that_are_known() -> None:
    known = {(slot.item.key, slot.column): set(slot.names) for slot in load_slots()}
    sent = [send(table, "renamed", SEED) for table in tables(1)[::3]]
    pairs = [(name, truth) for one in sent for name, truth in zip(one.feed.headers, one.truth, strict=True) if truth]
    assert np.mean([name in known[truth] for name, truth in pairs]) < 0.2


def test_proposals_say_what_they_rest_on() -> None:
    sent = send(tables(1)[0], "renamed", SEED)
    proposals = propose(sent.feed, load_regions())
    assert [proposal.position for proposal in proposals] == list(range(1, len(sent.truth) + 1))
    for proposal, truth in zip(proposals, sent.truth, strict=True):
        assert proposal.header == sent.feed.headers[proposal.position - 1]
        assert len({(one.slot.item.key, one.slot.column) for one in proposal.candidates}) == 3
        assert (proposal.slot is None) == (truth is None)
        assert proposal.candidates[0].confidence == proposal.confidence
        assert 0.0 <= proposal.filled <= 1.0 and 0.0 <= proposal.passes <= 1.0


def test_an_empty_column_is_judged_by_its_header() -> None:
    table = tables(1)[0]
    sent = send(table, "as_is", SEED, rows=30)
    emptied = type(sent.feed)(
        path=sent.feed.path, format="csv", encoding="utf-8", gzip=False, headers=sent.feed.headers,
        values=tuple(("",) * 30 for _ in sent.feed.headers),
    )  # fmt: skip
    proposals = propose(emptied, load_regions())
    named = {proposal.header: proposal.slot.column for proposal in proposals if proposal.slot}
    assert named and set(named.values()) <= {column.column for column in table.columns}


def test_other_words_change_a_header() -> None:
    assert {in_other_words("登记日期", Random(seed)) for seed in range(5)} == {"登记时间"}
