"""Nothing but the generator, tests and benchmarks knows how to read what is hidden in a made-up province."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import PACKAGES, module_name, python_files, relative

GENERATOR = "datapool.synthetic"
# The commands that make a province and measure how hard it is; what they may take from the generator.
COMMANDS = {
    "cli.generation": {"block.PERSONS_PER_BLOCK", "generate.FEEDS", "generate.TRUTH", "generate.generate"}
    | {"seeds.split_of"},
    "cli.province": {"difficulty.Contract", "difficulty.describe", "difficulty.figures.TypologyFigures"}
    | {"difficulty.precision.Score"},
}
TABLES = ("frauds", "lookalikes", "identities")


def outside() -> list[tuple[str, ast.Module]]:
    """Modules of the packages that are not the generator's own."""
    found = []
    for path in python_files():
        name = module_name(path)
        if relative(path).split("/")[0] in PACKAGES and not f"{name}.".startswith(f"{GENERATOR}."):
            found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def taken(tree: ast.Module) -> Iterator[str]:
    """What a module imports from the generator, without the generator's own name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{GENERATOR}."):
            inside = (node.module or "").removeprefix(GENERATOR).removeprefix(".")
            yield from (f"{inside}.{alias.name}".removeprefix(".") for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module == "datapool":
            yield from ("*" for alias in node.names if alias.name in ("synthetic", "*"))
        if isinstance(node, ast.Import):
            yield from ("*" for alias in node.names if f"{alias.name}.".startswith(f"{GENERATOR}."))


def places(tree: ast.Module) -> Iterator[str]:
    """Texts of a module that name the folder of the truth or a table in it, documentation aside."""
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            parts = node.value.replace("\\", "/").split("/")
            if "truth" in parts or (len(parts) > 1 and set(parts) & set(TABLES)):
                yield node.value


def test_only_the_two_commands_take_anything_from_the_generator() -> None:
    found = {name: set(taken(tree)) for name, tree in outside()}
    assert {name: words for name, words in found.items() if words} == COMMANDS


def test_no_text_outside_the_generator_names_the_folder_of_the_truth() -> None:
    # The command that makes a province tells where the truth lies: the key of its answer.
    assert [(name, text) for name, tree in outside() for text in places(tree)] == [("cli.generation", "truth")]


@pytest.mark.parametrize(
    "text",
    [
        "from datapool.synthetic.secrets import write_truth",
        "from datapool import synthetic",
        "import datapool.synthetic.difficulty.subjects as s",
        "def f():\n    from datapool.synthetic.difficulty import joins",
    ],
)
def test_a_way_in_would_be_noticed(text: str) -> None:
    assert list(taken(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ['p = root / "truth"', 'p = f"{root}/truth/frauds.parquet"', 'p = "x/frauds/0.parquet"']
)
def test_a_path_into_the_truth_would_be_noticed(text: str) -> None:
    assert list(places(ast.parse(text)))
