"""Every text is there in both languages; charts come out alike, and in English where no font has Chinese."""

import string
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboards.reports import fonts
from dashboards.reports.assumption_words import reason_text, unit_text
from dashboards.reports.build import Request, compose
from dashboards.reports.charts import accounts_picture, tornado_picture
from dashboards.reports.texts import FOLDER, Texts, read_texts
from dashboards.reports.word_file import as_docx
from simulation.countries.china.pack import base_assumptions
from simulation.result import Projection
from simulation.scenario import Scenario

OF_ASSUMPTIONS = ("assumption_reasons", "assumption_units")
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem not in OF_ASSUMPTIONS)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_both_languages_with_the_same_places(name: str) -> None:
    texts = read_texts(name)
    assert len(texts) > 10
    for key, text in texts.items():
        assert set(text) == {"zh", "en"}, key
        assert text["en"] or key == "between_place", key
        assert places(text["zh"]) == places(text["en"]) or key == "published_counted", key
        assert places(text["zh"]) <= places(text["en"]), key


def test_every_unit_and_reason_of_the_assumptions_is_said_in_chinese() -> None:
    rows = base_assumptions()
    for row in (rows.row(key) for key in rows.keys()):
        for text in (reason_text(row, "zh"), unit_text(row.unit, "zh")):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text), (row.key, text)
        assert reason_text(row, "en") == row.reason


def test_a_text_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        Texts("budget", "zh")("nobody wrote this")


def accounts(language: str) -> bytes:
    years = np.arange(2020, 2030)
    series = np.linspace(1.0, 9.0, 10), np.linspace(2.0, 8.0, 10), np.linspace(5.0, -5.0, 10)
    status = ["actual"] * 4 + ["projected"] * 6
    words = ("收入", "支出", "累计结余", "实际 | 预测") if language == "zh" else ("in", "out", "held", "a | b")
    return accounts_picture(years, series, status, actual_until=2023, words=words, unit="x", language=language)


def test_the_same_chart_is_the_same_picture() -> None:
    assert accounts("en") == accounts("en")
    assert accounts("en").startswith(b"\x89PNG")
    assert tornado_picture([("a", 1.0), ("b", -2.0)], unit="x", digits=0, language="en") != tornado_picture(
        [("a", 1.0), ("b", -3.0)], unit="x", digits=0, language="en"
    )


@pytest.mark.skipif(fonts.chinese_family() is None, reason="no Chinese font: apt-get install fonts-noto-cjk")
def test_chinese_labels_are_drawn_without_a_missing_sign(recwarn: Any) -> None:
    accounts("zh")
    assert not [str(warning.message) for warning in recwarn if "Glyph" in str(warning.message)]


def test_without_a_chinese_font_charts_are_english_and_the_report_says_so_once(
    base: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts.chinese_family.cache_clear()
    monkeypatch.setattr(fonts, "FAMILIES", ("No Such Font",))
    try:
        assert fonts.chart_language("zh") == "en"
        assert fonts.family_of("zh") == fonts.PLAIN
        report = compose(Request("budget", 2026, "zh", Scenario(), "x"), base)
        assert len(report.warnings) == 1
        assert "fonts-noto-cjk" in report.warnings[0]
        assert report.title.startswith("社会保险基金预算草案")
    finally:
        fonts.chinese_family.cache_clear()


def test_a_report_written_twice_from_the_start_is_the_same_file(base: Projection) -> None:
    request = Request("budget", 2026, "zh", Scenario(), "anlan report budget --year 2026")
    assert as_docx(compose(request, base)) == as_docx(compose(request, base))
    other = Request("budget", 2027, "zh", Scenario(), "anlan report budget --year 2027")
    assert as_docx(compose(request, base)) != as_docx(compose(other, base))


def test_the_folder_of_texts_holds_nothing_else() -> None:
    assert {path.suffix for path in Path(FOLDER).iterdir()} == {".yaml"}
