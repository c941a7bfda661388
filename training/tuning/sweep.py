"""The search itself: Optuna proposes, ASHA ends those that fall behind, Ray runs; killed, it goes on where it was."""

import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.cluster import cluster
from core.errors import AnlanError
from training.task import Range
from training.tuning.board import Trial, board
from training.tuning.plan import Plan, keep_plan
from training.tuning.trial import Work, grown, run_trial
from training.tuning.watching import Watching, restore_state

# Tune reads these. Its state is written down after every report, and a trial uses one thread.
_ENVIRONMENT = {
    "TUNE_GLOBAL_CHECKPOINT_S": "0",
    "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1",
    "RAY_AIR_NEW_OUTPUT": "0",
    # An interrupt ends the command; Tune would take what there is for the result.
    "TUNE_DISABLE_SIGINT_HANDLER": "1",
    "OMP_NUM_THREADS": "1",
}
_EXPERIMENT = "tune"
_SHARE_KEPT = 3
_SECONDS_TO_START = 15.0


class SearchFailed(AnlanError):
    """A search in which no trial came to an end."""

    code = "training.search_failed"


def seconds_of_one(plan: Plan, clock: Callable[[], float]) -> float:
    """How long one whole trial takes with the parameters as they are.

    clock  seconds from any start
    """
    began = clock()
    for _ in grown(Work.of(plan), {}, None, 0):
        pass
    return clock() - began


def longest(plan: Plan, seconds: float, workers: int) -> float:
    """Seconds the search takes at most with so many trials at once: as if none fell behind; Ray's start included."""
    return _SECONDS_TO_START + seconds * -(-plan.trials // max(workers, 1))


def search(plan: Plan, *, address: str | None = None, resume: bool = False) -> list[Trial]:
    """Run a search, or go on with one; its trials, best first.

    address  of a Ray cluster; None: Ray is started on this machine
    Raises InputError for a folder that does not fit, SearchFailed where every trial failed.
    """
    keep_plan(plan, resume=resume)
    with _environment(), cluster(address):
        _run(plan)
    found = [trial for trial in board(plan.folder) if trial.state != "error"]
    if not found:
        raise SearchFailed(f"No trial came to an end; {plan.folder / _EXPERIMENT} holds what each said.")
    return found


def _run(plan: Plan) -> None:
    import optuna
    from ray import tune

    for name in ("ray.tune", "ray.train"):
        logging.getLogger(name).setLevel(logging.ERROR)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    experiment = plan.folder.resolve() / _EXPERIMENT
    trainable = tune.with_resources(tune.with_parameters(run_trial, work=Work.of(plan)), {"cpu": 1})
    if restore_state(plan.folder, experiment):
        tuner = tune.Tuner.restore(str(experiment), trainable, resume_unfinished=True, resume_errored=True)
    else:
        # Killed before the first report: there is nothing to go on with.
        shutil.rmtree(experiment, ignore_errors=True)
        tuner = _new_tuner(plan, trainable, experiment)
    with warnings.catch_warnings():
        # A report made again after a kill is one that Optuna knows already.
        warnings.filterwarnings("ignore", module="optuna")
        warnings.filterwarnings("ignore", message=".*already reported")
        tuner.fit()


def _new_tuner(plan: Plan, trainable: Any, experiment: Path) -> Any:
    from ray import tune
    from ray.tune.schedulers import ASHAScheduler
    from ray.tune.search.optuna import OptunaSearch

    class Watcher(Watching, tune.Callback):  # type: ignore[misc]
        """As Tune knows it."""

    first = {name: plan.fixed[name] for name in plan.searched}
    space = {name: distribution(plan.task.space[name]) for name in plan.searched}
    searcher = OptunaSearch(space, metric="score", mode="max", points_to_evaluate=[first], seed=plan.recipe.seed)
    scheduler = ASHAScheduler(
        max_t=plan.steps, grace_period=max(1, plan.steps // _SHARE_KEPT), reduction_factor=_SHARE_KEPT
    )
    return tune.Tuner(
        trainable,
        tune_config=tune.TuneConfig(
            metric="score",
            mode="max",
            search_alg=searcher,
            scheduler=scheduler,
            num_samples=plan.trials,
            reuse_actors=True,
            trial_dirname_creator=_folder_of,
        ),
        run_config=tune.RunConfig(
            name=experiment.name,
            storage_path=str(experiment.parent),
            callbacks=[Watcher(plan.folder.resolve(), plan.steps)],
            verbose=0,
        ),
    )


def _folder_of(trial: Any) -> str:
    name: str = trial.trial_id
    return name


def distribution(searched: Range) -> Any:
    """A range as Optuna knows it."""
    from optuna.distributions import FloatDistribution, IntDistribution

    if searched.whole:
        return IntDistribution(int(searched.low), int(searched.high), log=searched.log)
    return FloatDistribution(searched.low, searched.high, log=searched.log)


@contextmanager
def _environment() -> Iterator[None]:
    before: Mapping[str, str | None] = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
