"""The page Models tells what is registered, in both languages, and verifies a release before it shows its card."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.releases import About, ReleaseRefused
from dashboards.models.registry_view import draw_card, gate_table, versions_of, versions_table
from dashboards.models.searches_view import board_table
from tests.dashboards.pages import html_of, page_of
from training.registry import Registry
from training.tuning.board import board, report


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return make_registry(tmp_path_factory.mktemp("models"))


def make_registry(folder: Path) -> Registry:
    """A registry with one version of one model."""
    made = Registry.make(folder)

    def write(number: str) -> tuple[About, dict[str, bytes]]:
        about = About(
            name="toy", version=number, task="table", created_at="2026-01-05T00:00:00+00:00", data_hash="d" * 64,
            code_version="0.1.0", parameters={}, seed=1, metrics={"auc": {"value": 0.75}, "ap": {"value": 0.5}},
        )  # fmt: skip
        return about, {"model.json": b"{}\n"}

    made.register("toy", write)
    return made


@pytest.mark.parametrize(("language", "role"), [("zh", "挑战者"), ("en", "challenger")])
def test_a_version_stands_with_its_role_and_figures(registry: Registry, language: str, role: str) -> None:
    html = versions_table(versions_of(registry), language)
    assert all(said in html for said in ("toy@1", role, "0.75", "2026-01-05"))


def test_a_release_that_was_changed_shows_no_card(registry: Registry) -> None:
    version = registry.versions("toy")[0]
    file = version.folder / "model.json"
    kept = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(b"[]\n")
    try:
        with pytest.raises(ReleaseRefused):
            draw_card(registry, "zh")
    finally:
        file.write_bytes(kept)


def test_a_refusal_of_the_gate_names_the_lines_that_failed() -> None:
    lines = [{"name": name, "passed": passed} for name, passed in (("ece", False), ("brier", True), ("ratio", None))]
    body = {"at": "2026-01-05T08:00:00", "model": "toy", "version": 2, "act": "refused", "who": "w", "gate": lines}
    html = gate_table([body], "zh")
    assert "ece" in html and "brier" not in html and "ratio" not in html


def test_the_board_of_a_search_has_the_best_trial_first(tmp_path: Path) -> None:
    for name, score in (("t1", 0.2), ("t2", 0.4)):
        line = {"trial": name, "params": {"leaves": 31}, "step": 1, "of": 3, "score": score}
        report(tmp_path, line)
    html = board_table(board(tmp_path), "zh")
    assert html.index("t2") < html.index("t1")
    assert "leaves=31" in html


def _page(folder: Path, language: str) -> AppTest:
    def draw() -> None:
        from pathlib import Path as Place

        import streamlit as st

        from dashboards.models.page import draw_models

        draw_models(Place(st.session_state["folder"]), st.session_state["language"])

    return page_of(draw, folder=str(folder), language=language).run()


@pytest.mark.parametrize(("language", "said"), [("zh", "现用模型由准入门槛批准"), ("en", "Champions passed the gate")])
def test_the_page_is_drawn(registry: Registry, language: str, said: str) -> None:
    page = _page(registry.folder, language)
    assert not page.exception
    assert said in html_of(page)


def test_without_a_registry_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    assert "尚无已登记的模型" in html_of(_page(tmp_path / "none", "zh"))
    assert not (tmp_path / "none").exists()
