"""What the first reader loses of an .ods: errors, percents, merged cells, notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from dangjian_xl.grids import Aside, Cell, CellError
from dangjian_xl.reading import limits
from dangjian_xl.reading.amendments import Amendments
from dangjian_xl.reading.errors import EncryptedWorkbookError, UnreadableWorkbookError
from dangjian_xl.reading.formats import percent
from dangjian_xl.reading.notes import others
from dangjian_xl.reading.package import Package, refuse_entities

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
#: More errors and percentages than this are no form.
_MOST_REPEATS = 100_000
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


@dataclass(slots=True)
class _Sheet:
    """One table while it is walked through."""

    row: int = 0
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        """Something stands there; UnreadableWorkbookError where that makes the sheet too large."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if row >= limits.FAR_ROW or column >= limits.FAR_COLUMN or self.rows * self.columns > limits.MAX_AREA:
            raise UnreadableWorkbookError("离表很远的地方有内容，请先删去")

    def lost(self, area: tuple[int, int, int, int], cell: Cell) -> None:
        """The same content in all cells of an area."""
        top, left, bottom, right = area
        if len(self.cells) + (bottom - top + 1) * (right - left + 1) > _MOST_REPEATS:
            raise UnreadableWorkbookError("公式错误或百分比太多，不像填好的表")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.cells[row, column] = cell


def amended(package: Package) -> Amendments:
    """All sheets. Raises UnreadableWorkbookError for content far away, and for what has a password."""
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise EncryptedWorkbookError("设了打开密码")
    content = package.read("content.xml")
    refuse_entities(content)
    sheets: dict[str, _Sheet] = {}
    sheet = _Sheet()
    for event, element in ET.iterparse(io.BytesIO(content), events=("start", "end")):  # noqa: S314 - entities were refused
        if event == "start" and element.tag == f"{_TABLE}table":
            sheet = sheets.setdefault(element.get(f"{_TABLE}name") or "", _Sheet())
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            _row(sheet, element)
            element.clear()
    return Amendments(
        {tab: s.cells for tab, s in sheets.items()},
        {tab: Aside(tuple(s.merged), s.notes) for tab, s in sheets.items()},
    )


def _row(sheet: _Sheet, row: ET.Element) -> None:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        if len(cell) or cell.get(f"{_OFFICE}value-type"):
            last = column + _number(cell, "number-columns-repeated") - 1
            below = sheet.row + _number(row, "number-rows-repeated") - 1
            sheet.reach(below, last)
            _cell(sheet, cell, (sheet.row, column))
            lost = _lost(cell)
            if lost is not None:
                sheet.lost((sheet.row, column, below, last), lost)
        column += _number(cell, "number-columns-repeated")
    sheet.row += _number(row, "number-rows-repeated")


def _cell(sheet: _Sheet, cell: ET.Element, at: tuple[int, int]) -> None:
    down, right = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
    if down > 1 or right > 1:
        sheet.merged.append((*at, at[0] + down - 1, at[1] + right - 1))
    note = cell.find(f"{_OFFICE}annotation")
    text = others("\n".join(_lines(note))) if note is not None else ""
    if text:
        sheet.notes[at] = text


def _lost(cell: ET.Element) -> Cell | None:
    """What the fast reader does not say of a cell; the same content may be repeated to the right and below."""
    if cell.get(f"{_CALC}value-type") == "error":
        return CellError("".join(_lines(cell)).strip() or "#VALUE!")
    if cell.get(f"{_OFFICE}value-type") == "percentage":
        return percent(float(cell.get(f"{_OFFICE}value") or 0))
    return None


def _lines(element: ET.Element) -> Iterator[str]:
    """The paragraphs directly in an element."""
    for paragraph in element.findall(f"{_TEXT}p"):
        yield "".join(paragraph.itertext())


def _number(element: ET.Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}") or 1))
