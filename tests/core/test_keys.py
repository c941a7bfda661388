"""Keys: drawn once, private to their owner, refused where they are open, broken or of another kind."""

import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.keys import (
    KeyRefused,
    SigningKey,
    TrustList,
    draw_key,
    key_of,
    read_key,
    read_public_key,
    read_trust,
    trust,
)

KEY = SigningKey(bytes(range(32)))


def test_a_drawn_key_is_read_back_and_its_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signing.pem"
    drawn = draw_key(path)
    assert read_key(path) == drawn and key_of(path) == drawn
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_public_key(tmp_path / "keys" / "signing.pem.pub") == drawn.public


def test_a_key_is_drawn_once(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    kept = draw_key(path)
    with pytest.raises(KeyRefused, match="File exists"):
        draw_key(path)
    assert read_key(path) == kept


def test_two_draws_are_two_keys(tmp_path: Path) -> None:
    one, other = draw_key(tmp_path / "one.pem"), draw_key(tmp_path / "other.pem")
    assert one.public.fingerprint != other.public.fingerprint


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_private_key_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "signing.pem"
    draw_key(path)
    path.chmod(mode)
    with pytest.raises(KeyRefused, match="open to others"):
        read_key(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "signing.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    for read in (read_key, read_public_key):
        with pytest.raises(KeyRefused, match="no Ed25519 key"):
            read(path)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(65537, 2048)
    private, public = tmp_path / "rsa.pem", tmp_path / "rsa.pub"
    private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    private.chmod(0o600)
    public.write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(KeyRefused, match="no Ed25519 key"):
        read_key(private)
    with pytest.raises(KeyRefused, match="no Ed25519 key"):
        read_trust(tmp_path)


def test_a_missing_key_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_key(tmp_path / "nothing.pem")
    assert refused.value.exit_code == 2


def test_the_secret_is_in_no_text_of_the_key() -> None:
    assert KEY.secret.hex() not in repr(KEY) and repr(KEY.secret) not in repr(KEY)


@settings(max_examples=50, deadline=None)
@given(content=st.binary(max_size=200), bit=st.integers(min_value=0, max_value=64 * 8 - 1))
def test_a_signature_holds_for_its_content_key_and_use_only(content: bytes, bit: int) -> None:
    signature = KEY.sign(content, use="release")
    assert KEY.public.verifies(signature, content, use="release")
    assert not KEY.public.verifies(signature, content + b"x", use="release")
    assert not KEY.public.verifies(signature, content, use="evidence")
    assert not SigningKey(bytes(32)).public.verifies(signature, content, use="release")
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not KEY.public.verifies(bytes(flipped), content, use="release")


def test_a_signature_of_another_length_is_none() -> None:
    signature = KEY.sign(b"x", use="release")
    assert not any(KEY.public.verifies(each, b"x", use="release") for each in (b"", signature[:-1], signature + b"0"))


def test_whom_a_folder_trusts_is_found_by_fingerprint(tmp_path: Path) -> None:
    assert read_trust(tmp_path / "nowhere") == TrustList({})
    assert trust(tmp_path, KEY.public) == trust(tmp_path, KEY.public)
    listed = read_trust(tmp_path)
    assert listed.find(KEY.public.fingerprint) == KEY.public
    assert listed.find(SigningKey(bytes(32)).public.fingerprint) is None


def test_openssl_reads_the_public_key(tmp_path: Path) -> None:
    draw_key(tmp_path / "signing.pem")
    words = ["openssl", "pkey", "-pubin", "-in", "signing.pem.pub", "-noout", "-text"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "ED25519" in done.stdout.upper()
