"""The map of the `anlan` command: every act, its options, and the module that carries it out."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.errors import InputError

Configure = Callable[[argparse.ArgumentParser], None]

_SPEC = "a country pack (china), a scenario file (*.yaml), or either followed by +key=value"


@dataclass(frozen=True, slots=True)
class Command:
    """One act: its words after `anlan`, how its arguments read, what it does and the `module:function` that does it."""

    words: tuple[str, ...]
    usage: str
    does: str
    action: str
    configure: Configure


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are InputErrors with a remedy."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raise what argparse would print."""
        raise InputError(f"{self.prog}: {message}.", remedy=f"`{self.prog} --help` shows what it takes.")


def _day(text: str) -> date:
    """A date written 2025-01-01, or a month written 2025-01, which stands for its first day."""
    try:
        return date.fromisoformat(text if len(text) != 7 else f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2025-01-01 or 2025-01") from None


def _project(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help=_SPEC)
    parser.add_argument("--list", action="store_true", help="print the country packs and end")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change an assumption or a figure of the law; may be repeated",
    )
    parser.add_argument(
        "--overlay",
        action="append",
        default=[],
        metavar="FILE",
        help="a reform in the format of the rule book; may be repeated",
    )
    parser.add_argument(
        "--from", dest="start", type=int, metavar="YEAR", help="project as if nothing were known after YEAR (back-test)"
    )
    parser.add_argument("--out", metavar="DIR", help="write projection.json, funds.csv and population.csv into DIR")


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help=_SPEC)
    parser.add_argument("b", metavar="B", help="the other one, written the same way")
    parser.add_argument("--set-a", action="append", default=[], metavar="KEY=VALUE", help="a change of A only")
    parser.add_argument("--set-b", action="append", default=[], metavar="KEY=VALUE", help="a change of B only")
    parser.add_argument("--overlay-a", action="append", default=[], metavar="FILE", help="a reform of A only")
    parser.add_argument("--overlay-b", action="append", default=[], metavar="FILE", help="a reform of B only")


def _sensitivity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=_SPEC)


def _reconcile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("previous", metavar="PREVIOUS", help=_SPEC)
    parser.add_argument("current", metavar="CURRENT", help="the later valuation, written the same way")


def _place_and_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", type=_day, metavar="DATE", help="the day whose law applies (default: today)")
    parser.add_argument(
        "--region", default="CN", metavar="CODE", help="CN for the nation, CN-31 for Shanghai (default: CN)"
    )


def _rules_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="a key of the rule book; `anlan rules list` prints them")
    _place_and_day(parser)


def _rules_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "prefix", nargs="?", default="", metavar="PREFIX", help="only keys that begin so, as in pension."
    )


def _rules_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="left out: print every question and its inputs")
    parser.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an input of the question; `--NAME VALUE` does the same",
    )
    _place_and_day(parser)


def _validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--report", metavar="FILE", help="where the report goes (default: docs/validation.md)")


def _import_wpp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="folder with the CSV files of World Population Prospects 2024")
    parser.add_argument(
        "--country", type=int, default=156, metavar="CODE", help="ISO 3166 number (default: 156, China)"
    )
    parser.add_argument("--out", metavar="DIR", help="where the parameter file goes (default: the setting output)")


def _dashboard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", metavar="PORT", help="port to listen on (default: the setting dashboard.port)")


def _nothing(parser: argparse.ArgumentParser) -> None:
    """Options that every command has are enough."""


COMMANDS = (
    Command(("project",), "SCENARIO", "carry the funds of a country to 2100", "cli.projection:run", _project),
    Command(("compare",), "A B", "set two scenarios side by side", "cli.comparison:run", _compare),
    Command(
        ("sensitivity",),
        "SCENARIO",
        "what one change at a time does to every fund",
        "cli.sensitivity:run",
        _sensitivity,
    ),
    Command(
        ("reconcile",),
        "PREVIOUS CURRENT",
        "why a valuation differs from the last",
        "cli.reconciliation:run",
        _reconcile,
    ),
    Command(("rules", "show"), "KEY", "a figure of the law: value, dates, source", "cli.rules:show", _rules_show),
    Command(("rules", "list"), "[PREFIX]", "every figure of the law", "cli.rules:list_keys", _rules_list),
    Command(
        ("rules", "explain"), "QUESTION", "work out a case article by article", "cli.explanation:run", _rules_explain
    ),
    Command(("assumptions", "list"), "", "every assumption with its reason", "cli.assumptions:run", _nothing),
    Command(("validate",), "", "set our results beside published figures", "cli.validation:run", _validate),
    Command(
        ("data", "import", "wpp"), "DIR", "make parameters from UN population files", "cli.data:import_wpp", _import_wpp
    ),
    Command(("dashboard",), "", "open the page for fund managers", "cli.dashboard:run", _dashboard),
    Command(("doctor",), "", "look whether this installation is whole", "cli.doctor:run", _nothing),
)

_GROUPS = {
    ("rules",): "the law: figures and worked cases",
    ("assumptions",): "what a projection assumes",
    ("data",): "figures from outside",
    ("data", "import"): "read the files of a publisher",
}


def build_parser() -> Parser:
    """The parser of the whole command; the namespace it returns names the action in `action`."""
    parser = Parser(
        prog="anlan",
        usage="anlan COMMAND … [--json] [--language zh|en]",
        description="安澜 Anlan: the future of a country's social-insurance funds, from a dated rule book.",
        epilog=_map(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    groups: dict[tuple[str, ...], argparse._SubParsersAction[Parser]] = {(): _subcommands(parser, is_top=True)}
    for command in COMMANDS:
        for depth in range(1, len(command.words)):
            words = command.words[:depth]
            if words not in groups:
                group = groups[words[:-1]].add_parser(
                    words[-1], help=_GROUPS[words], description=_GROUPS[words], allow_abbrev=False
                )
                groups[words] = _subcommands(group)
        leaf = groups[command.words[:-1]].add_parser(
            command.words[-1], help=command.does, description=command.does, allow_abbrev=False
        )
        command.configure(leaf)
        leaf.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        leaf.add_argument(
            "--language", choices=("zh", "en"), help="language of the output (default: the setting language)"
        )
        leaf.set_defaults(action=command.action, accepts_inputs=command.words == ("rules", "explain"), parser=leaf)
    return parser


def _subcommands(parser: Parser, *, is_top: bool = False) -> "argparse._SubParsersAction[Parser]":
    if is_top:
        return parser.add_subparsers(
            prog=parser.prog, metavar="COMMAND", required=True, help=argparse.SUPPRESS, title=argparse.SUPPRESS
        )
    return parser.add_subparsers(metavar="COMMAND", required=True)


def _map() -> str:
    left = [" ".join(("anlan", *command.words, command.usage)).rstrip() for command in COMMANDS]
    width = max(map(len, left)) + 3
    lines = [f"  {words:<{width}}{command.does}" for words, command in zip(left, COMMANDS, strict=True)]
    return "commands:\n" + "\n".join(lines) + "\n\n`anlan COMMAND --help` shows the options of one command."
