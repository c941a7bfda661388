"""Applications that are no part of Anlan: each writes down what it does, so that it can be counted."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOY = '''
"""An application that writes down what it does."""
import json
import time
from core.work import HARD_STATUS, WorkClass
from serving.application import Health, Offer
from serving.frames import Answer
OFFER = Offer("{name}", WorkClass.{work}, "toyland.{name}:open_toy")
class Toy:
    def __init__(self, setup):
        self.site, self.tally, self.is_simple = setup.site, setup.options["tally"], setup.options.get("simple", False)
    def answer(self, asks):
        return [self.one(ask) for ask in asks]
    def one(self, ask):
        body = json.loads(ask.body)
        if self.is_simple and body.get("is_hard"):
            return Answer(ask.id, HARD_STATUS, json.dumps({{"site": self.site, "best": body}}).encode())
        with open(self.tally, "ab", buffering=0) as out:
            out.write(json.dumps({{"body": body, "key": ask.key}}).encode() + b"\\n")
        time.sleep(body.get("ms", 0) / 1000)
        return Answer(ask.id, 200, json.dumps({{"site": self.site, "did": body}}).encode())
    def health(self):
        return Health(True)
def open_toy(setup):
    return Toy(setup)
'''


def make(root: Path, applications: Mapping[str, str]) -> None:
    """[name] work class, each a module of the package toyland in a folder."""
    package = root / "toyland"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, work in applications.items():
        (package / f"{name}.py").write_text(TOY.format(name=name, work=work.upper()))


@dataclass(frozen=True)
class Tally:
    """What one application of one site did."""

    path: Path

    def done(self) -> list[dict[str, Any]]:
        """Body and key of each request, in order; a line that a kill cut in two is none."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text().splitlines() if line.endswith("}")]

    def times(self, which: str) -> int:
        """How often it did what the body calls so."""
        return self.by_name()[which]

    def by_name(self) -> Counter[str]:
        """[which] how often."""
        return Counter(str(one["body"].get("which", "")) for one in self.done())
