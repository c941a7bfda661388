"""The commands about the ledger of suspected cases, and their options, named after their words."""

import argparse

from cli.command import Command
from cli.options import day

_STATES = ("issued", "under_check", "reported", "reviewed", "closed")
_FINDINGS = ("true", "partly", "false")
_ACTIONS = ("stop", "recover", "police")


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="the folder of the ledger: its log, its evidence, its tables")


def _case(parser: argparse.ArgumentParser) -> None:
    _folder(parser)
    parser.add_argument("case", metavar="CASE", help="its number, as `anlan ledger list` prints it")


def _reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="claims", metavar="CLAIMS.json", help="who asks: only cases of their region (default: the owner)"
    )


def _actor(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument(
        "--as",
        dest="claims",
        required=required,
        metavar="CLAIMS.json",
        help="who acts: sub, tenant, roles, region and purpose of their token",
    )


def _filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", choices=_STATES, help="only cases in this state")
    parser.add_argument("--typology", metavar="CODE", help="only cases of this typology, such as T01")
    parser.add_argument("--region", metavar="CODE", help="only cases of this region: 2, 4 or 6 digits")
    parser.add_argument("--overdue", action="store_true", help="only cases whose present stage ought to be done")


def import_alerts(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger import` takes."""
    _folder(parser)
    parser.add_argument("file", metavar="FILE", help="a Parquet file of alerts, as `anlan risk alerts` writes it")
    _actor(parser)
    parser.add_argument(
        "--database",
        metavar="ADDRESS",
        help="of a new ledger: postgresql://user@host/name for its tables (default: a file in DIR)",
    )


def list_cases(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger list` takes."""
    _folder(parser)
    _filter(parser)
    _reader(parser)
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="so many at most (default: 50)")


def show(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger show` takes."""
    _case(parser)
    _reader(parser)


def assign(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger assign` takes."""
    _case(parser)
    parser.add_argument("--to", required=True, metavar="CODE", help="the region: one level down or up, or the same")
    parser.add_argument("--unit", required=True, metavar="NAME", help="the office that has it from now on")
    parser.add_argument("--officer", default="", metavar="NAME", help="who checks it, as their token names them")
    _actor(parser)


def report(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger report` takes."""
    _case(parser)
    parser.add_argument("--finding", required=True, choices=_FINDINGS, help="what was found")
    parser.add_argument("--due", default="0", metavar="YUAN", help="what has to come back (default: 0)")
    parser.add_argument(
        "--action", action="append", default=[], dest="follows", choices=_ACTIONS, help="what follows; may be repeated"
    )
    parser.add_argument(
        "--evidence", action="append", default=[], metavar="FILE", help="a document to keep; may be repeated"
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="what was found, in a sentence without names")
    parser.add_argument("--typology", default="", metavar="CODE", help="what a random audit found")
    parser.add_argument(
        "--member",
        action="append",
        default=[],
        metavar="ALERT=FINDING",
        help="another finding for one member of a ring; may be repeated",
    )
    _actor(parser)


def act(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger act` takes."""
    _case(parser)
    parser.add_argument(
        "--action", required=True, dest="follows", choices=_ACTIONS, help="what follows from the finding"
    )
    _actor(parser)


def review(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger review` takes."""
    _case(parser)
    verdict = parser.add_mutually_exclusive_group(required=True)
    verdict.add_argument("--accept", action="store_true", help="the report stands")
    verdict.add_argument("--back", action="store_true", help="it has to be checked again; --note says what")
    parser.add_argument("--note", default="", metavar="TEXT", help="why, in a sentence without names")
    _actor(parser)


def close(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger close` takes."""
    _case(parser)
    _actor(parser)


def recover(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger recover` takes."""
    _case(parser)
    parser.add_argument("--yuan", required=True, metavar="AMOUNT", help="what came back, such as 1234.56")
    parser.add_argument("--paid-on", required=True, type=day, metavar="DATE", help="the day it came back")
    parser.add_argument("--receipt", required=True, metavar="NO", help="number of the voucher")
    _actor(parser)


def queue(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger queue` takes."""
    _folder(parser)
    parser.add_argument("--budget", type=int, metavar="N", help="cases that can be checked in a month, audits included")
    parser.add_argument("--share", type=float, metavar="P", help="instead: this share of --persons, such as 0.001")
    parser.add_argument("--persons", type=int, metavar="N", help="with --share")
    parser.add_argument(
        "--fix", type=day, metavar="MONTH", help="choose these cases for a month, and draw the random audit"
    )
    parser.add_argument(
        "--subjects",
        metavar="FILE",
        help="with --fix: Parquet of everybody: subject, subject_kind, region, probability (default: no audit)",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="with --fix: of the draw (default: 1)")
    parser.add_argument(
        "--audit-share", type=float, default=0.02, metavar="P", help="with --fix: of the budget (default: 0.02)"
    )
    _actor(parser, required=False)


def rates(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger rates` takes."""
    _folder(parser)
    parser.add_argument(
        "--by", default="typology", choices=("typology", "region", "month", "channel"), help="default: typology"
    )
    _reader(parser)


def recall(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger recall` takes."""
    _folder(parser)
    parser.add_argument("--month", type=day, metavar="MONTH", help="the queue and draw of one month (default: all)")
    _reader(parser)


def export(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger export` takes."""
    _folder(parser)
    _filter(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file, ending in .xlsx or .csv")
    _reader(parser)


def outcomes(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger outcomes` takes."""
    _folder(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="a new file, ending in .parquet")
    _reader(parser)


def verify(parser: argparse.ArgumentParser) -> None:
    """What `anlan ledger verify` takes."""
    _folder(parser)


COMMANDS = (
    Command(
        ("ledger", "import"),
        "DIR FILE --as CLAIMS.json",
        "alerts become suspected cases",
        "cli.ledger_acts:import_alerts",
        import_alerts,
    ),
    Command(
        ("ledger", "list"),
        "DIR [--state STATE] [--overdue]",
        "the ledger of suspected cases",
        "cli.ledger:run",
        list_cases,
    ),
    Command(("ledger", "show"), "DIR CASE", "one case: reasons, articles, evidence, history", "cli.ledger:show", show),
    Command(
        ("ledger", "assign"),
        "DIR CASE --to CODE --unit NAME",
        "send a case on, or name its officer",
        "cli.ledger_acts:assign",
        assign,
    ),
    Command(
        ("ledger", "report"),
        "DIR CASE --finding FINDING",
        "what an investigation found",
        "cli.ledger_acts:report",
        report,
    ),
    Command(
        ("ledger", "act"), "DIR CASE --action ACTION", "one more thing that follows from it", "cli.ledger_acts:act", act
    ),
    Command(
        ("ledger", "review"),
        "DIR CASE --accept|--back",
        "a second person looks at a report",
        "cli.ledger_acts:review",
        review,
    ),
    Command(("ledger", "close"), "DIR CASE", "end a case that was reviewed", "cli.ledger_acts:close", close),
    Command(
        ("ledger", "recover"), "DIR CASE --yuan AMOUNT", "write down what came back", "cli.ledger_acts:recover", recover
    ),
    Command(
        ("ledger", "queue"),
        "DIR --budget N [--fix MONTH]",
        "what is checked first, and a random audit",
        "cli.ledger:queue",
        queue,
    ),
    Command(
        ("ledger", "rates"), "DIR [--by WHAT]", "how many are checked, confirmed, recovered", "cli.ledger:rates", rates
    ),
    Command(
        ("ledger", "recall"), "DIR [--month MONTH]", "how much of what is there is found", "cli.ledger:recall", recall
    ),
    Command(("ledger", "export"), "DIR --out FILE", "the ledger as a workbook or CSV", "cli.ledger:export", export),
    Command(
        ("ledger", "outcomes"),
        "DIR --out FILE.parquet",
        "what was found, as labels for training",
        "cli.ledger:outcomes",
        outcomes,
    ),
    Command(
        ("ledger", "verify"), "DIR", "whether the tables are what the log makes of them", "cli.ledger:verify", verify
    ),
)
