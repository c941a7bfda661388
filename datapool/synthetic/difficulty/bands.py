"""The bands of the difficulty contract, read from data, and whether a described province keeps them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from datapool.synthetic.difficulty.figures import TypologyFigures

FILE = Path(__file__).parent / "bands.yaml"
_SCORES = ("rule_ap", "record_ap", "join_recall")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One band: its bound, the worst value met, of which typology, and whether the bound is kept.

    keeps  None where no typology has enough frauds to tell
    """

    band: str
    title: Mapping[str, str]
    least: float | None
    most: float | None
    worst: float | None
    typology: str | None
    keeps: bool | None


@lru_cache(maxsize=1)
def load_bands() -> Mapping[str, Any]:
    """The content of bands.yaml."""
    return dict(load_document(FILE).data)


def bands_hash() -> str:
    """SHA-256 of what the bands say, whatever the comments and the layout of the file."""
    content = json.dumps(load_bands(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def judge(typologies: Mapping[str, TypologyFigures]) -> list[Verdict]:
    """Every band against the typologies it is about."""
    least_frauds = int(load_bands()["least_frauds"])
    return [_judge(name, band, typologies, least_frauds) for name, band in load_bands()["bands"].items()]


def _judge(name: str, band: Mapping[str, Any], typologies: Mapping[str, TypologyFigures], least_frauds: int) -> Verdict:
    figure, least, most = band["figure"], band.get("least"), band.get("most")
    values = {
        code: value
        for code, known in typologies.items()
        if band["of"] in ("all", known.kind)
        and known.frauds >= (least_frauds if figure in _SCORES else 1)
        and (value := known.value(figure)) is not None
    }
    if not values:
        return Verdict(name, band["title"], least, most, None, None, None)
    code = min(values, key=lambda one: values[one]) if most is None else max(values, key=lambda one: values[one])
    keeps = (most is None or values[code] <= most) and (least is None or values[code] >= least)
    return Verdict(name, band["title"], least, most, values[code], code, keeps)
