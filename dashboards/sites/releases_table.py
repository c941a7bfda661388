"""Which release each application answers from at each site; one that is not the cloud's is marked."""

from dashboards.figures import MISSING
from dashboards.sites.cards_view import joined, release_title, replicas_title, work_title
from dashboards.sites.state import State, clock, state_of, title_of
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from serving.seeing.history import History, Sites
from serving.seeing.told import ApplicationTold, ReleaseTold

_HASH_SHOWN = 8


def releases_table(sites: Sites, language: str) -> str:
    """Applications down, sites across; nothing where no site told anything."""
    told = [history for history in sites.histories if history.site is not None]
    names = dict.fromkeys(name for history in told if history.site for name in history.site.applications)
    if not names:
        return ""
    columns = [Column(title_of(history), below=_as_of(history, language), css="text") for history in told]
    rows = [
        Row(name, [_cell(history, name, sites.cloud_release(name), language) for history in told]) for name in names
    ]
    caption, first = say("sites_releases_caption", language), say("sites_application", language)
    return table(caption, first, columns, rows, css="cards releases")


def _as_of(history: History, language: str) -> str:
    """When a site told, where that is not now."""
    if state_of(history) is not State.SILENT or history.last_told is None:
        return ""
    return say("sites_then", language, at=clock(history.last_told.at))


def _cell(history: History, name: str, cloud: ReleaseTold | None, language: str) -> Cell:
    found = None if history.site is None else history.site.applications.get(name)
    if found is None:
        return Cell(MISSING, css="text qn")
    if found.is_above:
        return Cell(say("sites_above", language), css="text qn")
    differs = cloud is not None and found.release != cloud
    # Two releases may bear one number: what tells them apart is the hash.
    hash = found.release.hash[:_HASH_SHOWN]
    below = joined([say("sites_differs", language) if differs else "", hash, *_facts(found, language)])
    return Cell(release_title(found, language), below=below, css="text q2" if differs else "text")


def _facts(found: ApplicationTold, language: str) -> list[str]:
    return [
        "" if found.is_well else say("sites_not_well", language),
        replicas_title(found.replicas, language),
        work_title(found.work_class, language),
    ]
