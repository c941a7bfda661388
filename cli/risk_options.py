"""The options of `anlan risk`, named after its words, and its commands."""

import argparse

from cli.command import Command
from cli.options import day
from cli.training_options import registry, who

_MODEL = "NAME, NAME@champion, NAME@NUMBER, or the folder of a release"


def learn(parser: argparse.ArgumentParser) -> None:
    """What `anlan risk learn` takes."""
    parser.add_argument("folders", nargs="+", metavar="DIR", help="pools whose investigations are learned from")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="what was known on that day (default: everything)")
    parser.add_argument(
        "--outcomes",
        action="append",
        default=[],
        metavar="FILE",
        help="findings of the ledger as well, as `anlan ledger outcomes` writes them; may be repeated",
    )
    parser.add_argument(
        "--test", metavar="DIR", help="judge them on the investigations of this pool, which is not learned from"
    )
    registry(parser)
    who(parser)


def score(parser: argparse.ArgumentParser) -> None:
    """What `anlan risk score` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--model", default="risk.records", metavar="MODEL", help=f"{_MODEL} (default: risk.records)")
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file of alerts, ending in .parquet")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="what was known on that day (default: everything)")
    parser.add_argument("--region", metavar="CODE", help="only rows of this region, four digits")
    parser.add_argument("--trust", metavar="DIR", help="folder of public keys (*.pub) that releases are trusted by")
    registry(parser)
    who(parser)


def alerts(parser: argparse.ArgumentParser) -> None:
    """What `anlan risk alerts` takes."""
    parser.add_argument("file", metavar="FILE", help="what `anlan risk score` wrote")
    parser.add_argument("--typology", metavar="CODE", help="only this kind, such as T01")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="how many are listed (default: 20)")


def explain(parser: argparse.ArgumentParser) -> None:
    """What `anlan risk explain` takes."""
    parser.add_argument("subject", metavar="SUBJECT", help="an alert, or the subject of alerts")
    parser.add_argument("--alerts", required=True, metavar="FILE", help="what `anlan risk score` wrote")


def evaluate(parser: argparse.ArgumentParser) -> None:
    """What `anlan risk evaluate` takes."""
    parser.add_argument("--data", required=True, metavar="FILE", help="CSV, Parquet, or npz with arrays X and y")
    parser.add_argument("--label", default="y", metavar="COLUMN", help="who is an anomaly, two values (default: y)")
    parser.add_argument("--anomaly", metavar="VALUE", help="the value of the label that is the anomaly")
    parser.add_argument("--time", metavar="COLUMN", help="judge on the latest 30 %% of rows by this column")
    parser.add_argument(
        "--entity", nargs="+", action="extend", default=[], metavar="COLUMN",
        help="whose row it is: rows of one entity stay together, and with --time its earlier rows are features",
    )  # fmt: skip
    parser.add_argument(
        "--without", nargs="+", action="extend", default=[], metavar="COLUMN", help="columns to leave out"
    )
    parser.add_argument(
        "--labelled-fraction", type=float, default=0.1, metavar="F",
        help="share of the anomalies learned from that are known (default: 0.1)",
    )  # fmt: skip
    parser.add_argument("--draws", type=int, default=10, metavar="N", help="how often all is drawn anew (default: 10)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of everything drawn (default: 1)")
    parser.add_argument("--workers", type=int, metavar="N", help="draws at once (default: one a core, four at most)")


def stream(parser: argparse.ArgumentParser) -> None:
    """What `anlan risk stream` takes."""
    parser.add_argument("--state", required=True, metavar="DIR", help="folder of the state; made where there is none")
    parser.add_argument(
        "--models", dest="model", default="risk.records", metavar="RELEASE", help=f"{_MODEL} (default: risk.records)"
    )
    parser.add_argument("--from", dest="pool", metavar="POOL", help="fill a new state with what this pool knows first")
    parser.add_argument("--region", metavar="CODE", help="with --from, only rows of this region, four digits")
    parser.add_argument("--events", metavar="FILE", help="events, one JSON object a line; - is standard input")
    parser.add_argument("--answers", default="-", metavar="FILE", help="where answers go (default: standard output)")
    parser.add_argument(
        "--alerts", metavar="FILE", help="alerts of everybody touched, for the ledger, once all is read"
    )
    parser.add_argument(
        "--as-of", type=day, metavar="DATE", help="the day of scoring (default: today; with --from the pool's last)"
    )
    parser.add_argument("--trust", metavar="DIR", help="folder of public keys (*.pub) that releases are trusted by")
    registry(parser)
    who(parser)


COMMANDS = (
    Command(("risk", "learn"), "DIR …", "learn from investigations how likely cases are", "cli.risk:learn", learn),
    Command(("risk", "score"), "DIR --out FILE", "suspected cases of a pool, with reasons", "cli.risk:score", score),
    Command(("risk", "alerts"), "FILE", "list alerts, most yuan first", "cli.risk:alerts", alerts),
    Command(
        ("risk", "explain"), "SUBJECT --alerts FILE", "why somebody is suspected, by which article", "cli.risk:explain",
        explain,
    ),
    Command(
        ("risk", "stream"), "--state DIR", "score events one by one, each on disk before it is answered",
        "cli.stream:run", stream,
    ),
    Command(
        ("risk", "evaluate"), "--data FILE", "how well the anomalies of any labelled table can be found",
        "cli.risk_evaluate:run", evaluate,
    ),
)  # fmt: skip
