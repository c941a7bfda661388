"""The difficulty contract of provinces made with seeds that nobody tuned by, held in its bands."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from core.errors import FileMissing
from datapool.synthetic.difficulty import Contract, describe
from datapool.synthetic.generate import TRUTH, generate
from tests.conftest import Run

MATCHABLE, ORGANISED = ("T01", "T02", "T03", "T06"), ("T04", "T05", "T07", "T08", "T11")
PERSONS = 8_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(PERSONS, 16, tmp_path_factory.mktemp("described") / "province", workers=1)


@pytest.fixture(scope="module")
def contract(folder: Path) -> Contract:
    return describe(folder)


def test_every_typology_is_there_with_its_lookalikes_and_no_band_is_broken(contract: Contract) -> None:
    assert len(contract.typologies) == 12
    for code, figures in contract.typologies.items():
        assert figures.frauds >= 1, code
        assert sum(figures.lookalikes.values()) >= 5 * figures.frauds, code
    assert contract.is_kept
    assert (contract.persons, contract.seed, contract.split) == (PERSONS, 16, "validation")


def test_every_detector_was_tried_where_it_applies(contract: Contract) -> None:
    assert all(figures.rule and figures.record for figures in contract.typologies.values())
    assert [code for code, figures in contract.typologies.items() if figures.join] == list(MATCHABLE)
    for figures in contract.typologies.values():
        # A rule tuned on the very frauds it is scored on knows something, or the figures have come loose from them.
        assert figures.rule.score.average_precision > 3 * figures.frauds / figures.rule.score.subjects


def test_each_feed_tells_how_many_have_a_valid_number_and_how_it_errs(contract: Contract) -> None:
    feeds = contract.feeds
    assert {name.split("_")[0] for name in feeds} == {"hrss", "tax", "police", "civil", "health"}
    shares = {name: feed.valid_id_share for name, feed in feeds.items() if feed.valid_id_share is not None}
    assert len(shares) >= 9 and all(0.85 < share <= 1.0 for share in shares.values())
    assert 0.01 <= feeds["hrss_insured"].errors_per_row["id_typo"] <= 0.03
    assert 0.03 <= feeds["tax_wages"].errors_per_row["missing_month"] <= 0.08


def test_frauds_are_counted_as_the_truth_has_them(folder: Path, contract: Contract) -> None:
    found = duckdb.sql(f"""
        SELECT typology, count(DISTINCT subject) FROM read_parquet('{folder}/{TRUTH}/frauds/*.parquet')
        WHERE role = 1 GROUP BY 1""").fetchall()
    assert {f"T{typology:02d}": count for typology, count in found} == {
        code: figures.frauds for code, figures in contract.typologies.items()
    }


def test_the_contract_is_printed_as_one_object_and_for_people(folder: Path, contract: Contract, anlan: Run) -> None:
    done = anlan("data", "describe", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(contract.as_json()))
    for language, word in (("zh", "难度契约"), ("en", "Difficulty contract")):
        done = anlan("data", "describe", str(folder), "--language", language, COLUMNS="160")
        assert done.returncode == 0 and word in done.stdout and contract.bands_hash[:12] in done.stdout


def test_a_folder_without_its_truth_is_refused(folder: Path, tmp_path: Path, anlan: Run) -> None:
    shutil.copytree(folder / "feeds", tmp_path / "p/feeds")
    shutil.copy(folder / "pool.yaml", tmp_path / "p")
    with pytest.raises(FileMissing, match="hidden truth"):
        describe(tmp_path / "p")
    done = anlan("data", "describe", str(tmp_path / "p"), "--json")
    assert (done.returncode, done.stdout) == (2, "") and "hidden truth" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 26, 38])
def test_naive_detectors_stay_within_the_bands_where_there_are_frauds_enough(seed: int, tmp_path: Path) -> None:
    contract = describe(generate(300_000, seed, tmp_path / "province", workers=2))
    judged = {band.band: band for band in contract.bands}
    assert all(band.keeps is True for band in judged.values()), judged
    enough = [code for code in ORGANISED if contract.typologies[code].frauds >= 25]
    assert len(enough) >= 4
