"""A file of a site is whole as it was, or whole as it is; a full disk changes nothing and is told once."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving.files import FileNotKept, write_whole
from serving.site.description import Description
from serving.site.folder import SiteFolder, lay, read_json, write_json
from serving.site.supervised import Supervised
from serving.site.supervisor import Supervisor

SITE = Description("north", "cloud", "CN", "127.0.0.31", 24800, "127.0.0.1", 8299, ())


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may have more than a few bytes, as if there were no room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_file_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    write_whole(path, b"before")
    with full_disk(), pytest.raises(FileNotKept, match="Make room"):
        write_whole(path, b"after" * 100)
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["status.json"]


def test_secrets_are_their_owners_alone_and_drawn_once(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "north")
    lay(folder, SITE)
    drawn = folder.token.read_bytes(), folder.site_key()
    lay(folder, SITE)
    assert (folder.token.read_bytes(), folder.site_key()) == drawn
    assert len(folder.site_key()) == 32
    assert {oct(path.stat().st_mode & 0o077) for path in (folder.path, folder.token, folder.key)} == {"0o0"}
    assert folder.description == SITE
    folder.sockets.rmdir()


def test_a_supervisor_goes_on_when_it_cannot_write_what_it_finds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = SiteFolder(tmp_path / "north")
    lay(folder, SITE)
    write_json(folder.status, {"name": "before"})
    supervisor = Supervisor(folder)
    supervisor._all = (Supervised("none", lambda: None, restarts=3),)  # type: ignore[arg-type,return-value,assignment]
    with full_disk():
        supervisor._tell(ready=False)
        supervisor._record()
    assert read_json(folder.status) == {"name": "before"}
    assert not supervisor._is_recorded
    assert capsys.readouterr().out.count("Make room") == 2
    supervisor._tell(ready=False)
    supervisor._record()
    assert supervisor._is_recorded
    assert read_json(folder.status)["processes"]["none"]["restarts"] == 3
    folder.sockets.rmdir()
