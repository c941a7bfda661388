"""The options of every command, named after its words."""

import argparse
from datetime import date

_FUND = "enterprise_pension"
_SPEC = "a country (china) or country folder, a scenario file (*.yaml), or either followed by +key=value"


def day(text: str) -> date:
    """A date written 2025-01-01, or a month written 2025-01, which stands for its first day."""
    try:
        return date.fromisoformat(text if len(text) != 7 else f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2025-01-01 or 2025-01") from None


def project(parser: argparse.ArgumentParser) -> None:
    """What `anlan project` takes."""
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help=_SPEC)
    parser.add_argument("--list", action="store_true", help="print the country packs and end")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change an assumption or a figure of the law; may be repeated",
    )
    parser.add_argument(
        "--overlay",
        action="append",
        default=[],
        metavar="FILE",
        help="a reform in the format of the rule book; may be repeated",
    )
    parser.add_argument(
        "--from", dest="start", type=int, metavar="YEAR", help="project as if nothing were known after YEAR (back-test)"
    )
    parser.add_argument("--out", metavar="DIR", help="write projection.json, funds.csv and population.csv into DIR")
    parser.add_argument("--region", metavar="CODE", help="a province or city, such as CN-33, on its own accounts")
    parser.add_argument("--fund-data", metavar="FILE", help="its workbook: `anlan data template fund` makes one")


def compare(parser: argparse.ArgumentParser) -> None:
    """What `anlan compare` takes."""
    parser.add_argument("a", metavar="A", help=_SPEC)
    parser.add_argument("b", metavar="B", help="the other one, written the same way")
    parser.add_argument("--set-a", action="append", default=[], metavar="KEY=VALUE", help="a change of A only")
    parser.add_argument("--set-b", action="append", default=[], metavar="KEY=VALUE", help="a change of B only")
    parser.add_argument("--overlay-a", action="append", default=[], metavar="FILE", help="a reform of A only")
    parser.add_argument("--overlay-b", action="append", default=[], metavar="FILE", help="a reform of B only")


def sensitivity(parser: argparse.ArgumentParser) -> None:
    """What `anlan sensitivity` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help=_SPEC)


def reconcile(parser: argparse.ArgumentParser) -> None:
    """What `anlan reconcile` takes."""
    parser.add_argument("previous", metavar="PREVIOUS", help=_SPEC)
    parser.add_argument("current", metavar="CURRENT", help="the later valuation, written the same way")


def simulate(parser: argparse.ArgumentParser) -> None:
    """What `anlan simulate` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help=_SPEC)
    parser.add_argument("--paths", type=int, default=5000, metavar="N", help="number of futures (default: 5000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the draws (default: 1)")
    parser.add_argument(
        "--sampling",
        default="pseudo",
        metavar="WAY",
        help="pseudo, antithetic or sobol: how the draws are spread (default: pseudo)",
    )
    parser.add_argument(
        "--hold", action="append", default=[], metavar="DRIVER", help="leave this at its centre; may be repeated"
    )
    parser.add_argument(
        "--mortality",
        default="united_nations",
        metavar="MODEL",
        help="whose spread life expectancy has: united_nations, lee_carter, cbd_m5 or cbd_m7 (default: united_nations)",
    )
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a change of the scenario")
    parser.add_argument("--overlay", action="append", default=[], metavar="FILE", help="a reform of the scenario")
    parser.add_argument("--region", metavar="CODE", help="a province or city, such as CN-33, on its own accounts")
    parser.add_argument("--fund-data", metavar="FILE", help="its workbook: `anlan data template fund` makes one")
    parser.add_argument("--ray", action="store_true", help="by tasks of a Ray cluster; the same figures to the bit")
    parser.add_argument("--out", metavar="FILE", help="write the result into this JSON file")


