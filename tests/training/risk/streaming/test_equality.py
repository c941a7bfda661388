"""Whatever flows in, in whatever order: the figures are those of the rules in SQL over the same rows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.risk.streaming.drawn import histories, patients
from tests.training.risk.streaming.laid_out import Row, assert_same, batch, casebook_of, opened, streamed
from training.risk.records import RULES
from training.risk.streaming.scorer import Scorer

BEFORE, AS_OF, AFTER = date(2022, 12, 31), date(2023, 6, 15), date(2024, 2, 1)
SEEDS = st.integers(0, 2**32)
QUICKLY = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(QUICKLY, max_examples=40)


def feed(scorer: Scorer, rows: Sequence[Row], size: int) -> None:
    for at in range(0, len(rows), size):
        answers = scorer.handle([row.event() for row in rows[at : at + size]])
        assert all(one.reception.value in ("taken", "again", "outdated") for one in answers), answers


def check(seed: int, size: int, forgets: bool) -> None:
    """Shuffled, a third of it twice, the day moved on somewhere amid it, and opened again on a later one."""
    draw = Random(seed)
    everything = [*patients(), *histories(draw)]
    shuffled = everything + draw.sample(everything, len(everything) // 3)
    draw.shuffle(shuffled)
    moved = draw.randrange(len(shuffled))
    with TemporaryDirectory() as folder:
        # Someone who forgets reads every person anew from the disk.
        with opened(Path(folder), BEFORE, rows=1 if forgets else 10_000) as scorer:
            feed(scorer, shuffled[:moved], size)
            scorer.move(AS_OF)
            feed(scorer, shuffled[moved:], size)
            assert_same(streamed(scorer), batch(casebook_of(everything, AS_OF)))
        with opened(Path(folder), AFTER) as again:
            assert_same(streamed(again), batch(casebook_of(everything, AFTER)))


@QUICKLY
@given(SEEDS, st.integers(1, 60), st.booleans())
def test_shuffled_doubled_and_late_events_give_the_figures_of_sql(seed: int, size: int, forgets: bool) -> None:
    check(seed, size, forgets)


@pytest.mark.slow
@LONG
@given(SEEDS, st.integers(1, 60), st.booleans())
def test_many_more_streams_give_the_figures_of_sql(seed: int, size: int, forgets: bool) -> None:
    check(seed, size, forgets)


def test_every_rule_has_cases_among_histories_that_are_drawn() -> None:
    """Equality of nothing with nothing would prove nothing."""
    found: dict[str, int] = {rule.name: 0 for rule in RULES}
    for seed in range(6):
        for rule, cases in batch(casebook_of([*patients(), *histories(Random(seed))], AS_OF)).items():
            found[rule] += len(cases)
    assert min(found.values()) >= 1, found
