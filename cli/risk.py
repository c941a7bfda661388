"""`anlan risk`: learn from investigations, score a pool, list its alerts, and explain one."""

import json
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from cli.console import counting, print_json, print_lines, print_table
from cli.recipe import registry_folder, registry_in, who_asks
from core.alerts import ALERTS, OUTCOMES, read_file
from core.errors import InputError, UnknownKey, ValueOutOfRange
from core.evidence import Reason
from core.keys import read_trust
from core.manifest import code_version
from core.releases import About, Release, open_release
from core.settings import Settings
from datapool.marts import Snapshot
from rules.book import RuleBook
from training.registry import Registry
from training.risk import outcomes
from training.risk.alerting import Source
from training.risk.finding import learn_rules, score_rules
from training.risk.gathering import last_day
from training.risk.proving import prove
from training.risk.reading import MODEL, read_models
from training.risk.reasons import sentence, words
from training.risk.release import about_of, card_files, files_of
from training.risk.typologies import find_typology

_FEN = 100
_WORDS = {
    "zh": {
        "learning": "正在比对记录", "scoring": "正在读取数据", "learned": "各规则的模型", "rule": "规则",
        "cases": "比对命中", "confirmed": "查实", "unfounded": "查否", "found": "查实率（估计）",
        "missing": "未能学习：{rule}（{why}）", "judging": "正在检验",
        "proved": "在未参与学习的数据上，以查实为准：AUC {auc}，AP {ap}，校准误差 {ece}",
        "next": "准入并启用：anlan models promote {model}",
        "unproved": "未在其他数据上检验，不能通过准入；检验请加 --test DIR。",
        "made": "已登记：{model}。发布包：{folder}",
        "written": "{count:,} 条疑点，预计损失 {yuan:,.0f} 元，写入 {path}。截至 {as_of}。",
        "alerts": "疑点（按预计损失排序，{shown}/{count}）", "alert": "编号", "typology": "疑点类型", "region": "地区",
        "months": "月数", "yuan": "涉及金额（元）", "chance": "概率", "loss": "预计损失（元）", "why": "主要理由",
        "subject": "对象 {subject}（{kind}，化名）", "reasons": "理由", "articles": "依据",
        "rows": "所依据的记录（{count} 行，列出前 {shown} 行）",
        "clears": "可以排除嫌疑的证据", "figures": "金额",
        "span": "{first} 至 {last}，{months} 个月，涉及 {paid:,.2f} 元，每月仍发放 {monthly:,.2f} 元",
        "evidence": "以上是线索，不是认定；停发、追回须经调查核实（社会保险经办条例 第二十六条）。",
        "none": "没有疑点。", "unverified": "〔未核实〕",
    },
    "en": {
        "learning": "Comparing records", "scoring": "Reading", "learned": "Models of the rules", "rule": "rule",
        "cases": "cases", "confirmed": "confirmed", "unfounded": "unfounded", "found": "share found (estimate)",
        "missing": "Not learned: {rule} ({why})", "judging": "Judging",
        "proved": "On data not learned from, by what was confirmed: AUC {auc}, AP {ap}, calibration error {ece}",
        "next": "Through the gate: anlan models promote {model}",
        "unproved": "Judged on no other data, so that no gate is passed; for that, give --test DIR.",
        "made": "Registered: {model}. Its release: {folder}",
        "written": "{count:,} alerts, {yuan:,.0f} yuan of expected loss, written to {path}. As of {as_of}.",
        "alerts": "Alerts by expected loss ({shown} of {count})", "alert": "alert", "typology": "kind",
        "region": "region", "months": "months", "yuan": "yuan", "chance": "chance", "loss": "expected loss (yuan)",
        "why": "first reason", "subject": "Subject {subject} ({kind}, a name of this purpose)", "reasons": "Reasons",
        "articles": "Articles", "rows": "Rows it rests on ({count}, the first {shown})",
        "clears": "What would clear the subject", "figures": "Yuan",
        "span": "{first} to {last}, {months} months, {paid:,.2f} yuan, {monthly:,.2f} yuan a month still being paid",
        "evidence": "This is evidence and no decision: nothing is stopped or recovered before an investigation.",
        "none": "There are no alerts.", "unverified": "[unverified]",
    },
}  # fmt: skip
_ROWS_SHOWN = 8


