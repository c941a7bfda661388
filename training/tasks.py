"""Every task that can be trained, by name. A sub-package adds its own by a tuple of tasks, put together here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import InputError, UnknownKey
from training import table_task
from training.task import Task

TASKS: Mapping[str, Task] = {task.name: task for task in (*table_task.TASKS,)}


def find_task(
    name: str, *, label: str = "", time: str = "", groups: Sequence[str] = (), tasks: Mapping[str, Task] = TASKS
) -> Task:
    """A task by its name.

    label, time, groups  for a task whose label the user names; one that has its own takes none
    Raises UnknownKey, or InputError for a label missing or too many.
    """
    if name not in tasks:
        raise UnknownKey(f"no task is called {name!r}.", remedy=f"Tasks: {', '.join(tasks)}.")
    task = tasks[name]
    if task.label and label not in ("", task.label):
        raise InputError(f"the task {name} learns {task.label!r}, not {label!r}.", remedy="Leave out --label.")
    if not task.label and not label:
        raise InputError(f"the task {name} does not know what to learn.", remedy="Name the column with --label.")
    return replace(task, label=task.label or label, time=time or task.time, groups=tuple(groups) or task.groups)
