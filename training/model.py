"""What every model can do: say a chance for each row of a table, and be written to plain files and read back."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Params = Mapping[str, Any]
FloatArray = NDArray[np.float64]


class Model(Protocol):
    """A fitted model.

    features  the columns a table must have
    """

    @property
    def features(self) -> tuple[str, ...]: ...

    def predict(self, table: pa.Table) -> FloatArray:
        """[row] the chance that the label is 1. FeaturesMissing where the table lacks a column."""
        ...

    def files(self) -> dict[str, bytes]:
        """All of it as texts, JSON or plain arrays: what a release holds."""
        ...
