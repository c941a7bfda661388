"""A small pool with agreements, and persons who ask."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

from core.principal import Principal, Role
from datapool.pool import Pool
from datapool.sharing.agreement_file import EXAMPLES, FOLDER
from datapool.sharing.ledger import Ledger

NOW = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))
MEANS, DEATHS = "hrss-civil-means", "police-hrss-entitlement"


def who(**changes: Any) -> Principal:
    said = {"subject": "clerk-7", "tenant": "civil", "roles": frozenset({Role.CLERK}), "region": "CN"}
    return Principal(**{**said, "purpose": "means_test", **changes})


def agreed(name: str = MEANS) -> dict[str, Any]:
    """What an example says, to be changed."""
    content: dict[str, Any] = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def put(root: Path, content: dict[str, Any], name: str = MEANS) -> Path:
    """Keep an agreement in a pool."""
    path = root / FOLDER / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def change(root: Path, changed: Callable[[dict[str, Any]], object], name: str = MEANS) -> Pool:
    """The pool with an example that was changed."""
    content = agreed(name)
    changed(content)
    put(root, content, name)
    return Pool.open(root)


def bodies(pool: Pool) -> list[dict[str, Any]]:
    """Of every entry in the log of sharing."""
    return [dict(entry.body) for entry in Ledger(pool.root).log.entries()]


def copied(laid_out: Path, root: Path) -> Path:
    """A pool of its own for one test."""
    shutil.copytree(laid_out, root)
    return root
