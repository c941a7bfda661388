"""The font of the charts: Chinese text needs one with Chinese glyphs, which Debian has in fonts-noto-cjk."""

from functools import lru_cache

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
)
PLAIN = "DejaVu Sans"


@lru_cache(maxsize=1)
def chinese_family() -> str | None:
    """The first family on this machine that can draw Chinese; None where there is none."""
    from matplotlib import font_manager

    present = {font.name for font in font_manager.fontManager.ttflist}
    return next((family for family in FAMILIES if family in present), None)


def chart_language(language: str) -> str:
    """The language the charts are labelled in: English where Chinese could not be drawn."""
    return "en" if language == "zh" and chinese_family() is None else language


def family_of(language: str) -> str:
    """The family the charts of that language are drawn in."""
    return chinese_family() or PLAIN if language == "zh" else PLAIN
