"""Where cells are: addresses, sizes, and the ways from there. Cells move along when rows are inserted above them."""

from __future__ import annotations

from typing import Any

from dangjian_xl.libreoffice import addresses
from dangjian_xl.libreoffice.appearance import Appearance
from dangjian_xl.libreoffice.kin import SheetOf
from dangjian_xl.libreoffice.runtime import Uno

_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Place(Appearance):
    """The place of a range."""

    def __init__(self, sheet: SheetOf, cells: Uno) -> None:
        """Cells of a sheet."""
        self.sheet = sheet
        self.office = sheet.office
        self.cells = cells

    @property
    def api(self) -> Uno:
        """LibreOffice's cells."""
        return self.cells

    @property
    def cell(self) -> Uno:
        """LibreOffice's upper left cell."""
        return self.cells.getCellByPosition(0, 0)

    @property
    def coords(self) -> tuple[SheetOf, int, int, int, int]:
        """Sheet, row, column, number of rows, number of columns."""
        return (self.sheet, self.row, self.column, *self.shape)

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return int(self.cells.RangeAddress.StartRow) + 1

    @property
    def column(self) -> int:
        """The first column, from 1."""
        return int(self.cells.RangeAddress.StartColumn) + 1

    @property
    def last_row(self) -> int:
        """The last row, from 1."""
        return int(self.cells.RangeAddress.EndRow) + 1

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        address = self.cells.RangeAddress
        return address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, arg1: int, arg2: int | None = None) -> Any:  # noqa: ANN401 - an engine's range
        """A cell counted from the upper left one, which is (1, 1) or 1; it may lie outside."""
        row, column = (arg1, arg2) if arg2 is not None else (1, arg1)
        if arg2 is None:
            row, column = (part + 1 for part in divmod(arg1 - 1, self.shape[1]))
        return self.sheet.block(self.row + row - 1, self.column + column - 1)

    @property
    def rows(self) -> Any:  # noqa: ANN401 - an engine's range
        """Itself: xlwings takes the rows out of it."""
        return self

    @property
    def columns(self) -> Any:  # noqa: ANN401 - an engine's range
        """Itself: xlwings takes the columns out of it."""
        return self

    def get_address(
        self,
        row_absolute: bool = True,  # noqa: FBT001, FBT002 - xlwings' signature
        col_absolute: bool = True,  # noqa: FBT001, FBT002 - as above
        external: bool = False,  # noqa: FBT001, FBT002 - as above
    ) -> str:
        """The address, with book and sheet if external."""
        (rows, columns), (all_rows, all_columns) = self.shape, self.sheet.cells.shape
        box = addresses.Box(
            self.row,
            self.column,
            None if rows == all_rows and columns != all_columns else rows,
            None if columns == all_columns else columns,
        )
        text = addresses.written(box, row_fixed=row_absolute, column_fixed=col_absolute)
        return f"{addresses.quoted(self.sheet.name, self.sheet.book.name)}!{text}" if external else text

    @property
    def address(self) -> str:
        """The address: $A$1:$B$2."""
        return self.get_address()

    def end(self, direction: str) -> Any:  # noqa: ANN401 - an engine's range
        """Where Ctrl and an arrow key lead: the edge of a block of filled cells, the next filled cell, the sheet's edge."""
        down, right = _STEPS[direction]
        rows, columns = self.sheet.cells.shape
        ahead = self._ahead(down, right)
        at = 0
        if len(ahead) > 1 and ahead[0] and ahead[1]:
            while at + 1 < len(ahead) and ahead[at + 1]:
                at += 1
        else:
            following = (index for index, filled in enumerate(ahead) if index and filled)
            edge = {
                "up": self.row - 1,
                "down": rows - self.row,
                "left": self.column - 1,
                "right": columns - self.column,
            }
            at = next(following, edge[direction])
        return self.sheet.block(self.row + at * down, self.column + at * right)

    def _ahead(self, down: int, right: int) -> list[bool]:
        """Which cells from this one on are filled, as far as any are."""
        cursor = self.sheet.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO has no names for arguments
        last = cursor.RangeAddress
        row, column = self.row - 1, self.column - 1
        far_row = {-1: 0, 0: row, 1: max(row, last.EndRow)}[down]
        far_column = {-1: 0, 0: column, 1: max(column, last.EndColumn)}[right]
        line = self.sheet.sheet.getCellRangeByPosition(
            min(column, far_column), min(row, far_row), max(column, far_column), max(row, far_row)
        )
        filled = [value != "" for part in line.getFormulaArray() for value in part]
        return filled[::-1] if -1 in (down, right) else filled

    @property
    def current_region(self) -> Any:  # noqa: ANN401 - an engine's range
        """The block of filled cells around."""
        cursor = self.sheet.sheet.createCursorByRange(self.cells)
        cursor.collapseToCurrentRegion()
        return self._of(cursor.RangeAddress)

    def _of(self, address: Uno) -> Any:  # noqa: ANN401 - an engine's range
        return self.sheet.block(
            address.StartRow + 1,
            address.StartColumn + 1,
            address.EndRow - address.StartRow + 1,
            address.EndColumn - address.StartColumn + 1,
        )

    @property
    def merge_area(self) -> Any:  # noqa: ANN401 - an engine's range
        """The merged cells to which the first cell belongs."""
        cursor = self.sheet.sheet.createCursorByRange(self.cell)
        cursor.collapseToMergedArea()
        return self._of(cursor.RangeAddress)

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are merged; None if only some are."""
        area = self.merge_area
        (rows, columns), (own_rows, own_columns) = area.shape, self.shape
        if (rows, columns) != (1, 1) and area.row + rows >= self.row + own_rows:
            return True if area.column + columns >= self.column + own_columns else None
        return None if self.cells.IsMerged else False
