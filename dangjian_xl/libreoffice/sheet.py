"""Sheets of a spreadsheet as xlwings' sheets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from xlwings import base_classes

from dangjian_xl.libreoffice import addresses
from dangjian_xl.libreoffice.kin import BookOf
from dangjian_xl.libreoffice.names import Names
from dangjian_xl.libreoffice.notes import Note, notes
from dangjian_xl.libreoffice.plain import plain
from dangjian_xl.libreoffice.range import Range
from dangjian_xl.libreoffice.runtime import Uno


@plain
class Sheets(base_classes.Sheets):
    """The sheets of a book, hidden ones included."""

    def __init__(self, book: BookOf) -> None:
        """The sheets of a book."""
        self.book = book
        self.office = book.office

    @property
    def api(self) -> Uno:
        """LibreOffice's sheets."""
        return self.book.document.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet that the window shows."""
        return Sheet(self.book, self.book.controller.ActiveSheet)

    def _name(self, name_or_index: str | int) -> str | None:
        names = self.api.ElementNames
        if isinstance(name_or_index, int):
            return names[name_or_index - 1] if 1 <= name_or_index <= len(names) else None
        return next((name for name in names if name.casefold() == name_or_index.casefold()), None)

    def __call__(self, name_or_index: str | int) -> Sheet:
        """The sheet of a name, or by its number from 1; raises KeyError."""
        name = self._name(name_or_index)
        if name is None:
            raise KeyError(name_or_index)
        return Sheet(self.book, self.api.getByName(name))

    def __contains__(self, name_or_index: str | int) -> bool:
        return self._name(name_or_index) is not None

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, self.api.getByName(name)) for name in self.api.ElementNames])

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, before the active one unless said otherwise; it becomes the active one."""
        self.book.require_writable()
        taken = set(self.api.ElementNames)
        name = name or next(f"Sheet{n}" for n in count(1) if f"Sheet{n}" not in taken)
        index = after.index if after else (before or self.active).index - 1
        self.api.insertNewByName(name, index)
        sheet = self(name)
        sheet.activate()
        return sheet


@plain
class Sheet(base_classes.Sheet):
    """A sheet."""

    def __init__(self, book: BookOf, sheet: Uno) -> None:
        """A sheet of a book."""
        self._book = book
        self.office = book.office
        self.sheet = sheet

    @property
    def book(self) -> BookOf:
        """The book."""
        return self._book

    @property
    def api(self) -> Uno:
        """LibreOffice's sheet."""
        return self.sheet

    @property
    def name(self) -> str:
        """The name."""
        return str(self.sheet.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.book.require_writable()
        self.sheet.Name = value

    @property
    def index(self) -> int:
        """The place among the sheets, from 1."""
        return int(self.sheet.RangeAddress.Sheet) + 1

    @property
    def names(self) -> Names:
        """The names that are the sheet's own."""
        return Names(self.book, self)

    @property
    def notes(self) -> list[Note]:
        """The cells' notes."""
        return notes(self)

    @property
    def visible(self) -> bool:
        """Whether the sheet's tab is shown."""
        return bool(self.sheet.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.require_writable()
        self.sheet.IsVisible = bool(value)

    def range(self, arg1: object, arg2: object = None) -> Range:
        """Cells by address, by name, by row and column (from 1), or between two corners."""
        first = self._range(arg1)
        if arg2 is None:
            return first
        second = self._range(arg2)
        top, left = min(first.row, second.row), min(first.column, second.column)
        bottom = max(part.row + part.shape[0] for part in (first, second))
        right = max(part.column + part.shape[1] for part in (first, second))
        return self.block(top, left, bottom - top, right - left)

    def _range(self, arg: object) -> Range:
        if isinstance(arg, Range):
            return arg
        if isinstance(arg, tuple):
            row, column, *shape = arg
            return self.block(row, column, *(shape or (1, 1)))
        text = str(arg)
        box = addresses.parse(text)
        if box is not None:
            rows, columns = self.cells.shape
            return self.block(box.row, box.column, box.rows or rows, box.columns or columns)
        for names in (self.names, self.book.names):
            if names.contains(text):
                named: Range = names(text).refers_to_range
                return named
        raise ValueError(f"不认识的单元格地址：{text}")

    def block(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Range:
        """Cells by their upper left corner (from 1) and their number."""
        if row < 1 or column < 1 or rows < 1 or columns < 1:
            raise IndexError(f"不存在的单元格：({row}, {column}, {rows}, {columns})")
        # Counted on the book's sheets, not on this one: LibreOffice moves a sheet object itself when a person deletes
        # single cells on it, and then counts from another cell than A1.
        corners = (column - 1, row - 1, column + columns - 2, row + rows - 2)
        return Range(self, self.book.document.Sheets.getCellRangeByPosition(*corners, self.index - 1))

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, self.sheet)

    @property
    def used_range(self) -> Range:
        """From the first cell with content to the last one with content or format; A1 on an empty sheet."""
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)  # noqa: FBT003 - UNO has no names for arguments
        cursor.gotoEndOfUsedArea(True)  # noqa: FBT003 - as above
        return Range(
            self, self.sheet.getCellRangeByName(cursor.AbsoluteName.rpartition(".")[2].replace("$", ""))
        )

    def activate(self) -> None:
        """Show the sheet in its book's window."""
        self.book.controller.setActiveSheet(self.sheet)

    def select(self) -> None:
        """Show the sheet."""
        self.activate()

    def delete(self) -> None:
        """Delete the sheet without asking."""
        self.book.require_writable()
        self.book.document.Sheets.removeByName(self.name)

    def clear(self) -> None:
        """Delete contents, formats and notes."""
        self.cells.clear()

    def clear_contents(self) -> None:
        """Delete contents."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Delete formats."""
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        """Make rows and columns as large as their contents need."""
        self.used_range.autofit(axis)
