"""The difficulty contract of a generated folder: what it hides, how its feeds err, how far naive detectors get."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from datapool.synthetic.difficulty.bands import Verdict, bands_hash, judge
from datapool.synthetic.difficulty.care_tables import load_care_tables
from datapool.synthetic.difficulty.figures import TypologyFigures, count_typology, load_cases
from datapool.synthetic.difficulty.identity_errors import FeedFigures, feed_figures
from datapool.synthetic.difficulty.joins import COLUMNS, JOINS, exact_join
from datapool.synthetic.difficulty.naive import best_rule, guilty_subjects, one_record, prepare, read_all
from datapool.synthetic.difficulty.raw_feeds import Feeds, open_feeds
from datapool.synthetic.difficulty.records import QUESTIONS
from datapool.synthetic.difficulty.records.question import Question
from datapool.synthetic.difficulty.subjects import load_truth, read_truth
from datapool.synthetic.fraud.typologies import Typology, load_typologies
from datapool.synthetic.seeds import split_of

Progress = Callable[[int, int], None]
_LABELS = {"hrss_investigations": ("subject_kind", "subject_no", "typology", "finding")}


@dataclass(frozen=True, slots=True)
class Contract:
    """How hard one made-up province is.

    typologies   [T01 … T12]
    feeds        [department_table]
    bands        every band with the worst value met
    bands_hash   of the frozen bands
    """

    persons: int
    seed: int
    split: str
    typologies: Mapping[str, TypologyFigures]
    feeds: Mapping[str, FeedFigures]
    bands: list[Verdict]
    bands_hash: str

    @property
    def is_kept(self) -> bool:
        """Whether no band is broken."""
        return all(band.keeps is not False for band in self.bands)

    def as_json(self) -> dict[str, Any]:
        """The whole contract in plain values; what was not measured is null."""
        return {**_plain(asdict(self)), "is_kept": self.is_kept}


def describe(folder: Path, *, progress: Progress = lambda done, of: None) -> Contract:
    """Measure a folder that `anlan data generate` made, from its feeds and its hidden truth.

    Raises FileMissing where feeds or truth are not there.
    """
    hidden = read_truth(folder)
    typologies = load_typologies().by_code
    steps = len(typologies) + 2
    with TemporaryDirectory() as scratch:
        feeds = open_feeds(folder, Path(scratch) / "feeds.duckdb")
        try:
            load_truth(feeds.connection, hidden)
            load_care_tables(feeds)
            read_all(feeds, [*QUESTIONS.values(), _reading({**COLUMNS, **_LABELS})])
            load_cases(feeds.connection)
            progress(1, steps)
            measured = {}
            for place, (code, typology) in enumerate(typologies.items()):
                measured[code] = _measure(feeds, typology)
                progress(place + 2, steps)
            errors = feed_figures(feeds)
            progress(steps, steps)
        finally:
            feeds.connection.close()
    return Contract(hidden.persons, hidden.seed, split_of(hidden.seed), measured, errors, judge(measured), bands_hash())


def _measure(feeds: Feeds, typology: Typology) -> TypologyFigures:
    counted = count_typology(feeds.connection, typology)
    question, guilty = QUESTIONS[typology.number], guilty_subjects(feeds, typology.number)
    if not guilty:
        return TypologyFigures(**counted)
    prepare(feeds, question)
    rule, record = best_rule(feeds, question, guilty), one_record(feeds, question, guilty)
    join = exact_join(feeds, typology.number) if typology.number in JOINS else None
    return TypologyFigures(**counted, rule=rule, record=record, join=join)


def _reading(columns: Mapping[str, tuple[str, ...]]) -> Question:
    """A question of nothing but columns."""
    return Question(subject="", columns=columns, record="", figures="")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 6) if value == value else None
    return value
