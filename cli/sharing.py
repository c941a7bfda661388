"""`anlan data agreements`, `release`, `who-looked`, `share-rate` and `anlan log verify`: sharing, and its log."""

import getpass
import os
import secrets
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from cli.console import print_json, print_lines, print_table
from cli.looker import principal_in
from core.chain import Head, verify
from core.errors import InputError
from core.principal import Principal, Role
from core.settings import Settings
from datapool.pool import Pool
from datapool.sharing.agreement_file import add_examples, load_agreement, load_agreements
from datapool.sharing.looking import Look, known_purposes, looked
from datapool.sharing.person_numbers import numbers_of
from datapool.sharing.release import Asked, Released, release
from datapool.sharing.sealing import Sealing
from datapool.sharing.share_rate import Flow, share_rate
from datapool.viewing.looks import looks_at, person_of_number

_PERCENT = 100
_SEALED_ENDING = ".parquet"
_WRITERS = {_SEALED_ENDING: parquet.write_table, ".csv": csv.write_csv}
_WORDS = {
    "zh": {
        "agreements": "共享协议", "none": "没有共享协议。", "id": "编号", "title": "名称", "provider": "提供方",
        "receiver": "接收方", "purpose": "用途", "until": "截止", "state": "状态", "in_force": "生效",
        "yes": "是", "no": "否", "draft_state": "草案", "in_force_state": "有效", "suspended_state": "暂停",
        "ended_state": "终止",
        "released": "已放行{rows}行，写入{file}；日志第{entry}条，接收方须在{until}前删除。",
        "sealed": "已用接收方的密钥加密：{columns}。",
        "unsealed": "注意：协议要求接收方加密保存{columns}，本次未加密放行，已记入日志；用--vault和--key加密。",
        "looks": "谁看过", "nobody": "没有人看过。", "at": "时间", "who": "谁", "tenant": "单位", "how": "方式",
        "columns": "字段", "release": "按协议{agreement}提供", "view": "查看页面", "entry": "日志条目",
        "doubtful": "以下登记表中，同一号码对应多人，未列入：{names}",
        "left_out": "有{numbers}个号码同时对应他人，仅凭该号码的记录未列入。",
        "by_index": "依据：人员索引中此人全部记录的号码。",
        "by_registers": "依据：各登记表中并列的号码（没有人员索引，或者其中无此人）。",
        "rate": "{day}的共享率：{rate}%（{flowing}/{needed}项），按地区计{by_region}%；目标{milestone}%，{reached}。",
        "reached": "已达到", "not_reached": "未达到", "items": "部门间需求", "by": "需求方", "column": "字段",
        "flows": "流动", "missing": "缺什么", "no_agreement": "没有协议", "not_in_force": "协议未生效",
        "no_data": "最近年度没有数据", "lacking": "缺少地区：{regions}",
        "whole": "日志完整：{entries}条。最后一条：{head}", "broken": "日志不完整：{fault}",
    },
    "en": {
        "agreements": "Sharing agreements", "none": "There are no agreements.", "id": "id", "title": "title",
        "provider": "from", "receiver": "to", "purpose": "purpose", "until": "until", "state": "state",
        "in_force": "in force", "yes": "yes", "no": "no", "draft_state": "draft", "in_force_state": "in force",
        "suspended_state": "suspended", "ended_state": "ended",
        "released": "{rows} rows went into {file}; entry {entry} of the log. The receiver deletes them by {until}.",
        "sealed": "Sealed under the receiver's key: {columns}.",
        "unsealed": "Note: the agreement wants {columns} encrypted where they lie; they were given as they are, which "
        "the log says. Seal them with --vault and --key.",
        "looks": "Who looked", "nobody": "Nobody looked.", "at": "when", "who": "who", "tenant": "of", "how": "how",
        "columns": "columns", "release": "given by {agreement}", "view": "looked at the page", "entry": "entry",
        "doubtful": "Left out, since one number stands for several persons there: {names}",
        "left_out": "Entries under numbers that stand for somebody else too are left out: {numbers}.",
        "by_index": "By: the numbers of all records that the index of persons has for this person.",
        "by_registers": "By: the numbers that the registers have side by side (no index of persons, or nobody in it).",
        "rate": "Share rate on {day}: {rate} % ({flowing} of {needed}), by region {by_region} %; "
        "the aim of {milestone} % is {reached}.",
        "reached": "reached", "not_reached": "not reached", "items": "What departments need of one another",
        "by": "needed by", "column": "column", "flows": "flows", "missing": "what is missing",
        "no_agreement": "no agreement", "not_in_force": "no agreement in force", "no_data": "no data in the last year",
        "lacking": "regions: {regions}",
        "whole": "The log is whole: {entries} entries. Head: {head}", "broken": "The log is not whole: {fault}",
    },
}  # fmt: skip


