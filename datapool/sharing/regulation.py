"""The rules for sharing 《数据共享安全管理办法》 as a page, made from the data that the programs obey."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, UnknownKey
from datapool.sharing import agreement_file
from datapool.sharing.agreement import State
from datapool.sharing.legal_basis import read_articles
from datapool.sharing.measure import load_measures
from datapool.sharing.need import load_needs
from datapool.sharing.purpose import load_purposes, needed
from datapool.sharing.refusal import REASONS
from datapool.sharing.regulation_tables import Kept, appendix, laws_appendix, quoted
from datapool.standards.articles import numeral
from datapool.standards.catalogue import SENSITIVITIES, load_catalogue
from datapool.standards.sources import load_sources
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

HERE = Path(__file__).parent
_LAWS = "laws"
_APPENDICES = ("classes", "needs", "left_out", "purposes", "fields", "rules", "reasons", "measures", _LAWS)
_BY_PEOPLE = Bilingual("【由人落实】", " [left to people]")


@dataclass(frozen=True, slots=True)
class _Article:
    """One article as it is written; `by_people`: no program can ensure it."""

    text: Bilingual
    points: tuple[Bilingual, ...]
    basis: tuple[str, ...]
    by_people: bool


@dataclass(frozen=True, slots=True)
class _Chapter:
    title: Bilingual
    articles: tuple[_Article, ...]


def regulation_text(folder: Path = HERE) -> str:
    """The page in Markdown, Chinese first.

    folder  where regulation.yaml, purposes.yaml, needs.yaml and measures.yaml lie
    Raises InputError where a field of an agreement is not explained, or is explained and is none, and where an article
    names something that no program knows.
    """
    document = load_document(folder / "regulation.yaml")
    prose = Node(document, document.data)
    raw = needed(prose, ("title", "chapters", "appendices", "fields"))
    kept = Kept(
        purposes=load_purposes(folder / "purposes.yaml"),
        needs=load_needs(folder / "needs.yaml"),
        measures=load_measures(folder / "measures.yaml"),
        fields=_fields(prose.child("fields")),
    )
    titles = prose.child("appendices")
    needed(titles, _APPENDICES)
    chapters = [_chapter(prose.child("chapters").child(at)) for at in range(len(raw["chapters"]))]
    cited = [basis for chapter in chapters for article in chapter.articles for basis in article.basis]
    words = _words(kept)
    parts = list(_written(chapters, words, prose))
    for number, name in enumerate(_APPENDICES, start=1):
        title = read_bilingual(document, titles.raw[name], "appendices", name)
        heading = f"## 附表{numeral(number)} {title.zh} Appendix {number} {title.en}\n"
        body = laws_appendix(kept, cited) if name == _LAWS else appendix(name, kept)
        parts.append(f"{heading}\n{body}")
    title = read_bilingual(document, raw["title"], "title")
    return "\n".join((f"# {title.zh} {title.en}\n", *parts))


def _written(chapters: Sequence[_Chapter], words: Mapping[str, Bilingual], prose: Node) -> Iterator[str]:
    """Chapter by chapter; the articles are numbered through all of them."""
    number = 0
    for at, chapter in enumerate(chapters, start=1):
        yield f"## 第{numeral(at)}章 {chapter.title.zh} Chapter {at} {chapter.title.en}\n"
        for place, article in enumerate(chapter.articles):
            number += 1
            try:
                yield _article(number, article, words)
            except (KeyError, IndexError, ValueError) as err:
                node = prose.child("chapters").child(at - 1).child("articles").child(place)
                raise node.refusal(UnknownKey, "it names what is not known.", f"Use {', '.join(words)}.") from err


def _article(number: int, article: _Article, words: Mapping[str, Bilingual]) -> str:
    """第N条 with its basis, the same in English, then its points."""
    zh, en = _filled(article.text, words)
    basis = f"（依据：{quoted(article.basis)}）" if article.basis else ""
    mark = _BY_PEOPLE if article.by_people else Bilingual("", "")
    lines = [f"**第{numeral(number)}条** {zh}{mark.zh}{basis}\n", f"Article {number}. {en}{mark.en}\n"]
    if article.points:
        lines += [*(f"- {' '.join(_filled(point, words))}" for point in article.points), ""]
    return "\n".join(lines)


def _filled(said: Bilingual, words: Mapping[str, Bilingual]) -> tuple[str, str]:
    return (
        said.zh.format(**{name: word.zh for name, word in words.items()}),
        said.en.format(**{name: word.en for name, word in words.items()}),
    )


def _words(kept: Kept) -> Mapping[str, Bilingual]:
    """[name in braces] what an article may speak of: counts and words of the programs, and the appendices."""
    tables = load_sources()
    counts: dict[str, Any] = {
        "departments": len({table.department for table in tables.values()}),
        "tables": len(tables),
        "items": len(load_catalogue()),
        "classes": len(SENSITIVITIES),
        "purposes": len(kept.purposes),
        "needs": len(kept.needs.needs),
        "measures": len(kept.measures),
        "measures_sensitive": sum("sensitive" in measure.needed_for for measure in kept.measures.values()),
        "reasons": len(REASONS),
        "years": agreement_file.YEARS_AN_ASSESSMENT_IS_KEPT,
        "milestone": f"{100 * kept.needs.milestone:.0f}",
        "folder": agreement_file.FOLDER,
    }
    words = {name: Bilingual(str(count), str(count)) for name, count in counts.items()}
    words["states"] = _states()
    for number, name in enumerate(_APPENDICES, start=1):
        words[f"appendix_{name}"] = Bilingual(f"附表{numeral(number)}", f"appendix {number}")
    return words


def _states() -> Bilingual:
    quoted_states = [f"`{state}`" for state in State]
    return Bilingual("、".join(quoted_states), ", ".join(quoted_states))


def _fields(node: Node) -> Mapping[str, Bilingual]:
    """[field of an agreement] what it means: the words of the page for the fields of the program."""
    names = (*agreement_file.FIELDS, *agreement_file.OPTIONAL)
    raw = needed(node, names)
    years = str(agreement_file.YEARS_AN_ASSESSMENT_IS_KEPT)
    words = {"states": _states(), "years": Bilingual(years, years)}
    said = {name: read_bilingual(node.document, raw[name], *node.keys, name) for name in names}
    return {name: Bilingual(*_filled(each, words)) for name, each in said.items()}


def _chapter(node: Node) -> _Chapter:
    raw = needed(node, ("title", "articles"))
    title = read_bilingual(node.document, raw["title"], *node.keys, "title")
    articles = node.child("articles")
    if not isinstance(articles.raw, list) or not articles.raw:
        raise articles.refusal(InputError, "the chapter has no articles.", "Write at least one, as {zh: …, en: …}.")
    return _Chapter(title, tuple(_read_article(articles.child(at)) for at in range(len(articles.raw))))


def _read_article(node: Node) -> _Article:
    raw = needed(node, ("zh", "en"), ("points", "basis", "by_people"))
    points = [
        read_bilingual(node.document, each, *node.keys, "points", at) for at, each in enumerate(raw.get("points", ()))
    ]
    return _Article(
        text=Bilingual(str(raw["zh"]), str(raw["en"])),
        points=tuple(points),
        basis=read_articles(node.child("basis")) if "basis" in raw else (),
        by_people=raw.get("by_people", False) is True,
    )
