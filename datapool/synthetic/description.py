"""What the made-up province tells the pool about itself: its regions, its history, and that it is made up."""

from typing import Any

import yaml

from datapool.synthetic.province import Province

SINCE = 1949


def pool_description(province: Province) -> str:
    """The text of `pool.yaml`: province, title, dated region codes, first and last month."""
    content: dict[str, Any] = {
        "province": province.settings["code"],
        "title": province.settings["title"],
        "made_up": True,
        "history": {
            "first": str(province.first_month),
            "last": str(province.first_month.shift(province.months - 1)),
        },
        "persons": province.persons,
        "seed": province.seed,
        "regions": list(_regions(province)),
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _regions(province: Province) -> list[dict[str, Any]]:
    """Province, prefectures and counties, then the birth places elsewhere."""
    settings, counties = province.settings, province.counties
    title = settings["title"]["zh"]
    rows = [(f"{settings['code']}0000", title)]
    rows += [(f"{prefecture['code']}00", prefecture["zh"]) for prefecture in settings["prefectures"]]
    rows += list(zip(counties.code, counties.name, strict=True))
    elsewhere = settings["elsewhere"]["places"]
    rows += [(code, f"外省（虚构）{code}") for code in elsewhere]
    return [{"code": code, "zh": name, "since": SINCE, "until": None} for code, name in sorted(rows)]
