"""`anlan rules explain`: one case worked out article by article, or the list of questions that can be asked."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

import yaml

from cli.console import print_json, print_lines, print_table
from core.errors import InputError
from core.settings import Settings
from rules.book import RuleBook
from rules.questions.asking import explain
from rules.questions.inputs import Input
from rules.questions.registry import QUESTIONS

_TITLE = {"zh": "可以问的问题（方括号内为可选项）", "en": "Questions (inputs in brackets may be left out)"}
_COLUMNS = {"zh": ("问题", "名称", "输入", "输出"), "en": ("Question", "Title", "Inputs", "Outputs")}
_STRUCTURED = ("{", "[")
_FLAGS = {"true": True, "false": False}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Answer one question, or print them all."""
    if chosen.question is None:
        return _list(chosen)
    inputs = read_inputs(chosen.inputs, chosen.input)
    answer = explain(RuleBook.load(), chosen.question, inputs, region=chosen.region, at=chosen.at, illustrate=True)
    if chosen.json:
        print_json(answer.to_json())
    else:
        print_lines(answer.text(chosen.language))
    return 0


def read_inputs(words: Sequence[str], pairs: Sequence[str]) -> dict[str, Any]:
    """The inputs from `--name value` words and from `name=value` pairs; a dash in a name reads as an underscore."""
    given: dict[str, Any] = {}
    rest = list(words)
    while rest:
        name = rest.pop(0)
        if not name.startswith("--"):
            raise InputError(f"{name!r} belongs to no input.", remedy="Write --name value, such as --birth 1975-03.")
        name, is_joined, value = name.removeprefix("--").partition("=")
        if not is_joined:
            if not rest:
                raise InputError(f"the input {name} has no value.", remedy=f"Write --{name} value.")
            value = rest.pop(0)
        given[_name(name)] = _value(name, value)
    for pair in pairs:
        name, is_pair, value = pair.partition("=")
        if not is_pair:
            raise InputError(f"{pair!r} is not an input.", remedy="Write --input name=value.")
        given[_name(name)] = _value(name, value)
    return given


def _name(text: str) -> str:
    return text.strip().replace("-", "_")


def _value(name: str, text: str) -> Any:
    """Text as it stands; a mapping or list as YAML, `{2016: 3000, 2017: 3200}`."""
    if text in _FLAGS:
        return _FLAGS[text]
    if not text.startswith(_STRUCTURED):
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as err:
        raise InputError(
            f"{text!r} for {name} cannot be read.", remedy="Write a mapping as '{2016: 3000, 2017: 3200}'."
        ) from err


def _list(chosen: Namespace) -> int:
    if chosen.json:
        print_json({"questions": {name: _plain(name) for name in QUESTIONS}})
        return 0
    cells = [
        (name, asked.title.text(chosen.language), "\n".join(map(_shown, asked.inputs)), "\n".join(asked.outputs))
        for name, asked in QUESTIONS.items()
    ]
    print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], cells, left=4)
    return 0


def _shown(wanted: Input) -> str:
    text = f"--{wanted.name} {wanted.kind.name}"
    return text if wanted.required else f"[{text}]"


def _plain(name: str) -> dict[str, Any]:
    asked = QUESTIONS[name]
    inputs = {
        each.name: {"title": each.title.to_json(), "kind": each.kind.name, "required": each.required}
        for each in asked.inputs
    }
    return {"title": asked.title.to_json(), "inputs": inputs, "outputs": list(asked.outputs)}
