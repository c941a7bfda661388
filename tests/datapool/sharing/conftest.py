from pathlib import Path

import pytest

from datapool.pool import Pool
from datapool.sharing.agreement_file import add_examples
from tests.datapool.aggregates.tiny_pool import DESCRIPTION
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import build_province
from tests.datapool.sharing.world import copied


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sharing") / "pool"
    root.mkdir()
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    lay_out(root, build_province(120).rows)
    add_examples(root)
    return root


@pytest.fixture
def pool(laid_out: Path, tmp_path: Path) -> Pool:
    """With both examples; what a test does to it, no other sees."""
    return Pool.open(copied(laid_out, tmp_path / "pool"))
