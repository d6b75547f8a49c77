"""What stands in a workbook's cells, as raw values in rows from A1, and how cells are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

#: Characters that XML has no place for.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


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


def storable(text: str) -> str:
    """The text with each character that XML has no place for replaced visibly."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def clipped(text: str, length: int = 60) -> str:
    """A text fit to be quoted in a sentence: short, on one line, nothing that a terminal would obey."""
    plain = "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)
    return plain if len(plain) <= length else plain[: length - 1] + "…"


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


def cell_position(name: str) -> tuple[int, int] | None:
    """0-based row and column of a cell's name: A1 -> (0, 0); None if it is none."""
    found = _NAME.fullmatch(name)
    return (int(found[2]) - 1, column_index(found[1])) if found else None
