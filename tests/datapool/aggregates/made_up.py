"""A made-up province of 5,000 persons, taken in and published once for all tests that ask for it."""

import atexit
import gzip
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from datapool.aggregates.published import Aggregates
from datapool.aggregates.publishing import publish
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import Pool, described_tables
from datapool.standards.sources import Table
from datapool.synthetic.generate import generate

PERSONS, SEED = 5_000, 1
# The tables that aggregates rest on; the others would only take time.
TABLES = frozenset(
    {
        "hrss_insured", "hrss_employers", "hrss_contributions", "hrss_resident_contributions", "hrss_pensions",
        "hrss_awards", "hrss_unemployment", "health_members", "health_settlements", "health_deaths",
        "police_population", "police_changes", "civil_cremations",
    }
)  # fmt: skip


@cache
def made_up_province() -> tuple[Path, Aggregates]:
    """The folder with truth and pool, and its aggregates: treat both as read-only."""
    folder = Path(mkdtemp(prefix="anlan-made-up-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = generate(PERSONS, SEED, folder / "province", workers=1)
    described = described_tables(root)
    feeds = (root / "feeds").rename(folder / "delivered")
    for name in TABLES:
        _bundle(feeds, root / "feeds", described[name])
    land(root, [FolderSource(root, described)], workers=1)
    return root, publish(Pool.open(root))


def _bundle(delivered: Path, feeds: Path, table: Table) -> None:
    """All years of a table in one file: a batch for each would take intake ten times as long and show nothing more."""
    files = sorted(path for path in (delivered / table.department / table.name).rglob("*") if path.is_file())
    texts = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
    if table.format == "csv":
        texts = [texts[0], *(text.partition(b"\n")[2] for text in texts[1:])]
    place = feeds / table.department / table.name / "2024"
    place.mkdir(parents=True)
    (place / files[0].name.removesuffix(".gz")).write_bytes(b"".join(texts))
