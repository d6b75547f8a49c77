"""A workbook file as sheets of raw cells: what stands in each cell, error cells kept as errors, nothing interpreted.

calamine reads error cells as empty and 80% as 0.8, so the sheets' XML is looked at first, and what is lost is put back.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

#: Error cells are written <c r="F7" ... t="e"><v>#N/A</v>; the value may be absent.
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?:/>|>(.*?)</(?:\w+:)?c>)',
    re.DOTALL,
)
_STYLED_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\br="([A-Z]{1,3})([0-9]{1,7})")[^>]*\bs="([0-9]+)"[^>]*(?<!/)>'
)
_PERCENT_FORMAT = re.compile(rb'<(?:\w+:)?numFmt\b(?=[^>]*formatCode="[^"]*%)[^>]*numFmtId="([0-9]+)"')
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE_FORMAT = re.compile(rb'<(?:\w+:)?xf\b[^>]*numFmtId="([0-9]+)"')
#: A cell with content beyond column ZZ or row 99,999: the reader makes room for all cells up to it, and dies of it.
_FAR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{3,}[0-9]+|[A-Z]+[0-9]{6,})"[^>]*(?<!/)>')
#: Of a sheet's XML, unpacked; a form has some tens of kB.
_MAX_SHEET_BYTES = 100 * 1024 * 1024
_ERROR_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value in a cell, such as #N/A."""

    code: str

    def __str__(self) -> str:
        return self.code


#: What can stand in a cell. Empty cells are "".
Cell = str | float | int | bool | date | datetime | time | timedelta | CellError
#: Rows of cells from A1; rows may differ in length.
Grid = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Aside:
    """What a sheet holds beside its values, all 0-based: merged ranges as (first row, first column, last row, last column), and notes by (row, column)."""

    merged: tuple[tuple[int, int, int, int], ...] = ()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)


def shown(cell: Cell) -> str:
    """A cell as people see it: whole numbers without decimals, truth values as Excel writes them."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def clipped(text: str, length: int = 60) -> str:
    """A text fit to be quoted in a sentence: short, on one line, nothing that a terminal would obey."""
    plain = "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)
    return plain if len(plain) <= length else plain[: length - 1] + "…"


class UnreadableWorkbookError(Exception):
    """The bytes are no workbook that can be read; the text says why, in Chinese."""


def read_grids(data: bytes) -> Mapping[str, Grid]:
    """Read every sheet of a workbook, in tab order, each from A1. Raises UnreadableWorkbookError only."""
    try:
        seen = _look(data) if data[:2] == b"PK" else None
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids: dict[str, Grid] = {name: _cells(book, name) for name in book.sheet_names}
        if seen:
            _restore(data, seen, grids)
    except (
        CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        ET.ParseError,
        RuntimeError,
        KeyError,
        OSError,
    ) as error:
        raise UnreadableWorkbookError("内容损坏或不是表格") from error
    except BaseException as error:
        # A Rust panic arrives as a BaseException of a class that cannot be imported; all else is a bug of ours.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableWorkbookError("内容异常，读取程序无法处理") from error
    return grids


def _cells(book: CalamineWorkbook, name: str) -> Grid:
    return [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the XML of a package's sheets says that the reader does not: by part, and the styles that show percents."""

    parts: Mapping[str, bytes]
    percent_styles: frozenset[bytes]


def _look(data: bytes) -> _Seen | None:
    """A cheap look at a package: its sheets if there are error cells or percents. What would exhaust memory is refused."""
    contents = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", info.filename):
                continue
            if info.file_size > _MAX_SHEET_BYTES:
                raise UnreadableWorkbookError("工作表太大，不像填好的表")
            content = package.read(info)
            far = _FAR_CELL.search(content)
            if far:
                cell = far[1].decode()
                raise UnreadableWorkbookError(f"离表很远的 {cell} 格里有内容，请先删去")
            contents[info.filename] = content
        percent = (
            _percent_styles(package.read("xl/styles.xml"))
            if "xl/styles.xml" in package.namelist()
            else frozenset()
        )
    if percent or any(b't="e"' in content for content in contents.values()):
        return _Seen(contents, percent)
    return None


def _percent_styles(styles: bytes) -> frozenset[bytes]:
    """The style numbers that show a number as percent: 9 and 10 are built in, others have % in their code."""
    formats = {b"9", b"10", *_PERCENT_FORMAT.findall(styles)}
    block = _CELL_STYLES.search(styles)
    used = _STYLE_FORMAT.findall(block[1]) if block else []
    return frozenset(str(number).encode() for number, style in enumerate(used) if style in formats)


def _restore(data: bytes, seen: _Seen, grids: Mapping[str, Grid]) -> None:
    """Put back what the reader drops: error values, and the % of a number that was typed as 80% (it reads 0.8)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = _sheet_parts(package)
    for name, part in parts.items():
        content = seen.parts.get(part, b"")
        for match in _ERROR_CELL.finditer(content):
            row, column = int(match[2]) - 1, column_index(match[1].decode())
            value = _ERROR_VALUE.search(match[3] or b"")
            _put(grids[name], row, column, CellError(value[1].decode() if value else "#VALUE!"))
        for match in _STYLED_CELL.finditer(content) if seen.percent_styles else ():
            if match[3] in seen.percent_styles:
                _percent(grids[name], int(match[2]) - 1, column_index(match[1].decode()))


def _percent(grid: Grid, row: int, column: int) -> None:
    """A number shown as percent becomes the text that people see."""
    cells = grid[row] if row < len(grid) else []
    number = cells[column] if column < len(cells) else ""
    if isinstance(number, (int, float)) and not isinstance(number, bool):
        cells[column] = f"{number * 100:.10g}%"


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    relations = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat expands no external entities
    targets = {r.get("Id"): (r.get("Target") or "").lstrip("/").removeprefix("xl/") for r in relations}
    workbook = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    parts = {}
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
            parts[element.get("name") or ""] = "xl/" + (targets.get(relation) or "")
    return parts


def _put(grid: Grid, row: int, column: int, value: Cell) -> None:
    while len(grid) <= row:
        grid.append([])
    grid[row].extend([""] * (column + 1 - len(grid[row])))
    grid[row][column] = value


def column_index(letters: str) -> int:
    """0-based column of Excel's letters: A -> 0, AA -> 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def column_letters(index: int) -> str:
    """Excel's letters of a 0-based column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def quoted_tab(tab: str) -> str:
    """A sheet's name as formulas and links write it."""
    return "'" + tab.replace("'", "''") + "'"


def cell_name(row: int, column: int, *, fixed: bool = False) -> str:
    """Excel's name of a 0-based cell: (0, 0) -> A1, `fixed` $A$1."""
    mark = "$" if fixed else ""
    return f"{mark}{column_letters(column)}{mark}{row + 1}"
