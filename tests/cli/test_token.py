"""`anlan token`: a token that a site takes, and its end."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from core.principal import Role
from core.tokens import TokenKeys, verify

Run = Callable[..., CompletedProcess[str]]
WHO = ("--subject", "clerk-7", "--tenant", "hrss", "--role", "clerk", "--region", "33", "--purpose", "serving")
FILES = ("--key", "issuer.key", "--keys", "keys.json")


def test_a_token_is_one_that_the_keys_verify(anlan: Run, tmp_path: Path) -> None:
    done = anlan("token", "issue", *FILES, *WHO, "--hours", "2", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    keys = TokenKeys.read(tmp_path / "keys.json")
    found = verify(told["token"], keys, issuers=frozenset({"anlan"}), audience="anlan", now=time.time())
    assert found.id == told["id"] and found.principal.roles == {Role.CLERK} and found.principal.region == "33"
    assert 7100 < found.expires_at - time.time() <= 7200
    assert (tmp_path / "issuer.key").stat().st_mode & 0o077 == 0


def test_a_token_stands_alone_on_standard_output(anlan: Run, tmp_path: Path) -> None:
    done = anlan("token", "issue", *FILES, *WHO, "--language", "en")
    (token,) = done.stdout.splitlines()
    keys = TokenKeys.read(tmp_path / "keys.json")
    found = verify(token, keys, issuers=frozenset({"anlan"}), audience="anlan", now=time.time())
    assert found.id in done.stderr


def test_the_same_issuer_signs_again_and_stands_in_the_file_once(anlan: Run, tmp_path: Path) -> None:
    for _ in range(2):
        assert anlan("token", "issue", *FILES, *WHO).returncode == 0
    assert len(json.loads((tmp_path / "keys.json").read_text())["keys"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--role", "boss"), ("--region", "ZZ"), ("--tenant", "Two Words"), ("--hours", "0"), ("--hours", "1e9"),
        ("--hours", "nan"), ("--subject", "a b"),
    ],
)  # fmt: skip
def test_a_token_that_could_not_be_is_not_issued(words: tuple[str, str], anlan: Run, tmp_path: Path) -> None:
    done = anlan("token", "issue", *FILES, *WHO, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "keys.json").exists()


def test_a_revoked_token_stands_on_the_list(anlan: Run, tmp_path: Path) -> None:
    for id in ("a1", "b2"):
        assert anlan("token", "revoke", id, "--list", "revoked.txt", "--json").returncode == 0
    assert (tmp_path / "revoked.txt").read_text() == "a1\nb2\n"
    assert anlan("token", "revoke", "a b\nc", "--list", "revoked.txt").returncode == 2
