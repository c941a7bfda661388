"""The articles that sharing rests on: those that were read, and laws known at second hand only."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.errors import InputError, UnknownKey
from datapool.standards.catalogue import Law, load_laws
from rules.parameters import Status
from rules.reading import Node

FILE = Path(__file__).parent / "laws.yaml"


@cache
def sharing_laws(path: Path = FILE) -> Mapping[str, Law]:
    """[title] the laws of the catalogue and those of sharing."""
    return {**load_laws(), **load_laws(path)}


def read_articles(node: Node) -> tuple[str, ...]:
    """A list of "law article"; of a law that nobody has read, the law alone."""
    if not isinstance(node.raw, list) or not node.raw:
        raise node.refusal(InputError, "there is no legal basis.", "Name at least one article, as in `[law 第一条]`.")
    return tuple(_read_article(node.child(at)) for at in range(len(node.raw)))


def _read_article(node: Node) -> str:
    title, _, article = str(node.raw).partition(" ")
    laws = sharing_laws()
    if title not in laws:
        raise node.refusal(UnknownKey, f"{title} is no law that is known here.", f"Laws: {', '.join(laws)}.")
    if laws[title].status is Status.UNVERIFIED:
        if article:
            raise node.refusal(InputError, f"no article of {title} has been read.", "Name the law alone.")
        return title
    if not (article.startswith("第") and article.endswith("条")):
        raise node.refusal(InputError, f"{node.raw} names no article.", f"Write `{title} 第一条`.")
    return f"{title} {article}"
