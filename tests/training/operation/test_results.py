"""What was computed is shown as it was computed: results come back from their files whole, or not at all."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FileMissing, InputError, WrongType
from tests.training.operation.made_up import history, monthly, of, regions
from training.operation.effect import Effect, effect
from training.operation.outlook import outlook
from training.operation.results import About, Kind, Result, read_result, result_files, write_result
from training.operation.results_form import history_from, history_json
from training.operation.series import History, LeftOut, Note, Series
from training.operation.watching import watch

MADE = datetime(2026, 1, 5, tzinfo=UTC)


def about(kind: Kind) -> About:
    return About(f"{kind}-month", kind, "", "made_up", MADE, {"scheme": ("110", "120")})


def spoiled() -> History:
    values = monthly(3, count=60).values.copy()
    values[-1] *= 1.5
    values[20] = np.nan
    return history(of(values, name="a").noted(Note("gaps", "2016-09", 1)), monthly(4, count=60))


def same(one: Series, other: Series) -> bool:
    np.testing.assert_array_equal(one.values, other.values)
    return replace(one, values=other.values) == other


def test_a_watch_comes_back_with_its_alerts_on_its_own_series(tmp_path: Path) -> None:
    found = watch(spoiled(), last=3, rate=0.05)
    write_result(tmp_path, Result(about("watch"), found.history, watch=found))
    back = read_result(tmp_path / "watch-month.json")
    assert back.about == about("watch")
    assert back.watch is not None and found.alerts
    assert [(a.place, a.off, a.adjusted) for a in back.watch.alerts] == [
        (a.place, a.off, a.adjusted) for a in found.alerts
    ]
    assert back.watch.alerts[0].series is back.watch.watched[0].series
    assert all(same(a.series, b.series) for a, b in zip(back.watch.watched, found.watched, strict=True))
    np.testing.assert_array_equal(back.watch.watched[1].upper, found.watched[1].upper)
    assert (back.watch.compared, back.watch.coverage) == (found.compared, found.coverage)


def test_a_forecast_comes_back(tmp_path: Path) -> None:
    used, found = outlook(history(monthly(1, count=60), monthly(2, count=60)), ahead=3)
    path = write_result(tmp_path, Result(about("forecast"), used, outlooks=found))
    for one, other in zip(read_result(path).outlooks, found, strict=True):
        assert same(one.series, other.series)
        np.testing.assert_array_equal([one.mean, one.lower, one.upper], [other.mean, other.lower, other.upper])
        assert (one.model, one.coverage, one.mase) == (other.model, other.coverage, other.mase)


@pytest.fixture(scope="module")
def found_effect() -> Effect:
    units = regions(1, change=-0.2, count=60, since=48)
    return effect(units, treated=["r0"], controls=None, since=date(2019, 1, 1))


def test_an_effect_comes_back_with_what_was_tried_against_it(found_effect: Effect, tmp_path: Path) -> None:
    path = write_result(tmp_path, Result(about("effect"), history(monthly(1)), effect=found_effect))
    back = read_result(path).effect
    assert back is not None
    assert back.to_json() == found_effect.to_json()
    np.testing.assert_array_equal(back.panel.gap(("r0",), ("r1",)), found_effect.panel.gap(("r0",), ("r1",)))


VALUES = st.lists(st.floats(allow_nan=True, allow_infinity=False, width=64), min_size=1, max_size=20)


@given(values=VALUES, why=st.sampled_from(["short", "few_persons"]), name=st.text(max_size=9))
def test_every_history_comes_back_from_json(values: list[float], why: str, name: str) -> None:
    told = History((of(np.asarray(values), name=name),), name, date(2024, 1, 31), (LeftOut(name, why, 3.0),), {})
    back = history_from(json.loads(json.dumps(history_json(told), allow_nan=False)))
    assert same(back.series[0], told.series[0])
    assert replace(back, series=()) == replace(told, series=())


def test_an_earlier_result_of_the_same_question_gives_way(tmp_path: Path) -> None:
    used, found = outlook(history(monthly(1, count=60)), ahead=2)
    for title in ("first", "second"):
        write_result(tmp_path, Result(replace(about("demand"), title=title), used, outlooks=found))
    (path,) = result_files(tmp_path)
    assert read_result(path).about.title == "second"


def test_a_folder_that_is_not_there_or_not_ours_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        result_files(tmp_path / "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be kept"):
        write_result(tmp_path / "file", Result(about("demand"), history(monthly(1))))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, found_effect: Effect) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("results")
    found = watch(spoiled(), last=2, rate=0.05)
    used, ahead = outlook(history(monthly(1, count=60)), ahead=2)
    paths = [
        write_result(folder, Result(about("watch"), found.history, watch=found)),
        write_result(folder, Result(about("forecast"), used, outlooks=ahead)),
        write_result(folder, Result(about("effect"), history(monthly(1)), effect=found_effect)),
    ]
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize("name", ["watch-month.json", "forecast-month.json", "effect-month.json"])
@pytest.mark.parametrize("spoil", ["half", "list", "form", "kind", "key", "places", "unit", "step"])
def test_a_file_that_was_changed_is_refused_and_nothing_else_is_raised(
    written: dict[str, str], tmp_path: Path, name: str, spoil: str
) -> None:
    told = json.loads(written[name])
    match spoil:
        case "half":
            text = written[name][: len(written[name]) // 2]
        case "list":
            text = "[1, 2]"
        case "form" | "kind":
            text = json.dumps({**told, spoil: "other"})
        case "key":
            text = json.dumps({key: value for key, value in told.items() if key != "history"})
        case "places":
            part = told.get("watch", {}).get("watched") or told.get("outlooks") or [told["effect"]]
            part[0] |= {"places": [10_000], "mean": [], "design": "none"}
            text = json.dumps(told)
        case _:
            told["history"]["series"][0][spoil] = "fortnight"
            text = json.dumps(told)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongType) as refused:
        read_result(path)
    assert refused.value.path == path
