"""From data to the files of a release and back: the card says what was measured; same data, same bytes."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from core.errors import InputError
from core.keys import SigningKey, TrustList
from core.releases import Release, open_release, write_release
from tests.training.tables import table, with_column, write
from training.card import card, card_text
from training.dataset import Dataset, read_dataset
from training.leaks import LeakingColumn
from training.making import Made, Recipe, evaluation_of, make, model_of, reproduce
from training.tasks import find_task

KEY = SigningKey(bytes(range(32)))
PARAMS = {"rounds": 20, "calibration_folds": 2}
AT = "2030-01-01T08:00:00+08:00"


def recipe(**changes: object) -> Recipe:
    task = find_task("table", label="found", groups=("sex",))
    return replace(Recipe(task, PARAMS, 5), **changes)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = write(table(), tmp_path_factory.mktemp("data") / "rows.csv")
    return read_dataset(path, recipe().task)


@pytest.fixture(scope="module")
def made(dataset: Dataset) -> Made:
    return make(recipe(), dataset)


@pytest.fixture(scope="module")
def release(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Release:
    about = made.about("death", "1", created_at=AT, code_version="c1")
    folder = tmp_path_factory.mktemp("made") / "release"
    write_release(folder, made.files(about), about, KEY)
    return open_release(folder, TrustList.of(KEY.public))


def test_a_model_read_from_its_release_is_the_one_that_was_judged(
    release: Release, made: Made, dataset: Dataset
) -> None:
    found, model = model_of(release)
    assert found.to_json() == recipe().to_json() and found.seed == 5
    rows = dataset.parts["test"]
    assert model.predict(rows).tobytes() == made.fitted.model.predict(rows).tobytes()
    assert evaluation_of(release) == made.evaluation


def test_the_same_data_give_every_file_again_to_the_byte(release: Release, dataset: Dataset) -> None:
    done = reproduce(release, dataset, code_version="c1")
    assert done.is_same and done.same_code and done.hash == release.hash


def test_made_and_signed_again_it_is_the_same_release(release: Release, dataset: Dataset, tmp_path: Path) -> None:
    again = make(Recipe.of(release.about), dataset)
    files = again.files(release.about)
    assert write_release(tmp_path / "again", files, release.about, KEY).hash == release.hash


def test_other_code_is_told_and_other_data_refused(release: Release, dataset: Dataset) -> None:
    assert not reproduce(release, dataset, code_version="c2").same_code
    with pytest.raises(InputError, match=release.about.data_hash):
        reproduce(release, replace(dataset, data_hash="other"), code_version="c1")


def test_a_release_that_lies_about_its_seed_does_not_come_out_the_same(
    made: Made, dataset: Dataset, tmp_path: Path
) -> None:
    about = replace(made.about("death", "1", created_at=AT, code_version="c1"), seed=6)
    lying = write_release(tmp_path / "lying", made.files(about), about, KEY)
    done = reproduce(lying, dataset, code_version="c1")
    assert "trees.txt" in done.different and not done.is_same


def test_the_card_tells_in_both_languages_what_was_measured(release: Release, made: Made) -> None:
    card = release.json("card.json")
    assert card["evaluation"] == json.loads(json.dumps(made.evaluation.to_json()))
    for language, words in (("zh", "模型说明书"), ("en", "Model card")):
        text = card_text(card, language)
        assert text == release.read(f"card.{language}.md").decode()
        assert words in text and release.about.data_hash in text
        assert f"{made.evaluation.figures['ap'].value:.4f}" in text
        assert "sex" in text and "`x0`" in text


def test_the_card_owns_up_to_what_was_not_tested(made: Made) -> None:
    about = asdict(made.about("death", "1", created_at=AT, code_version="c1"))
    limits = [each["limit"] for each in card(about, made.data, made.evaluation)["limits"]]
    assert limits == ["limit_evidence", "limit_features", "limit_no_time"]
    worse = {**made.data, "by": "rows", "leaking": ["closed_on"]}
    limits = [each["limit"] for each in card(about, worse, replace(made.evaluation, positives=9))["limits"]]
    assert {"limit_no_person", "limit_leaks", "limit_few"} <= set(limits)


def test_a_leak_stops_the_making_and_is_on_the_card_when_kept(tmp_path: Path) -> None:
    rows = table(900)
    leaky = with_column(rows, "closed_on", [each * 1.0 for each in rows.column("found").to_pylist()])
    data = read_dataset(write(leaky, tmp_path / "rows.parquet"), recipe().task)
    with pytest.raises(LeakingColumn, match="'closed_on'"):
        make(recipe(), data)
    assert make(recipe(keep=("closed_on",)), data).data["leaking"] == ["closed_on"]
    assert "closed_on" not in make(recipe(without=("closed_on",)), data).fitted.features


def test_a_release_of_another_maker_is_no_recipe(made: Made) -> None:
    about = replace(made.about("death", "1", created_at=AT, code_version="c1"), parameters={})
    with pytest.raises(InputError, match="does not say how it was made"):
        Recipe.of(about)
