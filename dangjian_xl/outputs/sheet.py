"""One table on one sheet: headings, cells with live formulas, widths, row heights, print set-up. Knows no assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import Any

from dangjian_xl import style
from dangjian_xl.grids import column_letters
from dangjian_xl.outputs import rows

# what cells are given as is imported from here, with the tables that they stand in
from dangjian_xl.outputs.rows import Cell as Cell  # noqa: PLC0414
from dangjian_xl.outputs.rows import Live as Live  # noqa: PLC0414
from dangjian_xl.outputs.rows import text as text  # noqa: PLC0414

#: 1-based rows of every table sheet: title, purpose, headings, first record.
HEADING_ROW, FIRST_ROW = 3, 4
#: Records that fit on one sheet.
MOST_RECORDS = rows.MOST_ROWS - FIRST_ROW + 1
_WIDEST_PAGE = 260.0  # columns of text that A4 landscape still shows legibly

LINE_HEIGHT = rows.LINE_HEIGHT


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what formulas call it, its heading, width in characters, and how its cells look."""

    key: str
    title: str
    width: float
    role: str = "text"
    num_format: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet's content.

    `frozen`: columns that stay in sight; `first`: the tab is one that is read first; `title`: what stands on top where
    the tab's name had to be cut; `edited`: some of its cells are written once more later on.
    """

    name: str
    purpose: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    frozen: int = 0
    first: bool = False
    title: str = ""
    edited: bool = False


class Book:
    """A workbook with its theme and the title that every sheet's print-out carries."""

    def __init__(self, workbook: Any, title: str) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        """`workbook` comes from `style.new_workbook`."""
        self.workbook = workbook
        self.theme = style.Theme(workbook)
        self.title = title

    def add(self, name: str, *, first: bool = False) -> Any:  # noqa: ANN401 - as above
        """A new sheet at the end."""
        sheet = self.workbook.add_worksheet(name, rows.RowSheet)
        sheet.set_tab_color(style.TAB_FIRST if first else style.TAB)
        sheet.hide_gridlines(2)
        return sheet

    def format_of(self, column: Column) -> Any:  # noqa: ANN401 - as above
        """The cell format of a column."""
        if column.num_format:
            return self.theme.variant(column.role, num_format=column.num_format)
        return self.theme[column.role]

    def write(self, table: Table) -> Any:  # noqa: ANN401 - as above
        """Write a table as a sheet of its own, and what does not fit there as further ones; returns the first."""
        records, number = iter(table.rows), 1
        first = self._write(table, islice(records, MOST_RECORDS))
        for following in records:
            number += 1
            name, title = f"{table.name}（{number}）", f"{table.title or table.name}（{number}）"
            rest = islice(chain([following], records), MOST_RECORDS)
            self._write(replace(table, name=name, title=title), rest)
        return first

    def _write(self, table: Table, records: Iterator[Sequence[Cell]]) -> Any:  # noqa: ANN401 - as above
        sheet = self.add(table.name, first=table.first)
        sheet.set_default_row(LINE_HEIGHT)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, table.title or table.name, self.theme["title"])
        sheet.write_string(1, 0, table.purpose, self.theme["explanation"])
        write_headings(self, sheet, HEADING_ROW - 1, table.columns)
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, column.width)
        row = HEADING_ROW
        formats = [self.format_of(column) for column in table.columns]
        widths = [column.width for column in table.columns]
        lanes = sheet.lanes(formats, widths)
        for cells in records:
            if table.edited:
                write_row(sheet, row, cells, formats)
                fit_row(sheet, row, cells, widths)
            else:
                sheet.put(row, cells, lanes)
            row += 1
        self._finish(sheet, table, max(row, FIRST_ROW))
        return sheet

    def _finish(self, sheet: Any, table: Table, end: int) -> None:  # noqa: ANN401 - as above
        last = len(table.columns) - 1
        sheet.freeze_panes(HEADING_ROW, table.frozen)
        sheet.autofilter(HEADING_ROW - 1, 0, end - 1, last)
        block = f"A{FIRST_ROW}:{column_letters(last)}{end}"
        # codes such as 1.10 are texts, and rows of different items have different formulas, both on purpose
        sheet.ignore_errors(
            {"number_stored_as_text": block, "formula_differs": block, "formula_range": block}
        )
        style.print_setup(sheet, self.title, HEADING_ROW - 1)
        width = sum(column.width for column in table.columns)
        if width > _WIDEST_PAGE:
            sheet.fit_to_pages(round(width / _WIDEST_PAGE + 0.5), 0)
            sheet.repeat_columns(0, max(0, table.frozen - 1))


