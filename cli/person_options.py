"""The options of the commands about single persons, named after their words."""

import argparse

from cli.options import day


def link_persons(parser: argparse.ArgumentParser) -> None:
    """What `anlan data link-persons` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="threads (default: 2)")


def person(parser: argparse.ArgumentParser) -> None:
    """What `anlan data person` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data link-persons` was given")
    parser.add_argument(
        "person", metavar="PERSON", help="the name the index has for them, or department:number, as in hrss:1234567890"
    )
    parser.add_argument("--as-of", type=day, metavar="DATE", help="what was known on that day (default: today)")
    parser.add_argument(
        "--show-sensitive", action="store_true", help="do not mask citizen numbers, accounts, diagnoses"
    )


def doubts(parser: argparse.ArgumentParser) -> None:
    """What `anlan data doubts` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data link-persons` was given")
    parser.add_argument("--reason", metavar="NAME", help="only those for this reason, such as one_number_two_people")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="so many at most (default: 20)")


def decide(parser: argparse.ArgumentParser) -> None:
    """What `anlan data decide` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data link-persons` was given")
    parser.add_argument(
        "record", nargs="?", metavar="RECORD", help="name of a record, as `anlan data doubts` prints it"
    )
    parser.add_argument("other", nargs="?", metavar="OTHER", help="name of the other record")
    parser.add_argument("--verdict", choices=("same", "not_same"), help="one person or two")
    parser.add_argument("--undo", type=int, metavar="N", help="take decision N back instead")
    parser.add_argument("--who", required=True, metavar="NAME", help="the clerk who decides")
