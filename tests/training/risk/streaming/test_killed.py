"""A process that is killed at any moment has lost nothing that it answered, and goes on as if it had not been."""

import json
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ROOT
from tests.training.risk.streaming.drawn import histories, patients
from tests.training.risk.streaming.laid_out import assert_same, batch, casebook_of, opened, streamed
from training.risk.streaming.event import read_event

AS_OF = date(2023, 12, 31)


def kill_amid(folder: Path, lines: list[str], after: int, wait_s: float) -> set[str]:
    """Persons and events that were answered before the process was killed, soon after so many answers."""
    command = [sys.executable, "-m", "tests.training.risk.streaming.victim", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        answered: list[str] = []
        for line in lines:
            try:
                process.stdin.write(line + "\n")
                process.stdin.flush()
            except BrokenPipeError:
                break
            if len(answered) < after:
                answered.append(process.stdout.readline())
            if len(answered) == after:
                # More events are on their way; how far it has come with them is not known.
                process.stdin.write("".join(f"{each}\n" for each in lines[len(answered) : len(answered) + 50]))
                process.stdin.flush()
                time.sleep(wait_s)
                process.send_signal(signal.SIGKILL)
                break
        # A line that the kill cut off was not answered.
        rest = process.stdout.read()
        answered += rest[: rest.rfind("\n") + 1].splitlines()
    return {line.rstrip("\n") for line in answered if line.strip()}


def check(folder: Path, seed: int, kills: int) -> None:
    draw = Random(seed)
    rows = [*patients(), *histories(draw)]
    draw.shuffle(rows)
    events = [row.event() for row in rows]
    lines = [json.dumps(one) for one in events]
    answered: set[str] = set()
    for _ in range(kills):
        answered |= kill_amid(folder, lines, draw.randrange(1, 60), draw.random() * 0.03)
        with opened(folder, AS_OF) as scorer:
            kept = {
                f"{one.person}\t{one.name}" for one in map(read_event, events) if scorer._store.find(one) is not None
            }
            assert answered <= kept
        draw.shuffle(lines)
    with opened(folder, AS_OF) as scorer:
        scorer.handle(lines)
        assert_same(streamed(scorer), batch(casebook_of(rows, AS_OF)))


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    check(tmp_path, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_what_was_answered_survives_many_kills(tmp_path: Path, seed: int) -> None:
    check(tmp_path, seed, 8)
