"""The options of the commands about access, named after their words."""

import argparse

from core.principal import Role


def explain(parser: argparse.ArgumentParser) -> None:
    """What `anlan access explain` takes."""
    parser.add_argument(
        "--role", action="append", required=True, choices=tuple(Role), metavar="ROLE", help=f"one of {', '.join(Role)}"
    )
    parser.add_argument("--purpose", required=True, metavar="PURPOSE", help="such as handling_case or audit")
    parser.add_argument("--region", metavar="CODE", help="CN, or the 2, 4 or 6 digits the role is bound to")
    parser.add_argument("--table", required=True, metavar="NAME", help="such as hrss_insured")
    parser.add_argument(
        "--tenant", default="hrss", metavar="NAME", help="department or centre they belong to (default: hrss)"
    )
    parser.add_argument(
        "--action",
        dest="act",
        default="read_rows",
        metavar="ACTION",
        help="read_rows, read_aggregates, open_mart, share_rows, decide_doubts or see_looks (default: read_rows)",
    )
    parser.add_argument("--subject", default="oneself", metavar="ID", help="who asks (default: somebody)")
    parser.add_argument("--pool", metavar="DIR", help="a pool whose own descriptions of tables count; no row is read")
