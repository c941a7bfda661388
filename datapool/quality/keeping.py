"""Brings what is kept of a pool's quality up to the pool: the assessment of its version, and the tickets."""

from datapool.pool import Pool
from datapool.quality.assess import Progress, assess, version_of
from datapool.quality.assessment import Assessment
from datapool.quality.store import load, quality_folder, save
from datapool.quality.tickets.book import TicketBook
from datapool.quality.tickets.writing import tickets_of


def bring_up_to_date(pool: Pool, *, workers: int = 2, progress: Progress = lambda done, total: None) -> Assessment:
    """The assessment of the pool as it is: the one that is kept, or a new one, which is then kept.

    Doing it twice changes nothing; a run that was broken off is taken up by the next.
    """
    kept = load(pool.root, version_of(pool))
    assessment = kept if kept is not None else assess(pool, workers=workers, progress=progress)
    ticket_book(pool).take_in(tickets_of(assessment, pool.tables()), assessment.version)
    save(pool.root, assessment)
    return assessment


def ticket_book(pool: Pool) -> TicketBook:
    """The tickets of the pool."""
    return TicketBook(quality_folder(pool.root))
