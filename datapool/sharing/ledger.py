"""The ledger of sharing: the log, its key and its index, in the folder `sharing` of a pool."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from core.chain import Chain
from core.errors import InputError
from core.principal import Principal, Role
from datapool.sharing.index import Index
from datapool.sharing.person_key import Pseudonyms, pseudonyms_of

# Beside the pool, not in it: a pool can be built again from the feeds, what was given to whom cannot.
FOLDER, LOG_FILE, INDEX_FILE = "sharing", "log.jsonl", "index.sqlite"
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was released, refused and looked at; `root` is the folder of the pool."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    @property
    def log(self) -> Chain:
        """The hash chain; `anlan log verify` looks through its file."""
        return Chain(self.folder / LOG_FILE)

    @property
    def index(self) -> Index:
        return Index(self.log, self.folder / INDEX_FILE)

    def pseudonyms(self) -> Pseudonyms:
        """By which the log names persons; KeyLost where its key is gone."""
        return pseudonyms_of(self.folder, self.index.keys())


def stamp(who: Principal, now: datetime) -> dict[str, Any]:
    """Who and when, as every entry says it; of a citizen, who stands under `self` without their number."""
    subject = "self" if Role.CITIZEN in who.roles else who.subject
    return {"who": subject, "tenant": who.tenant, **moment(now)}


def moment(now: datetime) -> dict[str, Any]:
    """When, as every entry says it.

    now  with its time zone: the day of an entry is the day in China
    """
    if now.utcoffset() is None:
        raise InputError("the moment has no time zone.", remedy="Give one, such as +08:00.")
    local = now.astimezone(_CHINA)
    return {"at": local.isoformat(), "day": local.date().isoformat()}
