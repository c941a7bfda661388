"""The options of `anlan operation`, named after its words, and its commands."""

import argparse

from cli.command import Command
from cli.options import day


def _source(parser: argparse.ArgumentParser, *, step: str, unit: str) -> None:
    parser.add_argument("folder", nargs="?", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--csv", metavar="FILE", help="a CSV instead of a pool")
    parser.add_argument("--date", default="date", metavar="COLUMN", help="its column of dates (default: date)")
    parser.add_argument("--value", default="value", metavar="COLUMN", help="its column of figures (default: value)")
    parser.add_argument(
        "--group", nargs="+", action="extend", default=[], metavar="COLUMN", help="its columns that tell series apart"
    )
    parser.add_argument(
        "--unit", choices=("yuan", "cases", "count"), default=unit, help=f"what its figures count (default: {unit})"
    )
    parser.add_argument(
        "--empty", choices=("zero", "unknown"), default="zero" if unit == "cases" else "unknown",
        help="what a period of it without a row is (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--step", choices=("day", "week", "month"), default=step, help=f"how long a period is (default: {step})"
    )
    parser.add_argument("--as-of", type=day, metavar="DATE", help="rows of a pool until that day (default: all)")
    parser.add_argument(
        "--only", nargs="+", action="extend", default=[], metavar="KEY=VALUE",
        help="only these series, such as flow=payments scheme=110 region=4701",
    )  # fmt: skip
    parser.add_argument("--out", metavar="DIR", help="keep the result there, for the page Operation")
    parser.add_argument("--title", default="", metavar="WORDS", help="what it is about, as the page calls it")


def watch(parser: argparse.ArgumentParser) -> None:
    """What `anlan operation watch` takes."""
    _source(parser, step="month", unit="yuan")
    parser.add_argument("--last", type=int, default=12, metavar="N", help="how many periods are judged (default: 12)")
    parser.add_argument(
        "--rate", type=float, default=0.05, metavar="F", help="share of alerts that may be chance (default: 0.05)"
    )


def forecast(parser: argparse.ArgumentParser) -> None:
    """What `anlan operation forecast` takes."""
    _source(parser, step="month", unit="yuan")
    parser.add_argument("--ahead", type=int, default=12, metavar="N", help="periods ahead, 24 at most (default: 12)")


def demand(parser: argparse.ArgumentParser) -> None:
    """What `anlan operation demand` takes."""
    _source(parser, step="week", unit="cases")
    parser.add_argument("--ahead", type=int, default=12, metavar="N", help="periods ahead, 26 at most (default: 12)")


def effect(parser: argparse.ArgumentParser) -> None:
    """What `anlan operation effect` takes."""
    _source(parser, step="month", unit="yuan")
    parser.add_argument(
        "--treated", nargs="+", required=True, metavar="NAME", help="where the policy holds, such as regions"
    )
    parser.add_argument(
        "--controls", nargs="*", metavar="NAME",
        help="where it does not (default: all others; without a name: none, an interrupted series)",
    )  # fmt: skip
    parser.add_argument("--by", metavar="KEY", help="the group whose values these are (default: the last)")
    parser.add_argument("--since", type=day, required=True, metavar="DATE", help="the day on which it began")
    parser.add_argument("--until", type=day, metavar="DATE", help="its last day, where it has ended")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the resampling (default: 1)")


COMMANDS = (
    Command(
        ("operation", "watch"),
        "DIR | --csv FILE",
        "payments and collections against what was to be expected",
        "cli.operation:watch",
        watch,
    ),
    Command(
        ("operation", "forecast"),
        "DIR | --csv FILE",
        "income and outgo of the next months",
        "cli.operation:forecast",
        forecast,
    ),
    Command(
        ("operation", "demand"),
        "DIR | --csv FILE",
        "service cases of the next weeks by business and region",
        "cli.operation:demand",
        demand,
    ),
    Command(
        ("operation", "effect"),
        "DIR | --csv FILE --treated NAME --since DATE",
        "what an enacted policy did",
        "cli.operation:effect",
        effect,
    ),
)
