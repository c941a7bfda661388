"""The models of rules and questions as files of a release, and read back from one."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from core.errors import InputError
from core.manifest import content_hash
from core.releases import About, Release
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.suspicion import Suspicion
from training.risk.chance import Chance, plain_json
from training.risk.finding import MODEL, Model
from training.risk.records import RULES

_SUFFIX, _TREES = ".json", ".trees.txt"


def files_of(models: Mapping[str, Model]) -> dict[str, bytes]:
    """[file] its bytes: one a rule or question, and LightGBM's text beside it where a question has trees."""
    files = {}
    for name, model in models.items():
        if isinstance(model, Chance):
            files[f"{name}{_SUFFIX}"] = plain_json(model)
            continue
        files[f"{name}{_SUFFIX}"] = (json.dumps(model.to_json(), sort_keys=True, indent=1) + "\n").encode()
        files |= {f"{name}.{part}{_TREES}": trees.encode() for part, trees in model.trees().items()}
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
        parameters={"days": [day.isoformat() for day in days], "pools": list(hashes), "missing": dict(missing)},
        seed=0,
        metrics={
            f"{name}_{what}": {"value": float(getattr(model, what))}
            for name, model in models.items()
            for what in ("cases", "confirmed", "unfounded", "found")
        },
    )


def read_models(release: Release) -> dict[str, Model]:
    """[rule or question] its model. Raises InputError for a release of something else."""
    if release.about.task != MODEL:
        raise InputError(
            f"this release is of {release.about.task}.", path=release.folder, remedy=f"Give one of {MODEL}."
        )
    listed = {file.name for file in release.files}
    rules: dict[str, Model] = {
        rule.name: Chance.from_json(release.json(f"{rule.name}{_SUFFIX}"))
        for rule in RULES
        if f"{rule.name}{_SUFFIX}" in listed
    }
    questions = {
        question.name: Suspicion.from_json(
            release.json(f"{question.name}{_SUFFIX}"),
            {
                part: release.read(name).decode()
                for part in ("first", "second")
                if (name := f"{question.name}.{part}{_TREES}") in listed
            },
        )
        for question in QUESTIONS
        if f"{question.name}{_SUFFIX}" in listed
    }
    return {**rules, **questions}
