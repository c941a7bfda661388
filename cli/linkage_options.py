"""The options of `anlan data link`."""

import argparse


def link(parser: argparse.ArgumentParser) -> None:
    """What `anlan data link` takes."""
    parser.add_argument("left", metavar="LEFT", help="a file of records: CSV or Parquet")
    parser.add_argument("right", nargs="?", metavar="RIGHT", help="a second file (default: LEFT with itself)")
    parser.add_argument("--truth", metavar="COLUMN", help="names persons; or LEFT=RIGHT: for scoring only")
    parser.add_argument(
        "--truth-pattern", metavar="REGEX", help="what of its values names the person; alone, it finds the column"
    )
    parser.add_argument("--config", metavar="FILE", help="YAML: kinds, ignore, columns, threshold, max_pairs, seed")
    parser.add_argument("--decisions", metavar="FILE", help="what people decided about pairs: honoured")
    parser.add_argument("--out", metavar="FILE", help="write file, row and cluster of every record, CSV or Parquet")
    parser.add_argument("--queue", type=int, default=0, metavar="N", help="show so many pairs that a person should see")
    parser.add_argument(
        "--decide",
        action="append",
        default=[],
        metavar="ROW,ROW=WORD",
        help="with --decisions: same, not_the_same or undone, as left:5,left:9=same; may be repeated",
    )
    parser.add_argument("--who", default="", metavar="NAME", help="who decides, with --decide")
    parser.add_argument("--pool", metavar="DIR", help="the folder with pool.yaml (default: found above the file)")
