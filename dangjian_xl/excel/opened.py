"""An open workbook as sheets of raw cells, the same as its file would be read: errors as errors, 80% as 80%."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.grids import Cell, CellError, Grid

if TYPE_CHECKING:
    import xlwings as xw

#: Beyond it a sheet is no form and no scheme, but a stray cell far away; reading it would take minutes.
_MOST_CELLS = 500_000
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def grids_of(book: xw.Book) -> dict[str, Grid]:
    """Every sheet in tab order, each from A1."""
    return {sheet.name: _grid(sheet) for sheet in book.sheets}


def _grid(sheet: xw.Sheet) -> Grid:
    last = sheet.used_range.last_cell
    if last.row * last.column > _MOST_CELLS:
        raise CannotRunError(
            f"“{sheet.name}”表里离表很远的 {last.get_address(False, False)} 格附近有内容，没有检查；请先删去。"  # noqa: FBT003 - xlwings' names differ by version
        )
    block = sheet.range((1, 1), (last.row, last.column))
    rows: list[list[Cell | Decimal | None]] = block.options(ndim=2, err_to_str=True).value
    grid = [[_cell(value) for value in row] for row in rows]
    for column in range(last.column):
        _percents(sheet, grid, column)
    return grid


def _cell(value: Cell | Decimal | None) -> Cell:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        # What Excel gives for a cell in a currency format.
        return float(value)
    return CellError(value) if isinstance(value, str) and value in _ERRORS else value


def _percents(sheet: xw.Sheet, grid: Grid, column: int) -> None:
    """A number shown as percent becomes the text that people see. A column of one format takes one look."""
    numbers = [row for row, cells in enumerate(grid) if isinstance(cells[column], float)]
    if not numbers:
        return
    common = sheet.range((numbers[0] + 1, column + 1), (numbers[-1] + 1, column + 1)).number_format
    for row in numbers:
        shown = common or sheet.range((row + 1, column + 1)).number_format
        if "%" in shown:
            grid[row][column] = f"{float(str(grid[row][column])) * 100:.10g}%"
