"""Kinds of model and how each is read from the files of a release."""

import json
from collections.abc import Callable, Mapping

from core.errors import WrongType
from training import booster, logit
from training.model import Model

KINDS: Mapping[str, Callable[[Mapping[str, bytes]], Model]] = {
    booster.KIND: booster.Booster.from_files,
    logit.KIND: logit.Logit.from_files,
}
ABOUT = "model.json"


def read_model(files: Mapping[str, bytes]) -> Model:
    """The model in the files of a release, by the kind that `model.json` names. WrongType where there is none."""
    try:
        read = KINDS[json.loads(files[ABOUT])["kind"]]
        return read(files)
    except (KeyError, TypeError, ValueError) as err:
        raise WrongType(
            "these files hold no model of a kind that is known.", remedy=f"Kinds: {', '.join(KINDS)}."
        ) from err
