"""The types an item may have, and the form each takes in the pool."""

from enum import StrEnum


class ItemType(StrEnum):
    """What kind of value an item holds."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    KEY = "key"
    CITIZEN_ID = "citizen_id"
    USCC = "uscc"
    REGION = "region"
    INTEGER = "integer"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    MONTH = "month"
    MOMENT = "moment"
    PHONE = "phone"
    ACCOUNT = "account"

    @property
    def duckdb(self) -> str:
        """The DuckDB type of the standard value."""
        return _DUCKDB.get(self, "VARCHAR")

    @property
    def is_number(self) -> bool:
        return self in (ItemType.INTEGER, ItemType.MONEY, ItemType.SHARE)

    @property
    def is_time(self) -> bool:
        return self in (ItemType.DATE, ItemType.MONTH, ItemType.MOMENT)

    @property
    def is_identifier(self) -> bool:
        """Whether a column of it becomes three: the checked number, the number as written, and its kind."""
        return self in (ItemType.CITIZEN_ID, ItemType.USCC)


_DUCKDB = {
    ItemType.INTEGER: "BIGINT",
    ItemType.MONEY: "DECIMAL(14,2)",
    ItemType.SHARE: "DOUBLE",
    ItemType.DATE: "DATE",
    ItemType.MONTH: "DATE",
    ItemType.MOMENT: "TIMESTAMP",
}

# Longest value in characters; a longer one is refused as too_long.
LONGEST = {
    ItemType.TEXT: 200,
    ItemType.NAME: 64,
    ItemType.KEY: 32,
    ItemType.PHONE: 20,
    ItemType.ACCOUNT: 34,
}
