"""A scorer in a process of its own that is killed with groups in the journal which the database does not have yet."""

import os
import signal
import sqlite3
import sys
from datetime import date
from pathlib import Path

from tests.training.risk.streaming.laid_out import opened
from training.risk.streaming.flow import groups
from training.risk.streaming.state import FILE

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    scorer = opened(folder, date(2023, 12, 31))
    # Whoever writes to the database keeps others from it, as long as the connection lives: groups stay in the journal.
    writer = sqlite3.connect(folder / FILE, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    for group in groups(sys.stdin.fileno()):
        for one in scorer.handle(group):
            sys.stdout.write(f"{one.person}\t{one.event}\n")
        sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)
