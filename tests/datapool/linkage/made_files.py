"""Made-up files of persons whose truth is known: many tongues, shapes and kinds of dirt, for judging linkage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

TONGUES = {
    "latin": ("bcdfghjklmnprstvwz", "aeiou"),
    "cyrillic": ("бвгджзклмнпрстфхц", "аеиоуы"),
    "greek": ("βγδζθκλμνπρστφχ", "αεηιουω"),
    "turkish": ("bcçdfgğhklmnprsştvyz", "aeıioöuü"),
}
HAN_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
HAN_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红建国庆志海燕春梅晓东雪峰宇浩然子涵欣怡梓轩"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file is like.

    persons      different persons in it
    copies       mean number of further records of a person
    dirt         chance that a value of a further record is written wrongly
    holes        chance that a value is missing
    households   share of persons who live with another: same surname, address and phone
    columns      which are there
    """

    persons: int = 400
    copies: float = 1.0
    dirt: float = 0.1
    holes: float = 0.05
    households: float = 0.0
    tongue: str = "latin"
    columns: tuple[str, ...] = ("given", "family", "born", "street", "town", "post", "phone", "mail")
    seed: int = 1


def make(shape: Shape) -> pa.Table:
    """Records in random order; `person` is the truth, `record` a number of the row."""
    draw = np.random.default_rng(shape.seed)
    people = _people(shape, draw)
    rows: list[dict[str, object]] = []
    for number, person in enumerate(people):
        rows.append({"person": f"p{number}", **_blanked(person, shape.holes, draw)})
        for _ in range(draw.poisson(shape.copies)):
            dirty = {name: _written(name, value, shape, draw) for name, value in person.items()}
            if draw.random() < shape.dirt / 2 and {"given", "family"} <= set(dirty):
                dirty["given"], dirty["family"] = dirty["family"], dirty["given"]
            rows.append({"person": f"p{number}", **_blanked(dirty, shape.holes, draw)})
    order = draw.permutation(len(rows))
    columns = {"record": [str(at) for at in range(len(rows))], "person": [rows[at]["person"] for at in order]}
    columns |= {name: [rows[at][name] for at in order] for name in shape.columns}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def make_two(shape: Shape, *, overlap: float = 0.6) -> tuple[pa.Table, pa.Table]:
    """Two files without copies inside: the second has dirty records of a share of the persons, and strangers."""
    both = make(replace(shape, copies=0.0, persons=int(shape.persons * (2 - overlap))))
    draw = np.random.default_rng(shape.seed + 1)
    persons, shared = shape.persons, int(shape.persons * overlap)
    left = both.slice(0, persons)
    rows = [*range(persons - shared, persons), *range(persons, both.num_rows)]
    columns = both.take(pa.array(rows)).to_pydict()
    for name in shape.columns:
        columns[name] = [
            _written(name, value, shape, draw) if at < shared and value is not None else value
            for at, value in enumerate(columns[name])
        ]
    columns["record"] = [str(at) for at in range(len(rows))]
    right = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return left, right.take(pa.array(draw.permutation(right.num_rows)))


def _people(shape: Shape, draw: np.random.Generator) -> list[dict[str, str]]:
    given, family, streets, towns = (_vocabulary(shape.tongue, size, draw) for size in (150, 300, 400, 60))
    people: list[dict[str, str]] = []
    for _ in range(shape.persons):
        town = int(_zipf(len(towns), draw))
        person = {
            "given": given[_zipf(len(given), draw)],
            "family": family[_zipf(len(family), draw)],
            "born": str(np.datetime64("1930-01-01") + int(draw.integers(0, 29_000))),
            "street": f"{draw.integers(1, 200)} {streets[draw.integers(len(streets))]}",
            "town": towns[town],
            "post": f"{10_000 + town * 137 + draw.integers(3)}",
            "phone": f"0{draw.integers(200, 999)} {draw.integers(100_000, 999_999)}",
            "code": f"{draw.integers(10**8, 10**9)}",
            "sex": "mf"[draw.integers(2)],
            "constant": "x",
            "amount": f"{draw.lognormal(8, 1):.2f}",
        }
        if people and draw.random() < shape.households:
            person |= {
                name: people[-1][name] for name in ("family", "street", "town", "post", "phone") if name in people[-1]
            }
        person["mail"] = f"{person['given'][:3]}.{person['family']}{draw.integers(100)}@{towns[draw.integers(20)]}.org"
        people.append({name: person[name] for name in shape.columns})
    return people


def _vocabulary(tongue: str, size: int, draw: np.random.Generator) -> list[str]:
    if tongue == "han":
        return [_han(draw) for _ in range(size)]
    consonants, vowels = (np.array(list(letters)) for letters in TONGUES[tongue])
    words: dict[str, None] = {}
    while len(words) < size:
        syllables = draw.integers(2, 5)
        words["".join(draw.choice(consonants) + draw.choice(vowels) for _ in range(syllables))] = None
    return list(words)


def _han(draw: np.random.Generator) -> str:
    given = "".join(HAN_GIVEN[draw.integers(len(HAN_GIVEN))] for _ in range(draw.integers(1, 3)))
    return HAN_SURNAMES[_zipf(len(HAN_SURNAMES), draw)] + given


def _zipf(size: int, draw: np.random.Generator) -> int:
    weights = 1.0 / (np.arange(size) + 10.0)
    return int(np.searchsorted(np.cumsum(weights) / weights.sum(), draw.random()))


def _blanked(person: dict[str, str], holes: float, draw: np.random.Generator) -> dict[str, str | None]:
    return {name: None if draw.random() < holes else value for name, value in person.items()}


def _written(name: str, value: str, shape: Shape, draw: np.random.Generator) -> str:
    if draw.random() >= shape.dirt:
        return value
    if name in ("sex", "constant"):
        return value if name == "constant" else "mf"[draw.integers(2)]
    if name in ("phone", "street", "mail", "town") and draw.random() < 0.3:
        return _slip("".join(draw.permutation(list(value))), draw)
    return _slip(_slip(value, draw) if draw.random() < 0.3 else value, draw)


def _slip(value: str, draw: np.random.Generator) -> str:
    """One letter wrong, lost, doubled or changed in its place."""
    if len(value) < 2:
        return value
    at = int(draw.integers(len(value) - 1))
    ways: Sequence[Callable[[], str]] = (
        lambda: value[:at] + value[at + 1] + value[at] + value[at + 2 :],
        lambda: value[:at] + value[at + 1 :],
        lambda: value[: at + 1] + value[at:],
        lambda: value[:at] + value[int(draw.integers(len(value)))] + value[at + 1 :],
    )
    return ways[int(draw.integers(4))]()
