"""Measures: an agreement demands those that its data call for, and a list of measures that cannot be is refused."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from datapool.sharing.measure import FILE, lacking, load_measures
from datapool.standards.catalogue import SENSITIVITIES

NAMES = tuple(load_measures())


def test_a_higher_class_calls_for_whatever_a_lower_one_does() -> None:
    asked = [set(lacking((), [word])) for word in SENSITIVITIES]
    for lower, higher in pairwise(asked):
        assert lower <= higher
    assert not asked[0] and asked[-1] == set(NAMES)


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(SENSITIVITIES)))
def test_what_lacks_is_what_the_classes_call_for_and_nobody_demanded(demanded: set[str], classes: set[str]) -> None:
    called_for = {name for name, each in load_measures().items() if set(each.needed_for) & classes}
    assert set(lacking(demanded, classes)) == called_for - demanded
    assert lacking(called_for, classes) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("needed_for: [sensitive]", "needed_for: [secret]", "no classes"),
        ("title: {zh: 传输加密, en: Encrypted while they travel}", "title: {zh: 传输加密}", "both languages"),
        ("title: {zh: 传输加密, en: Encrypted while they travel}", "title: {zh: ' ', en: x}", "no title"),
        ("[个人信息保护法 第五十一条]", "[]", "no legal basis"),
        ("  needed_for: [sensitive]\n", "", "needed_for is missing"),
    ],
)
def test_a_measure_that_cannot_be_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "measures.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_measures(path)
    assert caught.value.path == path and caught.value.line


def test_sealing_fulfils_what_sensitive_data_call_for_and_nothing_else() -> None:
    found = {name: measure.needed_for for name, measure in load_measures().items() if measure.by_sealing}
    assert found == {"encrypted_storage": ("sensitive",)}
