"""The models of the record rules as files of a release, and read back from one."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.errors import InputError
from core.manifest import content_hash
from core.releases import About, Release
from training.risk.chance import Chance, plain_json
from training.risk.finding import MODEL
from training.risk.records import RULES

_SUFFIX = ".json"


def files_of(models: Mapping[str, Chance]) -> dict[str, bytes]:
    """[file] its bytes, one a rule."""
    return {f"{name}{_SUFFIX}": plain_json(model) for name, model in models.items()}


def about_of(
    models: Mapping[str, Chance],
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


def read_models(release: Release) -> dict[str, Chance]:
    """[rule] its model. Raises InputError for a release of something else, or whose figures are not the rules' own."""
    if release.about.task != MODEL:
        raise InputError(
            f"this release is of {release.about.task}.", path=release.folder, remedy=f"Give one of {MODEL}."
        )
    listed = {file.name for file in release.files}
    return {
        rule.name: Chance.from_json(release.json(f"{rule.name}{_SUFFIX}"))
        for rule in RULES
        if f"{rule.name}{_SUFFIX}" in listed
    }
