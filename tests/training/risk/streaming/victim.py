"""A scorer in a process of its own, which is killed: it tells each event on standard output once it is answered."""

import sys
from datetime import date
from pathlib import Path

from tests.training.risk.streaming.laid_out import opened
from training.risk.streaming.flow import groups

if __name__ == "__main__":
    with opened(Path(sys.argv[1]), date(2023, 12, 31)) as scorer:
        for group in groups(sys.stdin.fileno()):
            for one in scorer.handle(group):
                sys.stdout.write(f"{one.person}\t{one.event}\n")
            sys.stdout.flush()
