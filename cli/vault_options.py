"""The options of `anlan vault`, named after its words."""

import argparse


def _vault(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("vault", metavar="VAULT", help="the folder of its wrapped keys")
    parser.add_argument(
        "--key", required=True, metavar="FILE", help="the file of the master key, outside the vault; keep a copy of it"
    )


def _file(parser: argparse.ArgumentParser) -> None:
    _vault(parser)
    parser.add_argument("file", metavar="FILE", help="the table, a Parquet file")


def make(parser: argparse.ArgumentParser) -> None:
    """What `anlan vault make` takes."""
    _vault(parser)


def rotate(parser: argparse.ArgumentParser) -> None:
    """What `anlan vault rotate` takes."""
    _vault(parser)
    parser.add_argument("--new-key", metavar="FILE", help="draw a new master key there and wrap every key under it")


def seal(parser: argparse.ArgumentParser) -> None:
    """What `anlan vault seal` takes."""
    _file(parser)
    parser.add_argument("--table", required=True, metavar="NAME", help="which table of the pool the rows are of")
    parser.add_argument("--columns", metavar="A,B", help="what to seal (default: what the catalogue calls sensitive)")
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file, ending in .parquet")


def reseal(parser: argparse.ArgumentParser) -> None:
    """What `anlan vault reseal` takes."""
    _file(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file, ending in .parquet")


def unseal(parser: argparse.ArgumentParser) -> None:
    """What `anlan vault open` takes."""
    _file(parser)
    parser.add_argument("--columns", metavar="A,B", help="open only these; other sealed columns are left out")
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file, ending in .parquet")


def find(parser: argparse.ArgumentParser) -> None:
    """What `anlan vault find` takes."""
    _file(parser)
    parser.add_argument("--column", required=True, metavar="NAME", help="a sealed column that has a blind index")
    parser.add_argument(
        "--value", default="-", metavar="NO", help="the number to look for (default: one line of the standard input)"
    )
