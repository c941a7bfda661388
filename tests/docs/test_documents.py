"""Every code block of README and docs runs; a document that says something untrue fails here."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.errors import InputError
from core.settings import load_settings
from tests.architecture.tree import ROOT, relative
from tests.docs import province
from tests.docs.blocks import Block, blocks, documents
from tests.docs.endless import EXERCISES
from tests.docs.sessions import Typed, copy_project, environment, first_line_not_shown, run, typed
from tests.docs.yaml_blocks import check_yaml

PICTURES = {"text", "mermaid"}
KNOWN = {"console", "python", "yaml", "toml", "json", *PICTURES}
# The one document whose commands are typed into a shell; the others call the same entry point in this process.
IN_BASH = "README.md"
README_LINES = 150


def with_blocks() -> list[Path]:
    return [path for path in documents() if any(block.language not in PICTURES for block in blocks(path))]


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """One for each document, since each begins as a newcomer does."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up province of the README, made, taken in and joined once for all documents."""
    return province.build(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="session")
def exercised() -> set[str]:
    """Commands without an end that a document has shown already; what they do depends on no document."""
    return set()


@dataclass(frozen=True, slots=True)
class Sitting:
    """One document and who works through it.

    folder     where the commands are typed
    exercised  commands without an end that need not be shown again
    built      the made-up province as it will be; None where the document has nothing to do with it
    in_bash    whether every command is typed into a shell
    """

    folder: Path
    exercised: set[str]
    built: Path | None = None
    in_bash: bool = False


@pytest.mark.parametrize("document", with_blocks(), ids=relative)
def test_every_block_of_a_document_does_what_it_says(
    document: Path, project_copy: Path, request: pytest.FixtureRequest, exercised: set[str]
) -> None:
    commands = [one.command for block in blocks(document) if block.language == "console" for one in typed(block)]
    about_province = any(province.NAME in command.split() for command in commands)
    built = request.getfixturevalue("built_province") if about_province else None
    if built and not any(command.startswith(province.GENERATE) for command in commands):
        province.lay(built, project_copy)
    sitting = Sitting(project_copy, exercised, built, in_bash=relative(document) == IN_BASH)
    for block in blocks(document):
        exercise(block, sitting)


def exercise(block: Block, sitting: Sitting) -> None:
    """Run one block the way its language asks."""
    folder = sitting.folder
    if block.name:
        (folder / block.name).write_text(block.text, encoding="utf-8")
    if block.language == "console":
        for one in typed(block):
            carry_out(one, sitting)
    elif block.language == "python":
        subprocess.run([sys.executable, "-P", "-c", block.text], cwd=folder, env=environment(), check=True)
    elif block.language == "json":
        json.loads(block.text)
    elif block.language == "yaml":
        check_yaml(block, folder)
    elif block.language == "toml":
        (folder / "settings.toml").write_text(block.text, encoding="utf-8")
        load_settings(folder, {})
        (folder / "settings.toml").unlink()


def carry_out(one: Typed, sitting: Sitting) -> None:
    """One command: run, or exercised once where it does not end."""
    if one.command in EXERCISES:
        if one.command not in sitting.exercised:
            EXERCISES[one.command](sitting.folder)
            sitting.exercised.add(one.command)
        return
    if sitting.built:
        if one.command.startswith(province.BUILD):
            province.lay_built(sitting.built, sitting.folder)
        one = replace(one, command=province.filled_in(one.command, sitting.folder))
    run(one, sitting.folder, in_bash=sitting.in_bash)


@pytest.mark.parametrize("document", documents(), ids=relative)
def test_every_block_names_a_language_that_is_exercised(document: Path) -> None:
    assert {str(block): block.language for block in blocks(document) if block.language not in KNOWN} == {}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_is_short_and_shows_the_two_commands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) < README_LINES
    assert "$ make setup" in text
    assert "$ make run" in text


def test_both_readmes_run_the_same_commands() -> None:
    commands = [
        [
            one.command.replace(" --language en", "")
            for block in blocks(ROOT / name)
            if block.language == "console"
            for one in typed(block)
        ]
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1]


@pytest.mark.parametrize("document", documents(), ids=relative)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    assert [link for link in links(document) if not (document.parent / link).exists()] == []


def links(document: Path) -> list[str]:
    found = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    return [link for link in found if "://" not in link]


def test_a_wrong_setting_in_a_document_would_be_seen(tmp_path: Path) -> None:
    block = Block(tmp_path / "x.md", 1, "toml", "", "langage = 'zh'\n")
    with pytest.raises(InputError, match="langage"):
        exercise(block, Sitting(tmp_path, set()))


def test_a_line_that_is_not_printed_is_missed() -> None:
    printed = ["one  two", "three", "four"]
    assert first_line_not_shown(("one two", "…", "four"), printed) is None
    assert first_line_not_shown(("one …", "three"), printed) is None
    assert first_line_not_shown(("one two", "four"), printed) == "four"
    assert first_line_not_shown(("…", "five"), printed) == "five"
