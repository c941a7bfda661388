"""The models of rules and questions as files of a release."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from core.manifest import content_hash
from core.releases import About
from training.card import card, files_of_card
from training.risk.finding import Model
from training.risk.proving import LABEL, Proof
from training.risk.reading import MODEL, SUFFIX, TREES


def files_of(models: Mapping[str, Model]) -> dict[str, bytes]:
    """[file] its bytes: one a rule or question, and LightGBM's text beside it where it has trees."""
    files = {}
    for name, model in models.items():
        files[f"{name}{SUFFIX}"] = (json.dumps(model.to_json(), sort_keys=True, indent=1) + "\n").encode()
        files |= {f"{name}.{part}{TREES}": trees.encode() for part, trees in model.trees().items()}
    return files


def about_of(
    models: Mapping[str, Model],
    *,
    version: str,
    created_at: str,
    code_version: str,
    hashes: Sequence[str],
    days: Sequence[date],
    missing: Mapping[str, str],
) -> About:
    """What the manifest says of them.

    hashes, days  of the pools they were learned from
    missing       [rule] why it has no model
    """
    return About(
        name=MODEL,
        version=version,
        task=MODEL,
        created_at=created_at,
        data_hash=content_hash(list(hashes)),
        code_version=code_version,
        parameters={
            "days": [day.isoformat() for day in days],
            "pools": list(hashes),
            "missing": dict(missing),
            "params": {"rules": ", ".join(models)},
        },
        seed=0,
        metrics={
            f"{name}_{what}": {"value": float(getattr(model, what))}
            for name, model in models.items()
            for what in ("cases", "confirmed", "unfounded", "found")
        },
    )


def card_files(about: About, models: Mapping[str, Model], proof: Proof) -> dict[str, bytes]:
    """The card as files of the release: what was measured on a pool that the models were not learned from."""
    confirmed = sum(model.confirmed for model in models.values())
    data = {
        "label": LABEL,
        "features": sorted({f"{name}.{figure}" for name, model in models.items() for figure in model.figures}),
        "by": f"pools; judged on one that was not learned from, as of {proof.as_of.isoformat()}",
        "time": "as_of",
        "left_out": 0,
        "rows": {
            "train": sum(model.cases for model in models.values()),
            "validation": 0,
            "test": proof.evaluation.rows,
        },
        "positives": {"train": confirmed, "validation": 0, "test": proof.evaluation.positives},
        "leaking": [],
    }
    return files_of_card(card(asdict(about), data, proof.evaluation))
