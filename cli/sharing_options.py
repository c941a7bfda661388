"""The options of the commands about sharing and its log, named after their words."""

import argparse

from cli.options import day
from cli.person_options import principal


def _pool(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")


def agreements(parser: argparse.ArgumentParser) -> None:
    """What `anlan data agreements` takes."""
    _pool(parser)
    parser.add_argument(
        "--examples", action="store_true", help="put the made-up agreements (示意) into a made-up province first"
    )
    parser.add_argument("--day", type=day, metavar="DATE", help="in force on this day (default: today)")


def release(parser: argparse.ArgumentParser) -> None:
    """What `anlan data release` takes."""
    _pool(parser)
    parser.add_argument("agreement", metavar="AGREEMENT", help="its id; `anlan data agreements` lists them")
    parser.add_argument("--table", metavar="NAME", help="the table (default: that of an agreement about one)")
    parser.add_argument("--columns", metavar="A,B", help="only these columns (default: all agreed upon)")
    parser.add_argument("--regions", metavar="CODES", help="only these, four digits each, with commas between")
    principal(parser)
    parser.add_argument("--tenant", metavar="NAME", help="whom they are for: the receiver agreed upon")
    parser.add_argument("--purpose", metavar="NAME", help="what for: the purpose agreed upon")
    parser.add_argument("--who", metavar="NAME", help="who asks, as the log names them (default: login name)")
    parser.add_argument("--region", default="CN", metavar="CODE", help="region of who asks (default: CN, the nation)")
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file, ending in .parquet or .csv")
    parser.add_argument(
        "--vault",
        metavar="DIR",
        help="seal columns, under a key of the receiver's own: the folder of the receivers' vaults, DIR/RECEIVER each, "
        "as `anlan vault make` makes them",
    )
    parser.add_argument("--key", metavar="FILE", help="with --vault: the file of the receiver's master key")
    parser.add_argument(
        "--seal", metavar="A,B", help="with --vault: which columns (default: all that the agreement wants encrypted)"
    )


def who_looked(parser: argparse.ArgumentParser) -> None:
    """What `anlan data who-looked` takes."""
    _pool(parser)
    parser.add_argument(
        "--person",
        required=True,
        metavar="NO",
        help="a number of the person, of any department, or their citizen number; with an index of persons also "
        "department:number, or the name that the index has",
    )


def share_rate(parser: argparse.ArgumentParser) -> None:
    """What `anlan data share-rate` takes."""
    _pool(parser)
    parser.add_argument("--day", type=day, metavar="DATE", help="agreements in force on this day (default: today)")


def log_verify(parser: argparse.ArgumentParser) -> None:
    """What `anlan log verify` takes."""
    parser.add_argument("file", metavar="FILE", help="the file that is written to, such as DIR/sharing/log.jsonl")
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="NUMBER:HASH",
        help="an entry noted down elsewhere; may be repeated. It finds a log that was cut off or written anew",
    )
