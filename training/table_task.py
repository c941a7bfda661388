"""The task of any table: a column of 0 and 1 is learned from every column of numbers beside it."""

from training import booster, logit
from training.kinds import read_model
from training.task import Task, numeric_columns

TABLE = Task(
    name="table",
    title={"zh": "任意数据表（梯度提升树）", "en": "any table, boosted trees"},
    label="",
    features=numeric_columns,
    defaults=booster.DEFAULTS,
    limits=booster.LIMITS,
    space=booster.SPACE,
    fit_model=booster.fit_booster,
    grow=booster.grow_booster,
    read_model=read_model,
)
TABLE_LOGIT = Task(
    name="table_logit",
    title={"zh": "任意数据表（逻辑回归）", "en": "any table, logistic regression"},
    label="",
    features=numeric_columns,
    defaults=logit.DEFAULTS,
    limits=logit.LIMITS,
    space=logit.SPACE,
    fit_model=logit.fit_logit,
    read_model=read_model,
)
TASKS = (TABLE, TABLE_LOGIT)
