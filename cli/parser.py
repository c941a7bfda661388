"""The map of the `anlan` command: every act, its options, and the module that carries it out."""

import argparse

from cli import (
    access_options,
    ledger_options,
    lineage_options,
    linkage_options,
    mapping_options,
    operation_options,
    options,
    person_options,
    risk_options,
    sharing_options,
    site_options,
    token_options,
    training_options,
    vault_options,
)
from cli.command import Command
from core.errors import InputError


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are InputErrors with a remedy."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raise what argparse would print."""
        raise InputError(f"{self.prog}: {message}.", remedy=f"`{self.prog} --help` shows what it takes.")


COMMANDS = (
    Command(("project",), "SCENARIO", "carry the funds of a country to 2100", "cli.projection:run", options.project),
    Command(("simulate",), "SCENARIO", "the funds in thousands of futures", "cli.simulate:run", options.simulate),
    Command(("compare",), "A B", "set two scenarios side by side", "cli.comparison:run", options.compare),
    Command(
        ("sensitivity",),
        "SCENARIO",
        "what one change at a time does to every fund",
        "cli.sensitivity:run",
        options.sensitivity,
    ),
    Command(
        ("reconcile",),
        "PREVIOUS CURRENT",
        "why a valuation differs from the last",
        "cli.reconciliation:run",
        options.reconcile,
    ),
    Command(
        ("steps",),
        "[CASE]",
        "from our projection to another's, one assumption at a time",
        "cli.steps:run",
        options.steps,
    ),
    Command(("stress",), "SCENARIO", "what named cases would do to a fund", "cli.stress:run", options.stress),
    Command(
        ("solve",),
        "SCENARIO --until YEAR --lever NAME",
        "what it takes to stay solvent",
        "cli.solve:run",
        options.solve,
    ),
    Command(("attribute",), "A B", "why a figure differs, factor by factor", "cli.attribute:run", options.attribute),
    Command(
        ("rules", "show"), "KEY", "a figure of the law: value, dates, source", "cli.rules:show", options.rules_show
    ),
    Command(("rules", "list"), "[PREFIX]", "every figure of the law", "cli.rules:list_keys", options.rules_list),
    Command(
        ("rules", "explain"),
        "QUESTION",
        "work out a case article by article",
        "cli.explanation:run",
        options.rules_explain,
    ),
    Command(("assumptions", "list"), "", "every assumption with its reason", "cli.assumptions:run", options.nothing),
    Command(("validate",), "", "set our results beside published figures", "cli.validation:run", options.validate),
    Command(
        ("data", "generate"),
        "--persons N --seed S --out DIR",
        "a made-up province whose truth is known",
        "cli.generation:run",
        options.generate,
    ),
    Command(
        ("data", "describe"),
        "DIR",
        "how hard a made-up province is: frauds, look-alikes, naive detectors",
        "cli.province:run",
        options.describe,
    ),
    Command(
        ("data", "build"),
        "DIR",
        "take in, check, score and give out what departments delivered",
        "cli.pool:run",
        options.build,
    ),
    Command(("data", "batches"), "DIR", "what was delivered and what became of it", "cli.batches:run", options.batches),
    Command(
        ("data", "quarantine"),
        "DIR [--original]",
        "rows kept back, with their reasons",
        "cli.batches:quarantine",
        options.quarantine,
    ),
    Command(("data", "quality"), "DIR", "how good the departments' data are", "cli.quality:run", options.quality),
    Command(
        ("data", "tickets"),
        "DIR [--export FOLDER]",
        "what departments are asked to correct",
        "cli.quality:tickets",
        options.tickets,
    ),
    Command(
        ("data", "profiles"),
        "DIR",
        "groups of insured persons: size, trend, means",
        "cli.profiles:run",
        options.profiles,
    ),
    Command(
        ("data", "link-persons"),
        "DIR",
        "join what departments know of one person",
        "cli.person:link",
        person_options.link_persons,
    ),
    Command(
        ("data", "person"),
        "DIR PERSON [--as-of DATE]",
        "one person: every item with its source",
        "cli.person:run",
        person_options.person,
    ),
    Command(
        ("data", "doubts"),
        "DIR",
        "records of which a clerk should say whether they are one person's",
        "cli.clerical:run",
        person_options.doubts,
    ),
    Command(
        ("data", "decide"),
        "DIR RECORD OTHER --verdict same|not_same --who NAME",
        "say so, or take it back",
        "cli.clerical:decide",
        person_options.decide,
    ),
    Command(
        ("data", "lineage"),
        "PERSON FIELD | --column TABLE.COLUMN",
        "where a value or a column comes from; events of a build",
        "cli.lineage:run",
        lineage_options.lineage,
    ),
    Command(
        ("data", "link"),
        "LEFT [RIGHT] [--truth COLUMN]",
        "which records of a file, or of two, are one person",
        "cli.linkage:run",
        linkage_options.link,
    ),
    Command(
        ("data", "map"),
        "FILE [--accept --out FILE.yaml]",
        "which items the columns of an unknown feed are",
        "cli.mapping:run",
        mapping_options.map_columns,
    ),
    Command(
        ("data", "catalogue"),
        "[ITEM]",
        "the data items: type, codes, owner, legal ground",
        "cli.mapping:catalogue",
        mapping_options.catalogue,
    ),
    Command(
        ("data", "agreements"),
        "DIR [--examples]",
        "who may give what to whom, until when",
        "cli.sharing:agreements",
        sharing_options.agreements,
    ),
    Command(
        ("data", "release"),
        "DIR AGREEMENT --tenant NAME --purpose NAME --out FILE",
        "give what an agreement allows, once it is written down",
        "cli.sharing:run_release",
        sharing_options.release,
    ),
    Command(
        ("data", "who-looked"),
        "DIR --person NO",
        "who was given, or looked at, a person's data",
        "cli.sharing:who_looked",
        sharing_options.who_looked,
    ),
    Command(
        ("data", "share-rate"),
        "DIR",
        "how much of what departments need of one another flows",
        "cli.sharing:run_share_rate",
        sharing_options.share_rate,
    ),
    Command(
        ("data", "import", "wpp"),
        "DIR",
        "make parameters from UN population files",
        "cli.data:import_wpp",
        options.import_wpp,
    ),
    Command(
        ("data", "template", "fund"),
        "--out FILE.xlsx",
        "an empty workbook for a region's final accounts",
        "cli.fund_workbook:run",
        options.fund_workbook,
    ),
    Command(
        ("access", "explain"),
        "--role ROLE --purpose PURPOSE --table NAME",
        "which rows and columns somebody may see, and why",
        "cli.access:explain",
        access_options.explain,
    ),
    *ledger_options.COMMANDS,
    Command(("pooling",), "SCENARIO", "who pays whom among the provinces", "cli.pooling:run", options.pooling),
    Command(
        ("report",),
        "KIND --year YEAR --out DIR",
        "write a yearly report: DOCX and XLSX",
        "cli.report:run",
        options.report,
    ),
    Command(("dashboard",), "", "open the page for fund managers", "cli.dashboard:run", options.dashboard),
    Command(
        ("log", "verify"),
        "FILE [--head NUMBER:HASH]",
        "whether a log is as it was written, to the byte",
        "cli.sharing:log_verify",
        sharing_options.log_verify,
    ),
    Command(
        ("vault", "make"),
        "VAULT --key FILE",
        "keys for sealed fields, under a master key kept elsewhere",
        "cli.vault:make",
        vault_options.make,
    ),
    Command(
        ("vault", "rotate"),
        "VAULT --key FILE [--new-key FILE]",
        "a new data key, or a new master key",
        "cli.vault:rotate",
        vault_options.rotate,
    ),
    Command(
        ("vault", "seal"),
        "VAULT FILE --key FILE --table NAME --out FILE",
        "seal the sensitive columns of a table",
        "cli.vault:seal",
        vault_options.seal,
    ),
    Command(
        ("vault", "reseal"),
        "VAULT FILE --key FILE --out FILE",
        "put a sealed table under the newest data key",
        "cli.vault:reseal",
        vault_options.reseal,
    ),
    Command(
        ("vault", "open"),
        "VAULT FILE --key FILE --out FILE",
        "open a sealed table",
        "cli.vault:unseal",
        vault_options.unseal,
    ),
    Command(
        ("vault", "find"),
        "VAULT FILE --key FILE --column NAME",
        "which rows have a number, without opening them",
        "cli.vault:find",
        vault_options.find,
    ),
    *training_options.COMMANDS,
    *token_options.COMMANDS,
    *risk_options.COMMANDS,
    *operation_options.COMMANDS,
    *site_options.COMMANDS,
    Command(("doctor",), "", "look whether this installation is whole", "cli.doctor:run", options.nothing),
)

