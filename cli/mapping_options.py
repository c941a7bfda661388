"""The options of `anlan data map` and `anlan data catalogue`."""

import argparse


def map_columns(parser: argparse.ArgumentParser) -> None:
    """What `anlan data map` takes."""
    parser.add_argument("file", metavar="FILE", help="a feed nobody has described: CSV, JSON lines, Excel, fixed width")
    parser.add_argument("--sample", type=int, default=2000, metavar="N", help="rows to look at (default: 2000)")
    parser.add_argument("--widths", metavar="N,N,…", help="bytes of each column, for a file of fixed width")
    parser.add_argument(
        "--headers", action=argparse.BooleanOptionalAction, help="whether the first row holds headers (default: judged)"
    )
    parser.add_argument("--pool", metavar="DIR", help="the folder with pool.yaml (default: found above the file)")
    parser.add_argument("--sources", metavar="DIR", help="an agency's own descriptions of sources")
    parser.add_argument("--accept", action="store_true", help="write the description of the source, as confirmed")
    parser.add_argument("--out", metavar="FILE", help="with --accept: the YAML file to write, as DIR/sources/tax.yaml")
    parser.add_argument("--replace", action="store_true", help="with --accept: replace that file")
    parser.add_argument("--table", metavar="NAME", help="which table it is, such as hrss_insured (default: judged)")
    parser.add_argument("--key", metavar="COLUMN,…", help="columns of the pool that name one row (default: looked for)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="HEADER=ITEM",
        help="what a column is, as HEADER=ITEM or HEADER=ITEM:COLUMN of the pool; may be repeated",
    )


def catalogue(parser: argparse.ArgumentParser) -> None:
    """What `anlan data catalogue` takes."""
    parser.add_argument("item", nargs="?", metavar="ITEM", help="one item by its name or code, such as AN-P-003")
