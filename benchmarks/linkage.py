"""Records joined to persons: FEBRL 1-3, fake_1000, two made-up registers, and the made-up province by kind of error.

`measured`  <file>_f1, _seconds, _cpu_s, _peak_mb of `anlan data link`, whose threshold is chosen without labels;
            without_number: FEBRL 3 without `soc_sec_id`; province_<kind>_f1 of the pool's own linker, for pairs of
            records one of which has this error; province_weighed_<kind>_f1 of `link` on the same registers
`peer`      <file>_<peer>_f1, _seconds, _cpu_s, _peak_mb; exact: the same number alone (fake_1000 has e-mail in its
            place); recordlinkage and splink: with the settings of their documentation
`limit`     <file>_hindsight_f1: what the best threshold would have given
`ratio`     <file>_f1_to_<peer>, <file>_seconds_to_<peer>, <file>_f1_to_hindsight; province_<kind>_f1_to_exact

Files of the reference data that are not there, peers that are not installed, and with --quick the province are left out
and named in `missing` of the manifest.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory

from benchmarks.linkage_files import write
from benchmarks.linkage_peers import EXIT_MISSING
from benchmarks.outcome import Outcome, run
from benchmarks.process_tree import Run, measured

NAME = "linkage"
ROOT = Path(__file__).parent.parent
REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", ROOT.parent / "shared" / "data")) / "linkage"
PEERS = ("exact", "recordlinkage", "splink")
REGISTERS, QUICK_REGISTERS = 50_000, 1_500
PROVINCE = 20_000
SEED = 6
_FEBRL = r"rec-(\d+)-"
_PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Job:
    """Files to be joined.

    kind   what its columns are, for the peers: febrl, fake or registers
    truth  words of the command line that name the truth
    config of ours: what is left out
    """

    name: str
    kind: str
    files: tuple[Path, ...]
    truth: tuple[str, str]
    config: str = ""


def benchmark(quick: bool) -> Outcome:
    """Measure ours and the peers, each in a process of its own; `quick` takes fewer and smaller files."""
    figures: dict[str, dict[str, float]] = {"measured": {}, "peer": {}, "limit": {}, "ratio": {}}
    missing: list[str] = []
    with TemporaryDirectory(prefix="anlan-linkage-") as place:
        folder = Path(place)
        write(folder, persons=QUICK_REGISTERS if quick else REGISTERS, seed=SEED)
        for job in _jobs(folder, quick):
            if not all(path.is_file() for path in job.files):
                missing.append(job.name)
                continue
            missing += _compare(job, folder, figures)
    if quick:
        missing.append("province")
    else:
        _province(figures)
    return Outcome(
        name=NAME,
        measured=figures["measured"],
        peer=figures["peer"],
        limit=figures["limit"],
        ratio=figures["ratio"],
        manifest={
            "registers": QUICK_REGISTERS if quick else REGISTERS,
            "province": PROVINCE,
            "seed": SEED,
            "missing": missing,
        },
    )


def _jobs(folder: Path, quick: bool) -> Iterator[Job]:
    febrl = ("--truth-pattern", _FEBRL)
    yield Job("fake_1000", "fake", (REFERENCE / "fake_1000.csv",), ("--truth", "cluster"))
    if not quick:
        yield Job("febrl1", "febrl", (REFERENCE / "dataset1.csv",), febrl)
        yield Job("febrl2", "febrl", (REFERENCE / "dataset2.csv",), febrl)
        yield Job("febrl3", "febrl", (REFERENCE / "dataset3.csv",), febrl)
        yield Job("without_number", "", (REFERENCE / "dataset3.csv",), febrl, "ignore: [soc_sec_id]\n")
    registers = (folder / "left.parquet", folder / "right.parquet")
    yield Job("registers", "registers", registers, ("--truth", "truth"))


def _compare(job: Job, folder: Path, figures: dict[str, dict[str, float]]) -> list[str]:
    """Ours and the peers on one job; the peers that could not be measured."""
    config: tuple[str, ...] = ()
    if job.config:
        (folder / "link.yaml").write_text(job.config, encoding="utf-8")
        config = ("--config", str(folder / "link.yaml"))
    files = tuple(map(str, job.files))
    ours = measured([_PYTHON, "-m", "cli", "data", "link", *files, *job.truth, *config, "--json"], folder=ROOT)
    found = json.loads(ours.stdout)
    mine = _figures(job.name, found["f1"], ours)
    figures["measured"] |= mine
    figures["limit"][f"{job.name}_hindsight_f1"] = found["f1_best_in_hindsight"]
    figures["ratio"][f"{job.name}_f1_to_hindsight"] = found["f1"] / found["f1_best_in_hindsight"]
    missing = []
    for peer in PEERS if job.kind else ():
        words = [_PYTHON, "-m", "benchmarks.linkage_peers", peer, job.kind, *files, *job.truth]
        try:
            other = measured(words, folder=ROOT)
        except CalledProcessError as err:
            if err.returncode != EXIT_MISSING:
                raise
            missing.append(f"{job.name} by {peer}")
            continue
        theirs = _figures(f"{job.name}_{peer}", json.loads(other.stdout)["f1"], other)
        figures["peer"] |= theirs
        for what in ("f1", "seconds"):
            ratio = mine[f"{job.name}_{what}"] / max(theirs[f"{job.name}_{peer}_{what}"], 1e-9)
            figures["ratio"][f"{job.name}_{what}_to_{peer}"] = ratio
    return missing


def _figures(name: str, f1: float, cost: Run) -> dict[str, float]:
    return {
        f"{name}_f1": f1,
        f"{name}_seconds": cost.seconds,
        f"{name}_cpu_s": cost.cpu_seconds,
        f"{name}_peak_mb": cost.peak_mb,
    }


def _province(figures: dict[str, dict[str, float]]) -> None:
    words = ["--persons", str(PROVINCE), "--seed", str(SEED), "--weights"]
    done = measured([_PYTHON, "-m", "benchmarks.linkage_province", *words], folder=ROOT)
    scores = json.loads(done.stdout)
    for kind, f1 in scores["by_rules"].items():
        exact = scores["by_number"][kind]
        figures["measured"][f"province_{kind}_f1"] = f1
        figures["measured"][f"province_weighed_{kind}_f1"] = scores["weighed"][kind]
        figures["measured"][f"province_{kind}_pairs"] = scores["pairs"][kind]
        figures["peer"][f"province_{kind}_exact_f1"] = exact
        if exact:
            figures["ratio"][f"province_{kind}_f1_to_exact"] = f1 / exact


if __name__ == "__main__":
    sys.exit(run(NAME, benchmark))
