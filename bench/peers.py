"""What others would write: the same files read, and the same cells written, with bare libraries."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from bench.forms import FULL
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.layout import HEADING_ROW
from dangjian_xl.forms.write import write_form
from dangjian_xl.scheme.model import Scheme

#: A cell of a finished workbook: row, column, what stands there.
Written = tuple[int, int, object]


def calamine(paths: Iterable[Path]) -> int:
    """Read every cell of every sheet with python-calamine; returns how many rows there were."""
    rows = 0
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows += len(book.get_sheet_by_name(name).to_python())
    return rows


def pandas(paths: Iterable[Path], engine: str) -> int:
    """Read each form as a table and hold it against a schema, as a user of pandas and pandera would; returns the rows."""
    schema = pa.DataFrameSchema(
        {
            "指标": pa.Column(str),
            "满分": pa.Column(float, pa.Check.eq(FULL), coerce=True),
            "填写": pa.Column(float, pa.Check.in_range(0, FULL), coerce=True),
        }
    )
    rows = 0
    for path in paths:
        table = pd.read_excel(path, engine=engine, header=HEADING_ROW)  # type: ignore[call-overload]
        rows += len(schema.validate(table[pd.to_numeric(table["序号"], errors="coerce").notna()], lazy=True))
    return rows


def forms_one_by_one(scheme: Scheme, key: bytes, folder: Path) -> None:
    """Write each form of a scheme from scratch with XlsxWriter."""
    for number, form in enumerate(issued_forms(scheme, key).values()):
        data = write_form(form.layouts, form.signed(scheme.basics.identity, key))
        (folder / f"{number}.xlsx").write_bytes(data)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet's name and cells."""

    name: str
    cells: Sequence[Written]


def cells_of(data: bytes) -> list[Sheet]:
    """All cells of a finished workbook that hold something, formulas as formulas."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    return [
        Sheet(
            sheet.title,
            [
                (cell.row - 1, cell.column - 1, cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            ],
        )
        for sheet in book.worksheets
    ]


def write_cells(sheets: Iterable[Sheet]) -> bytes:
    """The same cells written by XlsxWriter alone: no formats, widths, charts or stored results of formulas."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet.cells)
    return stream.getvalue()


def _write_sheet(sheet, cells: Iterable[Written]) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - untyped
    for row, column, value in cells:
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(value))
