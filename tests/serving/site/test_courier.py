"""A machine that joined has what the head has, as far as it trusts it; Ray itself is in test_machines."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.keys import SigningKey, TrustList, draw_key, read_trust, trust
from serving.site.courier import Courier
from serving.site.folder import SITE_FOLDER, SiteFolder, lay
from tests.serving.releases import flip, release_of_things
from tests.serving.site.test_description import GOOD, read_site, write


class Near:
    """What of Ray a courier uses, in this process; counts what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def remote(self, **_: Any) -> Callable[[Any], Any]:
        return lambda work: Asking(self, work)

    def get(self, found: Any, timeout: float) -> Any:
        assert timeout > 0
        return found


class Asking:
    def __init__(self, near: Near, work: Callable[..., Any]) -> None:
        self._near, self._work = near, work

    def remote(self, *given: str) -> Any:
        self._near.asked.append(self._work.__name__)
        return self._work(*given)


@pytest.fixture
def ours(tmp_path: Path) -> SigningKey:
    return draw_key(tmp_path / "ours")


@pytest.fixture
def head(tmp_path: Path, ours: SigningKey, monkeypatch: pytest.MonkeyPatch) -> SiteFolder:
    """The head of a site: its risk has had a release of somebody else, and after that one of ours."""
    folder, theirs = SiteFolder(tmp_path / "head"), draw_key(tmp_path / "theirs")
    lay(folder, read_site(write(tmp_path, GOOD.replace("trust: keys\n", ""))))
    for version, key in (("1", theirs), ("2", ours)):
        release_of_things(tmp_path / version, key, version=version)
        folder.shelf("risk").put(tmp_path / version, TrustList.of(key.public))
    monkeypatch.setenv(SITE_FOLDER, str(folder.path))
    return folder


@pytest.fixture
def machine(tmp_path: Path, ours: SigningKey) -> SiteFolder:
    folder = SiteFolder(tmp_path / "machine")
    trust(folder.trust, ours.public)
    return folder


def served(folder: SiteFolder) -> str:
    release = folder.shelf("risk").pick(read_trust(folder.trust)).release
    return release.about.version if release else ""


def test_what_a_machine_does_not_trust_keeps_nothing_else_from_it(head: SiteFolder, machine: SiteFolder) -> None:
    near = Near()
    courier = Courier(machine, near)
    courier.bring()
    courier.bring()
    assert served(machine) == "2" and "not trusted" in courier.why
    # Each travelled once, the refused one too.
    assert near.asked.count("content") == 2
    assert len(head.shelf("risk").names()) == 2


def test_the_order_of_the_head_is_followed_without_carrying_anything_again(
    tmp_path: Path, head: SiteFolder, machine: SiteFolder, ours: SigningKey
) -> None:
    near = Near()
    courier = Courier(machine, near)
    release_of_things(tmp_path / "3", ours, version="3")
    for version in ("3", "2", "3"):
        head.shelf("risk").put(tmp_path / version, TrustList.of(ours.public))
        courier.bring()
        assert served(machine) == version
    # 3, 2, and the one that is not trusted.
    assert near.asked.count("content") == 3


def test_a_copy_that_was_spoilt_on_this_machine_is_brought_again(
    tmp_path: Path, head: SiteFolder, machine: SiteFolder, ours: SigningKey
) -> None:
    courier = Courier(machine, Near())
    courier.bring()
    place = machine.shelf("risk").place(machine.shelf("risk").names()[0])
    flip(place / "things.json")
    release_of_things(tmp_path / "3", ours, version="3")
    for version in ("3", "2"):
        head.shelf("risk").put(tmp_path / version, TrustList.of(ours.public))
        courier.bring()
    assert served(machine) == "2"
