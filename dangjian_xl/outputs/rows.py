"""Rows of a sheet written once and for all: as XML in a temporary file, so that a sheet of a million cells takes no room.

XlsxWriter keeps every cell as an object until the workbook is closed, and asks each what it is; that is most of the
time and nearly all of the memory that a large workbook takes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import escape
from math import floor
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

from dangjian_xl import style
from dangjian_xl.classic import ClassicSheet
from dangjian_xl.grids import column_letters, storable

#: Rows and characters that a sheet and a cell can have.
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
LINE_HEIGHT = 19.0  # points, of a row of one line
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CUT = "……（一格放不下，后面的从略）"
#: Characters kept in memory before they go to the file, and copied at a time.
_AT_ONCE = 1 << 22


class Live(NamedTuple):
    """A formula (without =) and the value that it has, as Python computed it; "" shows nothing."""

    formula: str
    value: Fraction | Decimal | float | str


#: What a cell is given as. Texts are written as texts, whatever they begin with; None leaves the cell empty.
Cell = str | int | float | Decimal | Fraction | date | Live | None


class Lane(NamedTuple):
    """A column as its cells need it: its letters, its style, its width, and how long a text surely takes one line."""

    letters: str
    style: str
    width: float
    short: int


class _Run(NamedTuple):
    """Rows one below another, 0-based, and how many characters of the file they are."""

    first: int
    last: int
    size: int


def text(value: object) -> str:
    """A text from anywhere as a cell can hold it: no characters that XML has no place for, visibly cut if too long."""
    told = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
    if told.startswith("<r>") and told.endswith("</r>"):
        # XlsxWriter would take it for markup of its own, and the workbook could not be opened
        told += " "
    return told if len(told) <= MOST_CHARACTERS else told[: MOST_CHARACTERS - len(_CUT)] + _CUT


class RowSheet(ClassicSheet):
    """A sheet that takes whole rows, from top to bottom; cells of other rows are written as ever."""

    def __init__(self) -> None:
        """As XlsxWriter makes it, without any row."""
        super().__init__()
        self._runs: list[_Run] = []
        self._waiting, self._pending = io.StringIO(), 0
        self._file: Any = None
        self._looks: dict[int, str] = {}

    def lanes(self, formats: Sequence[Any], widths: Sequence[float]) -> list[Lane]:
        """The columns from A on, with these formats and widths (of half-width digits)."""
        return [
            Lane(column_letters(position), self._look(shown), width, max(0, floor((width - 2) / 2)))
            for position, (shown, width) in enumerate(zip(formats, widths, strict=True))
        ]

    def put(self, row: int, cells: Sequence[Cell], lanes: Sequence[Lane]) -> None:
        """Write a row, 0-based and below all that were put before, as high as its longest text needs."""
        number, lines, parts = row + 1, 1, []
        known = self.str_table.string_table
        for cell, (letters, look, width, short) in zip(cells, lanes, strict=True):
            shown: Cell = cell
            if cell is None:
                parts.append(f'<c r="{letters}{number}"{look}/>')
            elif isinstance(cell, str):
                index = known.get(cell)
                if index is None:
                    index = self.str_table._get_shared_string_index(text(cell))  # noqa: SLF001 - as XlsxWriter's own sheets do
                else:
                    self.str_table.count += 1
                parts.append(f'<c r="{letters}{number}"{look} t="s"><v>{index}</v></c>')
            elif isinstance(cell, Live):
                shown = cell.value
                parts.append(f'<c r="{letters}{number}"{look}{_live(cell)}</c>')
            else:
                value = self._convert_date_time(cell) if isinstance(cell, date) else float(cell)
                parts.append(f'<c r="{letters}{number}"{look}><v>{value:.16G}</v></c>')
            # most texts are short: only the others are measured
            if isinstance(shown, str) and (len(shown) > short or "\n" in shown):
                lines = max(lines, style.lines_needed(shown, width))
        height = self._height(style.row_height(lines) if lines > 1 else None)
        self._keep(row, f'<row r="{number}"{height}>{"".join(parts)}</row>')
        self._check_dimensions(row, 0)
        self._check_dimensions(row, len(lanes) - 1)

    def _look(self, shown: Any) -> str:  # noqa: ANN401 - XlsxWriter's Format is untyped
        """A format as an attribute of a cell."""
        found = self._looks.get(id(shown))
        if found is None:
            found = self._looks[id(shown)] = f' s="{shown._get_xf_index()}"'  # noqa: SLF001 - as above
        return found

    def _height(self, points: float | None) -> str:
        """A row's height as an attribute, in whole pixels as XlsxWriter has them; None for the sheet's usual one."""
        pixels = self.default_row_height if points is None else int(points * 4 / 3 + 0.5)
        if pixels == self.original_row_height == self.default_row_height:
            return ""
        return f' ht="{pixels * 0.75:.16g}" customHeight="1"'

    def _keep(self, row: int, xml: str) -> None:
        last = self._runs[-1] if self._runs else None
        if last and last.last == row - 1:
            self._runs[-1] = _Run(last.first, row, last.size + len(xml))
        else:
            self._runs.append(_Run(row, row, len(xml)))
        self._waiting.write(xml)
        self._pending += len(xml)
        if self._pending > _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self._file is None:
            # closed, and so removed, when its sheet is written
            self._file = SpooledTemporaryFile(_AT_ONCE, "w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._file.write(self._waiting.getvalue())
        self._waiting, self._pending = io.StringIO(), 0

    def _calculate_spans(self) -> None:
        """None: they are a hint that programs can do without, and rows that were put are not known here."""

    def _write_rows(self) -> None:
        """XlsxWriter's own rows and those that were put, in their order; ValueError where one is both: its cells would be lost."""
        own: Any = self  # untyped, as all of XlsxWriter's fields
        if any(run.first <= row <= run.last for row in own.table for run in self._runs):
            raise ValueError("A cell was written into a row that was put.")
        self._flush()
        self._file.seek(0)
        first, last = own.dim_rowmin, own.dim_rowmax
        for run in self._runs:
            own.dim_rowmin, own.dim_rowmax = first, run.first - 1
            super()._write_rows()
            left = run.size
            while left:
                piece = self._file.read(min(left, _AT_ONCE))
                self.fh.write(piece)
                left -= len(piece)
            first = run.last + 1
        own.dim_rowmin, own.dim_rowmax = first, last
        super()._write_rows()
        self._file.close()


def _live(cell: Live) -> str:
    """A formula with its value, from the end of the cell's attributes on."""
    formula = escape(storable(cell.formula), quote=False)
    if not isinstance(cell.value, str):
        return f"><f>{formula}</f><v>{float(cell.value)}</v>"
    # Where nothing is shown no type is said, so that every program computes it anew.
    kind = ' t="str"' if cell.value else ""
    return f"{kind}><f>{formula}</f><v>{escape(storable(cell.value), quote=False)}</v>"
