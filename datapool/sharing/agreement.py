"""A sharing agreement: which department gives which columns and rows to whom, for what, until when and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.manifest import content_hash
from datapool.sharing.purpose import SharingPurpose
from datapool.sharing.row_test import RowTest
from rules.bilingual import Bilingual


class State(StrEnum):
    """What may be done with an agreement."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Share:
    """What is given of one table.

    regions  four digits each; None: all
    where    tests that a row has to pass; they may ask for columns that are not given
    equality columns that may have a blind index where they are sealed, so that the receiver finds equal numbers
    """

    table: str
    columns: tuple[str, ...]
    regions: tuple[str, ...] | None
    where: tuple[RowTest, ...]
    equality: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The impact assessment that was made before: where it lies, and until when its report is kept."""

    reference: str
    done_on: date
    keep_until: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement.

    provider, receiver  departments, or another tenant that receives
    since, until        first and last day
    rows_per_day        and `requests_per_day`: what the receiver may take in one day
    security            names of the measures that the receiver takes
    liability           what the receiver answers for
    contact             posts, never persons
    assessment          None where nothing of persons is shared
    is_made_up          an example that holds in a made-up province only
    plain               everything its file says
    """

    id: str
    title: Bilingual
    provider: str
    receiver: str
    purpose: SharingPurpose
    legal_basis: tuple[str, ...]
    since: date
    until: date
    state: State
    shares: Mapping[str, Share]
    rows_per_day: int
    requests_per_day: int
    security: tuple[str, ...]
    liability: Bilingual
    contact: Bilingual
    assessment: Assessment | None
    is_made_up: bool
    plain: Mapping[str, Any]

    @property
    def content_hash(self) -> str:
        """sha256 over everything its file says."""
        return content_hash(self.plain)

    def is_in_force(self, day: date) -> bool:
        return self.state is State.IN_FORCE and self.since <= day <= self.until

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title.to_json(),
            "provider": self.provider,
            "receiver": self.receiver,
            "purpose": self.purpose.name,
            "legal_basis": list(self.legal_basis),
            "from": self.since.isoformat(),
            "until": self.until.isoformat(),
            "state": self.state.value,
            "tables": {
                name: {
                    "columns": list(share.columns),
                    "regions": None if share.regions is None else list(share.regions),
                    "equality": list(share.equality),
                }
                for name, share in self.shares.items()
            },
            "rate": {"rows_per_day": self.rows_per_day, "requests_per_day": self.requests_per_day},
            "security": list(self.security),
            "assessment": None if self.assessment is None else self.assessment.reference,
            "made_up": self.is_made_up,
            "hash": self.content_hash,
        }
