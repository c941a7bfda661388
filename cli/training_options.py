"""The options of the commands about models, named after their words, and those commands."""

import argparse

from cli.command import Command

_MODEL = "NAME, NAME@champion, NAME@challenger or NAME@NUMBER"


def registry(parser: argparse.ArgumentParser) -> None:
    """Where the registry is."""
    parser.add_argument(
        "--registry", metavar="DIR", help="folder of the registry (default: models in the output folder)"
    )


def _data(parser: argparse.ArgumentParser, *, required: bool = True, what: str = "a table, CSV or Parquet") -> None:
    parser.add_argument("--data", required=required, metavar="FILE", help=what)


def who(parser: argparse.ArgumentParser) -> None:
    """Whom the log names."""
    parser.add_argument("--who", metavar="NAME", help="who does so, as the log names them (default: login name)")


def _recipe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help="a task; `table` learns --label from any table")
    _data(parser, what="a table, CSV or Parquet, with _person or _split where rows are of persons")
    parser.add_argument("--label", default="", metavar="COLUMN", help="the column of 0 and 1 to learn")
    parser.add_argument("--time", default="", metavar="COLUMN", help="split by time as well; the table is sorted by it")
    parser.add_argument(
        "--groups", default="", metavar="A,B", help="compare false alarms by these (default: sex, age, …)"
    )
    parser.add_argument("--without", action="append", default=[], metavar="COLUMN", help="no feature; may be repeated")
    parser.add_argument(
        "--keep", action="append", default=[], metavar="COLUMN", help="a feature although it tells the label alone"
    )
    parser.add_argument("--params", metavar="FILE", help="parameters, YAML or JSON; the others are the task's defaults")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of everything drawn (default: 1)")
    registry(parser)


def train(parser: argparse.ArgumentParser) -> None:
    """What `anlan train` takes."""
    _recipe(parser)
    parser.add_argument("--name", metavar="NAME", help="of the model in the registry (default: the task's)")
    parser.add_argument("--out", metavar="DIR", help="write the release into this new folder as well")


def evaluate(parser: argparse.ArgumentParser) -> None:
    """What `anlan evaluate` takes."""
    parser.add_argument("model", metavar="MODEL", help=f"{_MODEL}, or the folder of a release")
    _data(parser)
    parser.add_argument(
        "--part", choices=("test", "all"), default="test", help="the test part (default), or all of a table never seen"
    )
    parser.add_argument("--trust", metavar="DIR", help="folder of public keys (*.pub) that releases are trusted by")
    registry(parser)


def tune(parser: argparse.ArgumentParser) -> None:
    """What `anlan tune` takes."""
    _recipe(parser)
    parser.add_argument("--trials", type=int, required=True, metavar="N", help="parameter sets that are tried")
    parser.add_argument("--out", metavar="DIR", help="folder the search is kept in (default: in the registry)")
    parser.add_argument("--resume", action="store_true", help="go on with the search in that folder")


def models_list(parser: argparse.ArgumentParser) -> None:
    """What `anlan models list` takes."""
    parser.add_argument("model", nargs="?", metavar="NAME", help="only versions of this model")
    registry(parser)


def models_show(parser: argparse.ArgumentParser) -> None:
    """What `anlan models show` takes."""
    parser.add_argument("model", metavar="MODEL", help=_MODEL)
    registry(parser)


def models_promote(parser: argparse.ArgumentParser) -> None:
    """What `anlan models promote` takes."""
    parser.add_argument("model", metavar="MODEL", help=f"{_MODEL} (NAME: the challenger)")
    _data(parser, required=False, what="measure it and the champion on the test part of this table")
    parser.add_argument("--gate", metavar="FILE", help="another gate, in the form of training/gate.yaml")
    who(parser)
    registry(parser)


def models_rollback(parser: argparse.ArgumentParser) -> None:
    """What `anlan models rollback` takes."""
    parser.add_argument("model", metavar="NAME", help="a model")
    who(parser)
    registry(parser)


def models_export(parser: argparse.ArgumentParser) -> None:
    """What `anlan models export` takes."""
    parser.add_argument("model", metavar="MODEL", help=_MODEL)
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    registry(parser)


def models_reproduce(parser: argparse.ArgumentParser) -> None:
    """What `anlan models reproduce` takes."""
    parser.add_argument("model", metavar="MODEL", help=_MODEL)
    _data(parser, what="the table it was made from")
    registry(parser)


COMMANDS = (
    Command(("train",), "TASK --data FILE", "fit a model, judge it, sign and register it", "cli.train:run", train),
    Command(
        ("evaluate",), "MODEL --data FILE", "what a model is worth on other data", "cli.train:run_evaluate", evaluate
    ),
    Command(("tune",), "TASK --data FILE --trials N", "search for better parameters, on Ray", "cli.tune:run", tune),
    Command(("models", "list"), "[NAME]", "models and their versions", "cli.models:list_versions", models_list),
    Command(("models", "show"), "MODEL", "the card of a model", "cli.models:show", models_show),
    Command(
        ("models", "promote"), "MODEL", "make a version the champion, through the gate", "cli.models:run_promote",
        models_promote,
    ),
    Command(
        ("models", "rollback"), "NAME", "put the champion before this one back", "cli.models:run_rollback",
        models_rollback,
    ),
    Command(("models", "export"), "MODEL --out DIR", "a copy of a signed release", "cli.models:export", models_export),
    Command(
        ("models", "reproduce"), "MODEL --data FILE", "make a model again and compare every file",
        "cli.models:run_reproduce", models_reproduce,
    ),
)  # fmt: skip
