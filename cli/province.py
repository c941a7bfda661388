"""`anlan data describe`: the difficulty contract of a made-up province."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from cli.console import counting, print_figures, print_json, print_lines, print_table
from core.settings import Settings
from datapool.synthetic.difficulty import Contract, describe
from datapool.synthetic.difficulty.figures import TypologyFigures
from datapool.synthetic.difficulty.precision import Score

_WORDS = {
    "zh": {
        "working": "正在测量难度", "title": "难度契约：{persons} 人，种子 {seed}（{split}）", "typology": "类型",
        "frauds": "违规数", "permille": "‰", "alike": "相似/违规", "yuan": "多付（元）",
        "rings": "团伙（人数）", "caught": "查实",
        "rule": "最佳单规则 AP", "record": "单记录回归 AP", "join": "精确比对查全", "feeds": "身份证号与录入错误",
        "feed": "数据", "rows": "行数", "valid": "有效证号", "errors": "错误/千行", "bands": "难度区间（冻结，{hash}）",
        "band": "区间", "bound": "界限", "worst": "最差值", "kept": "是否守住", "yes": "是", "no": "否",
        "open": "例数不足",
    },
    "en": {
        "working": "Measuring how hard it is", "title": "Difficulty contract: {persons} persons, seed {seed} ({split})",
        "typology": "typology", "frauds": "frauds", "permille": "‰", "alike": "look-alikes", "yuan": "overpaid, yuan",
        "rings": "rings (members)", "caught": "confirmed", "rule": "best rule AP", "record": "one record AP",
        "join": "exact join recall", "feeds": "ID numbers and mistakes", "feed": "feed", "rows": "rows",
        "valid": "valid IDs", "errors": "mistakes per 1,000 rows", "bands": "Bands (frozen, {hash})", "band": "band",
        "bound": "bound", "worst": "worst", "kept": "kept", "yes": "yes", "no": "no", "open": "too few cases",
    },
}  # fmt: skip
_NONE = "–"


def run(chosen: Namespace, settings: Settings) -> int:
    """Print the contract; exit code 1 where a band is broken."""
    words = _WORDS[chosen.language]
    with counting(words["working"], 1) as moved:
        contract = describe(Path(chosen.folder), progress=moved)
    if chosen.json:
        print_json(contract.as_json())
    else:
        _print(contract, words, chosen.language)
    return 0 if contract.is_kept else 1


def _print(contract: Contract, words: Mapping[str, str], language: str) -> None:
    names = ("typology", "frauds", "permille", "alike", "rings", "caught", "yuan", "rule", "record", "join")
    print_figures(
        words["title"].format(persons=f"{contract.persons:,}", seed=contract.seed, split=contract.split),
        [words[name] for name in names],
        [_row(code, figures, language) for code, figures in contract.typologies.items()],
        left=1,
        spare=(5, 2, 4),
    )
    print_table(
        words["feeds"],
        [words[name] for name in ("feed", "rows", "valid", "errors")],
        [
            [name, f"{feed.rows:,}", _percent(feed.valid_id_share), f"{1000 * sum(feed.errors_per_row.values()):.1f}"]
            for name, feed in contract.feeds.items()
        ],
    )
    kept = {True: words["yes"], False: words["no"], None: words["open"]}
    print_table(
        words["bands"].format(hash=contract.bands_hash[:12]),
        [words[name] for name in ("band", "bound", "worst", "typology", "kept")],
        [
            [
                band.title[language],
                f"≥ {band.least:g}" if band.most is None else f"≤ {band.most:g}",
                _NONE if band.worst is None else f"{band.worst:.3f}",
                band.typology or _NONE,
                kept[band.keeps],
            ]
            for band in contract.bands
        ],
    )
    print_lines(*(f"{code} {figures.title[language]}" for code, figures in contract.typologies.items()))


def _row(code: str, figures: TypologyFigures, language: str) -> list[str]:
    rings = figures.rings
    alike = figures.value("lookalikes_per_fraud")
    return [
        code,
        f"{figures.frauds:,}",
        f"{figures.per_thousand:.2f}",
        _NONE if alike is None else f"{alike:.1f}",
        f"{rings['count']:.0f} ({rings['least']:.0f}–{rings['most']:.0f})" if rings else _NONE,
        f"{figures.confirmed:,}",
        f"{figures.overpaid_yuan:,.0f}",
        _scored(None if figures.rule is None else figures.rule.score),
        _scored(figures.record),
        _NONE if figures.join is None else f"{figures.join.recall:.2f}",
    ]


def _scored(score: Score | None) -> str:
    return _NONE if score is None else f"{score.average_precision:.2f} [{score.low:.2f}, {score.high:.2f}]"


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{100 * share:.1f} %"
