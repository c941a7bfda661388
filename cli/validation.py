"""`anlan validate`: our results beside published ones, on the screen and in docs/validation.md."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from cli.console import print_json, print_lines, print_table, working
from cli.delivery import put
from core.settings import Settings
from simulation.countries.china.validation.futures_bands import correlation_rows, old_people_rows
from simulation.countries.china.validation.mortality_models import mortality_model_rows
from simulation.validation import ValidationCase, report_text, validate
from simulation.validation.mortality import mortality_rows
from simulation.validation.us_oasdi import is_there, us_oasdi_cases, us_oasdi_page
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
_MORTALITY = {
    "zh": "死亡率回测：以1950—2000年拟合，预测2015—2020年出生时预期寿命",
    "en": "Mortality back-test: life expectancy of 2015-2020 from 1950-2000",
}
_MORTALITY_COLUMNS = {
    "zh": ("国家、性别", "公布", "预测", "误差（岁）", "95%区间", "覆盖", "是否达标"),
    "en": ("Who", "Published", "Forecast", "Error, years", "95 % band", "Covered", "Bar"),
}
_OLD = {
    "zh": "65岁及以上人口区间（百万人；联合国未公布区间）",
    "en": "Persons aged 65 and over, millions (no published band)",
}
_OLD_COLUMNS = {
    "zh": ("年份", "中位数", "80%区间", "95%区间"),
    "en": ("Year", "Median", "80 % band", "95 % band"),
}
_IN_TIME = {"zh": "假定的跨年相关系数", "en": "Assumed correlation over time"}
_IN_TIME_COLUMNS = {
    "zh": ("年份", "总和生育率", "预期寿命"),
    "en": ("Years", "Children per woman", "Life expectancy"),
}
_MODELS = {
    "zh": "预期寿命区间宽度（岁，80%/95%），按 --mortality 所选死亡率模型；不设标准",
    "en": "Width of the bands of life expectancy, years (80 % / 95 %), by the model that --mortality names; no bar",
}
_MODEL_COLUMNS = {
    "zh": ("模型", "性别", "2030", "2040", "2050", "2070", "模型本身2050年95%", "同左，饥荒后拟合"),
    "en": ("Model", "", "2030", "2040", "2050", "2070", "Its own 95 %, 2050", "The same, fitted after the famine"),
}
_IN_CHINESE = {
    **{"China": "中国", "Japan": "日本", "United States": "美国", "Korea": "韩国", "Germany": "德国"},
    **{", women": "，女", ", men": "，男", "women": "女", "men": "男", " to ": "至", " and ": "与"},
    **{"yes": "是", "no bar": "不设标准", "no": "否", "met": "达标", "missed": "未达标"},
}
LARGE = 10_000
_USE = {True: {"zh": "校准", "en": "calibration"}, False: {"zh": "检验", "en": "validation"}}


def run(chosen: Namespace, settings: Settings) -> int:
    """Compare, write the report, print every case."""
    with working(_WORKING[chosen.language]):
        cases = validate()
    report = Path(chosen.report or REPORT)
    put(report, report_text(cases))
    written = [report]
    data = settings.reference_data
    if data is not None and is_there(data):
        cases += us_oasdi_cases(data)
        written.append(report.with_name(f"{report.stem}-us-oasdi.md"))
        put(written[-1], us_oasdi_page(data))
    if chosen.json:
        print_json([asdict(case) for case in cases])
        return 0
    print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], [_row(case, chosen.language) for case in cases])
    _print_futures(chosen.language)
    print_lines(*(f"{_WRITTEN[chosen.language]} {path}" for path in written))
    return 0


def _print_futures(language: str) -> None:
    """The mortality back-test, and what the bands of the futures leave open."""
    tables = (
        (_MORTALITY, _MORTALITY_COLUMNS, mortality_rows()),
        (_IN_TIME, _IN_TIME_COLUMNS, correlation_rows()),
        (_MODELS, _MODEL_COLUMNS, mortality_model_rows()),
        (_OLD, _OLD_COLUMNS, old_people_rows()),
    )
    for title, columns, rows in tables:
        cells = [tuple(_in_words(cell, language) for cell in row) for row in rows]
        print_table(title[language], columns[language], cells)


def _in_words(cell: str, language: str) -> str:
    if language == "zh":
        for english, chinese in _IN_CHINESE.items():
            cell = cell.replace(english, chinese)
    return cell


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
