"""Learn a question from subjects of one or several pools, and say of new ones how likely they are a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from training.risk.behaviour.asking import Subjects, expectations, network_figures
from training.risk.behaviour.suspicion import Suspicion
from training.risk.calibration import sigmoid
from training.risk.chance import learn
from training.risk.choosing import Known, choose_scorer, require_findings
from training.risk.records.asking import Cases
from training.risk.scorer import Flags

# Subjects whom a confirmed organiser handled were not looked at one by one; so unusual they must be to be told of.
_UNUSUAL_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """Subjects of a pool, and what its investigations found of them: [subject] confirmed, unfounded."""

    subjects: Subjects
    confirmed: Flags
    unfounded: Flags


def told(subjects: Subjects, labels: pa.Table) -> Told:
    """What findings say of the subjects, and through those who organise: who was in the hands of a confirmed one."""
    typology = subjects.question.rule.typology
    of_kind = labels.filter(pc.equal(labels["typology"], typology))
    known: Mapping[str, bool] = dict(zip(of_kind["subject"].to_pylist(), of_kind["confirmed"].to_pylist(), strict=True))
    said = [known.get(name) for name in subjects.names]
    confirmed = np.asarray([one is True for one in said], bool)
    unfounded = np.asarray([one is False for one in said], bool)
    if subjects.organised is not None:
        guilty = {name for name, true in known.items() if true}
        handled = {
            subject
            for subject, organiser in zip(
                subjects.organised["subject"].to_pylist(), subjects.organised["grp"].to_pylist(), strict=True
            )
            if organiser in guilty
        }
        near = np.asarray([name in handled for name in subjects.names], bool) & ~unfounded
        column = subjects.cases.table["outlying"].to_numpy(zero_copy_only=False)
        confirmed |= near & (column >= _UNUSUAL_ENOUGH)
    return Told(subjects, confirmed, unfounded)


def learn_question(parts: Sequence[Told]) -> Suspicion:
    """A model from all pools. Raises TooFewFindings where hardly anything was confirmed."""
    question = parts[0].subjects.question
    known = Known(
        np.concatenate([part.confirmed for part in parts]),
        np.concatenate([part.unfounded for part in parts]),
        np.concatenate([part.subjects.folds() for part in parts]),
    )
    require_findings(known)
    names = parts[0].subjects.cases.figures
    own = np.concatenate([part.subjects.cases.matrix() for part in parts])
    first = choose_scorer(own, known, names, expectations(question, names))
    risk = sigmoid(first.outside)
    wide, at = [], 0
    for part in parts:
        size = part.confirmed.size
        wide.append(network_figures(part.subjects, risk[at : at + size]))
        at += size
    figures = np.concatenate([cases.matrix() for cases in wide])
    every = wide[0].figures
    return Suspicion(first.scorer, learn(figures, known, names=every, signs=expectations(question, every)))


def suspects(subjects: Subjects, model: Suspicion) -> Cases:
    """The cases with all figures that the model takes."""
    return network_figures(subjects, model.risk(subjects.cases.matrix()))
