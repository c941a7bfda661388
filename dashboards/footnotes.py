"""The footnote under every view: scope, source and cut-off of the figures, and the hashes to find them again by."""

from html import escape

from dashboards.words import say
from simulation.result import Projection

SHOWN_HASH = 12
HASHES = ("scenario", "assumptions", "parameters", "data")


def footnote(projection: Projection, language: str) -> str:
    """The notes of the projection, the meaning of the marks, and the manifest."""
    notes = [note[language] for note in projection.notes]
    manifest = " · ".join(f"{key} {str(projection.manifest.get(key))[:SHOWN_HASH]}" for key in HASHES)
    code = projection.manifest.get("code")
    texts = [say("marks", language), *notes, f"{say('footnote_manifest', language)}: {manifest} · code {code}"]
    return f'<div class="al-note">{"".join(f"<p>{escape(text)}</p>" for text in texts)}</div>'
