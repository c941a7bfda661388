"""The options of `anlan data lineage`."""

import argparse
from datetime import datetime

from cli.person_options import looker


def moment(text: str) -> datetime:
    """A moment with its time zone, such as 2025-01-31T08:00:00+08:00."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write 2025-01-31T08:00:00+08:00")
    return found


def lineage(parser: argparse.ArgumentParser) -> None:
    """What `anlan data lineage` takes."""
    parser.add_argument(
        "person",
        nargs="?",
        metavar="PERSON",
        help="a person, as `anlan data person` takes it; with --events: the folder that `anlan data build` was given",
    )
    parser.add_argument("field", nargs="?", metavar="FIELD", help="an item of that person, such as birth_date")
    parser.add_argument("--column", metavar="TABLE.COLUMN", help="a column, such as hrss_insured.sex, instead")
    parser.add_argument("--upstream", action="store_true", help="with --column: what it comes from (the default)")
    parser.add_argument("--downstream", action="store_true", help="with --column: what comes from it")
    parser.add_argument("--events", metavar="FILE", help="write what the build did as OpenLineage events, one a line")
    parser.add_argument(
        "--at", type=moment, metavar="MOMENT", help="with --events: when it all was (default: when files were written)"
    )
    parser.add_argument("--pool", metavar="DIR", help="the folder that `anlan data build` was given")
    looker(parser)
