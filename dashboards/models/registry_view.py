"""The registry: every version, which is in use, its card or manifest, and what the gate said."""

import json
from collections.abc import Sequence

import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.text_column import text_column
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from training.card import CARD, card_text
from training.registry import CHALLENGER, CHAMPION, Registry, Version

_DIGITS = 12


def versions_of(registry: Registry) -> list[Version]:
    """Every version of every model, the newest of each first."""
    return [version for name in sorted(registry.names()) for version in reversed(registry.versions(name))]


def draw_versions(registry: Registry, language: str) -> None:
    """The table of versions."""
    st.html(versions_table(versions_of(registry), language))


def versions_table(versions: Sequence[Version], language: str) -> str:
    """One line a version."""
    rows = [
        Row(
            f"{version.name}@{version.number}",
            [
                Cell(_role(version, language), css="text"),
                Cell(version.tags.get("task", ""), css="text"),
                Cell(version.tags.get("auc", "")[:6]),
                Cell(version.tags.get("ap", "")[:6]),
                Cell(version.tags.get("created_at", "")[:16].replace("T", " "), css="text"),
                Cell(version.tags.get("data_hash", "")[:_DIGITS], css="text quiet"),
                Cell(version.tags.get("release_hash", "")[:_DIGITS], css="text quiet"),
            ],
        )
        for version in versions
    ]
    heads = [
        text_column("models_role", language),
        text_column("models_task", language),
        Column("AUC"),
        Column("AP"),
        text_column("models_made", language),
        text_column("models_data", language),
        text_column("models_release", language),
    ]
    return table(say("models_caption", language), say("models_version", language), heads, rows, css="cards")


def draw_card(registry: Registry, language: str) -> None:
    """The card of one version, whose release is verified before anything of it is shown."""
    versions = {f"{version.name}@{version.number}": version for version in versions_of(registry)}
    chosen = choose(say("models_choose", language), list(versions), key="models_version_open", title=str)
    release = registry.release(versions[chosen])
    st.caption(say("models_signed", language, signed_by=release.signed_by[:16]))
    if any(file.name == CARD for file in release.files):
        st.markdown(_lowered(card_text(release.json(CARD), language)))
        return
    st.info(say("models_no_card", language))
    st.code(
        json.dumps(json.loads((release.folder / "manifest.json").read_text()), ensure_ascii=False, indent=1), "json"
    )


def draw_gate(registry: Registry, language: str) -> None:
    """What was promoted, refused and rolled back."""
    entries = list(registry.log.entries())
    if not entries:
        st.info(say("models_gate_none", language))
        return
    st.html(gate_table([dict(entry.body) for entry in entries], language))


def gate_table(bodies: Sequence[dict[str, object]], language: str) -> str:
    """The newest first; of a refusal the lines that failed."""
    rows = [
        Row(
            str(body.get("at", ""))[:16].replace("T", " "),
            [
                Cell(f"{body.get('model', '')}@{body.get('version', '')}", css="text"),
                Cell(str(body.get("act", "")), css="text"),
                Cell(_failed(body), css="text wide"),
                Cell(str(body.get("who", "")), css="text"),
            ],
        )
        for body in reversed(bodies)
    ]
    words = ("models_version", "models_act", "models_why", "models_who")
    heads = [text_column(word, language) for word in words]
    return table(say("models_gate_caption", language), say("models_when", language), heads, rows, css="cards")


def _failed(body: dict[str, object]) -> str:
    lines = body.get("gate")
    if not isinstance(lines, list):
        return ""
    return "; ".join(str(line["name"]) for line in lines if line.get("passed") is False)


def _role(version: Version, language: str) -> str:
    roles = [say(f"models_{alias}", language) for alias in version.aliases if alias in (CHAMPION, CHALLENGER)]
    return say("listed", language).join(roles)


def _lowered(card: str) -> str:
    """The headings of a card stand below those of the page."""
    return card.replace("# ", "### ", 1).replace("\n## ", "\n#### ")