def learn(chosen: Namespace, settings: Settings) -> int:
    """Learn every rule from the investigations of pools and register the models."""
    words_, folders = _WORDS[chosen.language], [Path(folder) for folder in chosen.folders]
    if chosen.test and Path(chosen.test).resolve() in {folder.resolve() for folder in folders}:
        raise InputError(
            "models cannot be judged on a pool that they are learned from.", path=chosen.test,
            remedy="Give --test another pool.",
        )  # fmt: skip
    days = [chosen.as_of or last_day(folder) for folder in folders]
    now = datetime.now(UTC)
    files = [read_file(Path(name), OUTCOMES) for name in chosen.outcomes]
    more = outcomes.of_ledger(pa.concat_tables([OUTCOMES.empty_table(), *files]))
    with counting(words_["learning"], len(folders)) as moved:
        models, missing, hashes = learn_rules(
            list(zip(folders, days, strict=True)), who=who_asks(chosen), now=now, more=more, moved=moved
        )
    registry = Registry.make(registry_folder(chosen, settings))

    proof = None
    if chosen.test:
        root = Path(chosen.test)
        with counting(words_["judging"], 1):
            day = chosen.as_of or last_day(root)
            proof = prove(root, day, models, who=who_asks(chosen), now=now, book=RuleBook.load())

    def write(number: str) -> tuple[About, Mapping[str, bytes]]:
        about = about_of(
            models, version=number, created_at=now.isoformat(timespec="seconds"), code_version=code_version(),
            hashes=hashes, days=days, missing=missing,
        )  # fmt: skip
        return about, {**files_of(models), **({} if proof is None else card_files(about, models, proof))}

    version = registry.register(MODEL, write)
    if chosen.json:
        told = None if proof is None else proof.evaluation.to_json()
        print_json({"model": version.to_json(), "rules": _learned(models), "missing": missing, "test": told})
        return 0
    rows = [
        (name, f"{model.cases:,}", str(model.confirmed), str(model.unfounded), f"{model.found:.2f}")
        for name, model in models.items()
    ]
    heads = [words_[word] for word in ("rule", "cases", "confirmed", "unfounded", "found")]
    print_table(words_["learned"], heads, rows)
    print_lines(*(words_["missing"].format(rule=rule, why=why) for rule, why in missing.items()))
    if proof is not None:
        figures = proof.evaluation.figures
        print_lines(words_["proved"].format(**{name: str(figures[name]) for name in ("auc", "ap", "ece")}))
    print_lines(words_["made"].format(model=f"{MODEL}@{version.number}", folder=version.folder))
    print_lines(words_["next" if proof else "unproved"].format(model=f"{MODEL}@{version.number}"))
    return 0


def score(chosen: Namespace, settings: Settings) -> int:
    """Score a pool with the models of a signed release and write its alerts, whole or not at all."""
    words_, out, root = _WORDS[chosen.language], Path(chosen.out), Path(chosen.folder)
    if out.suffix != ".parquet" or out.exists():
        raise InputError("alerts are written to a new file ending in .parquet.", path=out, remedy="Name another file.")
    release = release_of(chosen, settings)
    as_of = chosen.as_of or last_day(root)
    with counting(words_["scoring"], 1) as moved:
        found = score_rules(
            Snapshot(root, as_of, chosen.region), read_models(release), source=Source(MODEL, release.hash),
            who=who_asks(chosen), now=datetime.now(UTC), book=RuleBook.load(), moved=moved,
        )  # fmt: skip
    fresh = out.with_name(f".{out.name}.unfinished")
    parquet.write_table(found, fresh)
    fresh.replace(out)
    loss = (pc.sum(found["expected_loss_fen"]).as_py() or 0) / _FEN
    if chosen.json:
        counts = {
            code: found["typology"].to_pylist().count(code) for code in sorted(set(found["typology"].to_pylist()))
        }
        print_json(
            {"alerts": found.num_rows, "typologies": counts, "expected_loss_yuan": loss, "as_of": as_of.isoformat(),
             "release": release.hash, "file": str(out)}
        )  # fmt: skip
        return 0
    print_lines(words_["written"].format(count=found.num_rows, yuan=loss, path=out, as_of=as_of))
    return 0


