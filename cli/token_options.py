"""The options of the commands about tokens, named after their words, and those commands."""

import argparse

from cli.command import Command


def issue(parser: argparse.ArgumentParser) -> None:
    """What `anlan token issue` takes."""
    parser.add_argument("--key", required=True, metavar="FILE", help="private key of the issuer; drawn if not there")
    parser.add_argument("--keys", required=True, metavar="FILE", help="JWK set of a site; the public key is put there")
    parser.add_argument("--subject", required=True, metavar="NAME", help="who it stands for")
    parser.add_argument("--tenant", required=True, metavar="NAME", help="their organisation, such as hrss")
    parser.add_argument("--role", required=True, action="append", metavar="ROLE", help="may be repeated")
    parser.add_argument("--region", metavar="CODE", help="CN, or the 2, 4 or 6 digits of a region")
    parser.add_argument("--purpose", required=True, metavar="WORD", help="what they ask for, one word")
    parser.add_argument("--hours", type=float, default=12.0, metavar="N", help="how long it lasts (default: 12)")
    parser.add_argument("--issuer", default="anlan", metavar="NAME", help="as the site trusts it (default: anlan)")
    parser.add_argument("--audience", default="anlan", metavar="NAME", help="whom it is meant for (default: anlan)")


def revoke(parser: argparse.ArgumentParser) -> None:
    """What `anlan token revoke` takes."""
    parser.add_argument("id", metavar="ID", help="of a token, or its SHA-256 in hexadecimal")
    parser.add_argument("--list", required=True, metavar="FILE", help="list of the site; made if not there")


COMMANDS = (
    Command(
        ("token", "issue"),
        "--key FILE --keys FILE --subject NAME …",
        "a token for trials, signed by an issuer of your own",
        "cli.token:issue",
        issue,
    ),
    Command(
        ("token", "revoke"), "ID --list FILE", "have a site refuse a token from now on", "cli.token:revoke", revoke
    ),
)
