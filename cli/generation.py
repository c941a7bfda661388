"""`anlan data generate`: a made-up province whose truth is known, as five departments would deliver it."""

from argparse import Namespace
from pathlib import Path

from cli.console import counting, print_json, print_lines
from core.settings import Settings
from datapool.synthetic.block import PERSONS_PER_BLOCK
from datapool.synthetic.generate import FEEDS, TRUTH, generate
from datapool.synthetic.seeds import split_of

_WORKING = {"zh": "正在生成虚构省份", "en": "Making the province"}
_WRITTEN = {
    "zh": "已生成虚构省份（{persons} 人，种子 {seed}，{split}）：{folder}\n下一步：anlan data build {folder}",
    "en": "Made-up province of {persons} persons (seed {seed}, {split}): {folder}\nNext: anlan data build {folder}",
}


def run(chosen: Namespace, settings: Settings) -> int:
    """Write the feeds, and the hidden truth apart from them."""
    folder = Path(chosen.out)
    with counting(_WORKING[chosen.language], -(-chosen.persons // PERSONS_PER_BLOCK)) as moved:
        generate(chosen.persons, chosen.seed, folder, workers=chosen.workers, progress=moved)
    files = sorted(path for path in (folder / FEEDS).rglob("*") if path.is_file())
    result = {
        "folder": str(folder),
        "persons": chosen.persons,
        "seed": chosen.seed,
        "split": split_of(chosen.seed),
        "feeds": str(folder / FEEDS),
        "truth": str(folder / TRUTH),
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "made_up": True,
    }
    if chosen.json:
        print_json(result)
    else:
        print_lines(_WRITTEN[chosen.language].format(**result))
    return 0