def steps(parser: argparse.ArgumentParser) -> None:
    """What `anlan steps` takes."""
    parser.add_argument(
        "case",
        nargs="?",
        default="cass2019",
        choices=("cass2019",),
        metavar="CASE",
        help="cass2019: the Chinese Academy of Social Sciences, 2019 to 2050 (default)",
    )


def on_top(parser: argparse.ArgumentParser) -> None:
    """Options that several commands share."""
    parser.add_argument("scenario", metavar="SCENARIO", help=_SPEC)
    parser.add_argument("--fund", default=_FUND, metavar="NAME", help=f"the fund that is looked at (default: {_FUND})")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a change of the scenario")
    parser.add_argument("--overlay", action="append", default=[], metavar="FILE", help="a reform of the scenario")
    parser.add_argument(
        "--since",
        type=int,
        default=date.today().year + 1,
        metavar="YEAR",
        help="the year in which cases or moves begin (default: next year)",
    )


def stress(parser: argparse.ArgumentParser) -> None:
    """What `anlan stress` takes."""
    on_top(parser)
    parser.add_argument(
        "--case", action="append", default=[], metavar="NAME", help="only this case, or a reform file; may be repeated"
    )
    parser.add_argument("--cases", metavar="FILE", help="cases of your own, in the form of the country's stress.yaml")
    parser.add_argument(
        "--year", type=int, default=2035, metavar="YEAR", help="tell the months payable at its end (default: 2035)"
    )
    parser.add_argument(
        "--months", type=float, default=6.0, metavar="N", help="months of outgo to be held (default: 6)"
    )
    parser.add_argument(
        "--until",
        type=int,
        default=2050,
        metavar="YEAR",
        help="hold them at every year's end until then (default: 2050)",
    )


def solve(parser: argparse.ArgumentParser) -> None:
    """What `anlan solve` takes."""
    on_top(parser)
    parser.add_argument("--until", type=int, required=True, metavar="YEAR", help="the last year to be solvent")
    parser.add_argument("--lever", required=True, metavar="NAME", help="what may be moved, such as employer_rate")
    parser.add_argument("--lever2", metavar="NAME", help="a second lever: print the Pareto front of the two")
    parser.add_argument(
        "--probability", type=float, default=0.95, metavar="P", help="how likely it is to be (default: 0.95)"
    )
    parser.add_argument("--paths", type=int, default=1000, metavar="N", help="futures behind it (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the draws (default: 1)")
    parser.add_argument("--deterministic", action="store_true", help="on the central path, without chance")


def attribute(parser: argparse.ArgumentParser) -> None:
    """What `anlan attribute` takes."""
    compare(parser)
    parser.add_argument("--fund", default=_FUND, metavar="NAME", help=f"the fund looked at (default: {_FUND})")
    parser.add_argument(
        "--measure",
        default="actuarial_balance.75",
        metavar="NAME",
        help="the figure whose change is split (default: actuarial_balance.75)",
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="PATTERN",
        help="keys that count as one factor, as in 'pension.*.compliance'; may be repeated",
    )
    parser.add_argument(
        "--orders", type=int, default=100, metavar="N", help="random orders for more than ten factors (default: 100)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of these orders (default: 1)")


def place_and_day(parser: argparse.ArgumentParser) -> None:
    """Options that several commands share."""
    parser.add_argument("--at", type=day, metavar="DATE", help="the day whose law applies (default: today)")
    parser.add_argument(
        "--region", default="CN", metavar="CODE", help="CN for the nation, CN-31 for Shanghai (default: CN)"
    )


def rules_show(parser: argparse.ArgumentParser) -> None:
    """What `anlan rules show` takes."""
    parser.add_argument("key", metavar="KEY", help="a key of the rule book; `anlan rules list` prints them")
    place_and_day(parser)


def rules_list(parser: argparse.ArgumentParser) -> None:
    """What `anlan rules list` takes."""
    parser.add_argument(
        "prefix", nargs="?", default="", metavar="PREFIX", help="only keys that begin so, as in pension."
    )


