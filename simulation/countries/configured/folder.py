"""A country folder on disk: found by name or path, its files read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.documents import load_document
from core.errors import FileMissing, InputError
from core.manifest import content_hash
from rules.bilingual import read_bilingual
from rules.book import RuleBook
from rules.regions import Region, Regions
from rules.units import Unit, load_units
from simulation.assumptions import AssumptionSet
from simulation.countries.configured.fields import PAGE, Fields
from simulation.published import PublishedFigures

COUNTRIES = Path(__file__).parent.parent
COUNTRY, LAW, ASSUMPTIONS, PUBLISHED = "country.yaml", "law.yaml", "assumptions.yaml", "published.yaml"
SENSITIVITY = "sensitivity.yaml"
_UNITS = Path(__file__).parent / "units.yaml"
_FIELDS = (
    "title", "notes", "nation", "units", "currency", "calendar", "population", "economy", "workers", "normal_ages",
    "schemes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountryFolder:
    """What the files of a country say, before any setting or reform.

    fields  the whole of country.yaml
    """

    path: Path
    fields: Fields
    title: Mapping[str, str]
    law: RuleBook
    assumptions: AssumptionSet
    published: PublishedFigures

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.path.name

    @property
    def currency(self) -> str:
        """The code of the currency, as in ISO 4217."""
        return self.fields.text("currency")

    @property
    def notes(self) -> tuple[Mapping[str, str], ...]:
        """What a reader of the result must know."""
        notes = self.fields.data.get("notes") or []
        if not isinstance(notes, list):
            raise self.fields.error("notes is not a list.", "Write `notes: [{zh: …, en: …}]`.", "notes")
        return tuple(
            read_bilingual(self.fields.document, note, "notes", number).to_json() for number, note in enumerate(notes)
        )

    @property
    def content_hash(self) -> str:
        """sha256 of everything the folder says, wherever it stands."""
        plain = [self.fields.data, self.assumptions.as_plain(), self.published.as_plain(), self.law.content_hash]
        return content_hash(plain)


def configured_folders() -> tuple[Path, ...]:
    """The country folders that come with the project, by name."""
    return tuple(sorted(path.parent for path in COUNTRIES.glob(f"*/{COUNTRY}")))


def folder_of(name: str) -> Path | None:
    """The folder that a name or path stands for; None where there is no country file."""
    for path in (COUNTRIES / name, Path(name)):
        if (path / COUNTRY).is_file():
            return path.resolve()
    return None


def load_folder(name: str) -> CountryFolder:
    """Read a country by name or path; FileMissing or InputError says what is not there or not right."""
    path = folder_of(name)
    if path is None:
        raise FileMissing(f"there is no {COUNTRY}.", path=name, remedy=f"Make one as {PAGE} shows.")
    files = (COUNTRY, LAW, ASSUMPTIONS, PUBLISHED)
    stamps = tuple((path / file).stat().st_mtime_ns if (path / file).is_file() else 0 for file in files)
    return _load(path, stamps)


@lru_cache(maxsize=16)
def _load(path: Path, _stamps: tuple[int, ...]) -> CountryFolder:
    document = load_document(path / COUNTRY)
    if not isinstance(document.data, dict):
        raise InputError("a country file maps fields to values.", path=document.path, line=1, remedy=f"See {PAGE}.")
    fields = Fields(document, document.data).only(*_FIELDS)
    published = path / PUBLISHED
    return CountryFolder(
        path=path,
        fields=fields,
        title=fields.titled("title"),
        law=RuleBook.read(path.name, [path / LAW], (_nation(fields), _units(fields))),
        assumptions=AssumptionSet.load(path / ASSUMPTIONS),
        published=PublishedFigures.load([published] if published.is_file() else []),
    )


def _nation(fields: Fields) -> Regions:
    nation = fields.part("nation").only("code", "zh", "en")
    code = nation.text("code")
    title = {"zh": nation.text("zh"), "en": nation.text("en")}
    return Regions({code: Region(code, read_bilingual(fields.document, title, "nation"), None)}, {})


def _units(fields: Fields) -> dict[str, Unit]:
    units = load_units(_UNITS)
    for name, unit in fields.parts("units"):
        unit.only("maximum")
        units[name] = Unit(name, unit.number("maximum") if "maximum" in unit else None)
    return units
