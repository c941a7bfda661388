"""The entry point: reads settings and arguments, calls one function, turns an error into a message and an exit code."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from cli.parser import build_parser
from core.errors import AnlanError, InputError
from core.settings import Settings, load_settings

Action = Callable[[Namespace, Settings], int]
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 the work failed, 2 the input was wrong."""
    _speak_utf8()
    try:
        chosen = read_arguments(sys.argv[1:] if arguments is None else arguments)
        settings = load_settings(Path.cwd(), os.environ)
        chosen.language = chosen.language or settings.language
        return _action(chosen.action)(chosen, settings)
    except AnlanError as err:
        print(f"anlan: {err}", file=sys.stderr)  # noqa: T201
        return err.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _speak_utf8() -> None:
    """Chinese must reach a pipe or a file whatever the locale of the machine."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def read_arguments(arguments: Sequence[str]) -> Namespace:
    """The arguments as a namespace; what only `rules explain` understands is handed to it in `inputs`."""
    chosen, rest = build_parser().parse_known_args(arguments)
    if rest and not chosen.accepts_inputs:
        raise InputError(
            f"{chosen.parser.prog} does not know {rest[0]!r}.",
            remedy=f"`{chosen.parser.prog} --help` shows what it takes.",
        )
    chosen.inputs = rest
    return chosen


def _action(name: str) -> Action:
    """The function behind a command; its module, and with it whatever is heavy, is loaded only now."""
    module, function = name.split(":")
    action: Action = getattr(import_module(module), function)
    return action


if __name__ == "__main__":
    sys.exit(main())