def rules_explain(parser: argparse.ArgumentParser) -> None:
    """What `anlan rules explain` takes."""
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="left out: print every question and its inputs")
    parser.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an input of the question; `--NAME VALUE` does the same",
    )
    place_and_day(parser)


def validate(parser: argparse.ArgumentParser) -> None:
    """What `anlan validate` takes."""
    parser.add_argument("--report", metavar="FILE", help="where the report goes (default: docs/validation.md)")


def generate(parser: argparse.ArgumentParser) -> None:
    """What `anlan data generate` takes."""
    parser.add_argument("--persons", type=int, default=10_000, metavar="N", help="inhabitants (default: 10000)")
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        help="ends in 0–5 for training, 6–7 validation, 8–9 test (default: 1)",
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder for the feeds and the hidden truth")
    parser.add_argument(
        "--workers", type=int, default=2, metavar="N", help="processes; the bytes do not depend on them"
    )


def describe(parser: argparse.ArgumentParser) -> None:
    """What `anlan data describe` takes."""
    parser.add_argument("folder", metavar="DIR", help="a folder that `anlan data generate` made, with its hidden truth")


def _pool(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--department", metavar="NAME", help="only this one: hrss, tax, police, civil or health")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="threads (default: 2)")


def quality(parser: argparse.ArgumentParser) -> None:
    """What `anlan data quality` takes."""
    _pool(parser)
    parser.add_argument(
        "--by",
        action="append",
        choices=("department", "table", "item", "dimension", "rule", "batch", "delivery"),
        help="what to score; may be repeated (default: department)",
    )
    parser.add_argument("--current", action="store_true", help="leave out what later deliveries have corrected")


def tickets(parser: argparse.ArgumentParser) -> None:
    """What `anlan data tickets` takes."""
    _pool(parser)
    parser.add_argument(
        "--state", choices=("open", "sent", "corrected", "disputed", "closed"), help="only those in this state"
    )
    parser.add_argument(
        "--export", metavar="FOLDER", help="write the tickets that are not closed, and mark open ones as sent"
    )
    parser.add_argument(
        "--mark", metavar="NUMBER=EVENT", help="write down what happened: send, correct, dispute, uphold or close"
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="what was said, with --mark")


def build(parser: argparse.ArgumentParser) -> None:
    """What `anlan data build` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder with pool.yaml and the feeds")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (default: 2)")
    parser.add_argument(
        "--ray", action="store_true", help="count the regions as tasks of the Ray cluster of ray.address"
    )


def profiles(parser: argparse.ArgumentParser) -> None:
    """What `anlan data profiles` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--segment", metavar="NAME", help="only this group, with every year")
    parser.add_argument("--year", type=int, metavar="YEAR", help="the year shown (default: the last one)")
    parser.add_argument("--region", metavar="CODE", help="only this prefecture, four digits such as 4701")
    parser.add_argument(
        "--groups", action="store_true", help="with --json: also by region, scheme, form, gaps and age band"
    )


def batches(parser: argparse.ArgumentParser) -> None:
    """What `anlan data batches` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--table", metavar="NAME", help="only this one, such as hrss_contributions")
    parser.add_argument("--state", choices=("landed", "rejected", "duplicate"), help="only those in this state")


def quarantine(parser: argparse.ArgumentParser) -> None:
    """What `anlan data quarantine` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder that `anlan data build` was given")
    parser.add_argument("--table", metavar="NAME", help="only this one, such as hrss_contributions")
    parser.add_argument("--batch", metavar="ID", help="only this one; `anlan data batches` lists them")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="so many rows at most (default: 20)")
    parser.add_argument("--original", action="store_true", help="show the rows as delivered: they hold personal data")