def letters(columns: Sequence[Column]) -> Mapping[str, str]:
    """Each column's letters by its key."""
    return {column.key: column_letters(position) for position, column in enumerate(columns)}


def at(sheet: str, letter: str, row: int) -> str:
    """One cell of another sheet."""
    return f"'{sheet}'!${letter}${row}"


def block(sheet: str, letter: str, first: int, last: int) -> str:
    """A part of one column; of the own sheet where `sheet` is empty."""
    place = f"'{sheet}'!" if sheet else ""
    return f"{place}${letter}${first}:${letter}${last}"


def number_format(digits: int) -> str:
    """The format of a number that was rounded to so many digits."""
    return f"0.{'0' * digits}" if digits else "0"


def fine_format() -> str:
    """The format of a number that was not rounded: four decimals."""
    return "0.0000"


def write_headings(book: Book, sheet: Any, row: int, columns: Sequence[Column]) -> None:  # noqa: ANN401 - as above
    """A row of headings, high enough for the longest; `row` is 0-based."""
    lines = 1
    for position, column in enumerate(columns):
        sheet.write_string(row, position, column.title, book.theme["heading"])
        # the filter's arrow takes the width of three digits
        lines = max(lines, style.lines_needed(column.title, max(4.0, column.width - 3)))
    sheet.set_row(row, style.row_height(max(2, lines)))


def write_row(sheet: Any, row: int, cells: Sequence[Cell], formats: Sequence[Any]) -> None:  # noqa: ANN401 - as above
    """One row of cells; `row` is 0-based."""
    for position, (cell, shown) in enumerate(zip(cells, formats, strict=True)):
        write_cell(sheet, row, position, cell, shown)


def write_cell(sheet: Any, row: int, column: int, cell: Cell, shown: Any) -> None:  # noqa: ANN401 - as above
    """One cell, by its type and never by what a text looks like."""
    if cell is None:
        sheet.write_blank(row, column, None, shown)
    elif isinstance(cell, Live):
        value = cell.value if isinstance(cell.value, str) else float(cell.value)
        sheet.write_formula(row, column, "=" + cell.formula, shown, value)
    elif isinstance(cell, str):
        sheet.write_string(row, column, text(cell), shown)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, shown)
    else:
        sheet.write_number(row, column, float(cell), shown)


def fit_row(sheet: Any, row: int, cells: Sequence[Cell], widths: Sequence[float]) -> None:  # noqa: ANN401 - as above
    """Make a row high enough for its longest text; `row` is 0-based."""
    lines = lines_of(cells, widths)
    if lines > 1:
        sheet.set_row(row, style.row_height(lines))


def row_points(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """The height of a row that was fitted, in points."""
    lines = lines_of(cells, widths)
    return style.row_height(lines) if lines > 1 else LINE_HEIGHT


def lines_of(cells: Sequence[Cell], widths: Sequence[float]) -> int:
    """How many lines the longest text of a row takes; at least 1."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        value = cell.value if isinstance(cell, Live) else cell
        # most texts are short: only the others are measured
        if isinstance(value, str) and (2 * len(value) > width - 2 or "\n" in value):
            lines = max(lines, style.lines_needed(value, width))
    return lines
