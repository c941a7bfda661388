"""Names follow sex, time of birth and nationality, and namesakes are as frequent as they are."""

import numpy as np
import pytest

from datapool.synthetic.identities.names import DOT, Bearers, Choice, full_names, rare_characters, surnames

COUNT = 20_000
HAN, UYGHUR, TIBETAN = 1, 5, 4


def day(year: int) -> int:
    return int(np.datetime64(f"{year}-06-01", "D").astype(np.int64))


def bearers(year: int, *, male: bool = True, ethnic: int = HAN, count: int = COUNT) -> Bearers:
    return Bearers(np.full(count, day(year)), np.full(count, male), np.full(count, ethnic), np.arange(count))


def named(of: Bearers, seed: int = 1) -> np.ndarray:
    return full_names(of, np.random.default_rng(seed), family_key=7)


def test_the_commonest_surnames_come_as_often_as_their_share() -> None:
    names = named(bearers(1975))
    weights = dict(zip(surnames().texts.tolist(), np.diff(surnames().upto, prepend=0.0), strict=True))
    for surname in ("王", "李", "陈"):
        share = np.char.startswith(names, surname).mean()
        assert share == pytest.approx(weights[surname], abs=4 * np.sqrt(weights[surname] / COUNT))


def test_compound_surnames_exist() -> None:
    assert any(name.startswith("欧阳") for name in named(bearers(1975)).tolist())


@pytest.mark.parametrize(("year", "typical", "other"), [(1953, "建国", "子轩"), (2012, "子轩", "建国")])
def test_names_are_of_their_time(year: int, typical: str, other: str) -> None:
    names = named(bearers(year))
    assert np.char.endswith(names, typical).mean() > 0.002
    assert not np.char.endswith(names, other).any()


def test_men_and_women_are_called_differently() -> None:
    men, women = (set(named(bearers(1958, male=male)).tolist()) for male in (True, False))
    assert len(men & women) < 0.25 * min(len(men), len(women))


def test_namesakes_are_frequent_but_not_the_rule() -> None:
    counts = np.unique(named(bearers(1965)), return_counts=True)[1]
    has_namesake = counts[counts > 1].sum() / COUNT
    assert 0.3 < has_namesake < 0.85
    assert counts.max() < 0.01 * COUNT


def test_most_uyghur_names_have_a_dot_and_most_tibetan_ones_do_not() -> None:
    assert (np.char.find(named(bearers(1980, ethnic=UYGHUR)), DOT) > 0).mean() > 0.95
    assert (np.char.find(named(bearers(1980, ethnic=TIBETAN)), DOT) > 0).mean() < 0.1


def test_a_few_names_hold_characters_that_only_four_bytes_carry() -> None:
    names = named(bearers(1985))
    assert all(name.encode("gb18030").decode("gb18030") == name for name in names.tolist())
    astral = [name for name in names.tolist() if any(ord(letter) > 0xFFFF for letter in name)]
    assert 0 < len(astral) < 0.01 * COUNT
    assert any(len(letter.encode("gb18030")) == 4 for letter in rare_characters().tolist())


def test_a_family_shares_its_surname() -> None:
    of = Bearers(np.full(500, day(1990)), np.full(500, True), np.full(500, HAN), np.full(500, 4711))
    compounds = {name for name in surnames().texts.tolist() if len(name) == 2}
    assert len({name[:2] if name[:2] in compounds else name[0] for name in named(of).tolist()}) == 1


def test_the_last_chance_still_has_a_text() -> None:
    assert Choice.of(["a", "b"], [1.0, 2.0]).at(np.array([0.0, 0.34, 1.0 - 1e-16])).tolist() == ["a", "b", "b"]
