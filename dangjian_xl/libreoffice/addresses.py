"""Cell addresses as Excel writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dangjian_xl.grids import column_index, column_letters

_CELLS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
#: A sheet's name that Excel writes without quotes.
_BARE = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[RrCc]")


@dataclass(frozen=True, slots=True)
class Box:
    """Cells by their upper left corner, from 1, and their number; None for all rows or all columns."""

    row: int
    column: int
    rows: int | None
    columns: int | None


def parse(address: str) -> Box | None:
    """An address such as A1, $A$1:B2, A:C or 1:3; None for anything else, such as a name."""
    if found := _CELLS.fullmatch(address):
        column, row, last_column, last_row = found.groups()
        rows = sorted((int(row), int(last_row or row)))
        columns = sorted((_number(column), _number(last_column or column)))
        return Box(rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)
    if found := _COLUMNS.fullmatch(address):
        columns = sorted(map(_number, found.groups()))
        return Box(1, columns[0], None, columns[1] - columns[0] + 1)
    if found := _ROWS.fullmatch(address):
        rows = sorted(map(int, found.groups()))
        return Box(rows[0], 1, rows[1] - rows[0] + 1, None)
    return None


def written(box: Box, *, row_fixed: bool = True, column_fixed: bool = True) -> str:
    """A box as Excel writes it."""
    row_mark, column_mark = "$" if row_fixed else "", "$" if column_fixed else ""
    first_column = f"{column_mark}{column_letters(box.column - 1)}"
    first_row = f"{row_mark}{box.row}"
    last_column = f"{column_mark}{column_letters(box.column + (box.columns or 1) - 2)}"
    last_row = f"{row_mark}{box.row + (box.rows or 1) - 1}"
    if box.rows is None:
        return f"{first_column}:{last_column}"
    if box.columns is None:
        return f"{first_row}:{last_row}"
    first, last = first_column + first_row, last_column + last_row
    return first if (box.rows, box.columns) == (1, 1) else f"{first}:{last}"


def quoted(sheet: str, book: str = "") -> str:
    """A sheet's name as it stands before the `!`, with its book's name if wanted."""
    whole = f"[{book}]{sheet}" if book else sheet
    bare = _BARE.fullmatch(sheet) and not _LIKE_A_CELL.fullmatch(sheet)
    if bare and (not book or re.fullmatch(r"[\w.]+", book)):
        return whole
    escaped = whole.replace("'", "''")
    return f"'{escaped}'"


def split(name: str) -> tuple[str | None, str]:
    """A name that may be a sheet's own: ('表 一', 'x') of "'表 一'!x"; no sheet for a book's name."""
    sheet, _, rest = name.rpartition("!")
    if not sheet:
        return None, rest
    return (sheet[1:-1].replace("''", "'") if sheet[:1] == "'" else sheet), rest


def _number(letters: str) -> int:
    return column_index(letters.upper()) + 1
