from pathlib import Path

import pytest

from datapool.intake.record import REJECTED, BatchRecord, Places
from datapool.lineage.graph import Graph
from datapool.lineage.pool_graph import pool_graph
from datapool.pool import Pool
from datapool.quality.keeping import bring_up_to_date
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import build_province


@pytest.fixture(scope="session")
def graph() -> Graph:
    """Of the tables that come with the project."""
    return pool_graph()


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool on disk with an assessment, of which one delivery was rejected; no test changes it."""
    root = lay_out(tmp_path_factory.mktemp("lineage"), build_province(200).rows)
    rejected = BatchRecord(
        batch="0" * 24,
        table="hrss_pensions",
        department="hrss",
        delivery="2024",
        path="feeds/hrss/pensions/2024/broken.csv",
        bytes=17,
        sha256="0" * 64,
        state=REJECTED,
        reason="columns",
        detail="line 1 says 张三 110101199003070134",
    )
    (Places(root).records / f"{rejected.batch}.json").write_text(rejected.text(), encoding="utf-8")
    bring_up_to_date(Pool.open(root))
    return root
