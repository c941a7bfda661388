"""Sex, age band and hukou of subjects, from the mart of the purpose `risk`: by the access rules, and written down."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from core.principal import Principal
from dashboards.words import of
from datapool.marts import Snapshot
from datapool.standards.code_lists import load_code_lists
from training.risk.casebook import open_casebook
from training.risk.gathering import last_day

GROUPINGS = ("sex", "age", "hukou")
_TABLE = "hrss_insured"
_COLUMNS = ("sex", "birth_date", "hukou_kind")
# Ages at which a band begins.
_BANDS = (0, 30, 45, 60, 75)


def groups_of(
    pool: Path, subjects: Collection[str], language: str, *, who: str | Principal, now: datetime
) -> dict[str, dict[str, str]]:
    """[grouping][subject] its group; subjects of whom it is not known are left out.

    Raises what `marts.open` raises, after a refusal was written down.
    """
    day, lists = last_day(pool), load_code_lists()
    with open_casebook(Snapshot(pool, day), {_TABLE: _COLUMNS}, who=who, now=now) as casebook:
        casebook.connection.execute("CREATE TEMP TABLE asked AS SELECT unnest(?) AS subject", [sorted(subjects)])
        read = casebook.connection.execute(
            f"SELECT subject, max(sex), max(birth_date), max(hukou_kind) FROM asked JOIN {_TABLE} ON _linked = subject "
            "GROUP BY 1 ORDER BY 1"
        ).fetchall()
    found: dict[str, dict[str, str]] = {name: {} for name in GROUPINGS}
    for subject, sex, born, hukou in read:
        for name, list_, code in (("sex", "sex", sex), ("hukou", "hukou_kind", hukou)):
            if code is not None:
                titles = lists[list_].codes
                found[name][subject] = titles[code].text(of(language)) if code in titles else str(code)
        if born is not None:
            found["age"][subject] = band_of(born, day)
    return found


def band_of(born: date, day: date) -> str:
    """The band of an age in whole years on a day."""
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    low = max(band for band in _BANDS if band <= max(age, 0))
    higher = [band for band in _BANDS if band > low]
    return f"{low}–{higher[0] - 1}" if higher else f"{low}+"