def agreements(chosen: Namespace, settings: Settings) -> int:
    """List the agreements of a pool."""
    pool = Pool.open(Path(chosen.folder))
    added = add_examples(pool.root) if chosen.examples else []
    day = chosen.day or date.today()
    found = list(load_agreements(pool).values())
    if chosen.json:
        listed = [{**each.to_json(), "in_force": each.is_in_force(day)} for each in found]
        print_json({"day": day.isoformat(), "agreements": listed, "added": added})
        return 0
    words, language = _WORDS[chosen.language], chosen.language
    if not found:
        print_lines(words["none"])
        return 0
    columns = ("id", "title", "provider", "receiver", "purpose", "until", "state", "in_force")
    cells = [
        (
            each.id,
            each.title.text(language),
            each.provider,
            each.receiver,
            each.purpose.title.text(language),
            each.until.isoformat(),
            words[f"{each.state.value}_state"],
            words["yes" if each.is_in_force(day) else "no"],
        )
        for each in found
    ]
    print_table(words["agreements"], [words[column] for column in columns], cells, left=len(columns))
    return 0


def run_release(chosen: Namespace, settings: Settings) -> int:
    """Carry out an agreement and write what it gives into a new file."""
    out = Path(chosen.out)
    if out.suffix not in _WRITERS or out.exists() or not out.parent.is_dir():
        raise InputError(
            "this is no new file that could be written.", path=out, remedy="Name a new one, .parquet or .csv."
        )
    sealing = _sealing(chosen, out)
    pool = Pool.open(Path(chosen.folder))
    asked = Asked(_table(pool, chosen), columns=_listed(chosen.columns), regions=_listed(chosen.regions))
    now = datetime.now(UTC)
    given = release(chosen.agreement, pool, asked, who=_receiver(pool, chosen, now), now=now, sealing=sealing)
    _put(given.rows, out)
    _say_released(given, out, chosen)
    return 0


def _sealing(chosen: Namespace, out: Path) -> Sealing | None:
    """How columns are sealed, None where they are not."""
    if chosen.vault is None:
        if (chosen.key, chosen.seal) != (None, None):
            raise InputError("it is not said in which vault the key lies.", remedy="Give --vault as well.")
        return None
    if chosen.key is None:
        raise InputError("sealing needs the receiver's master key.", remedy="Give --key FILE.")
    if out.suffix != _SEALED_ENDING:
        raise InputError("sealed columns are bytes.", path=out, remedy=f"Name a file {_SEALED_ENDING}.")
    return Sealing(Path(chosen.vault), Path(chosen.key), secrets.token_hex(8), _listed(chosen.seal))


def _receiver(pool: Pool, chosen: Namespace, now: datetime) -> Principal:
    """Who asks: by claims, or a desk of the receiver named by options."""
    if chosen.claims is not None:
        if (chosen.tenant, chosen.purpose, chosen.who) != (None, None, None):
            raise InputError("both --as and other words for who asks are given.", remedy="Give --as alone.")
        return principal_in(pool, chosen.claims, now)
    if chosen.tenant is None or chosen.purpose is None:
        raise InputError("it is not said whom it is for.", remedy="Give --as, or --tenant and --purpose.")
    return Principal(
        subject=chosen.who or getpass.getuser(),
        tenant=chosen.tenant,
        roles=frozenset({Role.DATA_STEWARD}),
        region=chosen.region,
        purpose=chosen.purpose,
    )


def _table(pool: Pool, chosen: Namespace) -> str:
    """The table asked for; where none was named, that of an agreement about one table."""
    if chosen.table is not None:
        return str(chosen.table)
    tables = tuple(load_agreement(pool, chosen.agreement).shares)
    if len(tables) != 1:
        raise InputError(f"{chosen.agreement} is about several tables.", remedy=f"--table: {', '.join(tables)}.")
    return tables[0]


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(part.strip() for part in text.split(","))


def _put(rows: pa.Table, out: Path) -> None:
    """Write the file whole or not at all."""
    aside = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        _WRITERS[out.suffix](rows, aside)
        aside.rename(out)
    except OSError as err:
        raise InputError(f"it cannot be written: {err.strerror or err}.", path=out, remedy="Name another one.") from err
    finally:
        aside.unlink(missing_ok=True)


