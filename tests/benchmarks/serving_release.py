"""A small signed release of risk, and cases to ask it about: `python -m tests.benchmarks.serving_release DIR`."""

import json
import sys
from pathlib import Path

from core.keys import draw_key, trust
from datapool.marts import Snapshot
from tests.serving.releases import NOW, learned, release_of
from tests.training.risk.test_finding import AS_OF, with_deaths
from training.risk.casebook import open_casebook
from training.risk.records import RULES
from training.risk.records.asking import ask, columns_of

FRAUDS, HONEST = 6, 30


def make(folder: Path) -> None:
    """Learn from one pool, and take cases from another."""
    folder.mkdir(parents=True, exist_ok=True)
    key = draw_key(folder / "key")
    trust(folder / "trust", key.public)
    release_of(learned(folder / "pool"), folder / "1", key)
    world, _ = with_deaths(FRAUDS, HONEST)
    pool = world.lay(folder / "asked")
    with open_casebook(Snapshot(pool, AS_OF), columns_of(RULES), who="tests", now=NOW) as casebook:
        found = ask(casebook, RULES[0])
    cases = [
        {
            "rule": found.rule.name, "subject": row["subject"], "first_month": f"{row['first_month']:%Y-%m}",
            "figures": {name: row[name] for name in found.figures}, "months": row["months"],
            "paid_fen": row["paid_fen"], "monthly_fen": row["monthly_fen"],
        }
        for row in found.table.to_pylist()
    ]  # fmt: skip
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
