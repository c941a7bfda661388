"""A fit as a command: it reads a folder of the United Nations' tables and writes one file, whole or not at all."""

import argparse
from collections.abc import Callable
from pathlib import Path

from core.errors import InputError
from simulation.demography.fitting import reference_folder


def write_fit(about: str | None, default: Path, fitted_text: Callable[[Path], str]) -> None:
    """Read the folder and the --out of the command line, fit, and write; what is wrong with the tables ends with 2.

    about        what `--help` says
    default      the file that is written when none is named
    fitted_text  the text of the file from the folder of tables
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=reference_folder())
    parser.add_argument("--out", type=Path, default=default)
    choice = parser.parse_args()
    try:
        text = fitted_text(choice.folder)
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")
    write_whole(choice.out, text)


def write_whole(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