def alerts(chosen: Namespace, settings: Settings) -> int:
    """List alerts, most expected yuan first."""
    del settings
    if chosen.top < 1:
        raise ValueOutOfRange(f"--top is {chosen.top}.", remedy="Give 1 or more.")
    words_, found = _WORDS[chosen.language], read_file(Path(chosen.file), ALERTS)
    if chosen.typology:
        found = found.filter(pc.equal(found["typology"], find_typology(chosen.typology).code))
    shown = found.slice(0, chosen.top).to_pylist()
    if chosen.json:
        print_json({"alerts": found.num_rows, "shown": [_plain(row, chosen.language) for row in shown]})
        return 0
    if not shown:
        print_lines(words_["none"])
        return 0
    rows = [
        (
            row["alert"], find_typology(row["typology"]).title.text(chosen.language), row["region"], str(row["months"]),
            f"{row['paid_fen'] / _FEN:,.2f}", f"{row['probability']:.2f}", f"{row['expected_loss_fen'] / _FEN:,.0f}",
            _sentences(row, chosen.language)[0],
        )
        for row in shown
    ]  # fmt: skip
    heads = [words_[word] for word in ("alert", "typology", "region", "months", "yuan", "chance", "loss", "why")]
    print_table(words_["alerts"].format(shown=len(shown), count=found.num_rows), heads, rows, left=3)
    return 0


def explain(chosen: Namespace, settings: Settings) -> int:
    """Reasons, articles, rows and what would clear, of one alert or all of one subject."""
    del settings
    found = read_file(Path(chosen.alerts), ALERTS)
    of_them = found.filter(
        pc.or_(pc.equal(found["alert"], chosen.subject), pc.equal(found["subject"], chosen.subject))
    ).to_pylist()
    if not of_them:
        raise UnknownKey("no alert is about this subject.", remedy="`anlan risk alerts FILE` lists them.")
    if chosen.json:
        print_json({"alerts": [_plain(row, chosen.language) for row in of_them]})
        return 0
    for row in of_them:
        _print(row, chosen.language)
    print_lines(_WORDS[chosen.language]["evidence"])
    return 0


def release_of(chosen: Namespace, settings: Settings) -> Release:
    """The release that --model names, verified: a folder, or a version of the registry."""
    folder = Path(chosen.model)
    if folder.is_dir():
        trusted = read_trust(Path(chosen.trust)) if chosen.trust else registry_in(chosen, settings).trusted()
        return open_release(folder, trusted)
    registry = registry_in(chosen, settings)
    return registry.release(registry.find(chosen.model))


def _print(row: Mapping[str, Any], language: str) -> None:
    words_ = _WORDS[language]
    title = find_typology(row["typology"]).title.text("en" if language == "en" else "zh")
    subject = words_["subject"].format(subject=row["subject"], kind=row["subject_kind"])
    print_lines(
        f"{title}  {row['alert']}  {row['probability']:.2f}", subject,
        words_["span"].format(
            first=row["first_month"], last=row["last_month"], months=row["months"], paid=row["paid_fen"] / _FEN,
            monthly=row["monthly_fen"] / _FEN,
        ),
        f"{words_['reasons']}:", *(f"  - {text}" for text in _sentences(row, language)),
        f"{words_['articles']}:", *(f"  - {_article(article, words_['unverified'])}" for article in row["articles"]),
        f"{words_['rows'].format(count=len(row['rows']), shown=min(len(row['rows']), _ROWS_SHOWN))}:",
        *(f"  - {name}" for name in row["rows"][:_ROWS_SHOWN]),
        f"{words_['clears']}:", *(f"  - {text}" for text in _clears(row, language)), "",
    )  # fmt: skip


def _sentences(row: Mapping[str, Any], language: str) -> list[str]:
    return [
        sentence(Reason(one["code"], json.loads(one["figures"]), one["weight"]), "en" if language == "en" else "zh")
        for one in row["reasons"]
    ]


def _clears(row: Mapping[str, Any], language: str) -> list[str]:
    return [words()["clears"][code].text("en" if language == "en" else "zh") for code in row["clears"]]


def _article(article: Mapping[str, str], mark: str) -> str:
    return f"{article['law']} {article['article']}".strip() + ("" if article["status"] == "verified" else f" {mark}")


def _plain(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        **{name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()},
        "reasons": [{**one, "figures": json.loads(one["figures"])} for one in row["reasons"]],
        "sentences": _sentences(row, language),
        "title": find_typology(row["typology"]).title.to_json(),
    }


def _learned(models: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {"cases": model.cases, "confirmed": model.confirmed, "unfounded": model.unfounded, "found": model.found}
        for name, model in models.items()
    }
