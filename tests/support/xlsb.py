"""A small .xlsb, written record by record as [MS-XLSB] lays them down: no program at hand writes this format."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
_ERRORS = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(body)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: object, *, percent: bool) -> bytes:
    head = struct.pack("<II", column, int(percent))
    if isinstance(value, str) and value in _ERRORS:
        return _record(3, head + bytes([_ERRORS[value]]))
    if isinstance(value, str):
        return _record(6, head + _text(value))
    assert isinstance(value, (int, float))
    return _record(5, head + struct.pack("<d", value))


def workbook(cells: Mapping[tuple[int, int], object], percents: frozenset[tuple[int, int]]) -> bytes:
    """A workbook of one sheet, 表, with values by 0-based (row, column); some of them shown as percents."""
    rows: dict[int, bytes] = {}
    for (row, column), value in sorted(cells.items()):
        rows[row] = rows.get(row, b"") + _cell(column, value, percent=(row, column) in percents)
    last = max(rows), max(column for _, column in cells)
    sheet = _record(129) + _record(148, struct.pack("<IIII", 0, last[0], 0, last[1])) + _record(145)
    for row, content in rows.items():
        sheet += _record(0, struct.pack("<II", row, 0) + b"\0" * 17) + content
    sheet += _record(146) + _record(176, struct.pack("<IIII", 0, 1, 0, 1)) + _record(130)
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("表"))
    book += _record(144) + _record(132)
    xf = struct.pack("<HH", 0xFFFF, 0) + b"\0" * 12
    styles = _record(278) + _record(617, struct.pack("<I", 2))
    styles += _record(47, xf) + _record(47, struct.pack("<HH", 0, 10) + b"\0" * 12)
    styles += _record(618) + _record(279)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "_rels/.rels", _RELATIONS.format(_RELATION.format("rId1", "officeDocument", "xl/workbook.bin"))
        )
        relations = _RELATION.format("rId1", "worksheet", "worksheets/sheet1.bin")
        relations += _RELATION.format("rId2", "styles", "styles.bin")
        package.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format(relations))
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
        package.writestr("xl/styles.bin", styles)
    return stream.getvalue()
