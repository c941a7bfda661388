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
    looker(parser)
    parser.add_argument(
        "--show-sensitive",
        action="store_true",
        help="with --as: do not mask the citizen numbers, accounts and diagnoses that the rules let them see",
    )


def looker(parser: argparse.ArgumentParser) -> None:
    """Who looks at a person, which every look has to say."""
    principal(parser)
    parser.add_argument(
        "--purpose", metavar="NAME", help="without --as: what the owner of the pool's files looks for; it is in the log"
    )


def principal(parser: argparse.ArgumentParser) -> None:
    """Who asks, by a token's claims."""
    parser.add_argument(
        "--as",
        dest="claims",
        metavar="CLAIMS.json",
        help="who asks: sub, tenant, roles, region and purpose; the access rules say what they may see",
    )


def doubts(parser: argparse.ArgumentParser) -> None:
    """What `anlan data doubts` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data link-persons` was given")
    parser.add_argument("--reason", metavar="NAME", help="only those for this reason, such as one_number_two_people")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="so many at most (default: 20)")
    principal(parser)


def decide(parser: argparse.ArgumentParser) -> None:
    """What `anlan data decide` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data link-persons` was given")
    parser.add_argument(
        "record", nargs="?", metavar="RECORD", help="name of a record, as `anlan data doubts` prints it"
    )
    parser.add_argument("other", nargs="?", metavar="OTHER", help="name of the other record")
    parser.add_argument("--verdict", choices=("same", "not_same"), help="one person or two")
    parser.add_argument("--undo", type=int, metavar="N", help="take decision N back instead")
    parser.add_argument("--who", metavar="NAME", help="the clerk who decides, where --as does not say it")
    principal(parser)
