"""The fenced blocks of our documents, with the file and line where each stands."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import project_files

_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^`]*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its language, the file name behind it (```yaml reform.yaml) and its text."""

    document: Path
    line: int
    language: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.name}:{self.line}"


def documents() -> tuple[Path, ...]:
    """Every Markdown file of the project."""
    return tuple(path for path in project_files() if path.suffix == ".md")


def blocks(document: Path) -> tuple[Block, ...]:
    """The blocks of one document in their order."""
    found: list[Block] = []
    start, info, body = 0, "", list[str]()
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if fence and not start:
            start, info, body = number, fence["info"].strip(), []
        elif fence:
            language, _, name = info.partition(" ")
            found.append(Block(document, start, language, name.strip(), "\n".join(body) + "\n"))
            start = 0
        elif start:
            body.append(line)
    assert not start, f"{document}:{start}: this block never ends"
    return tuple(found)
