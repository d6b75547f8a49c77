"""What the first reader loses of an .xlsb: errors, percents, merged cells. Records as in Microsoft's [MS-XLSB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dangjian_xl.grids import Aside, Cell, CellError
from dangjian_xl.reading import limits
from dangjian_xl.reading.amendments import Amendments
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.formats import percent
from dangjian_xl.reading.package import Package

_ROW, _FIRST_VALUE, _RK, _ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR = 0, 2, 2, 3, 5, 9, 11
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END, _SHEET, _MERGED = 44, 47, 617, 618, 156, 176
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_PERCENTS = frozenset({9, 10})


def amended(package: Package) -> Amendments:
    """All sheets; a damaged record raises ValueError."""
    folder = "xl"
    targets = {id_: name for id_, _, name in package.related(f"{folder}/workbook.bin")}
    styles = _percent_styles(package.read(f"{folder}/styles.bin"))
    cells: dict[str, dict[tuple[int, int], Cell]] = {}
    asides: dict[str, Aside] = {}
    for kind, body in _records(package.read(f"{folder}/workbook.bin")):
        if kind == _SHEET:
            relation, rest = _text(body[8:])
            tab, _ = _text(rest)
            content = package.read(targets.get(relation, ""))
            cells[tab] = dict(_cells(content, styles))
            asides[tab] = Aside(tuple(_merged(content)))
    return Amendments(cells, asides)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's kind and body."""
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, content[at : at + size]
        at += size


def _u32(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "little")


def _text(body: bytes) -> tuple[str, bytes]:
    """A counted text and what stands behind it."""
    end = 4 + 2 * _u32(body, 0)
    return body[4:end].decode("utf-16-le"), body[end:]


def _percent_styles(content: bytes) -> frozenset[int]:
    formats, styles, within = set(_PERCENTS), [], False
    for kind, body in _records(content):
        if kind in (_STYLES_BEGIN, _STYLES_END):
            within = kind == _STYLES_BEGIN
        elif kind == _FORMAT and "%" in _text(body[2:])[0]:
            formats.add(int.from_bytes(body[:2], "little"))
        elif kind == _STYLE and within:
            styles.append(int.from_bytes(body[2:4], "little"))
    return frozenset(number for number, form in enumerate(styles) if form in formats)


def _cells(content: bytes, percents: frozenset[int]) -> Iterator[tuple[tuple[int, int], Cell]]:
    row = 0
    for kind, body in _records(content):
        if kind == _ROW:
            row = _u32(body, 0)
        elif _FIRST_VALUE <= kind <= _FORMULA_ERROR and (
            row >= limits.FAR_ROW or _u32(body, 0) >= limits.FAR_COLUMN
        ):
            raise UnreadableWorkbookError("离表很远的地方有内容，请先删去")
        elif kind in (_ERROR, _FORMULA_ERROR):
            yield (row, _u32(body, 0)), CellError(_ERRORS.get(body[8], "#VALUE!"))
        elif kind in (_RK, _REAL, _FORMULA_NUMBER) and _u32(body, 4) & 0xFFFFFF in percents:
            yield (row, _u32(body, 0)), percent(_number(kind, body[8:]))


def _number(kind: int, body: bytes) -> float:
    """A number as it is kept: whole, or packed into 30 bits."""
    if kind != _RK:
        return float(struct.unpack("<d", body[:8])[0])
    packed = _u32(body, 0)
    if packed & 2:
        number = float(int.from_bytes(body[:4], "little", signed=True) >> 2)
    else:
        number = float(struct.unpack("<d", b"\0\0\0\0" + (packed & 0xFFFFFFFC).to_bytes(4, "little"))[0])
    return number / 100 if packed & 1 else number


def _merged(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    for kind, body in _records(content):
        if kind == _MERGED:
            top, bottom, left, right = (_u32(body, at) for at in (0, 4, 8, 12))
            yield top, left, bottom, right
