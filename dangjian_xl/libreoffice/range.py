"""Cells as xlwings' ranges: what stands in them, and what can be done to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlwings import XlwingsError

from dangjian_xl.libreoffice import addresses, formulas, links, notes, values
from dangjian_xl.libreoffice.place import Place
from dangjian_xl.libreoffice.plain import plain
from dangjian_xl.libreoffice.protection import lifted, require_unlocked
from dangjian_xl.libreoffice.runtime import Uno, enum

#: com.sun.star.sheet.CellFlags: contents and notes; formats
_FORMATS = 32 | 64 | 256
_NOTES = 8


@plain
class Range(Place):
    """A block of cells."""

    @property
    def raw_value(self) -> object:
        """The values: one of a single cell, else tuples of rows."""
        found = values.read(self.sheet.book.document, self.cells)
        return found[0][0] if len(self) == 1 else found

    @raw_value.setter
    def raw_value(self, data: object) -> None:
        if data is None or data == "":
            values.clear(self.sheet, self.cells)
            return
        values.write(self.sheet, *self._target(data))

    def _target(self, data: object) -> tuple[Uno, Sequence[Sequence[object]]]:
        """The cells that data go to: all for a single value, else as many as there are values."""
        rows, columns = self.shape
        if not isinstance(data, (list, tuple)):
            return self.cells, [[data] * columns] * rows
        table = data if data and isinstance(data[0], (list, tuple)) else [data]
        if (len(table), len(table[0])) == (rows, columns):
            return self.cells, table
        return self.sheet.block(self.row, self.column, len(table), len(table[0])).cells, table

    @property
    def formula(self) -> object:
        """Formulas in Excel's notation; elsewhere what one would type."""
        found = formulas.read(self.sheet.book, self.cells)
        return found[0][0] if len(self) == 1 else found

    @formula.setter
    def formula(self, data: object) -> None:
        if isinstance(data, (list, tuple)):
            formulas.write(self.sheet, *self._target(data))
        else:
            formulas.fill(self.sheet, self.cells, data, self.shape)

    @property
    def has_array(self) -> bool:
        """Whether the cells hold an array formula."""
        return bool(self.cells.getArrayFormula())

    def clear_contents(self) -> None:
        """Empty the cells."""
        values.clear(self.sheet, self.cells)

    def clear_formats(self) -> None:
        """Take away formats; in LibreOffice, validation goes with them."""
        with lifted(self.sheet):
            self.cells.clearContents(_FORMATS)

    def clear(self) -> None:
        """Take away contents, formats and notes."""
        values.clear(self.sheet, self.cells)
        with lifted(self.sheet):
            self.cells.clearContents(_FORMATS | _NOTES)

    def merge(self, across: bool) -> None:  # noqa: FBT001 - xlwings' signature
        """Merge the cells, or those of each row; the first one's content stays."""
        require_unlocked(self.sheet, self.cells)
        rows, columns = self.shape
        for index in range(rows) if across else (0,):
            part = self.sheet.block(self.row + index, self.column, 1 if across else rows, columns)
            self._empty_but_first(part)
            part.cells.merge(True)  # noqa: FBT003 - UNO has no names for arguments

    @staticmethod
    def _empty_but_first(part: Range) -> None:
        """LibreOffice would keep what is under the merged cell, unseen; Excel does not."""
        rows, columns = part.shape
        if columns > 1:
            part.sheet.block(part.row, part.column + 1, rows, columns - 1).cells.clearContents(
                values.CONTENTS
            )
        if rows > 1:
            part.sheet.block(part.row + 1, part.column, rows - 1, 1).cells.clearContents(values.CONTENTS)

    def unmerge(self) -> None:
        """Part merged cells."""
        require_unlocked(self.sheet, self.cells)
        self.merge_area.cells.merge(False)  # noqa: FBT003 - UNO has no names for arguments
        self.cells.merge(False)  # noqa: FBT003 - as above

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:  # noqa: ARG002 - xlwings' signature
        """Insert as many cells here; what stands here moves right or down."""
        require_unlocked(self.sheet, self.cells)
        mode = {"right": "RIGHT", "down": "DOWN", None: "DOWN"}[shift]
        self.sheet.sheet.insertCells(self.cells.RangeAddress, enum("sheet.CellInsertMode", mode))

    def delete(self, shift: str | None = None) -> None:
        """Delete the cells; what stands behind moves left or up."""
        require_unlocked(self.sheet, self.cells)
        (rows, columns), (all_rows, all_columns) = self.shape, self.sheet.cells.shape
        mode = {"left": "LEFT", "up": "UP", None: "UP" if columns >= rows else "LEFT"}[shift]
        if columns == all_columns or rows == all_rows:
            mode = "ROWS" if columns == all_columns else "COLUMNS"
        if mode == "UP":
            self._pull_up()
        else:
            self.sheet.sheet.removeRange(self.cells.RangeAddress, enum("sheet.CellDeleteMode", mode))

    def _pull_up(self) -> None:
        """Delete by moving what is below; LibreOffice's own way would move its sheet object along, and with it all addresses."""
        rows, columns = self.shape
        below, first = self.row + rows, self.cell.CellAddress
        last = self.sheet.used_range.last_row
        if last < below:
            self.cells.clearContents(values.CONTENTS | _FORMATS | _NOTES)
        else:
            moving = self.sheet.block(below, self.column, max(last - below + 1, rows), columns)
            self.sheet.sheet.moveRange(first, moving.cells.RangeAddress)

    def copy(self, destination: Any = None) -> None:  # noqa: ANN401 - an engine's range
        """Copy to another place of the same book."""
        if destination is None or destination.sheet.book.document != self.sheet.book.document:
            raise NotImplementedError("LibreOffice 引擎的 Range.copy 只能复制到同一工作簿里的单元格。")
        require_unlocked(destination.sheet, destination.cells)
        self.sheet.sheet.copyRange(destination.cell.CellAddress, self.cells.RangeAddress)

    def select(self) -> None:
        """Show the sheet and select the cells."""
        self.sheet.activate()
        self.sheet.book.controller.select(self.cells)

    @property
    def name(self) -> object:
        """The name that stands for exactly these cells, None without one."""
        for _, name in self.sheet.book.names.snapshot():
            cells = name.api.getReferredCells()
            if cells is not None and cells.AbsoluteName == self.cells.AbsoluteName:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={addresses.quoted(self.sheet.name)}!{self.address}")

    @property
    def note(self) -> notes.Note | None:
        """The first cell's note."""
        return notes.note(self)

    def add_note(self, text: str) -> notes.Note:
        """Give the cell a note."""
        return notes.add(self, text)

    @property
    def hyperlink(self) -> str:
        """The address of the cell's link."""
        found = links.read(self.cell)
        if found is None:
            raise XlwingsError("这个单元格里没有超链接。")
        return found

    def add_hyperlink(
        self,
        address: str,
        text_to_display: str | None = None,
        screen_tip: object = None,  # noqa: ARG002 - LibreOffice has no such tips
    ) -> None:
        """Put a link into the cell; LibreOffice shows its own tip."""
        require_unlocked(self.sheet, self.cells)
        links.write(self.sheet.book.document, self.cell, address, text_to_display or address)
