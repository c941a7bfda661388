"""YAML files whose every value knows its line, so that a wrong one can be pointed at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import FileMissing, InputError

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file.

    data    mappings, lists and scalars as plain Python; a date key is a `datetime.date`
    lines   [key path] the 1-based line where that value's key stands
    """

    path: Path
    data: Any
    lines: dict[KeyPath, int]

    def line(self, *keys: Any) -> int | None:
        """The line of the value under `keys`, or of its nearest ancestor that has one."""
        for depth in range(len(keys), -1, -1):
            if keys[:depth] in self.lines:
                return self.lines[keys[:depth]]
        return None


def load_document(path: Path) -> Document:
    """Read one YAML file.

    Raises FileMissing when it cannot be read, InputError when it is not YAML or names a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise FileMissing(
            "this file cannot be read.", path=path, remedy="Check the path and that it is UTF-8."
        ) from err
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        lines: dict[KeyPath, int] = {}
        data = None if root is None else _construct(loader, root, (), lines, path)
    except yaml.YAMLError as err:
        mark = getattr(err, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(err, "problem", None) or "it cannot be parsed"
        raise InputError(
            f"this is not valid YAML: {problem}.", path=path, line=line, remedy="Mend the line and try again."
        ) from err
    finally:
        loader.dispose()
    return Document(path, data, lines)


def _construct(loader: Any, node: Any, keys: KeyPath, lines: dict[KeyPath, int], path: Path) -> Any:
    lines.setdefault(keys, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(loader, item, (*keys, n), lines, path) for n, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(loader, node, path)
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError("a key is a list or a mapping.", path=path, line=line, remedy="Write one word or number.")
        key = _scalar(loader, key_node, path)
        if key in mapping:
            raise InputError(f"the key {key} stands here twice.", path=path, line=line, remedy="Keep one of them.")
        lines[(*keys, key)] = line
        mapping[key] = _construct(loader, value_node, (*keys, key), lines, path)
    return mapping


def _scalar(loader: Any, node: Any, path: Path) -> Any:
    try:
        return loader.construct_object(node, deep=True)
    except ValueError as err:
        raise InputError(
            f"{node.value!r} cannot be read: {err}.",
            path=path,
            line=node.start_mark.line + 1,
            remedy="Write a date that exists, as in 2025-01-31, or put the text in quotes.",
        ) from err
