"""Values that are not what their item says, by type: each keeps its row out of the pool. Data of the damage corpus."""

from datapool.standards.item_types import ItemType

# [type] texts that must be refused; a text that ends in … stands for 100 of the letter before it.
WRONG_VALUES: dict[ItemType, tuple[str, ...]] = {
    ItemType.DATE: (
        "1899-12-31", "1799-01-01", "2019-02-29", "2019-13-01", "2019-00-10", "2019-04-31", "20190230", "19/03/2019",
        "03-01-2019", "2019年3月1日", "43531", "2019-3-1", "2019.03.01", "NULL", "0000-00-00",
        "2019-03-01 00:00:00",
        "２０１９-０３-０１", "2099-01-01", "9999-12-31", "2019-03-011", "2019--3-01", "2019/03-01", "N/A", "-",
        "201903", "二〇一九年三月", "1551398400", "2019-03-1O",
    ),
    ItemType.MONEY: (
        "1234,56", "12.345", "1e5", "1E+05", "¥100", "100元", "5亿", "3万", "--", "-1", "-0.01", "999999999999",
        "NaN", "inf", "１００", "1 000", "0x10", "100.", "+5", "1.2.3", "(100)", "abc", "100%", "1'000", "O",
        "12345678901234567890.12", "1_000", "NULL", "壹佰",
    ),
    ItemType.MONTH: (
        "201900", "201913", "2019", "19-01", "2019-1", "201901.0", "189912", "209912", "2019年1月", "01-2019", "Jan-19",
        "2019001", "2０1901", "NULL", "2019-00",
    ),
    ItemType.CODE: ("99", "Z9", "?", "00", "一", "NULL", "-1", "10;20", "1.0", "code"),
    ItemType.REGION: ("479999", "47", "4701011", "47010a", "999999", "000000", "47 101", "-", "县"),
    ItemType.KEY: ("12 34", "abc_1", "编号", "1;DROP TABLE x", "../x", "=1+1", "1\u200b2", "a.b", "é1", "💥", "0…"),
    ItemType.NAME: ("王…",),
    ItemType.INTEGER: ("12.0", "1e2", "-5", "twelve", "99999999999999999999", "1 2", "0x1", "+3", "12月", "٣"),
    ItemType.SHARE: ("abc", "1/2", "50%", "1.5.2", "NaN", "inf", "1e-1", "０.5"),
    ItemType.MOMENT: (
        "2019-03-01", "2019-03-01T10:00:00", "2019-03-01 25:00:00", "2019-03-01 10:60:00", "2019-02-30 10:00:00",
        "10:00:00", "2019-03-01 10:00", "2019-03-01 10:00:00Z", "03/01/2019 10:00:00", "2099-01-01 00:00:00",
    ),
    ItemType.PHONE: ("abc", "12", "138-0000-000a", "1…"),
    ItemType.ACCOUNT: ("账号", "12", "6…"),
}  # fmt: skip
BLANK_VALUES = ("", " ", "\u3000")
# Numbers that are none: the row lands all the same, and its kind says so.
INVALID_IDS = {
    "470101199001011": "ric15 or not", "11010519491231002X": "valid", "110105194912310021": "wrong_check_digit",
    "47010119900101": "wrong_length", "47010119901301001X": "any", "无": "any", "ABCDEFGHIJKLMNOPQR": "any",
}  # fmt: skip


def written_out(text: str) -> str:
    """A text of the tables above in full."""
    return text[:-1] + text[-2] * 99 if text.endswith("…") else text
