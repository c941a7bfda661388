"""`anlan validate`: our results beside published ones, on the screen and in docs/validation.md."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from cli.console import print_json, print_lines, print_table, working
from cli.delivery import put
from core.settings import Settings
from simulation.validation import ValidationCase, report_text, validate
from simulation.validation_case import SHARE

REPORT = Path("docs") / "validation.md"
_WORKING = {"zh": "正在与公布数据核对", "en": "Comparing with published figures"}
_WRITTEN = {"zh": "报告已写入", "en": "Report written:"}
_TITLE = {"zh": "与公布数据核对", "en": "Our results beside published figures"}
_COLUMNS = {
    "zh": ("指标", "年份", "公布", "本测算", "误差", "单位", "用途", "公布数"),
    "en": ("What", "Year", "Published", "Ours", "Error", "Unit", "Used for", "Published figure"),
}
_STATUS = {"verified": {"zh": "已核实", "en": "verified"}, "unverified": {"zh": "未核实", "en": "unverified"}}
LARGE = 10_000
_USE = {True: {"zh": "校准", "en": "calibration"}, False: {"zh": "检验", "en": "validation"}}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Compare, write the report, print every case."""
    with working(_WORKING[chosen.language]):
        cases = validate()
    report = Path(chosen.report or REPORT)
    put(report, report_text(cases))
    if chosen.json:
        print_json([asdict(case) for case in cases])
        return 0
    print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], [_row(case, chosen.language) for case in cases])
    print_lines(f"{_WRITTEN[chosen.language]} {report}")
    return 0


def _row(case: ValidationCase, language: str) -> tuple[str, ...]:
    return (
        case.name,
        str(case.year),
        _number(case.published),
        _number(case.ours),
        _error(case),
        case.unit,
        _USE[case.calibrated][language],
        _STATUS[case.status][language],
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.4g}"


def _error(case: ValidationCase) -> str:
    """In per cent of the published figure; of a share, in percentage points."""
    return f"{case.error * 100:+.2f} pp" if case.unit.startswith(SHARE) else f"{case.error:+.1%}"
