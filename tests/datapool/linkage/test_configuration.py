from pathlib import Path

import pytest

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from datapool.linkage.configuration import Configuration, read_configuration
from datapool.linkage.kind import Kind


def read(folder: Path, text: str) -> Configuration:
    path = folder / "linkage.yaml"
    path.write_text(text, encoding="utf-8")
    return read_configuration(path)


def test_everything_that_may_be_said_is_read(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "kinds: {姓名: han}\nignore: [备注]\ncolumns: {姓名: name}\nthreshold: 0.4\nmax_pairs: 5000\nseed: 3\n",
    )
    assert said == Configuration({"姓名": Kind.HAN}, frozenset({"备注"}), {"姓名": "name"}, 0.4, 5000, 3)


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("- a\n", WrongType, "configuration"),
        ("threshhold: 0.5\n", UnknownKey, ":1:"),
        ("seed: 1\nthreshold: 1.5\n", ValueOutOfRange, ":2:"),
        ("threshold: high\n", WrongType, "threshold"),
        ("max_pairs: 3\n", ValueOutOfRange, "max_pairs"),
        ("kinds: {a: surname}\n", UnknownKey, "surname"),
        ("kinds: [a]\n", WrongType, "kinds"),
        ("ignore: a\n", WrongType, "ignore"),
        ("threshold: true\n", WrongType, "threshold"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, kind: type[InputError], says: str) -> None:
    with pytest.raises(kind, match=says):
        read(tmp_path, text)
