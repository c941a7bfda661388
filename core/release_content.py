"""What a file of a release may be: texts, JSON and plain arrays, by its suffix. Nothing that runs when it is loaded."""

import io
import json
import re
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

SUFFIXES = (".txt", ".json", ".npz", ".md")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", re.ASCII)


class ReleaseRefused(InputError):
    """A release that is not, to the byte, what somebody trusted signed, or that holds what no release may."""

    code = "releases.refused"


def refuse_name(name: str, *, where: str) -> None:
    """Raise ReleaseRefused for a name that leaves the folder or whose suffix is not on the list."""
    if not _NAME.fullmatch(name):
        raise ReleaseRefused(
            f"a release cannot hold a file called {name!r}.",
            path=where,
            remedy="Names are letters, digits, dots and dashes, without folders.",
        )
    if not name.endswith(SUFFIXES):
        raise ReleaseRefused(
            f"a release cannot hold {name}: of such a file nobody knows what it runs when it is loaded.",
            path=where,
            remedy=f"Store models as {', '.join(SUFFIXES)}.",
        )


def refuse_content(name: str, content: bytes, *, where: str) -> None:
    """Raise ReleaseRefused for a content that is not what the suffix says, or for arrays of Python objects."""
    try:
        if name.endswith(".npz"):
            arrays_of(content)
        elif name.endswith(".json"):
            json.loads(content.decode("utf-8"))
        else:
            content.decode("utf-8")
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError) as err:
        raise ReleaseRefused(
            f"{name} is not what its name says, or holds objects that run code when they are loaded.",
            path=where,
            remedy="Write UTF-8 text, JSON, or numpy arrays of numbers and texts.",
        ) from err


def arrays_of(content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an npz file; ValueError for one of Python objects."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        if not isinstance(stored, np.lib.npyio.NpzFile):
            raise ValueError("this is a single array")
        return {name: stored[name] for name in stored.files}
