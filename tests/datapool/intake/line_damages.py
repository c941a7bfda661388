"""What happens to single lines on their way, format by format. Data of the damage corpus.

Each entry: name, what becomes of the bytes of a line (one line or several, without line ends), and how it must end:
True where every resulting line lands, False where every one is kept back.
"""

import json
from collections.abc import Callable

Change = Callable[[bytes], list[bytes]]
Damage = tuple[str, Change, bool]
HEADER = "个人编号,单位编号,费款所属期,缴费类型,缴费基数,单位缴费,个人缴费,到账日期,参保地区划"
WANG = "王".encode("gb18030")


def _cells(line: bytes) -> list[bytes]:
    return line.split(b",")


def _with(line: bytes, at: int, value: bytes) -> bytes:
    return b",".join([*_cells(line)[:at], value, *_cells(line)[at + 1 :]])


def _with_first(line: bytes, first: bytes) -> bytes:
    return _with(line, 0, first)


def _object(line: bytes) -> dict[str, object]:
    return json.loads(line)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _first_key(line: bytes) -> str:
    return next(iter(_object(line)))


# The first column is a key that must be there; the last one the region.
CSV: tuple[Damage, ...] = (
    ("a column is missing", lambda b: [b",".join(_cells(b)[:-1])], False),
    ("a column too many", lambda b: [b + b",x"], False),
    ("a comma at the end", lambda b: [b + b","], False),
    ("only commas", lambda b: [b"," * b.count(b",")], False),
    ("too few commas", lambda b: [b",,"], False),
    ("an empty line", lambda b: [b""], False),
    ("only blanks", lambda b: [b"   "], False),
    ("only a CR", lambda b: [b"\r"], False),
    ("the line is cut", lambda b: [b[: len(b) // 2]], False),
    ("the line is cut within its last value", lambda b: [b[:-2]], False),
    ("two lines glued together", lambda b: [b + b], False),
    ("broken in two", lambda b: [b[: len(b) // 2], b[len(b) // 2 :]], False),
    ("a quotation mark opens and never closes", lambda b: [b'"' + b], False),
    ("a quotation mark at the end", lambda b: [b + b'"'], False),
    ("a quotation mark inside a value", lambda b: [_with_first(b, b'12"3')], False),
    ("letters behind a closing mark", lambda b: [_with_first(b, b'"12"3')], False),
    ("blanks around quoted values", lambda b: [_with_first(b, b' "12"')], False),
    ("single quotation marks", lambda b: [_with_first(b, b"'123'")], False),
    ("a value quoted for no reason", lambda b: [b'"' + _cells(b)[0] + b'",' + b",".join(_cells(b)[1:])], True),
    ("all values quoted", lambda b: [b",".join(b'"' + cell + b'"' for cell in _cells(b))], True),
    ("a line break inside a value", lambda b: [_with_first(b, b'"12'), b"34" + b'"' + b[b.index(b",") :]], False),
    ("two line breaks inside a value", lambda b: [b'"12', b, b'34"' + b[b.index(b",") :]], False),
    ("NUL in a value", lambda b: [_with_first(b, b"12\x0034")], False),
    ("NULs at the end", lambda b: [b + b"\x00\x00"], False),
    ("a line of NULs", lambda b: [b"\x00" * len(b)], False),
    ("a tab in a value", lambda b: [_with_first(b, b"12\t34")], False),
    ("a tab behind a value, as Excel likes it", lambda b: [_with_first(b, b"1234\t")], False),
    ("a lone CR in a value", lambda b: [_with_first(b, b"12\r34")], False),
    ("a lone CR at the end", lambda b: [b + b"\r\r"], False),
    ("a bell", lambda b: [_with_first(b, b"12\x0734")], False),
    ("an escape sequence", lambda b: [_with_first(b, b"\x1b[31m1")], False),
    ("DEL", lambda b: [_with_first(b, b"12\x7f34")], False),
    ("end of file of DOS", lambda b: [b"\x1a"], False),
    ("form feed", lambda b: [b"\x0c" + b], False),
    ("vertical tab", lambda b: [_with_first(b, b"12\x0b3")], False),
    ("separated by semicolons", lambda b: [b.replace(b",", b";")], False),
    ("separated by tabs", lambda b: [b.replace(b",", b"\t")], False),
    ("separated by bars", lambda b: [b.replace(b",", b"|")], False),
    ("separated by full-width commas", lambda b: [b.replace(b",", "，".encode())], False),
    ("one comma is full-width", lambda b: [b.replace(b",", "，".encode(), 1)], False),
    ("a thousands comma", lambda b: [_with_first(b, b"1,234")], False),
    ("a mark of UTF-8 in the middle", lambda b: [b"\xef\xbb\xbf" + b], False),
    ("letters lost before delivery", lambda b: [_with_first(b, "12\ufffd".encode())], False),
    ("the header once more", lambda b: [HEADER.encode()], False),
    ("a line of totals", lambda b: ["合计,,,,123456.78,,,,".encode()], False),
    ("a line of totals, short", lambda b: ["合计：3000行".encode()], False),
    ("a remark", lambda b: ["# 以下为补报数据".encode()], False),
    ("columns moved left", lambda b: [b",".join([*_cells(b)[1:], b""])], False),
    ("columns moved right", lambda b: [b",".join([b"", *_cells(b)[:-1]])], False),
    ("columns the other way round", lambda b: [b",".join(reversed(_cells(b)))], False),
    ("two columns changed places", lambda b: [b",".join(_cells(b)[at] for at in (0, 1, 4, 3, 2, 5, 6, 7, 8))], False),
    ("a backslash before a comma", lambda b: [_with_first(b, b"12\\,34")], False),
    ("a JSON object", lambda b: [b'{"a": 1}'], False),
    ("a line of HTML", lambda b: [b"<tr><td>1</td></tr>"], False),
    ("an error of the database", lambda b: [b"ORA-01555: snapshot too old"], False),
    ("a very long value", lambda b: [_with_first(b, b"9" * 100_000)], False),
    ("a zero-width blank in a key", lambda b: [_with_first(b, "12\u200b34".encode())], False),
    ("a mark of direction in a key", lambda b: [_with_first(b, "\u202e1234".encode())], False),
    ("full-width figures in an amount", lambda b: [_with(b, 4, "１２".encode())], False),
    ("the same line twice", lambda b: [b, b], True),
    ("blanks around the values", lambda b: [b",".join(b" " + cell + b" " for cell in _cells(b))], True),
    ("ended with CR LF among others with LF", lambda b: [b + b"\r"], True),
    ("an optional value is missing", lambda b: [b",".join([_cells(b)[0], b"", *_cells(b)[2:]])], True),
)  # fmt: skip

# Objects of medical certificates of death.
JSONL: tuple[Damage, ...] = (
    ("the object is cut", lambda b: [b[: len(b) // 2]], False),
    ("no object at all", lambda b: ["死亡证明".encode()], False),
    ("an empty line", lambda b: [b""], False),
    ("a list", lambda b: [b"[1, 2]"], False),
    ("a text", lambda b: [b'"a"'], False),
    ("a number", lambda b: [b"5"], False),
    ("null", lambda b: [b"null"], False),
    ("an empty object", lambda b: [b"{}"], False),
    ("a comma at the end", lambda b: [b[:-1] + b",}"], False),
    ("a comma behind the object", lambda b: [b + b","], False),
    ("single quotation marks", lambda b: [b.replace(b'"', b"'")], False),
    ("names without marks", lambda b: ['{证明编号: "1"}'.encode()], False),
    ("two objects in a line", lambda b: [b + b], False),
    ("broken over two lines", lambda b: [b[: b.index(b",") + 1], b[b.index(b",") + 1 :]], False),
    ("a remark", lambda b: [b"// " + b], False),
    ("NaN", lambda b: [_json({**_object(b), "死因编码": float("nan")})], False),
    ("an object inside", lambda b: [_json({**_object(b), "死因编码": {"code": "I10"}})], False),
    ("a list inside", lambda b: [_json({**_object(b), "死因编码": ["I10"]})], False),
    ("true", lambda b: [_json({**_object(b), "死因编码": True})], False),
    ("false for nothing", lambda b: [_json({**_object(b), "死者证件号": False})], False),
    ("a key twice", lambda b: [b[:-1] + ', "死因编码": "I10"}'.encode()], False),
    ("a key twice, the same value", lambda b: [b[:-1] + b", " + b[1:]], False),
    ("an unknown key", lambda b: [_json({**_object(b), "备注": "x"})], False),
    ("a key in other letters", lambda b: [b.replace("死因编码".encode(), "死因编碼".encode())], False),
    ("a required key is left out", lambda b: [_json({k: v for k, v in _object(b).items() if k != "死亡日期"})], False),
    ("a required value is null", lambda b: [_json({**_object(b), "死亡日期": None})], False),
    ("NUL as an escape", lambda b: [b.replace(b'": "', b'": "\\u0000', 1)], False),
    ("a line break as an escape", lambda b: [b.replace(b'": "', b'": "\\n', 1)], False),
    ("half a pair of UTF-16", lambda b: [b.replace(b'": "', b'": "\\ud800', 1)], False),
    ("an unknown escape", lambda b: [b.replace(b'": "', b'": "\\x41', 1)], False),
    ("a control character as it is", lambda b: [b.replace(b'": "', b'": "\x01', 1)], False),
    ("letters lost before delivery", lambda b: [b.replace(b'": "', '": "\ufffd'.encode(), 1)], False),
    ("a mark of UTF-8 in the middle", lambda b: [b"\xef\xbb\xbf" + b], False),
    ("nested without end", lambda b: [b'{"a":' * 5000 + b"1" + b"}" * 5000], False),
    ("a number with an exponent", lambda b: [_json({**_object(b), "证明编号": 0}).replace(b": 0", b": 1e300")], False),
    ("an optional key is left out", lambda b: [_json({k: v for k, v in _object(b).items() if k != "死因编码"})], True),
    ("an optional value is null", lambda b: [_json({**_object(b), "死因编码": None})], True),
    ("letters as escapes", lambda b: [json.dumps(_object(b)).encode()], True),
    ("keys in another order", lambda b: [_json(dict(reversed(_object(b).items())))], True),
    ("blanks around", lambda b: [b"  " + b + b"  "], True),
    ("ended with CR LF", lambda b: [b + b"\r"], True),
)  # fmt: skip

# Lines of the changes of the population register: letters of two bytes, padded with blanks.
FIXED: tuple[Damage, ...] = (
    ("a byte is missing", lambda b: [b[:-1]], False),
    ("a byte too many", lambda b: [b + b" "], False),
    ("a byte of the padding lost", lambda b: [b[:40] + b[41:]], False),
    ("two bytes of a name lost", lambda b: [b[:18] + b[20:]], False),
    ("moved by one byte", lambda b: [b" " + b[:-1]], False),
    ("moved back by one byte", lambda b: [b[1:] + b" "], False),
    ("an empty line", lambda b: [b""], False),
    ("only blanks", lambda b: [b" " * len(b)], False),
    ("only nines", lambda b: [b"9" * len(b)], False),
    ("half a line", lambda b: [b[:84]], False),
    ("two lines glued together", lambda b: [b + b], False),
    ("padded with NUL", lambda b: [b.replace(b" ", b"\x00")], False),
    ("padded with tabs", lambda b: [b.replace(b" ", b"\t")], False),
    ("a lone CR instead of a blank", lambda b: [b.replace(b" ", b"\r", 1)], False),
    ("a name cut within a letter", lambda b: [b[:18] + WANG * 23 + b" " + WANG + b[67:]], False),
    ("the name is missing", lambda b: [b[:18] + b" " * 48 + b[66:]], False),
    ("separated by commas instead", lambda b: [b[:66] + b"," + b[67:83] + b"," + b[84:]], False),
    ("the identity number is missing", lambda b: [b" " * 18 + b[18:]], False),
    ("ended with CR LF among others with LF", lambda b: [b + b"\r"], True),
    ("padded with full-width blanks", lambda b: [b[:64] + "　".encode("gb18030") + b[66:]], True),
    ("the same line twice", lambda b: [b, b], True),
)  # fmt: skip
