"""The contract of a benchmark: one object with figures, peer, limit, ratio, cost and machine. No timing gates."""

import json
import platform
from pathlib import Path

import pytest

from benchmarks import outcome
from benchmarks.outcome import Outcome
from benchmarks.stopwatch import median_ms, medians_ms
from tests.processes import run_python

ROOT = Path(__file__).parent.parent.parent
KEYS = {"name", "measured", "peer", "limit", "ratio", "cpu_seconds", "peak_mb", "machine", "manifest"}


@pytest.fixture(scope="module")
def printed() -> str:
    done = run_python(["-m", "benchmarks.projection", "--quick", "--json"], folder=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_one_object_stands_on_one_line_and_nothing_else(printed: str) -> None:
    assert printed.count("\n") == 1
    assert set(json.loads(printed)) == KEYS
    assert json.loads(printed)["name"] == "projection"


def test_every_figure_is_a_positive_number_with_its_unit(printed: str) -> None:
    answer = json.loads(printed)
    assert set(answer["measured"]) == {"warm_ms", "cold_ms", "cold_uncached_ms", "kernel_ms"}
    assert set(answer["peer"]) == {"numpy_ms", "numpy_kernel_ms"}
    assert set(answer["limit"]) == {"ageing_ms", "cell_years"}
    for group in ("measured", "peer", "limit", "ratio"):
        assert all(value > 0 for value in answer[group].values()), group
    assert answer["cpu_seconds"] > 0
    assert answer["peak_mb"] > 1


def test_ratios_are_those_of_the_figures(printed: str) -> None:
    answer = json.loads(printed)
    ours, peer, limit = answer["measured"], answer["peer"], answer["limit"]
    assert answer["ratio"] == pytest.approx(
        {
            "numpy_to_ours": peer["numpy_ms"] / ours["warm_ms"],
            "numpy_kernel_to_kernel": peer["numpy_kernel_ms"] / ours["kernel_ms"],
            "kernel_to_ageing": ours["kernel_ms"] / limit["ageing_ms"],
        },
        rel=0.002,
    )


def test_the_machine_is_told_without_its_name_or_its_paths(printed: str) -> None:
    machine = json.loads(printed)["machine"]
    assert machine["cores"] >= 1
    assert machine["cpu"]
    assert machine["python"] == platform.python_version()
    assert platform.node() not in json.dumps(machine)
    assert str(ROOT) not in printed
    assert str(Path.home()) not in printed


def test_the_manifest_is_that_of_the_projection(printed: str) -> None:
    manifest = json.loads(printed)["manifest"]
    assert {"scenario", "assumptions", "parameters", "data", "code"} <= set(manifest)


def test_jobs_run_in_turns_and_preparing_them_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.010, 1.0, 1.5, 2.0, 2.030, 3.0, 3.5, 4.0, 4.020, 5.0, 5.5])
    monkeypatch.setattr("benchmarks.stopwatch.perf_counter", lambda: next(clock))
    done: list[str] = []

    def job(name: str):
        def prepare():
            done.append(f"prepare {name}")
            return lambda: done.append(name)

        return prepare

    assert medians_ms({"a": job("a"), "b": job("b")}, rounds=3) == pytest.approx({"a": 20.0, "b": 500.0})
    assert done == ["prepare a", "a", "prepare b", "b"] * 3


def test_the_median_of_one_job_is_its_middle_run(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.5, 1.0, 1.1, 2.0, 2.2])
    monkeypatch.setattr("benchmarks.stopwatch.perf_counter", lambda: next(clock))
    assert median_ms(lambda: None, times=3) == pytest.approx(200.0)


def test_an_outcome_is_told_in_plain_numbers() -> None:
    made = Outcome("x", {"a_ms": 1.23456789}, {"b_ms": 2.0}, {"c_ms": 3.0}, {"a_to_b": 0.61728}, {"seed": None})
    plain = made.to_json()
    assert set(plain) == KEYS
    assert plain["measured"] == {"a_ms": 1.235}
    assert plain["manifest"] == {"seed": None}
    assert json.loads(json.dumps(plain)) == plain


def test_help_names_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["x", "--help"])
    with pytest.raises(SystemExit) as ended:
        outcome.run("projection", lambda quick: pytest.fail("help measures nothing"))
    assert ended.value.code == 0
    assert "python -m benchmarks.projection" in capsys.readouterr().out
