"""A release that is not trusted, or not as it was signed, is never served; the one before goes on."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.keys import SigningKey, TrustList, draw_key
from core.release_content import ReleaseRefused
from core.work import WorkClass
from serving.application import Application, Health, Offer, Setup
from serving.frames import Answer, Ask
from serving.served import LOOKS_EVERY_S, Served
from serving.shelf import KEPT, Shelf, ShelfUnreadable
from tests.serving.releases import flip, release_of_things


class Things:
    """Answers with the version it was opened from."""

    def __init__(self, version: str) -> None:
        self.version = version

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        return [Answer(ask.id, 200, self.version.encode()) for ask in asks]

    def health(self) -> Health:
        return Health(True, release={"version": self.version})


def open_things(setup: Setup) -> Application:
    assert setup.release is not None
    if setup.release.about.version == "bad":
        raise ReleaseRefused("its things are of another kind.", remedy="Give others.")
    return Things(setup.release.about.version)


OFFER = Offer("things", WorkClass.EDGE_FIRST, "tests.serving.test_shelf:open_things", needs_release=True)
ASK = [Ask("a", 1000, "", b"")]


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return draw_key(tmp_path / "key")


@pytest.fixture
def trusted(key: SigningKey) -> TrustList:
    return TrustList.of(key.public)


def serve(shelf: Shelf, trusted: TrustList) -> tuple[Served, list[float]]:
    clock = [0.0]
    return Served(OFFER, Setup("here", "CN", trusted=trusted), shelf=shelf, clock=lambda: clock[0]), clock


def version_of(served: Served) -> str:
    (answer,) = served.answer(ASK, arrived=0.0)
    return answer.body.decode() if answer.status == 200 else f"{answer.status}"


def look(served: Served, clock: list[float]) -> None:
    clock[0] += LOOKS_EVERY_S
    served.look()
    clock[0] = 0.0
    served._looked = 0.0


def test_what_was_put_last_is_served_next(tmp_path: Path, key: SigningKey, trusted: TrustList) -> None:
    shelf = Shelf(tmp_path / "shelf")
    served, clock = serve(shelf, trusted)
    assert version_of(served) == "503"
    assert not served.health().is_well
    for version in ("1", "2"):
        release_of_things(tmp_path / version, key, version=version)
        shelf.put(tmp_path / version, trusted)
        look(served, clock)
        assert (version_of(served), served.health().why) == (version, "")


def test_a_look_costs_nothing_until_it_is_due(tmp_path: Path, key: SigningKey, trusted: TrustList) -> None:
    shelf = Shelf(tmp_path / "shelf")
    served, _ = serve(shelf, trusted)
    release_of_things(tmp_path / "1", key)
    shelf.put(tmp_path / "1", trusted)
    served.look()
    assert version_of(served) == "503"


@pytest.mark.parametrize("spoilt", ["another key", "manifest.json", "manifest.sig", "things.json", "one file more"])
def test_what_is_not_as_it_was_signed_is_never_taken(
    spoilt: str, tmp_path: Path, key: SigningKey, trusted: TrustList
) -> None:
    shelf = Shelf(tmp_path / "shelf")
    release_of_things(tmp_path / "1", key)
    shelf.put(tmp_path / "1", trusted)
    served, clock = serve(shelf, trusted)
    signer = draw_key(tmp_path / "other") if spoilt == "another key" else key
    release_of_things(tmp_path / "2", signer, version="2")
    if spoilt == "one file more":
        (tmp_path / "2" / "more.json").write_bytes(b"{}")
    elif spoilt != "another key":
        flip(tmp_path / "2" / spoilt)
    before = sorted(path.name for path in shelf.folder.iterdir())
    with pytest.raises(ReleaseRefused):
        shelf.put(tmp_path / "2", trusted)
    look(served, clock)
    assert version_of(served) == "1"
    assert sorted(path.name for path in shelf.folder.iterdir()) == before


def test_a_copy_that_was_spoilt_on_this_disk_is_not_opened_and_the_one_before_is(
    tmp_path: Path, key: SigningKey, trusted: TrustList
) -> None:
    shelf = Shelf(tmp_path / "shelf")
    for version in ("1", "2"):
        release_of_things(tmp_path / version, key, version=version)
        put = shelf.put(tmp_path / version, trusted)
    flip(put.folder / "things.json")
    served, _ = serve(shelf, trusted)
    assert version_of(served) == "1"
    assert put.hash[:16] in served.health().why
    # The same release, whole, makes it good.
    shelf.put(tmp_path / "2", trusted)
    assert version_of(serve(shelf, trusted)[0]) == "2"


def test_a_release_of_something_else_leaves_the_one_before_serving(
    tmp_path: Path, key: SigningKey, trusted: TrustList
) -> None:
    shelf = Shelf(tmp_path / "shelf")
    release_of_things(tmp_path / "1", key)
    shelf.put(tmp_path / "1", trusted)
    served, clock = serve(shelf, trusted)
    release_of_things(tmp_path / "2", key, version="bad")
    shelf.put(tmp_path / "2", trusted)
    look(served, clock)
    assert version_of(served) == "1"
    assert "another kind" in served.health().why


def test_whoever_is_no_longer_trusted_is_no_longer_served(tmp_path: Path, key: SigningKey, trusted: TrustList) -> None:
    shelf = Shelf(tmp_path / "shelf")
    release_of_things(tmp_path / "1", key)
    shelf.put(tmp_path / "1", trusted)
    assert version_of(serve(shelf, TrustList({}))[0]) == "503"


def test_only_so_many_are_kept(tmp_path: Path, key: SigningKey, trusted: TrustList) -> None:
    shelf = Shelf(tmp_path / "shelf")
    for version in range(KEPT + 2):
        release_of_things(tmp_path / f"{version}", key, version=f"{version}")
        shelf.put(tmp_path / f"{version}", trusted)
    assert len([path for path in shelf.folder.iterdir() if path.is_dir()]) == KEPT
    assert version_of(serve(shelf, trusted)[0]) == f"{KEPT + 1}"


@pytest.mark.parametrize("content", [b"{", b"{}", b'["../../elsewhere"]', b"[1]"])
def test_an_order_that_was_changed_by_hand_is_not_followed(content: bytes, tmp_path: Path, trusted: TrustList) -> None:
    (tmp_path / "order.json").write_bytes(content)
    with pytest.raises(ShelfUnreadable):
        Shelf(tmp_path).pick(trusted)
    served, _ = serve(Shelf(tmp_path), trusted)
    assert version_of(served) == "503"
    assert "order.json" in served.health().why
