"""Console blocks as a person would type them: commands, and the lines that must come back."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import project_files, relative
from tests.docs.blocks import Block
from tests.processes import call_anlan

_OF_THE_SHELL = re.compile(r"[|<>&;$*`]")
PROMPT = "$ "
ANYTHING = "…"
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Typed:
    """One command and the lines shown under it."""

    command: str
    shown: tuple[str, ...]
    place: str


def typed(block: Block) -> Iterator[Typed]:
    """The commands of a console block."""
    command, shown = "", list[str]()
    for line in [*block.text.splitlines(), PROMPT]:
        if line.startswith(PROMPT):
            if command:
                yield Typed(command, tuple(shown), str(block))
            command, shown = line.removeprefix(PROMPT), []
        else:
            assert command, f"{block}: the first line must be a command: {line}"
            shown.append(line)


def copy_project(folder: Path) -> Path:
    """The project's own files, so that a command can write without touching ours."""
    for path in project_files():
        target = folder / relative(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return folder


def environment() -> dict[str, str]:
    """A shell in which `anlan` is this environment's, and no setting of ours is set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"}


def run(one: Typed, folder: Path, *, in_bash: bool) -> None:
    """Run it; it must end well and show what the document shows.

    in_bash  as a newcomer does, whatever it is; else `anlan` without anything of the shell is called in this process
    """
    words = shlex.split(one.command)
    if words[0] == "anlan" and not in_bash and not _OF_THE_SHELL.search(one.command):
        done = call_anlan(words[1:], folder=folder)
    else:
        done = subprocess.run(
            ["bash", "-c", one.command],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 0, f"{one.place}: {one.command}\n{done.stderr}"
    missing = first_line_not_shown(one.shown, done.stdout.splitlines())
    assert missing is None, f"{one.place}: {one.command} does not show {missing!r} but\n{done.stdout}"


def first_line_not_shown(expected: tuple[str, ...], printed: list[str]) -> str | None:
    """The first expected line that is not there. `…` in a line stands for any text, alone for any lines."""
    rest, may_skip = list(printed), False
    for line in expected:
        if line.strip() == ANYTHING:
            may_skip = True
            continue
        pattern = ".*".join(re.escape(_plain(part)) for part in line.split(ANYTHING))
        while rest and may_skip and not re.fullmatch(pattern, _plain(rest[0])):
            rest.pop(0)
        if not rest or not re.fullmatch(pattern, _plain(rest[0])):
            return line
        rest.pop(0)
        may_skip = False
    return None


def _plain(line: str) -> str:
    return " ".join(line.split())
