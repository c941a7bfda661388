"""What a region's projection says about its own basis: cells that fell back, levels set, the base year checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.bilingual import Bilingual
from simulation.countries.china.regions.calibration import BaseYear, SetLevel
from simulation.countries.china.regions.fallback import Fallback
from simulation.countries.china.regions.nation import fund_cells
from simulation.regions.cells import MONEY, PERSONS

Words = Mapping[str, str]


@dataclass(frozen=True)
class RegionReport:
    """The basis of a region's projection.

    fallbacks   cells left empty, with what stands in for them
    levels      assumptions multiplied so that the base year is met
    checks      income and outgo of the base year, workbook and model
    warnings    what is odd but stops nothing
    """

    code: str
    name: Bilingual
    base_year: int
    workbook: str
    fallbacks: tuple[Fallback, ...]
    levels: tuple[SetLevel, ...]
    checks: tuple[BaseYear, ...]
    warnings: tuple[Words, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers; money in yuan."""
        return {
            "code": self.code,
            "name": self.name.to_json(),
            "base_year": self.base_year,
            "workbook": self.workbook,
            "fallbacks": [
                {
                    "cell": item.cell,
                    "key": item.key,
                    "title": fund_cells()[item.key].title.to_json(),
                    "year": item.year,
                    "value": item.value,
                    "rule": dict(item.rule),
                }
                for item in self.fallbacks
            ],
            "calibrated": [
                {"fund": level.fund, "meets": level.side, "rows": list(level.rows), "factor": level.factor}
                for level in self.levels
            ],
            "base_year_check": [
                {"fund": check.fund, "side": check.side, "workbook": check.workbook, "model": check.model}
                for check in self.checks
            ],
            "warnings": [dict(warning) for warning in self.warnings],
        }

    @property
    def title(self) -> Words:
        """What the projection is called."""
        name = self.name
        return {"zh": f"{name.zh}：社会保险基金（本地区口径）", "en": f"{name.en}: its social-insurance funds"}

    @property
    def notes(self) -> tuple[Words, ...]:
        """What a reader of the figures must know, line by line."""
        by_language = {language: self._lines(language) for language in ("zh", "en")}
        return tuple({"zh": zh, "en": en} for zh, en in zip(by_language["zh"], by_language["en"], strict=True))

    def _lines(self, language: str) -> list[str]:
        words = _WORDS[language]
        lines = [words["head"].format(name=self.name.to_json()[language], code=self.code, year=self.base_year)]
        lines += [warning[language] for warning in self.warnings]
        if self.fallbacks:
            lines.append(words["fallbacks"].format(count=len(self.fallbacks)))
            lines += [f"  {_fallback(item, language)}" for item in self.fallbacks]
        return [*lines, words["calibrated"]]


_WORDS = {
    "zh": {
        "head": "地区：{name}（{code}），基年{year}年；法规取该地区规定，无则取全国规定。",
        "fallbacks": "◇ 以下{count}个空单元格按全国数推算：",
        "calibrated": "校准：各基金基年收入、支出按本地区决算数设定水平，累计结余取决算数；其他假设同全国。"
        "人口按出生队列由全国推算，不含省际迁移；统筹调剂收支按基年占保险费收入和待遇支出的比重延续。",
    },
    "en": {
        "head": "Region: {name} ({code}), base year {year}; its own law where it has any, else the nation's.",
        "fallbacks": "◇ {count} empty cells fell back to the nation:",
        "calibrated": "Calibrated: the levels of each fund's income and outgo, to the region's final accounts of the "
        "base year; the balance is theirs; every other assumption is the nation's. People follow the nation's cohorts, "
        "without moves between provinces; national pooling keeps its base-year share of contributions and benefits.",
    },
}
_YI, _WAN = 1e8, 1e4


def _fallback(item: Fallback, language: str) -> str:
    cell = fund_cells()[item.key]
    size, unit = {MONEY: (_YI, "亿元"), PERSONS: (_WAN, "万人")}.get(cell.kind, (1.0, "元"))
    value = f"{item.value / size:,.2f} {unit}"
    return f"{item.cell} {item.year} {cell.title.to_json()[language]}: {value} ({item.rule[language]})"
