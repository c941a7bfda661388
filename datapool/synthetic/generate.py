"""Make the province: lives block after block, what is hidden in them, and the departments' feeds."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

from core.errors import InputError, ValueOutOfRange
from datapool.sharing.agreement_file import add_examples
from datapool.standards.regions import POOL_FILE
from datapool.synthetic import events, feeds, fraud
from datapool.synthetic.block import Block
from datapool.synthetic.description import pool_description
from datapool.synthetic.law import Law, law_of
from datapool.synthetic.lives import live
from datapool.synthetic.province import Province, make_province
from datapool.synthetic.secrets import write_truth
from rules.book import RuleBook

FEEDS, TRUTH = "feeds", "truth"
MOST_PERSONS, LARGEST_SEED = 20_000_000, 2**32 - 1
BLOCKS_PER_FILE = 25

Progress = Callable[[int, int], None]


def generate(
    persons: int, seed: int, out: Path, *, workers: int = 2, progress: Progress = lambda done, of: None
) -> Path:
    """Write the province of `persons` inhabitants that belongs to `seed` into the new folder `out`; return it.

    The bytes depend on persons and seed alone, not on workers. InputError where a number or the folder cannot be.
    """
    _check(persons, seed, workers, out)
    shared = _shared(persons, seed)
    with _whole(out) as folder:
        (folder / POOL_FILE).write_text(pool_description(shared.province), encoding="utf-8")
        add_examples(folder)
        for table, delivery, content in feeds.render_province(shared.province):
            _append(folder, table, delivery, 0, content)
        for done, pieces in enumerate(_blocks(shared.province, folder / "pieces", workers), start=1):
            _join(pieces, folder, (done - 1) // BLOCKS_PER_FILE)
            progress(done, shared.province.blocks)
        shutil.rmtree(folder / "pieces", ignore_errors=True)
    return out


@dataclass(frozen=True, slots=True)
class Shared:
    """What every block needs: the province with the firms of its frauds, its law, and what is planned."""

    province: Province
    law: Law
    rules: RuleBook
    plan: fraud.FraudPlan


@lru_cache(maxsize=1)
def _shared(persons: int, seed: int) -> Shared:
    """Made once in each process: a function of persons and seed, as everything here."""
    plan, rules = fraud.plan(make_province(persons, seed)), RuleBook.load("china")
    return Shared(plan.province, law_of(plan.province, rules), rules, plan)


def make_block(index: int, shared: Shared) -> Block:
    """Everything true of block `index`: lives, events, and the frauds among them."""
    province = shared.province
    block = live(index, province, shared.law)
    fraud.before_events(block, province, shared.plan)
    events.happen(block, province, province.draws(index), shared.rules)
    fraud.after_events(block, province, shared.plan)
    block.rows.investigations = fraud.investigations(block, province, shared.plan)
    return block


def _write_block(index: int, persons: int, seed: int, pieces: Path) -> Path:
    """Render one block into a folder of its own: a file per table and delivery, and its part of the truth."""
    shared = _shared(persons, seed)
    block = make_block(index, shared)
    folder = pieces / f"{index:06d}"
    folder.mkdir(parents=True)
    for table, delivery, content in feeds.render(block, shared.province):
        (folder / f"{table} {delivery}").write_bytes(content)
    write_truth(block, folder / TRUTH)
    return folder


def _blocks(province: Province, pieces: Path, workers: int) -> Iterator[Path]:
    """The folders of all blocks in their order, made by as many processes as `workers`."""
    work = [(index, province.persons, province.seed, pieces) for index in range(province.blocks)]
    if workers == 1 or len(work) == 1:
        yield from (_write_block(*one) for one in work)
        return
    with ProcessPoolExecutor(min(workers, len(work)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_write_block, *zip(*work, strict=True))


def _join(pieces: Path, folder: Path, part: int) -> None:
    """Add the pieces of one block to the files they belong to, and remove them."""
    for path in sorted(pieces.iterdir()):
        if path.name == TRUTH:
            for table in sorted(path.iterdir()):
                target = folder / TRUTH / table.stem / f"{pieces.name}.parquet"
                target.parent.mkdir(parents=True, exist_ok=True)
                table.rename(target)
        else:
            table_name, delivery = path.name.split(" ")
            _append(folder, table_name, delivery, part, path.read_bytes())
    shutil.rmtree(pieces)


def _append(folder: Path, table: str, delivery: str, part: int, content: bytes) -> None:
    path = folder / FEEDS / feeds.file_name(table, delivery, part)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(feeds.header_of(table))
    with path.open("ab") as file:
        file.write(content)


def _check(persons: int, seed: int, workers: int, out: Path) -> None:
    for name, value, least, most in (
        ("persons", persons, 1000, MOST_PERSONS),
        ("seed", seed, 0, LARGEST_SEED),
        ("workers", workers, 1, 1024),
    ):
        if not least <= value <= most:
            raise ValueOutOfRange(f"{name} is {value}.", remedy=f"Give a whole number from {least} to {most}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("this exists and is not an empty folder.", path=out, remedy="Name a new folder.")


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its name when the block ends well, and is gone when it does not."""
    target = out.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield fresh
        fresh.chmod(0o755)
        if target.exists():
            target.rmdir()
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
