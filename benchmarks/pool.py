"""The data pool from end to end: a made-up province generated and built, beside a bare copy of the same rows by DuckDB.

`measured`  persons<count>_generate_s, _build_s, _again_s (a second build, with nothing to do); rows and bytes of the
            feeds; generate and build in persons and rows per second; _generate_peak_mb, _build_peak_mb: the most memory
            of all processes together; growth_exponent: of the seconds of a build over persons
`peer`      persons<count>_copy_s: DuckDB reads the same rows as text in UTF-8 and writes Parquet; nothing is checked
`limit`     persons<count>_inflate_s: the files are read and inflated, nothing else
"""

import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import numpy as np

from benchmarks.outcome import Outcome, run
from benchmarks.process_tree import Run, measured
from datapool.standards.sources import load_sources

NAME = "pool"
ROOT = Path(__file__).parent.parent
FEW, COUNTS = (10_000,), (100_000, 1_000_000, 5_000_000)
SEED = 1
_CHUNK = 1 << 20
_ANLAN = (sys.executable, "-m", "cli")


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured for one number of persons."""

    persons: int
    rows: int
    bytes: int
    generate: Run
    build: Run
    again: Run
    copy_s: float
    inflate_s: float


def benchmark(quick: bool) -> Outcome:
    """Measure ours, the peer and the limit; `quick` takes one small province."""
    sizes = [measure(persons) for persons in (FEW if quick else COUNTS)]
    largest = sizes[-1]
    return Outcome(
        name=NAME,
        measured=_figures(sizes) | ({} if quick else {"growth_exponent": exponent(sizes)}),
        peer={f"persons{size.persons}_copy_s": size.copy_s for size in sizes},
        limit={f"persons{size.persons}_inflate_s": size.inflate_s for size in sizes},
        ratio={
            "build_to_copy": largest.build.seconds / largest.copy_s,
            "build_to_inflate": largest.build.seconds / largest.inflate_s,
            "generate_to_copy": largest.generate.seconds / largest.copy_s,
        },
        manifest={"persons": [size.persons for size in sizes], "seed": SEED},
    )


def measure(persons: int) -> Size:
    """Generate, build twice, copy and inflate one province in a folder that is removed afterwards."""
    with TemporaryDirectory(prefix="anlan-pool-") as place:
        folder = Path(place) / "province"
        words = ("--persons", str(persons), "--seed", str(SEED), "--out", str(folder), "--json")
        generated = measured([*_ANLAN, "data", "generate", *words], folder=ROOT)
        feeds = sorted(path for path in (folder / "feeds").rglob("*") if path.is_file())
        inflate_s, size = _inflated(feeds)
        copy_s = _copied(_in_utf8(feeds, Path(place) / "utf8"), Path(place) / "copy")
        built = measured([*_ANLAN, "data", "build", str(folder), "--json"], folder=ROOT)
        again = measured([*_ANLAN, "data", "build", str(folder), "--json"], folder=ROOT)
        rows = json.loads(built.stdout)["rows"]["landed"]
    return Size(persons, rows, size, generated, built, again, copy_s, inflate_s)


def exponent(sizes: list[Size]) -> float:
    """The power of the number of persons by which the seconds of a build grow, by least squares in logarithms."""
    points = np.log([(size.persons, size.build.seconds) for size in sizes])
    return float(np.polyfit(points[:, 0], points[:, 1], 1)[0])


def _figures(sizes: list[Size]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for size in sizes:
        name = f"persons{size.persons}"
        figures |= {
            f"{name}_rows": size.rows,
            f"{name}_bytes": size.bytes,
            f"{name}_generate_s": size.generate.seconds,
            f"{name}_build_s": size.build.seconds,
            f"{name}_again_s": size.again.seconds,
            f"{name}_generate_cpu_s": size.generate.cpu_seconds,
            f"{name}_build_cpu_s": size.build.cpu_seconds,
            f"{name}_generate_peak_mb": size.generate.peak_mb,
            f"{name}_build_peak_mb": size.build.peak_mb,
            f"{name}_generated_persons_per_s": size.persons / size.generate.seconds,
            f"{name}_built_rows_per_s": size.rows / size.build.seconds,
        }
    return figures


def _inflated(feeds: list[Path]) -> tuple[float, int]:
    """Seconds to read and inflate the files, and their bytes then."""
    begun, size = perf_counter(), 0
    for path in feeds:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
    return perf_counter() - begun, size


def _in_utf8(feeds: list[Path], out: Path) -> list[Path]:
    """The files that DuckDB can read, decoded copies of the others; Excel aside. The peer's time begins afterwards."""
    tables, found = load_sources(), []
    for path in feeds:
        department, table, delivery = path.parts[-4:-1]
        described = tables[f"{department}_{table}"]
        if described.format == "xlsx":
            continue
        if described.encoding == "utf-8":
            found.append(path)
            continue
        folder = out / department / table / delivery
        folder.mkdir(parents=True, exist_ok=True)
        found.append(folder / path.name.removesuffix(".gz"))
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file, found[-1].open("wb") as copy:
            for line in file:
                copy.write(line.decode(described.encoding).encode())
    return found


def _copied(feeds: list[Path], out: Path) -> float:
    """Seconds in which DuckDB reads the files as text and writes them as Parquet, folder by folder."""
    out.mkdir()
    connection = duckdb.connect()
    begun = perf_counter()
    for number, folder in enumerate(sorted({path.parent for path in feeds})):
        pattern = str(folder / "*").replace("'", "''")
        is_csv = any(".csv" in path.name for path in folder.iterdir())
        columns = "" if is_csv else ", columns={'line': 'VARCHAR'}, delim='\x01'"
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{pattern}', all_varchar=true, header=false, skip={int(is_csv)}, quote='',"
            f" escape='', null_padding=true, strict_mode=false{columns}))"
            f" TO '{out / f'{number}.parquet'}' (FORMAT parquet)"
        )
    return perf_counter() - begun


if __name__ == "__main__":
    sys.exit(run(NAME, benchmark))
