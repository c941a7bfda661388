"""What a task is: which column is learned from which, with what model, and how far its parameters may be moved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa
from numpy.typing import NDArray

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from training.matrix import is_number
from training.model import Model, Params

Metric = Literal["ap", "auc"]
Select = Callable[[pa.Table], tuple[str, ...]]
FitModel = Callable[[pa.Table, NDArray[Any], Params, int], Model]
# As FitModel, from the model of the step before (None at first), the step (1 for the first) and of how many.
Grow = Callable[[pa.Table, NDArray[Any], Params, int, Model | None, tuple[int, int]], Model]
ReadModel = Callable[[Mapping[str, bytes]], Model]

# What no model may use; a legal rule may. The first stand for themselves in any name, such as sex_code.
_PROTECTED_WORDS = frozenset({"sex", "gender", "hukou", "ethnicity", "nationality", "religion"})
PROTECTED = frozenset(
    {"age", "birth_date", "birth_year", "birthday", "date_of_birth", "region", "region_code", "district", "province"}
    | {"性别", "年龄", "出生日期", "户籍", "户口", "地区", "民族"}
)
INTERNAL = "_"


@dataclass(frozen=True, slots=True)
class Range:
    """How far a search moves a parameter: both ends included; `log` searches by ratio, `whole` only whole numbers."""

    low: float
    high: float
    log: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to learn.

    label       column of 0 and 1; "" where whoever uses the task names it
    features    columns, or a function that chooses them from a table
    defaults    every parameter with the value it has unless another is given
    limits      [parameter] the least and greatest value that it can have
    space       [parameter] how far a search moves it
    metric      what a search makes as large as it can
    groups      columns by which false alarms are compared; never features
    time        column by which rows lie before or after; "" for none
    """

    name: str
    title: Mapping[str, str]
    label: str
    features: tuple[str, ...] | Select
    defaults: Params
    fit_model: FitModel
    read_model: ReadModel
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    space: Mapping[str, Range] = field(default_factory=dict)
    grow: Grow | None = None
    metric: Metric = "ap"
    groups: tuple[str, ...] = ()
    time: str = ""

    def features_in(self, table: pa.Table, without: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The features of a table. Raises InputError where none is left or one of them is protected."""
        named = self.features(table) if callable(self.features) else self.features
        apart = {self.label, self.time, *self.groups, *without}
        found = tuple(name for name in named if name not in apart)
        if barred := [name for name in found if is_protected(name)]:
            raise InputError(
                f"the column {barred[0]!r} is no feature of a model.", remedy="It may be a condition of a legal rule."
            )
        if not found:
            raise InputError("no column is left to learn from.", remedy="Give columns of numbers beside the label.")
        return found

    def with_defaults(self, params: Params) -> dict[str, Any]:
        """Every parameter. Raises UnknownKey, WrongType or ValueOutOfRange, by name."""
        for name, value in params.items():
            if name not in self.defaults:
                raise UnknownKey(f"the task {self.name} has no parameter {name!r}.", remedy=self._known())
            self._refuse_value(name, value)
        return {**self.defaults, **params}

    def _refuse_value(self, name: str, value: Any) -> None:
        default = self.defaults[name]
        kinds = (int, float) if isinstance(default, float) else (type(default),)
        if not isinstance(value, kinds) or (isinstance(value, bool) and not isinstance(default, bool)):
            what = f"the parameter {name} is {value!r}, which is no {_KINDS.get(type(default), 'such value')}."
            raise WrongType(what, remedy=f"Its default is {default!r}.")
        low, high = self.limits.get(name, (float("-inf"), float("inf")))
        if isinstance(value, int | float) and not low <= value <= high:
            raise ValueOutOfRange(f"the parameter {name} is {value}.", remedy=f"It goes from {low:g} to {high:g}.")

    def _known(self) -> str:
        return f"Parameters: {', '.join(self.defaults)}."


_KINDS = {int: "whole number", float: "number", bool: "truth value", str: "word"}


def is_protected(name: str) -> bool:
    """Whether a column of this name is never a feature."""
    plain = name.strip().lower()
    return plain in PROTECTED or not _PROTECTED_WORDS.isdisjoint(re.split(r"[^a-z]+", plain))


def numeric_columns(table: pa.Table) -> tuple[str, ...]:
    """Columns of numbers that a model may use; those that begin with _ stand for persons, rows and parts."""
    return tuple(
        one.name
        for one in table.schema
        if is_number(one.type) and not one.name.startswith(INTERNAL) and not is_protected(one.name)
    )
