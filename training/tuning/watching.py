"""What stands beside Tune and writes down: each report, and after each step a copy of Tune's state that a kill spares.

Tune copies its state into the folder of the search in the background, file by file; a kill leaves halves.
The copy made here is one file, put in place whole.
"""

import io
import tarfile
from pathlib import Path
from typing import Any

from core.errors import AnlanError
from core.files import write_whole
from training.tuning.board import report

KEPT = "state.tar"
_STATE = ("*.json", "*.pkl")


class StateRefused(AnlanError):
    """The state of a search that was kept is not as a search keeps it."""

    code = "training.state_refused"


class Watching:
    """Called by Tune; `of` is the number of steps of a trial."""

    def __init__(self, folder: Path, of: int) -> None:
        self._folder, self._of = folder, of

    def on_trial_result(self, iteration: int, trials: list[Any], trial: Any, result: dict[str, Any], **_: Any) -> None:
        """Write down what a trial reported."""
        line = {"trial": trial.trial_id, "params": trial.config, "step": result["step"], "of": self._of}
        report(self._folder, {**line, "score": result["score"]})

    def on_trial_complete(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:
        """Write down that a trial has ended."""
        report(self._folder, {"trial": trial.trial_id, "ended": "terminated"})

    def on_trial_error(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:
        """Write down that a trial has failed."""
        report(self._folder, {"trial": trial.trial_id, "ended": "error"})

    def on_step_end(self, iteration: int, trials: list[Any], **_: Any) -> None:
        """Copy Tune's state, which lies still while this runs."""
        if trials:
            keep_state(Path(trials[0].storage.experiment_driver_staging_path), self._folder)


def keep_state(staging: Path, folder: Path) -> None:
    """Put the files of Tune's state into one, if they have changed since."""
    files = sorted(path for pattern in _STATE for path in staging.glob(pattern))
    newest = max((path.stat().st_mtime_ns for path in files), default=0)
    kept = folder / KEPT
    if not files or (kept.exists() and kept.stat().st_mtime_ns >= newest):
        return
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in files:
            archive.add(path, arcname=path.name)
    write_whole(kept, packed.getvalue())


def restore_state(folder: Path, experiment: Path) -> bool:
    """Put what was kept back where Tune looks for it; whether there was anything."""
    kept = folder / KEPT
    if not kept.exists() or not (experiment / "tuner.pkl").exists():
        return False
    with tarfile.open(kept) as archive:
        found = {one.name: _content(archive, one) for one in archive.getmembers()}
        for pattern in ("experiment_state*", "searcher-state*", "search_gen_state*"):
            for path in experiment.glob(pattern):
                if path.name not in found:
                    path.unlink()
    for name, content in found.items():
        write_whole(experiment / name, content)
    return True


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Of a plain file with a plain name, as `keep_state` puts them in; nothing else is unpacked."""
    stream = archive.extractfile(member) if member.isreg() and Path(member.name).name == member.name else None
    if stream is None:
        raise StateRefused(f"{KEPT} holds {member.name!r}, which no search puts there. Begin the search anew.")
    return stream.read()
