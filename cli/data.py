"""`anlan data import wpp`: the parameters of a country's people, fitted to the files of the United Nations."""

from argparse import Namespace
from pathlib import Path

from cli.console import print_json, print_lines, working
from cli.delivery import put
from core.errors import FileMissing
from core.settings import Settings
from simulation.demography.country_file import HEADER, country_text
from simulation.demography.fitting import fit_country
from simulation.demography.wpp import read_wpp
from simulation.demography.wpp_import import import_wpp as import_people
from simulation.demography.wpp_import import imported_texts

_WORKING = {"zh": "正在拟合人口参数", "en": "Fitting the parameters of the population"}
_WRITTEN = {"zh": "已写入", "en": "Written:"}


def import_wpp(chosen: Namespace, settings: Settings) -> int:
    """Fit one country and write its file; the tables themselves are not copied."""
    folder = Path(chosen.folder)
    if not folder.is_dir():
        raise FileMissing("this folder is not there.", path=folder, remedy="Name the folder of the unpacked download.")
    if chosen.people is not None:
        return _import_people(chosen, folder, Path(chosen.out or settings.output))
    with working(_WORKING[chosen.language]):
        country = fit_country(read_wpp(folder, chosen.country))
    path = Path(chosen.out or settings.output) / f"demography_{chosen.country}.yaml"
    put(path, HEADER.format(code=chosen.country) + country_text(country))
    if chosen.json:
        print_json({"country": chosen.country, "file": str(path)})
    else:
        print_lines(f"{_WRITTEN[chosen.language]} {path}")
    return 0


def _import_people(chosen: Namespace, folder: Path, out: Path) -> int:
    """Fit one country and write the two files that a country folder takes its people from."""
    groups = Path(chosen.people) if chosen.people else None
    with working(_WORKING[chosen.language]):
        texts = imported_texts(import_people(folder, chosen.country, groups_folder=groups))
    for name, text in texts.items():
        put(out / name, text)
    files = [str(out / name) for name in texts]
    if chosen.json:
        print_json({"country": chosen.country, "files": files})
    else:
        print_lines(*(f"{_WRITTEN[chosen.language]} {file}" for file in files))
    return 0
