"""Whether the best parameters found are worth anything: both models fitted anew and judged on data not tuned on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from training.dataset import TEST, TRAIN
from training.evaluation import Estimate, Evaluation, difference, evaluate
from training.fitting import fit
from training.tuning.plan import Plan


@dataclass(frozen=True, slots=True)
class Judgement:
    """Best and default parameters on the test part.

    gain  by how much the best ones rank better by the metric of the task, both on the same draws
    """

    params: Mapping[str, Any]
    best: Evaluation
    defaults: Evaluation
    gain: Estimate
    metric: str

    @property
    def is_better(self) -> bool:
        """Whether the best ones are better beyond chance."""
        return self.gain.low > 0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        figures = {"best": self.best.figures[self.metric], "defaults": self.defaults.figures[self.metric]}
        plain = {name: asdict(each) for name, each in {**figures, "gain": self.gain}.items()}
        return {"params": dict(self.params), "metric": self.metric, "is_better": self.is_better, **plain}


def judge(plan: Plan, params: Mapping[str, Any]) -> Judgement:
    """Fit the defaults of a plan and `params` on its training part, and judge both on its test part."""
    task, recipe, test = plan.task, plan.recipe, plan.dataset.parts[TEST]
    found = []
    for chosen in ({**recipe.params, **params}, recipe.params):
        fitted = fit(task, plan.dataset.parts[TRAIN], chosen, seed=recipe.seed, without=recipe.without)
        found.append(
            (fitted, evaluate(fitted.model, task, test, rows_hash=plan.dataset.rows_hash(TEST), seed=recipe.seed))
        )
    (best, best_worth), (defaults, defaults_worth) = found
    gain = difference(test, task, best.model.predict(test), defaults.model.predict(test), seed=recipe.seed)
    return Judgement(best.params, best_worth, defaults_worth, gain, task.metric)
