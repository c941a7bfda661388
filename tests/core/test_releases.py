"""A release is what was signed, to the byte, or it is refused; nothing in it can run when it is loaded."""

import io
import json
import os
import pickle
import random
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import releases
from core.keys import SigningKey, TrustList
from core.releases import (
    About,
    Release,
    ReleaseFile,
    ReleaseNotWritten,
    ReleaseRefused,
    copy_release,
    open_release,
    write_release,
)
from tests.architecture.tree import ROOT

KEY, OTHER = SigningKey(bytes(range(32))), SigningKey(bytes(32))
TRUSTED = TrustList.of(KEY.public)
ABOUT = About(
    name="death",
    version="3",
    task="table",
    created_at="2030-01-01T08:00:00+08:00",
    data_hash="ab" * 32,
    code_version="0.1.0",
    parameters={"rounds": 20, "learning_rate": 0.1},
    seed=7,
    metrics={"auc": {"value": 0.9}},
)


def npz(**arrays: object) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


FILES = {
    "trees.txt": b"tree\n" * 40,
    "model.json": json.dumps({"kind": "booster", "features": ["a", "b"]}).encode(),
    "weights.npz": npz(w=np.arange(6.0)),
    "card.zh.md": "# 说明书\n".encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_release(tmp_path / "release", FILES, ABOUT, KEY)
    return tmp_path / "release"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def signed_anew(folder: Path, change: Callable[[dict], None]) -> None:
    """The manifest changed and signed again by the key that is trusted: what a careless or bribed signer could do."""
    plain = json.loads((folder / "manifest.json").read_bytes())
    change(plain)
    manifest = json.dumps(plain).encode()
    (folder / "manifest.json").write_bytes(manifest)
    signature = bytes.fromhex(KEY.public.fingerprint) + KEY.sign(manifest, use="release")
    (folder / "manifest.sig").write_bytes(signature)


def listed(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "sha256": sha256(content).hexdigest(), "size": len(content)}


def test_what_was_written_is_what_is_opened(folder: Path) -> None:
    release = open_release(folder, TRUSTED)
    assert release.about == ABOUT
    assert release.contents() == FILES
    assert release.json("model.json")["features"] == ["a", "b"]
    assert release.arrays("weights.npz")["w"].tolist() == [0, 1, 2, 3, 4, 5]
    assert release.signed_by == KEY.public.fingerprint


def test_the_same_files_signed_twice_are_the_same_release(tmp_path: Path) -> None:
    one, other = (write_release(tmp_path / name, FILES, ABOUT, KEY) for name in ("one", "other"))
    assert one.hash == other.hash and one.files == other.files
    assert contents(one.folder) == contents(other.folder)


def test_of_a_thousand_flipped_bytes_a_thousand_are_refused(folder: Path) -> None:
    draw, refused = random.Random(11), 0
    names = sorted(contents(folder))
    for number in range(1000):
        # Every file as often as the others, so that the small ones are tried too.
        path = folder / names[number % len(names)]
        content = path.read_bytes()
        flipped = bytearray(content)
        flipped[draw.randrange(len(content))] ^= draw.randrange(1, 256)
        path.write_bytes(flipped)
        with pytest.raises(ReleaseRefused):
            open_release(folder, TRUSTED)
        refused += 1
        path.write_bytes(content)
    assert refused == 1000
    open_release(folder, TRUSTED)


def test_every_byte_of_the_signature_and_every_fifth_of_the_manifest_counts(folder: Path) -> None:
    for name, step in (("manifest.json", 5), ("manifest.sig", 1)):
        content = (folder / name).read_bytes()
        for place in range(0, len(content), step):
            (folder / name).write_bytes(content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :])
            with pytest.raises(ReleaseRefused):
                open_release(folder, TRUSTED)
        (folder / name).write_bytes(content)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_file_longer_or_shorter_by_anything_is_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("lengths") / "release"
    write_release(folder, FILES, ABOUT, KEY)
    path = folder / data.draw(st.sampled_from(sorted(contents(folder))))
    content = path.read_bytes()
    more = data.draw(st.binary(min_size=1, max_size=40))
    path.write_bytes(data.draw(st.sampled_from([content + more, more + content, content[: -len(more)], b""])))
    with pytest.raises(ReleaseRefused):
        open_release(folder, TRUSTED)


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "manifest.sig"])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ReleaseRefused, match=re.escape(name)):
        open_release(folder, TRUSTED)


@pytest.mark.parametrize("name", ["more.txt", ".hidden", "model.pkl", "注.md"])
def test_a_file_too_many_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    with pytest.raises(ReleaseRefused, match="does not name"):
        open_release(folder, TRUSTED)


