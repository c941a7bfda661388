"""The options of `anlan site`, `anlan up` and `anlan down`, named after their words, and their commands."""

import argparse

from cli.command import Command


def _state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", metavar="DIR", help="folder that holds the sites (default: sites in the output)")


def _waiting(parser: argparse.ArgumentParser) -> None:
    _state(parser)
    parser.add_argument(
        "--seconds", type=float, default=180.0, metavar="S", help="how long they may take to answer (default: 180)"
    )
    parser.add_argument("--shift", type=int, default=0, metavar="N", help="add N to every port of the site files")
    parser.add_argument("--release", metavar="DIR", help="a signed release for every application that takes one")
    parser.add_argument("--trust", metavar="DIR", help="folder of public keys (*.pub) that releases are trusted by")


def up(parser: argparse.ArgumentParser) -> None:
    """What `anlan up` takes."""
    parser.add_argument("--sites", metavar="DIR", help="folder of site files (default: the cloud and two edges)")
    _waiting(parser)


def down(parser: argparse.ArgumentParser) -> None:
    """What `anlan down` takes."""
    _state(parser)


def site_up(parser: argparse.ArgumentParser) -> None:
    """What `anlan site up` takes."""
    parser.add_argument("site", metavar="SITE", help="a site file, or the name of one that comes with Anlan")
    _waiting(parser)


def site_join(parser: argparse.ArgumentParser) -> None:
    """What `anlan site join` takes."""
    parser.add_argument("site", metavar="SITE", help="the site file that the head was brought up with")
    parser.add_argument("--address", metavar="IP", help="of this machine, at which the others reach it")
    parser.add_argument("--label", action="append", default=[], metavar="K=V", help="what replicas are placed by")
    parser.add_argument("--cpus", type=int, metavar="N", help="that it gives (default: all it has)")
    parser.add_argument("--seconds", type=float, default=180.0, metavar="S", help="how long it may take (default: 180)")
    _state(parser)


def site_down(parser: argparse.ArgumentParser) -> None:
    """What `anlan site down` takes."""
    parser.add_argument("name", metavar="NAME", help="of the site")
    _state(parser)


def site_status(parser: argparse.ArgumentParser) -> None:
    """What `anlan site status` takes."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="only this site (default: all)")
    _state(parser)


def site_load(parser: argparse.ArgumentParser) -> None:
    """What `anlan site load` takes."""
    parser.add_argument("name", metavar="NAME", help="of the site")
    parser.add_argument("application", metavar="APPLICATION", help="that is to answer from it, such as risk")
    parser.add_argument("folder", metavar="RELEASE", help="folder of a signed release")
    _state(parser)


COMMANDS = (
    Command(("up",), "", "the cloud and two edges on this machine, ready to be asked", "cli.site:up", up),
    Command(("down",), "", "end exactly the sites that were brought up", "cli.site:down", down),
    Command(("site", "up"), "SITE", "one site: Ray, applications, gateway, supervisor", "cli.site:site_up", site_up),
    Command(
        ("site", "join"), "SITE", "have this machine take part in a site of several", "cli.site:site_join", site_join
    ),
    Command(("site", "down"), "NAME", "end one site, and see that nothing is left", "cli.site:site_down", site_down),
    Command(("site", "status"), "[NAME]", "how sites and their applications are", "cli.site:site_status", site_status),
    Command(
        ("site", "load"),
        "NAME APPLICATION RELEASE",
        "have an application answer from a signed release",
        "cli.site:site_load",
        site_load,
    ),
)
