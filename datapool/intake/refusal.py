"""Why a delivery is refused whole, and why the work as a whole stops."""

from pathlib import Path

from core.errors import AnlanError


class BatchRejected(AnlanError):
    """A delivery that is not what it claims to be: nothing of it lands, the reason stands in its record."""

    code = "intake.batch_rejected"

    def __init__(self, reason: str, detail: str) -> None:
        """`reason` is one word of REASONS, `detail` says what was found and what to do, without anybody's data."""
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


class PoolBusy(AnlanError):
    """Another process is writing into this pool."""

    code = "intake.pool_busy"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: another build is at work in this pool. Wait until it has ended and start again.")


class NotLanded(AnlanError):
    """The machine failed, not the delivery: a full disk, a file that vanished, a worker that died."""

    code = "intake.not_landed"


class RowsLost(AnlanError):
    """The checks gave back other rows than they were given: a fault of this program, by which nothing lands."""

    code = "intake.rows_lost"

    def __init__(self, given: int, found: int) -> None:
        super().__init__(f"{given} rows were checked and {found} came back. Nothing landed; report this.")


# [reason] what a person reads when a batch is refused for it.
REASONS = {
    "undecodable": {"zh": "编码错误", "en": "not in its encoding"},
    "unreadable": {"zh": "文件损坏或不完整", "en": "damaged or cut short"},
    "header": {"zh": "列名不符", "en": "header does not match"},
    "format": {"zh": "文件格式不符", "en": "not in its format"},
    "unknown_table": {"zh": "没有该数据源说明", "en": "no source description"},
    "too_many_rows": {"zh": "行数超限", "en": "too many rows"},
    "mostly_bad": {"zh": "过半行有误", "en": "more than half of the rows bad"},
    "not_as_claimed": {"zh": "内容与说明不符", "en": "content is not what it claims"},
    "unit": {"zh": "计量单位可疑", "en": "unit in doubt"},
    "other_province": {"zh": "其他省份的数据", "en": "rows of another province"},
    "empty": {"zh": "空文件", "en": "empty"},
}