_GROUPS = {
    ("rules",): "the law: figures and worked cases",
    ("assumptions",): "what a projection assumes",
    ("data",): "figures from outside",
    ("access",): "who may see what",
    ("data", "import"): "read the files of a publisher",
    ("data", "template"): "empty workbooks to fill in",
    ("ledger",): "suspected cases: who is checked, what was found, what came back",
    ("models",): "models: versions, cards, promotion through the gate",
    ("risk",): "suspected fraud and error: found, explained, scored",
    ("operation",): "payments, collections and service halls: watched, forecast, and what a policy did",
    ("site",): "sites that serve: brought up, looked at, given releases, taken down",
    ("log",): "logs that nobody can change unseen",
    ("token",): "who may ask a site: tokens of an issuer for trials, and their end",
    ("vault",): "fields that open only with their key",
}


def build_parser() -> Parser:
    """The parser of the whole command; the namespace it returns names the action in `action`."""
    parser = Parser(
        prog="anlan",
        usage="anlan COMMAND … [--json] [--language zh|en]",
        description="安澜 Anlan: the future of a country's social-insurance funds, from a dated rule book.",
        epilog=_map(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    groups: dict[tuple[str, ...], argparse._SubParsersAction[Parser]] = {(): _subcommands(parser, is_top=True)}
    for command in COMMANDS:
        for depth in range(1, len(command.words)):
            words = command.words[:depth]
            if words not in groups:
                group = groups[words[:-1]].add_parser(
                    words[-1], help=_GROUPS[words], description=_GROUPS[words], allow_abbrev=False
                )
                groups[words] = _subcommands(group)
        leaf = groups[command.words[:-1]].add_parser(
            command.words[-1], help=command.does, description=command.does, allow_abbrev=False
        )
        command.configure(leaf)
        leaf.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        leaf.add_argument(
            "--language", choices=("zh", "en"), help="language of the output (default: the setting language)"
        )
        leaf.set_defaults(action=command.action, accepts_inputs=command.words == ("rules", "explain"), parser=leaf)
    return parser


def _subcommands(parser: Parser, *, is_top: bool = False) -> "argparse._SubParsersAction[Parser]":
    if is_top:
        return parser.add_subparsers(
            prog=parser.prog, metavar="COMMAND", required=True, help=argparse.SUPPRESS, title=argparse.SUPPRESS
        )
    return parser.add_subparsers(metavar="COMMAND", required=True)


def _map() -> str:
    left = [" ".join(("anlan", *command.words, command.usage)).rstrip() for command in COMMANDS]
    width = max(map(len, left)) + 3
    lines = [f"  {words:<{width}}{command.does}" for words, command in zip(left, COMMANDS, strict=True)]
    return "commands:\n" + "\n".join(lines) + "\n\n`anlan COMMAND --help` shows the options of one command."
