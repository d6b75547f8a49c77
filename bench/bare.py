"""What XlsxWriter alone takes for the cells of a workbook: read from the finished file, written again by a bare program."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook

#: One cell: 0-based row and column, number of its format, what it holds, and a formula's result.
_Written = tuple[int, int, int, object, object]


def bare_writer(workbook: bytes) -> tuple[int, Callable[[], bytes]]:
    """How many cells a workbook has, and a program that writes just these: values, formulas with results, formats."""
    formulas, values = (load_workbook(io.BytesIO(workbook), data_only=only) for only in (False, True))
    looks: dict[int, dict[str, object]] = {}
    sheets: list[tuple[str, list[_Written]]] = []
    for sheet in formulas.worksheets:
        shown = values[sheet.title]
        cells: list[_Written] = []
        for row, results in zip(sheet.iter_rows(), shown.iter_rows(), strict=True):
            for cell, result in zip(row, results, strict=True):
                if cell.value is not None or cell.has_style:
                    look = getattr(cell, "style_id", 0)
                    if look not in looks:
                        looks[look] = {
                            "num_format": cell.number_format,
                            "text_wrap": cell.alignment.wrap_text,
                        }
                    value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                    cells.append(
                        (int(cell.row or 1) - 1, int(cell.column or 1) - 1, look, value, result.value)
                    )
        sheets.append((sheet.title, cells))

    def write() -> bytes:
        stream = io.BytesIO()
        book = Workbook(stream, {"in_memory": True})
        formats = {number: book.add_format(look) for number, look in looks.items()}
        for title, cells in sheets:
            _write(book.add_worksheet(title), cells, formats)
        book.close()
        return stream.getvalue()

    return sum(len(cells) for _, cells in sheets), write


def _write(sheet: Any, cells: list[_Written], formats: dict[int, Any]) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    for row, column, look, value, result in cells:
        if value is None:
            sheet.write_blank(row, column, None, formats[look])
        elif isinstance(value, str) and value.startswith("="):
            sheet.write_formula(row, column, value, formats[look], "" if result is None else result)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, formats[look])
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, formats[look])
        else:
            sheet.write_datetime(row, column, value, formats[look])
