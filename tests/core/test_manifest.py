"""Hashes that depend on content alone, and a version that names the commit."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import manifest
from core.manifest import code_version, content_hash

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


def test_a_hash_is_a_sha256() -> None:
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@given(st.dictionaries(st.text(), PLAIN, min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict) -> None:
    assert content_hash(dict(reversed(value.items()))) == content_hash(value)


@given(PLAIN, PLAIN)
def test_equal_content_has_an_equal_hash(one: object, other: object) -> None:
    assert content_hash([one, other]) == content_hash([one, other])
    assert content_hash([one]) != content_hash([one, other])


@pytest.mark.parametrize(
    ("one", "other"),
    [({"a": 1}, {"a": 2}), ([1, 2], [2, 1]), ("养老", "医疗"), ({"a": None}, {}), (0.1, 0.1000000001), ("1", 1)],
)
def test_different_content_has_a_different_hash(one: object, other: object) -> None:
    assert content_hash(one) != content_hash(other)


def test_dates_are_hashed_by_their_text() -> None:
    assert content_hash([date(2025, 1, 1)]) == content_hash(["2025-01-01"])


def test_the_version_names_the_release_and_in_a_checkout_the_commit() -> None:
    assert re.fullmatch(r"\S+( [0-9a-f]{12}(\+changed)?)?", code_version())


def test_without_git_the_version_is_the_release_alone(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(manifest, "ROOT", tmp_path)
    code_version.cache_clear()
    try:
        assert " " not in code_version()
        monkeypatch.setenv("PATH", "")
        code_version.cache_clear()
        assert " " not in code_version()
    finally:
        code_version.cache_clear()
