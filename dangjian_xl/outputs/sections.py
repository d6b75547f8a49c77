"""Several tables one below another on a sheet, on the same columns: title, headings and records of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dangjian_xl.outputs.sheet import LINE_HEIGHT, Book, Cell, Live, fit_row, row_points, write_row

_TITLE_HEIGHT = 26.0  # points


@dataclass(frozen=True, slots=True)
class Section:
    """One table. `wide`: its last column reaches to the sheet's last; `listed`: it is a list of one value each.

    `fine`: the format of numbers that need not be whole; `nothing`: what stands there where there are no rows; `long`: it
    may have very many, and no chart shows them.
    """

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    wide: bool = False
    listed: bool = False
    long: bool = False
    fine: str = ""
    nothing: str = "（无）"

    def widths(self, all_widths: Sequence[float]) -> list[float]:
        """Widths of its columns, on a sheet with such columns."""
        last = len(self.headings) - 1
        return [*all_widths[:last], sum(all_widths[last:]) if self.wide else all_widths[last]]


def write_section(
    book: Book,
    sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
    row: int,
    section: Section,
    all_widths: Sequence[float],
) -> int:
    """Write one table from a 0-based row on; returns the row where the next can begin, one left empty between."""
    theme, last, final = book.theme, len(section.headings) - 1, len(all_widths) - 1
    sheet.set_row(row, _TITLE_HEIGHT)
    sheet.write_string(row, 0, section.title, theme["section"])
    if not section.rows:
        sheet.write_string(row + 2, 0, section.nothing, theme["explanation"])
    widths = section.widths(all_widths)
    for index, cells in enumerate([section.headings, *section.rows], row + 1):
        formats = [
            _format(book, section, cell, "heading" if index == row + 1 else _role(cell, position))
            for position, cell in enumerate(cells)
        ]
        if section.long:
            sheet.put(index, cells, sheet.lanes(formats, widths))
            continue
        if section.wide and last < final:
            sheet.merge_range(index, last, index, final, "", theme["text"])
        write_row(sheet, index, cells, formats)
        fit_row(sheet, index, cells, widths)
    return row + 3 + max(1, len(section.rows))


def section_points(section: Section, all_widths: Sequence[float]) -> float:
    """The height of a table in points, with the line below it."""
    widths = section.widths(all_widths)
    rows = sum(row_points(cells, widths) for cells in (section.headings, *section.rows))
    return _TITLE_HEIGHT + rows + LINE_HEIGHT * (1 if section.rows else 2)


def _role(cell: Cell, position: int) -> str:
    """Numbers are centred; texts are not, nor is what heads a row."""
    value = cell.value if isinstance(cell, Live) and position == 0 else cell
    return "text" if value is None or isinstance(value, str) else "centre"


def _format(book: Book, section: Section, cell: Cell, role: str) -> Any:  # noqa: ANN401 - as above
    """The format of a cell; in a list of all kinds numbers stand as the texts do."""
    if role == "heading":
        return book.theme[role]
    value = cell.value if isinstance(cell, Live) else cell
    changes: dict[str, object] = {"align": "left"} if section.listed else {}
    if section.fine and isinstance(value, (float, Fraction, Decimal)):
        changes["num_format"] = section.fine
    return book.theme.variant(role, **changes)