def _say_released(given: Released, out: Path, chosen: Namespace) -> None:
    until, told = given.keep_until.isoformat(), {"sealed": given.sealed, "unsealed": given.unsealed}
    if chosen.json:
        listed = {name: list(columns) for name, columns in told.items()}
        print_json({"rows": given.rows.num_rows, "file": str(out), "entry": given.entry, "keep_until": until} | listed)
        return
    words = _WORDS[chosen.language]
    print_lines(words["released"].format(rows=f"{given.rows.num_rows:,}", file=out, entry=given.entry, until=until))
    for name, columns in told.items():
        if columns:
            print_lines(words[name].format(columns=", ".join(columns)))


def who_looked(chosen: Namespace, settings: Settings) -> int:
    """Tell who was given, or looked at, what is kept of a person: by the index of persons, else by the registers."""
    pool = Pool.open(Path(chosen.folder))
    name = person_of_number(pool, chosen.person)
    if name is None:
        numbers = numbers_of(pool, chosen.person)
        looks, doubtful, left_out = looked(pool, numbers.keys), list(numbers.doubtful), 0
    else:
        found = looks_at(pool, name)
        looks, doubtful, left_out = list(found.looks), [], found.left_out
    used = "registers" if name is None else "index"
    if chosen.json:
        print_json(
            {"looks": [look.to_json() for look in looks], "doubtful": doubtful, "by": used, "left_out": left_out}
        )
        return 0
    words = _WORDS[chosen.language]
    if looks:
        columns = ("at", "who", "tenant", "how", "purpose", "columns", "entry")
        cells = [_look_cells(look, chosen.language) for look in looks]
        print_table(words["looks"], [words[column] for column in columns], cells, left=6)
    else:
        print_lines(words["nobody"])
    if doubtful:
        print_lines(words["doubtful"].format(names=", ".join(doubtful)))
    if left_out:
        print_lines(words["left_out"].format(numbers=left_out))
    print_lines(words[f"by_{used}"])
    return 0


def _look_cells(look: Look, language: str) -> tuple[str, ...]:
    purpose = known_purposes().get(look.purpose)
    title = look.purpose if purpose is None else purpose.text("en" if language == "en" else "zh")
    how = _WORDS[language][look.kind].format(agreement=look.agreement)
    columns = ", ".join(look.columns)
    return (look.at, look.who, look.tenant, how, title, f"{look.table}: {columns}".lstrip(": "), str(look.number))


def run_share_rate(chosen: Namespace, settings: Settings) -> int:
    """Tell how much of what departments need of one another really flows."""
    found = share_rate(Pool.open(Path(chosen.folder)), chosen.day or date.today())
    said = found.to_json()
    if chosen.json:
        print_json(said)
        return 0
    words = _WORDS[chosen.language]
    cells = [_flow_cells(flow, chosen.language) for flow in found.flows]
    columns = [words[column] for column in ("by", "provider", "column", "purpose", "flows", "missing")]
    print_table(words["items"], columns, cells, left=len(columns))
    figures = {"rate": found.rate, "by_region": found.by_region, "milestone": found.milestone}
    shown = {name: f"{_PERCENT * figure:.1f}" for name, figure in figures.items()}
    counts = {name: said[name] for name in ("day", "flowing", "needed")}
    reached = words["reached" if said["reached"] else "not_reached"]
    print_lines(words["rate"].format(**counts, **shown, reached=reached))
    return 0


def _flow_cells(flow: Flow, language: str) -> tuple[str, ...]:
    words, need = _WORDS[language], flow.need
    lacking = words["lacking"].format(regions=", ".join(flow.lacking)) if flow.lacking else ""
    missing = lacking if flow.missing is None else words[flow.missing]
    title = need.purpose.title.text("en" if language == "en" else "zh")
    return (need.by, need.provider, need.name, title, words["yes" if flow.missing is None else "no"], missing)


def log_verify(chosen: Namespace, settings: Settings) -> int:
    """Look through a hash-chained log; 1 where an entry does not fit."""
    verdict = verify(Path(chosen.file), [Head.parse(text) for text in chosen.head])
    said, words = verdict.to_json(), _WORDS[chosen.language]
    if chosen.json:
        print_json(said)
    elif verdict.is_whole:
        print_lines(words["whole"].format(entries=f"{said['entries']:,}", head=said["head"]))
    else:
        print_lines(words["broken"].format(fault=verdict.fault))
    return 0 if verdict.is_whole else 1
