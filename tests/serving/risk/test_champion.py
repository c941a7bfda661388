"""A champion with trees is served by replicas that load little, and says what `anlan risk score` says of the cases."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest

from core.keys import SigningKey, TrustList, draw_key, trust
from core.releases import Release, open_release, write_release
from serving.application import Setup, load_offer
from serving.frames import Ask
from serving.replica import Replica
from serving.risk.scoring import open_risk
from serving.served import UNUSABLE, Served
from serving.shelf import Shelf
from tests.processes import run_python
from tests.serving.asking import KEY, frame
from tests.serving.releases import learned, release_of
from tests.serving.risk.cases import answered, body, cases_of, sent
from tests.training.risk.test_finding import AS_OF, with_deaths
from training.risk.learned import Chance
from training.risk.reading import TREES, read_models
from training.risk.scorer import with_trees

RULE = "after_death"
HEAVY = {
    "duckdb", "lightgbm", "mlflow", "numba", "optuna", "pandas", "pyarrow", "ray", "scipy", "sklearn", "statsmodels",
    "streamlit", "torch",
}  # fmt: skip
LEARNING = {"finding", "choosing", "gathering", "proving", "casebook", "chance", "network", "streaming", "alerting"}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return draw_key(tmp_path_factory.mktemp("keys") / "key")


@pytest.fixture(scope="module")
def champion(tmp_path_factory: pytest.TempPathFactory, key: SigningKey) -> Release:
    """Models of which one has trees, signed."""
    models = learned(tmp_path_factory.mktemp("taught"))
    world, _ = with_deaths(24, 60)
    found = cases_of(world.lay(tmp_path_factory.mktemp("more")), AS_OF)
    model, figures = models[RULE], found.matrix()
    assert isinstance(model, Chance)
    long = figures[:, found.figures.index("months_paid")] > 8
    scorer = with_trees(
        model.scorer, figures, long, np.ones(long.size), signs=np.zeros(len(found.figures), np.int64)
    )  # fmt: skip
    return release_of({RULE: replace(model, scorer=scorer)}, tmp_path_factory.mktemp("releases") / "1", key)


def test_trees_are_files_of_a_release_beside_their_model(champion: Release) -> None:
    assert f"{RULE}.scorer{TREES}" in {file.name for file in champion.files}


def test_every_case_is_told_as_the_command_tells_it_of_its_pool(
    champion: Release, key: SigningKey, anlan: Any, tmp_path: Path
) -> None:
    world, _ = with_deaths(12, 30)
    root = world.lay(tmp_path / "pool")
    trust(tmp_path / "trusted", key.public)
    done = anlan(
        "risk", "score", str(root), "--as-of", AS_OF.isoformat(), "--model", str(champion.folder), "--trust",
        str(tmp_path / "trusted"), "--out", "alerts.parquet", "--who", "t",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    alerts = {row["alert"]: row for row in parquet.read_table(tmp_path / "alerts.parquet").to_pylist()}
    risk = open_risk(Setup("here", "CN", release=champion))
    cases = sent(cases_of(root, AS_OF))
    (whole,) = answered(risk, [body(*cases)])
    each = answered(risk, [body(case) for case in cases])
    told = [json.loads(whole.body)["cases"], [json.loads(one.body)["cases"][0] for one in each]]
    # Of the same pool not always the same number: which cases learn together hangs on pseudonyms, drawn anew each time.
    assert len(alerts) >= 3
    for said in told:
        of_alerts = [case for case in said if case["alert"] in alerts]
        assert len(of_alerts) == len(alerts)
        for case in of_alerts:
            alert, evidence = alerts[case["alert"]], case["evidence"]
            assert evidence["score"] == pytest.approx(alert["probability"], rel=0, abs=1e-9)
            assert case["expected_yuan"] == alert["expected_loss_fen"] / 100
            assert [reason["code"] for reason in evidence["reasons"]] == [one["code"] for one in alert["reasons"]]
            weights = [one["weight"] for one in alert["reasons"]]
            assert [reason["weight"] for reason in evidence["reasons"]] == pytest.approx(weights, rel=0, abs=1e-9)
            assert evidence["release"] == alert["release"] == champion.hash


def test_the_trees_of_the_champion_make_a_difference_to_what_is_told(champion: Release) -> None:
    model = read_models(champion)[RULE]
    assert isinstance(model, Chance)
    case = np.ones((1, len(model.figures)))
    without = replace(model.scorer, trees="")
    assert abs(float(model.scorer.log_odds(case)[0] - without.log_odds(case)[0])) > 1e-3


def test_a_signed_release_whose_trees_are_none_is_never_served_and_the_one_before_goes_on(
    champion: Release, key: SigningKey, tmp_path: Path
) -> None:
    broken = {**champion.contents(), f"{RULE}.scorer{TREES}": b"tree\nversion=v4\nTree=0\nnum_leaves=9\n"}
    other = write_release(tmp_path / "broken", broken, replace(champion.about, version="2"), key)
    trusted, shelf = TrustList.of(key.public), Shelf(tmp_path / "shelf")
    assert open_release(other.folder, trusted).about.version == "2"
    now = [0.0]
    shelf.put(champion.folder, trusted)
    setup = Setup("here", "CN", trusted=trusted)
    served = Served(load_offer("serving.risk.app"), setup, shelf=shelf, clock=lambda: now[0])
    shelf.put(other.folder, trusted)
    now[0] = 5.0
    served.look()
    health = served.health()
    assert (health.is_well, health.release["version"], health.code) == (True, "1", UNUSABLE)
    assert "no trees" in health.why
    case = {
        "rule": RULE, "subject": "s", "first_month": "2025-01", "months": 3, "paid_fen": 1, "monthly_fen": 1,
        "figures": dict.fromkeys(read_models(champion)[RULE].figures, 1),
    }  # fmt: skip
    (answer,) = frame(Replica("risk", served, KEY), "risk", [Ask("a", 1e3, "", body(case))])
    assert json.loads(answer.body)["release"]["version"] == "1"


def test_a_replica_that_answers_from_trees_loads_neither_the_registry_nor_what_learns(
    champion: Release, key: SigningKey
) -> None:
    """What stands in the memory of every replica of every site, many times over."""
    script = f"""
import json, sys
from pathlib import Path
from core.keys import PublicKey, TrustList
from core.releases import open_release
from serving.application import Setup, load_offer
from serving.frames import Ask
from serving.replica import Replica
trusted = TrustList.of(PublicKey(bytes.fromhex("{key.public.raw.hex()}")))
release = open_release(Path({str(champion.folder)!r}), trusted)
risk = load_offer("serving.risk.app").open(Setup("here", "CN", release=release, trusted=trusted))
figures = dict.fromkeys(risk._known["{RULE}"].model.figures, 1)
case = {{"rule": "{RULE}", "subject": "s", "first_month": "2025-01", "months": 3, "paid_fen": 1, "monthly_fen": 1}}
body = json.dumps({{"cases": [{{**case, "figures": figures}}]}}).encode()
answer = risk.answer([Ask("a", 1000, "", body)])[0]
assert answer.status == 200, answer.body
print(json.dumps(sorted(sys.modules)))
"""
    done = run_python(["-c", script], folder=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert loaded & HEAVY == set()
    assert {f"training.risk.{name}" for name in LEARNING} & loaded == set()
    assert not any(name.startswith("datapool") for name in loaded)
    assert {name for name in loaded if name.startswith("training.") and not name.startswith("training.risk")} == set()
