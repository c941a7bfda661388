"""Which things belong together when some pairs of them do."""

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def make_components(connection: duckdb.DuckDBPyConnection, table: str, edges: str) -> None:
    """Make a table (node, label): the label of a node is the smallest node that can be reached from it.

    edges  SQL for pairs of whole numbers; only nodes that stand in a pair are in the table
    """
    pairs = connection.sql(edges).to_arrow_table()
    nodes, ends = np.unique(
        np.concatenate([pairs.column(0).to_numpy(), pairs.column(1).to_numpy()]), return_inverse=True
    )
    one, other = ends[: pairs.num_rows], ends[pairs.num_rows :]
    size = len(nodes)
    graph = coo_array((np.ones(pairs.num_rows, dtype=np.int8), (one, other)), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    # Nodes rise, so that the first of a part is its smallest.
    _, first = np.unique(part, return_index=True)
    labels = nodes[first][part] if size else nodes
    connection.register("components", pa.table({"node": nodes, "label": labels}))
    connection.execute(
        f"CREATE TABLE {table} AS SELECT CAST(node AS INTEGER) AS node, CAST(label AS INTEGER) AS label FROM components"
    )
    connection.unregister("components")
