"""The exact-ID join: for frauds that records give away, what joins by ID number find, and nothing else is tried.

Numbers are those that the pool checks: 15 digits are upgraded to 18, an invalid number joins with nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from datapool.synthetic.difficulty.raw_feeds import Feeds

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hrss_insured": ("person_no", "citizen_id", "birth_date", "sex", "phone", "account_no", "registered_on"),
    "hrss_pensions": ("person_no", "pension_scheme", "period", "amount", "account_no"),
    "hrss_contributions": (
        "person_no", "employer_no", "period", "contribution_kind", "contribution_base", "received_on",
    ),
    "hrss_unemployment": (
        "person_no", "employer_no", "unemployment_reason", "claimed_on", "period", "device_no", "phone",
    ),
    "police_changes": ("citizen_id", "population_change", "event_on", "registered_on"),
    "police_sentences": ("citizen_id", "sentence_from", "sentence_until", "registered_on"),
    "civil_cremations": ("citizen_id", "death_date", "registered_on"),
    "health_deaths": ("citizen_id", "death_date", "registered_on"),
    "tax_taxpayers": ("taxpayer_no", "citizen_id"),
    "tax_wages": ("uscc", "taxpayer_no", "period", "wage_income"),
}  # fmt: skip
_IDS = "(SELECT DISTINCT person_no, citizen_id FROM hrss_insured WHERE citizen_id IS NOT NULL)"
_DEATHS = """(
    SELECT citizen_id, event_on AS died FROM police_changes WHERE population_change = '02'
    UNION ALL SELECT citizen_id, death_date FROM civil_cremations
    UNION ALL SELECT citizen_id, death_date FROM health_deaths)"""
# [typology] persons whom the join points at, one row each: person_no.
JOINS: Mapping[int, str] = {
    1: f"""SELECT DISTINCT p.person_no FROM {_DEATHS} d JOIN {_IDS} i USING (citizen_id)
           JOIN hrss_pensions p ON p.person_no = i.person_no AND p.period > d.died""",
    2: f"""SELECT DISTINCT p.person_no FROM police_sentences s JOIN {_IDS} i USING (citizen_id)
           JOIN hrss_pensions p ON p.person_no = i.person_no AND p.period > s.sentence_from
           AND p.period + INTERVAL 1 MONTH <= coalesce(s.sentence_until, DATE '9999-01-01')""",
    3: f"""SELECT DISTINCT unnest([a.person_no, b.person_no]) AS person_no FROM {_IDS} a JOIN {_IDS} b
           ON a.citizen_id = b.citizen_id AND a.person_no < b.person_no""",
    6: f"""SELECT DISTINCT u.person_no FROM hrss_unemployment u JOIN {_IDS} i ON i.person_no = u.person_no
           JOIN tax_taxpayers t ON t.citizen_id = i.citizen_id
           JOIN tax_wages w ON w.taxpayer_no = t.taxpayer_no AND w.period = u.period
           UNION SELECT DISTINCT u.person_no FROM hrss_unemployment u JOIN hrss_contributions c
           ON c.person_no = u.person_no AND c.period = u.period""",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """How far the exact-ID join gets with one typology."""

    frauds: int
    found: int
    flagged: int

    @property
    def recall(self) -> float:
        """Share of the frauds that it points at."""
        return self.found / self.frauds if self.frauds else float("nan")

    @property
    def precision(self) -> float:
        """Share of those it points at that are frauds."""
        return self.found / self.flagged if self.flagged else float("nan")


def exact_join(feeds: Feeds, typology: int) -> Joined:
    """Run the join of one record-matchable typology; persons registered twice count once."""
    row = feeds.connection.execute(
        f"""
        WITH flagged AS (SELECT DISTINCT k.number FROM ({JOINS[typology]}) f JOIN truth_keys k USING (person_no)),
             guilty AS (SELECT DISTINCT key::BIGINT AS number FROM truth_frauds WHERE typology = ? AND subject_kind = 1)
        SELECT (SELECT count(*) FROM guilty), (SELECT count(*) FROM guilty JOIN flagged USING (number)),
               (SELECT count(*) FROM flagged)
        """,
        [typology],
    ).fetchone()
    assert row is not None
    return Joined(*map(int, row))