def test_a_folder_too_many_is_refused(folder: Path) -> None:
    (folder / "more").mkdir()
    with pytest.raises(ReleaseRefused, match="does not name"):
        open_release(folder, TRUSTED)


@pytest.mark.parametrize("name", ["trees.txt", "manifest.json", "manifest.sig"])
def test_a_link_is_refused_though_what_it_leads_to_is_right(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseRefused, match=re.escape(name)):
        open_release(folder, TRUSTED)


def test_a_pipe_is_refused_and_nobody_waits_for_it(folder: Path) -> None:
    (folder / "trees.txt").unlink()
    os.mkfifo(folder / "trees.txt")
    with pytest.raises(ReleaseRefused, match="no plain file"):
        open_release(folder, TRUSTED)


def test_two_files_that_have_changed_places_are_refused(folder: Path) -> None:
    (folder / "trees.txt").rename(folder / "x")
    (folder / "card.zh.md").rename(folder / "trees.txt")
    (folder / "x").rename(folder / "card.zh.md")
    with pytest.raises(ReleaseRefused):
        open_release(folder, TRUSTED)


def test_a_key_that_is_not_trusted_is_named(tmp_path: Path) -> None:
    write_release(tmp_path / "release", FILES, ABOUT, OTHER)
    with pytest.raises(ReleaseRefused, match=OTHER.public.fingerprint[:16]):
        open_release(tmp_path / "release", TRUSTED)
    with pytest.raises(ReleaseRefused, match="not trusted"):
        open_release(tmp_path / "release", TrustList.of())


def test_another_who_names_the_trusted_key_is_refused(folder: Path) -> None:
    manifest = (folder / "manifest.json").read_bytes()
    forged = bytes.fromhex(KEY.public.fingerprint) + OTHER.sign(manifest, use="release")
    (folder / "manifest.sig").write_bytes(forged)
    with pytest.raises(ReleaseRefused, match="not the one that was signed"):
        open_release(folder, TRUSTED)


def test_a_signature_made_for_another_use_is_refused(folder: Path) -> None:
    manifest = (folder / "manifest.json").read_bytes()
    (folder / "manifest.sig").write_bytes(bytes.fromhex(KEY.public.fingerprint) + KEY.sign(manifest, use="evidence"))
    with pytest.raises(ReleaseRefused, match="not the one that was signed"):
        open_release(folder, TRUSTED)


@pytest.mark.parametrize("name", ["../outside.txt", "sub/inside.txt", "/etc/hostname", "..", "a\\..\\b.txt", ".x.txt"])
def test_a_signed_name_that_leaves_the_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    content = b"outside"
    (tmp_path / "outside.txt").write_bytes(content)
    signed_anew(folder, lambda plain: plain["files"].append(listed(name, content)))
    with pytest.raises(ReleaseRefused):
        open_release(folder, TRUSTED)


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "model.py", "model.so", "model", "model.npy", "m.TXT"])
def test_a_file_of_a_suffix_that_is_not_listed_is_neither_written_nor_opened(folder: Path, name: str) -> None:
    with pytest.raises(ReleaseRefused, match="nobody knows"):
        write_release(folder.with_name("new"), {name: b"x"}, ABOUT, KEY)
    assert not folder.with_name("new").exists()
    (folder / name).write_bytes(b"x")
    signed_anew(folder, lambda plain: plain["files"].append(listed(name, b"x")))
    with pytest.raises(ReleaseRefused, match="nobody knows"):
        open_release(folder, TRUSTED)


