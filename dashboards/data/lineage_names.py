"""How columns of the lineage are called on the page: by their items, rules and tables, in the language of the page."""

from dashboards.data.contents import Contents
from dashboards.words import WORDS, say
from datapool.lineage.graph import text_of
from datapool.lineage.origin import Source, Unknown

# Of the stage and of the words behind it; a mart has its purpose in between.
_MARTS = "marts"


def stage_of(table: str) -> str:
    """feed, pool, marts and so on."""
    return table.partition(".")[0]


def key_of(table: str) -> str:
    """The table of the pool that a table of any stage is about, or its own name."""
    return table.rpartition(".")[2]


def table_title(contents: Contents, table: str, language: str) -> str:
    """The name of a table of any stage; of a mart, with its purpose."""
    name = key_of(table)
    title = contents.table_title(name, language)
    if title == name and f"lineage_{name}" in WORDS:
        title = say(f"lineage_{name}", language)
    if stage_of(table) == _MARTS:
        title = say("lineage_mart", language, table=title, purpose=table.split(".")[1])
    return title


def stage_title(table: str, language: str) -> str:
    """What the stage of a table is called."""
    stage = stage_of(table)
    return say(f"stage_{stage}", language) if f"stage_{stage}" in WORDS else stage


def column_title(contents: Contents, column: Source, language: str) -> str:
    """The item of a column, the title of a rule, or the key of a column that no department delivers."""
    described = contents.tables.get(key_of(column.table))
    stage = stage_of(column.table)
    if stage == "quality":
        rules = contents.assessment.rules if contents.assessment is not None else {}
        title = str(rules[column.column]["title"][language]) if column.column in rules else ""
        return f"{column.column} {title}".strip()
    for each in described.columns if described is not None else ():
        if column.column in (each.name if stage == "feed" else each.column, each.column):
            return each.item.title.to_json()[language]
    word = f"lineage_{column.column.strip('_')}"
    return say(word, language) if word in WORDS and column.column.startswith("_") else column.column


def full_name(column: Source, contents: Contents, language: str) -> str:
    """Such as pool.hrss_insured.sex; a delivered column by its name in the pool where the page is in English."""
    described = contents.tables.get(key_of(column.table))
    if stage_of(column.table) == "feed" and language != "zh" and described is not None:
        for each in described.columns:
            if each.name == column.column:
                return f"{column.table}.{each.column}"
    return text_of(column)


def step_title(step: str, language: str) -> str:
    """What a step does; the rule or table it is about stays as it is written."""
    first, _, rest = step.partition(" ")
    word = f"step_{first}"
    return f"{say(word, language) if word in WORDS else first} {rest}".strip()


def unknown_title(unknown: Unknown, language: str) -> str:
    """Why something cannot be told, and of what."""
    word = f"unknown_{unknown.reason}"
    return f"{say(word, language) if word in WORDS else unknown.reason} ({unknown.what})"
