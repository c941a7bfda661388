"""What happens to whole files on their way. Data of the damage corpus.

Each entry: name, table, what becomes of the unpacked bytes (or, with PACKED, of the file as delivered), and how it must
end: LANDS, or the reason for which it is refused whole.
"""

import gzip
import json
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.datapool.intake.feeds import workbook

LANDS = "lands"
Damage = tuple[str, str, Callable[[bytes], bytes], str]
CSV, GB, FIXED, JSONL, XLSX = (
    "hrss_contributions", "police_sentences", "police_changes", "health_deaths", "health_providers",
)  # fmt: skip


def _header(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        head, _, rest = data.partition(b"\n")
        return change(head) + b"\n" + rest

    return changed


def _by_cells(change: Callable[[list[bytes]], Sequence[bytes]], *, header: bool) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        lines = data.removesuffix(b"\n").split(b"\n")
        return b"".join(
            (b",".join(change(line.split(b","))) if number or header else line) + b"\n"
            for number, line in enumerate(lines)
        )

    return changed


def _times(column: int, factor: float) -> Callable[[bytes], bytes]:
    def change(cells: list[bytes]) -> list[bytes]:
        return [*cells[:column], b"%.2f" % (float(cells[column]) * factor), *cells[column + 1 :]]

    return _by_cells(change, header=False)


def _recoded(since: str, to: str) -> Callable[[bytes], bytes]:
    return lambda data: data.decode(since).encode(to, "replace")


def _share_bad(share: float) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        head, *lines = data.removesuffix(b"\n").split(b"\n")
        bad = round(len(lines) * share)
        return b"\n".join([head, *lines[: len(lines) - bad], *[b"x," * 7 + b"x"] * bad]) + b"\n"

    return changed


def _keys(change: Callable[[dict[str, object]], dict[str, object]]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        objects = [change(json.loads(line)) for line in data.splitlines()]
        return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in objects)

    return changed


def _renamed(old: str, new: str) -> Callable[[dict[str, object]], dict[str, object]]:
    return lambda each: {new if key == old else key: value for key, value in each.items()}


def _sheet(change: Callable[[Worksheet], None]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        book = load_workbook(BytesIO(data))
        change(book.active)
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    return changed


def _second_sheet(sheet: Worksheet) -> None:
    sheet.parent.create_sheet().append(["1", "2"])


def _empty_sheet(sheet: Worksheet) -> None:
    sheet.parent.create_sheet()


def _rezipped(change: Callable[[str, bytes], bytes | None]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        stream = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
            for name in old.namelist():
                content = change(name, old.read(name))
                if content is not None:
                    new.writestr(name, content)
        return stream.getvalue()

    return changed


def _sheet_as(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return _rezipped(lambda name, content: change(content) if "sheet1" in name else content)


def _moved(sheet: Worksheet) -> None:
    sheet.move_range("A2:G500", cols=1)


def _without(key: str) -> Callable[[dict[str, object]], dict[str, object]]:
    return lambda each: {name: value for name, value in each.items() if name != key}


def _indented(data: bytes) -> bytes:
    objects = [json.loads(line) for line in data.splitlines()]
    return "".join(json.dumps(each, indent=1, ensure_ascii=False) + "\n" for each in objects).encode()


def _first_two_swapped(data: bytes) -> bytes:
    return b"".join(line[18:66] + line[:18] + line[66:] + b"\n" for line in data.removesuffix(b"\n").split(b"\n"))


def _rows_by_semicolons(data: bytes) -> bytes:
    head, _, rest = data.partition(b"\n")
    return head + b"\n" + rest.replace(b",", b";")


def _flipped(packed: bytes) -> bytes:
    middle = len(packed) // 2
    return packed[:middle] + bytes([packed[middle] ^ 4]) + packed[middle + 1 :]


def _in_two_parts(packed: bytes) -> bytes:
    data = gzip.decompress(packed)
    return gzip.compress(data[:1000]) + gzip.compress(data[1000:])


# These are given the file as it is delivered, packed where the table is.
PACKED: tuple[Damage, ...] = (
    ("gzip cut in the middle", CSV, lambda b: b[: len(b) // 2], "unreadable"),
    ("gzip cut before its last byte", CSV, lambda b: b[:-1], "unreadable"),
    ("gzip cut before its check sum", CSV, lambda b: b[:-8], "unreadable"),
    ("only the head of gzip", CSV, lambda b: b[:10], "unreadable"),
    ("gzip with a flipped bit", CSV, _flipped, "unreadable"),
    ("gzip with a wrong check sum", CSV, lambda b: b[:-8] + bytes([b[-8] ^ 1]) + b[-7:], "unreadable"),
    ("gzip with rubbish behind it", CSV, lambda b: b + b"rubbish", "unreadable"),
    ("gzip twice over", CSV, gzip.compress, "undecodable"),
    ("gzip of two parts", CSV, _in_two_parts, LANDS),
    ("not packed although described so", CSV, gzip.decompress, LANDS),
    ("packed although not described so", GB, gzip.compress, LANDS),
    ("a zip file", CSV, lambda b: workbook([["a"]]), "format"),
    ("an empty file", CSV, lambda b: b"", "empty"),
    ("gzip of nothing", GB, lambda b: gzip.compress(b""), "empty"),
    ("all bytes are NUL", CSV, lambda b: b"\x00" * 4096, "header"),
    ("the workbook is cut", XLSX, lambda b: b[: len(b) // 2], "format"),
    ("the workbook is empty", XLSX, lambda b: b"", "empty"),
    ("text called a workbook", XLSX, lambda b: b"a,b\n1,2\n", "format"),
    ("an old or locked workbook", XLSX, lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b, "format"),
    ("a zip file called a workbook", XLSX, _rezipped(lambda n, c: None if n.startswith("xl/") else c), "unreadable"),
    ("the sheet of the workbook is missing", XLSX, _rezipped(lambda n, c: None if "sheet1" in n else c), "unreadable"),
    ("the sheet of the workbook is cut", XLSX, _sheet_as(lambda c: c[: len(c) // 2]), "unreadable"),
    ("the sheet of the workbook is no XML", XLSX, _sheet_as(lambda c: b"sheet"), "unreadable"),
)  # fmt: skip
UNPACKED: tuple[Damage, ...] = (
    ("nothing happened", CSV, lambda b: b, LANDS),
    ("a column renamed", CSV, _header(lambda h: h.replace("缴费基数".encode(), "缴费工资".encode())), "header"),
    ("a column missing", CSV, _by_cells(lambda c: c[:-2] + c[-1:], header=True), "header"),
    ("a column added", CSV, _by_cells(lambda c: [*c, b"x"], header=True), "header"),
    ("a column stands twice", CSV, _by_cells(lambda c: [*c, c[0]], header=True), "header"),
    ("columns in another order", CSV, _by_cells(lambda c: c[::-1], header=True), LANDS),
    ("no header", CSV, lambda b: b.partition(b"\n")[2], "header"),
    ("header only", CSV, lambda b: b.partition(b"\n")[0] + b"\n", LANDS),
    ("header only, without line end", CSV, lambda b: b.partition(b"\n")[0], LANDS),
    ("a title above the header", CSV, lambda b: "缴费明细表\n".encode() + b, "header"),
    ("an empty line above the header", CSV, lambda b: b"\n" + b, "header"),
    ("the header in English", CSV, _header(lambda h: b"a,b,c,d,e,f,g,h,i"), "header"),
    ("the header in quotation marks", CSV, _header(lambda h: b'"' + h.replace(b",", b'","') + b'"'), LANDS),
    ("a quotation mark open in the header", CSV, _header(lambda h: b'"' + h), "header"),
    ("blanks in the header", CSV, _header(lambda h: h.replace(b",", b", ")), "header"),
    ("only the header's values moved", CSV, _by_cells(lambda c: [c[-1], *c[:-1]], header=False), "not_as_claimed"),
    ("a mark of UTF-8 in front", CSV, lambda b: b"\xef\xbb\xbf" + b, LANDS),
    ("two marks of UTF-8 in front", CSV, lambda b: b"\xef\xbb\xbf" * 2 + b, "header"),
    ("GB18030 instead of UTF-8", CSV, _recoded("utf-8", "gb18030"), "undecodable"),
    ("Big5 instead of UTF-8", CSV, _recoded("utf-8", "big5"), "undecodable"),
    ("UTF-16", CSV, _recoded("utf-8", "utf-16"), "undecodable"),
    ("UTF-16 without a mark", CSV, _recoded("utf-8", "utf-16-le"), "undecodable"),
    ("UTF-32", CSV, _recoded("utf-8", "utf-32"), "undecodable"),
    ("one byte that is not UTF-8", CSV, lambda b: b[:-20] + b"\xff" + b[-19:], "undecodable"),
    ("cut within a letter", CSV, lambda b: b + "4710000000,王".encode()[:-1], "undecodable"),
    ("a letter in too many bytes", CSV, lambda b: b + b"\xc0\xaf\n", "undecodable"),
    ("half a pair of UTF-16 in UTF-8", CSV, lambda b: b + b"\xed\xa0\x80\n", "undecodable"),
    ("decoded wrongly and encoded again", CSV, lambda b: b.decode("latin-1").encode(), "header"),
    ("UTF-8 instead of GB18030", GB, _recoded("gb18030", "utf-8"), "undecodable"),
    ("a mark of UTF-8 before GB18030", GB, lambda b: b"\xef\xbb\xbf" + b, LANDS),
    ("one byte that is not GB18030", GB, lambda b: b[:-20] + b"\xff" + b[-19:], "undecodable"),
    ("GB18030 cut within a letter", GB, lambda b: b[:-1] + "1,王".encode("gb18030")[:-1], "undecodable"),
    ("line ends CR LF", CSV, lambda b: b.replace(b"\n", b"\r\n"), LANDS),
    ("line ends CR LF in GB18030", GB, lambda b: b.replace(b"\n", b"\r\n"), LANDS),
    ("line ends CR", CSV, lambda b: b.replace(b"\n", b"\r"), "format"),
    ("line ends LF CR", CSV, lambda b: b.replace(b"\n", b"\n\r"), "mostly_bad"),
    ("no line end at the end", CSV, lambda b: b[:-1], LANDS),
    ("separated by semicolons", CSV, lambda b: b.replace(b",", b";"), "header"),
    ("separated by tabs", CSV, lambda b: b.replace(b",", b"\t"), "header"),
    ("only the rows by semicolons", CSV, _rows_by_semicolons, "mostly_bad"),
    ("all values in quotation marks", CSV, _by_cells(lambda c: [b'"' + x + b'"' for x in c], header=True), LANDS),
    ("HTML of a failed download", CSV, lambda b: b"<html><body>502 Bad Gateway</body></html>\n", "header"),
    ("a PDF", CSV, lambda b: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b, "header"),
    ("another table's file", CSV, lambda b: "个人编号,险种,发放所属期\n1,2,3\n".encode(), "header"),
    ("JSON instead of CSV", CSV, lambda b: b'{"a": 1}\n' * 10, "header"),
    ("more than half of the rows bad", CSV, _share_bad(0.51), "mostly_bad"),
    ("half of the rows bad", CSV, _share_bad(0.5), LANDS),
    ("another province", CSV, _by_cells(lambda c: [*c[:-1], b"110105"], header=False), "other_province"),
    ("no such region", CSV, _by_cells(lambda c: [*c[:-1], b"479901"], header=False), "mostly_bad"),
    ("亿 for 万", CSV, _times(4, 1e4), "unit"),
    ("fen for yuan", CSV, _times(4, 100), "unit"),
    ("万 for yuan", CSV, _times(4, 1e-4), "unit"),
    ("a tenth more", CSV, _times(4, 1.1), LANDS),
    ("the width of the lines is another", FIXED, lambda b: b.replace(b"\n", b" \n"), "mostly_bad"),
    ("fixed width in UTF-8", FIXED, _recoded("gb18030", "utf-8"), "undecodable"),
    ("fixed width with CR LF", FIXED, lambda b: b.replace(b"\n", b"\r\n"), LANDS),
    ("fixed width without line end at the end", FIXED, lambda b: b[:-1], LANDS),
    ("fixed width without line ends", FIXED, lambda b: b.replace(b"\n", b""), "mostly_bad"),
    ("columns of fixed width changed places", FIXED, _first_two_swapped, "not_as_claimed"),
    ("moved by a byte", FIXED, lambda b: b"".join(b" " + x[:-1] + b"\n" for x in b.splitlines()), "not_as_claimed"),
    ("a byte lost within a letter", FIXED, lambda b: b[:18] + b[19:], "undecodable"),
    ("CSV instead of fixed width", FIXED, lambda b: b"a,b,c\n" * 100, "mostly_bad"),
    ("a header above fixed width", FIXED, lambda b: "公民身份号码 姓名\n".encode("gb18030") + b, LANDS),
    ("JSON with a mark of UTF-8", JSONL, lambda b: b"\xef\xbb\xbf" + b, LANDS),
    ("one JSON list", JSONL, lambda b: b"[" + b.replace(b"\n", b",\n")[:-2] + b"]\n", "format"),
    ("JSON over several lines", JSONL, _indented, "format"),
    ("CSV instead of JSON", JSONL, lambda b: b"a,b\n1,2\n", "format"),
    ("JSON, a key renamed", JSONL, _keys(_renamed("死亡日期", "死亡时间")), "header"),
    ("JSON, an optional key renamed", JSONL, _keys(_renamed("死因编码", "死因")), "header"),
    ("JSON, a key added", JSONL, _keys(lambda each: {**each, "备注": "x"}), "header"),
    ("JSON, a required key left out", JSONL, _keys(_without("死亡日期")), "header"),
    ("JSON, an optional key left out", JSONL, _keys(_without("死因编码")), LANDS),
    ("JSON in GB18030", JSONL, _recoded("utf-8", "gb18030"), "undecodable"),
    ("JSON with CR LF", JSONL, lambda b: b.replace(b"\n", b"\r\n"), LANDS),
    ("JSON without line end at the end", JSONL, lambda b: b[:-1], LANDS),
    ("cells merged", XLSX, _sheet(lambda s: s.merge_cells("A2:A5")), "format"),
    ("two sheets with rows", XLSX, _sheet(_second_sheet), "format"),
    ("a second sheet, empty", XLSX, _sheet(_empty_sheet), LANDS),
    ("an empty sheet", XLSX, lambda b: workbook([]), "empty"),
    ("a workbook with its header only", XLSX, _sheet(lambda s: s.delete_rows(2, 1000)), LANDS),
    ("a title above the workbook's header", XLSX, _sheet(lambda s: s.insert_rows(1)), "header"),
    ("a column of the workbook renamed", XLSX, _sheet(lambda s: s.__setitem__("A1", "编号")), "header"),
    ("a column of the workbook missing", XLSX, _sheet(lambda s: s.delete_cols(3)), "header"),
    ("a column added to the workbook", XLSX, _sheet(lambda s: s.__setitem__("I1", "备注")), "header"),
    ("the workbook's columns moved under their header", XLSX, _sheet(_moved), "not_as_claimed"),
    ("rows behind the table of the workbook, empty", XLSX, _sheet(lambda s: s.cell(700, 1)), LANDS),
)  # fmt: skip
