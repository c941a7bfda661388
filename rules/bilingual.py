"""Names shown to people, in Chinese and English."""

from dataclasses import dataclass
from typing import Any, Literal

from core.documents import Document
from core.errors import UnknownKey, WrongType

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One name in both languages."""

    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        return self.zh if language == "zh" else self.en

    def to_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


def read_bilingual(document: Document, raw: Any, *keys: Any) -> Bilingual:
    """The mapping {zh: …, en: …} that stands under `keys`."""
    if not isinstance(raw, dict) or set(raw) != {"zh", "en"}:
        kind = UnknownKey if isinstance(raw, dict) else WrongType
        raise kind(
            f"the name at {' › '.join(map(str, keys))} is not in both languages.",
            path=document.path,
            line=document.line(*keys),
            remedy="Write it as {zh: 中文名, en: English name}.",
        )
    return Bilingual(str(raw["zh"]), str(raw["en"]))
