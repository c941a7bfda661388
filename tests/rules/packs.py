"""A small made-up country pack for tests that must not depend on the law of a real one."""

from pathlib import Path

REGIONS = """\
AA: {zh: 国, en: Nation}
AA-1: {zh: 省, en: Province, parent: AA, alias: AA-P}
AA-11: {zh: 市, en: City, parent: AA-1}
AA-2: {zh: 邻省, en: Neighbour, parent: AA}
"""
UNITS = """\
share of wage: {maximum: 1}
yuan: {}
kind of base: {choices: [own, average]}
month: {month: true}
"""
RATE = """\
rate:
  title: {zh: 费率, en: Rate}
  unit: share of wage
  status: verified
  source: {title: Example Act, article: article 12}
  values:
    2000-01-01: 0.08
    2010-01-01: 0.1
"""


def write_pack(folder: Path, parameters: str = RATE, *, regions: str = REGIONS, units: str = UNITS) -> Path:
    """Write the pack `example` below `folder`, which is what RuleBook.load takes as `packs`."""
    pack = folder / "example"
    (pack / "parameters").mkdir(parents=True, exist_ok=True)
    (pack / "regions.yaml").write_text(regions, encoding="utf-8")
    (pack / "units.yaml").write_text(units, encoding="utf-8")
    (pack / "parameters" / "all.yaml").write_text(parameters, encoding="utf-8")
    return folder


def write_overlay(folder: Path, text: str, name: str = "reform.yaml") -> Path:
    """Write an overlay with its header; its rows begin on line 2."""
    path = folder / name
    path.write_text("overlay: {title: A reform, reason: to see}\n" + text, encoding="utf-8")
    return path