def import_wpp(parser: argparse.ArgumentParser) -> None:
    """What `anlan import wpp` takes."""
    parser.add_argument("folder", metavar="DIR", help="folder with the CSV files of World Population Prospects 2024")
    parser.add_argument(
        "--country", type=int, default=156, metavar="CODE", help="ISO 3166 number (default: 156, China)"
    )
    parser.add_argument(
        "--people",
        nargs="?",
        const="",
        metavar="GROUPS",
        help="write demography.yaml and base.yaml for a country folder into --out; GROUPS: folder with the people of "
        "mid-2020 by five-year group (World Population Prospects 2019), without it they are rebuilt from births",
    )
    parser.add_argument("--out", metavar="DIR", help="where the parameter file goes (default: the setting output)")


def fund_workbook(parser: argparse.ArgumentParser) -> None:
    """What `anlan fund workbook` takes."""
    parser.add_argument("--region", metavar="CODE", help="a province or city, such as CN-33 (default: left open)")
    parser.add_argument(
        "--year",
        type=int,
        default=date.today().year - 1,
        metavar="YEAR",
        help="the last of the five years (default: last year)",
    )
    parser.add_argument("--out", metavar="FILE", required=True, help="the workbook to make, ending in .xlsx")


def pooling(parser: argparse.ArgumentParser) -> None:
    """What `anlan pooling` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help=_SPEC)
    parser.add_argument("--workbooks", metavar="DIR", help="a folder of provinces' fund workbooks")
    parser.add_argument(
        "--provinces", type=int, default=31, metavar="N", help="illustrative provinces without workbooks (default: 31)"
    )
    parser.add_argument("--until", type=int, default=2060, metavar="YEAR", help="the last year (default: 2060)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a change of the scenario")
    parser.add_argument("--overlay", action="append", default=[], metavar="FILE", help="a reform of the scenario")
    parser.add_argument("--out", metavar="DIR", help="write pooling.json and pooling.csv into DIR")


def report(parser: argparse.ArgumentParser) -> None:
    """What `anlan report` takes."""
    parser.add_argument(
        "kind",
        choices=("budget", "outlook", "actuarial"),
        metavar="KIND",
        help="budget (基金预算草案), outlook (运行分析) or actuarial (精算报告)",
    )
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="the year the report is for")
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder for the DOCX and the XLSX file")
    parser.add_argument("--scenario", default="china", metavar="SCENARIO", help=f"{_SPEC} (default: china)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a change of the scenario")
    parser.add_argument("--overlay", action="append", default=[], metavar="FILE", help="a reform of the scenario")
    parser.add_argument("--region", metavar="CODE", help="a province or city, such as CN-33, on its own accounts")
    parser.add_argument("--fund-data", metavar="FILE", help="its workbook: `anlan data template fund` makes one")
    parser.add_argument(
        "--last-budget",
        metavar="FILE",
        help="budget: last year's budget figures, CSV or XLSX (fund, line, year, amount)",
    )
    parser.add_argument(
        "--previous", metavar="SCENARIO", help="actuarial: the scenario of last year's valuation, to reconcile with"
    )
    parser.add_argument(
        "--paths", type=int, metavar="N", help="outlook, actuarial: random futures drawn (default: 5000; 0: none)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the draws (default: 1)")


def dashboard(parser: argparse.ArgumentParser) -> None:
    """What `anlan dashboard` takes."""
    parser.add_argument("--port", metavar="PORT", help="port to listen on (default: the setting dashboard.port)")
    parser.add_argument("--pool", metavar="DIR", help="folder of the data pool to show (default: the setting pool)")
    parser.add_argument("--ledger", metavar="DIR", help="folder of the ledger to show (default: the setting ledger)")
    parser.add_argument(
        "--operation", metavar="DIR", help="folder of the results to show (default: the setting operation)"
    )
    parser.add_argument("--sites", metavar="URLS", help="gateways to look at, with commas (default: the setting sites)")
    parser.add_argument(
        "--as",
        dest="claims",
        metavar="CLAIMS.json",
        help="who looks at persons: sub, tenant, roles, region, purpose (default: the setting dashboard.claims)",
    )


def nothing(parser: argparse.ArgumentParser) -> None:
    """Options that every command has are enough."""