class Runs:
    """What a pickle of an attacker would do."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("form", ["array of objects", "bare pickle", "pickle named txt"])
def test_a_pickle_runs_neither_when_written_nor_when_opened(folder: Path, tmp_path: Path, form: str) -> None:
    mark = tmp_path / "it ran"
    bomb = pickle.dumps(Runs(mark))
    name = "more.txt" if form == "pickle named txt" else "more.npz"
    content = npz(w=np.array([Runs(mark)], dtype=object)) if form == "array of objects" else bomb
    with pytest.raises(ReleaseRefused, match="run code"):
        write_release(folder.with_name("new"), {name: content}, ABOUT, KEY)
    (folder / name).write_bytes(content)
    signed_anew(folder, lambda plain: plain["files"].append(listed(name, content)))
    with pytest.raises(ReleaseRefused, match="run code"):
        open_release(folder, TRUSTED)
    assert not mark.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.update(form=2),
        lambda plain: plain.pop("about"),
        lambda plain: plain["about"].pop("seed"),
        lambda plain: plain["about"].update(seed="one"),
        lambda plain: plain["about"].update(created_at="yesterday"),
        lambda plain: plain["about"].update(created_at="2030-01-01T08:00:00"),
        lambda plain: plain["about"].update(run="it"),
        lambda plain: plain.update(more=1),
        lambda plain: plain.update(files=7),
        lambda plain: plain["files"].append(plain["files"][0]),
    ],
)
def test_a_signed_manifest_of_another_form_is_refused(folder: Path, change: Callable[[dict], None]) -> None:
    signed_anew(folder, change)
    with pytest.raises(ReleaseRefused):
        open_release(folder, TRUSTED)


def test_a_file_changed_after_the_release_was_opened_is_refused_when_it_is_read(folder: Path) -> None:
    release = open_release(folder, TRUSTED)
    (folder / "trees.txt").write_bytes(b"other\n" * 40)
    with pytest.raises(ReleaseRefused, match="trees"):
        release.read("trees.txt")
    with pytest.raises(ReleaseRefused, match="trees"):
        copy_release(release, folder.with_name("copy"))
    assert not folder.with_name("copy").exists()


def test_a_file_the_release_does_not_have_is_refused(folder: Path) -> None:
    with pytest.raises(ReleaseRefused, match="no file"):
        open_release(folder, TRUSTED).read("../manifest.json")


def test_a_copy_is_the_same_release(folder: Path) -> None:
    release = open_release(folder, TRUSTED)
    copied = copy_release(release, folder.with_name("copy"))
    assert open_release(copied.folder, TRUSTED) == replace(release, folder=copied.folder)


def test_a_release_is_not_written_over_another(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(ReleaseRefused, match="something already"):
        write_release(folder, {"a.txt": b""}, ABOUT, KEY)
    assert contents(folder) == before


def test_nothing_is_left_of_a_release_that_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        path.write_bytes(content)

    monkeypatch.setattr(releases, "_put", full)
    with pytest.raises(ReleaseNotWritten, match="No space left"):
        write_release(tmp_path / "release", FILES, ABOUT, KEY)
    assert written and list(tmp_path.iterdir()) == []


def test_a_writer_killed_at_any_moment_leaves_a_whole_release_or_none(tmp_path: Path) -> None:
    draw, whole = random.Random(5), 0
    files = {f"part{number}.txt": bytes([65 + number]) * 20_000 for number in range(20)}
    script = (
        "import sys; from pathlib import Path; from tests.core.test_releases import *\n"
        "files = {f'part{n}.txt': bytes([65 + n]) * 20_000 for n in range(20)}\n"
        "for number in range(10_000):\n"
        "    write_release(Path(sys.argv[1]) / str(number), files, ABOUT, KEY)\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE) as writer:
        until = time.monotonic() + 60
        while not (tmp_path / "3").exists():
            assert writer.poll() is None and time.monotonic() < until
            time.sleep(draw.uniform(0.01, 0.05))
        time.sleep(draw.uniform(0, 0.05))
        writer.kill()
    for path in tmp_path.iterdir():
        if not path.name.endswith(".part"):
            assert open_release(path, TRUSTED).contents() == files
            whole += 1
    assert whole >= 4


def test_a_folder_nobody_may_write_to_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ReleaseNotWritten):
        write_release(tmp_path / "file" / "release", FILES, ABOUT, KEY)


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_a_manifest_takes_plain_values_only(tmp_path: Path, value: object) -> None:
    with pytest.raises(ReleaseRefused, match="plain values"):
        write_release(tmp_path / "release", FILES, replace(ABOUT, parameters={"x": value}), KEY)


def test_the_files_of_a_release_are_those_of_its_manifest(folder: Path) -> None:
    release: Release = open_release(folder, TRUSTED)
    assert {file.name for file in release.files} == set(FILES)
    assert all(isinstance(file, ReleaseFile) and file.size == len(FILES[file.name]) for file in release.files)
    assert stat.S_ISDIR(folder.stat().st_mode)


def test_opening_a_release_loads_neither_mlflow_nor_torch(folder: Path) -> None:
    script = "import sys, core.releases; print(sorted({'mlflow', 'torch', 'lightgbm', 'ray'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_release_that_is_moved_is_still_the_same(folder: Path, tmp_path: Path) -> None:
    before = open_release(folder, TRUSTED)
    shutil.move(folder, tmp_path / "moved")
    assert open_release(tmp_path / "moved", TRUSTED).hash == before.hash
