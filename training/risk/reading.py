"""The models of rules and questions, read from a release; nothing of how they are learned is loaded with it."""

from core.errors import InputError
from core.releases import Release
from training.risk.behaviour import QUESTIONS
from training.risk.behaviour.suspicion import Suspicion
from training.risk.learned import SCORER, Chance
from training.risk.records import RULES

MODEL = "risk.records"
SUFFIX, TREES = ".json", ".trees.txt"


def read_models(release: Release) -> dict[str, Chance | Suspicion]:
    """[rule or question] its model. Raises InputError for a release of something else."""
    if release.about.task != MODEL:
        raise InputError(
            f"this release is of {release.about.task}.", path=release.folder, remedy=f"Give one of {MODEL}."
        )
    listed = {file.name for file in release.files}
    kinds: dict[str, tuple[type[Chance] | type[Suspicion], tuple[str, ...]]] = {
        **{rule.name: (Chance, (SCORER,)) for rule in RULES},
        **{question.name: (Suspicion, ("first", "second")) for question in QUESTIONS},
    }
    return {
        name: kind.from_json(
            release.json(f"{name}{SUFFIX}"),
            {part: release.read(file).decode() for part in parts if (file := f"{name}.{part}{TREES}") in listed},
        )
        for name, (kind, parts) in kinds.items()
        if f"{name}{SUFFIX}" in listed
    }
