"""Yearly registers, corrections by clerks, and texts cut to their width."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapool.synthetic.block import NEVER, Block, Rows
from datapool.synthetic.feeds.rendering import Rendering
from datapool.synthetic.feeds.snapshots import new_and_changed
from datapool.synthetic.feeds.texts import Texts, cut_to
from datapool.synthetic.province import Province

RENAMED, RENUMBERED = 2, 3
SECONDS = 86400


def test_a_register_shows_who_is_new_and_who_has_changed_in_the_order_of_the_file() -> None:
    state = np.array([[1, 1, 2], [5, 5, 5], [7, 8, 8]])
    present = np.array([[True, False, False], [False, True, False], [False, False, False]])
    entries = new_and_changed([state], present, np.array([2, 1, 0]))
    assert list(zip(entries.person.tolist(), entries.year.tolist(), entries.is_first.tolist(), strict=True)) == [
        (1, 1, True),
        (0, 0, True),
        (0, 2, False),
    ]


@pytest.fixture
def corrected(lived: Block, made_up_province: Province) -> Rendering:
    """Person 1 is given the name and number of person 2 on day 17,000; the number of person 3 is put right."""
    operations = {
        "kind": np.array([RENAMED, RENUMBERED, RENUMBERED]),
        "person": np.array([1, 1, 3]),
        "other": np.array([2, 2, -1]),
        "new_account": np.full(3, -1),
        "second": np.array([17_000, 17_001, 17_500]) * SECONDS,
    }
    block = Block(lived.index, replace(lived.people), lived.months, Rows(operations=operations))
    return Rendering(block, made_up_province)


def shown(rendering: Rendering, person: int, day: int) -> tuple[str, str]:
    wrote = rendering.wrote["hrss"]
    found = []
    for field in (wrote.name_on(np.array([person]), np.array([day])), wrote.id_on(np.array([person]), np.array([day]))):
        assert field.texts is not None
        found.append(str(field.texts[field.values[0]]) if field.values[0] >= 0 else "")
    return found[0], found[1]


def test_a_double_change_gives_one_persons_entry_to_another_from_its_day_on(corrected: Rendering) -> None:
    true = corrected.identities
    before, after = shown(corrected, 1, 16_999), shown(corrected, 1, 17_001)
    assert after == (true.name[2], true.citizen_id[2])
    assert before[0] == corrected.wrote["hrss"].names[1]
    assert before != after


def test_a_correction_brings_the_true_number(corrected: Rendering) -> None:
    assert shown(corrected, 3, 17_500)[1] == corrected.identities.citizen_id[3]


def test_other_departments_do_not_learn_of_it(corrected: Rendering) -> None:
    for department in ("tax", "police", "civil", "health"):
        assert corrected.wrote[department].id_since[3] == NEVER


@given(st.lists(st.text(st.sampled_from("王a·𠅤㛃 建"), max_size=40), min_size=1, max_size=6), st.integers(1, 60))
def test_texts_are_cut_between_characters_and_no_shorter_than_needed(texts: list[str], width: int) -> None:
    for text, short in zip(texts, cut_to(np.array(texts), width, "gb18030").tolist(), strict=True):
        given_text = np.array([text]).tolist()[0]
        assert given_text.startswith(short)
        assert len(short.encode("gb18030")) <= width
        rest = given_text[len(short) :]
        assert not rest or len((short + rest[0]).encode("gb18030")) > width


def test_texts_lie_behind_each_other() -> None:
    texts = Texts.of(np.array(["王", "", "𠅤b"]), "gb18030")
    parts = [bytes(texts.data[begin : end - 1]) for begin, end in zip(texts.starts[:-1], texts.starts[1:], strict=True)]
    assert [part.decode("gb18030") for part in parts] == ["王", "", "𠅤b"]
    assert texts.longest == 5
