"""What a workbook's cells are read as: what the reader drops is put back, what would exhaust memory is refused."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from dangjian_xl.grids import CellError, cell_name, column_index, column_letters
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.workbook import read_grids


def book(*cells: tuple[str, object, str]) -> bytes:
    """A workbook of (cell, value, number format)."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet("表")
    for name, value, number_format in cells:
        sheet.write(
            name, value, workbook.add_format({"num_format": number_format}) if number_format else None
        )
    workbook.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (0.8, "0%", "80%"),
        (0.8, "0.0%", "80%"),
        (0.155, "0.00%", "15.5%"),
        (1 / 3, '0.0"约"%', "33.33333333%"),
        (0.8, "", 0.8),
        (0.8, "0.00", 0.8),
        ("80%", "0%", "80%"),
    ],
)
def test_a_percentage_is_what_people_see(value: object, number_format: str, read: object) -> None:
    assert read_grids(book(("A1", value, number_format), ("B1", 0.5, "")))["表"][0] == [read, 0.5]


def test_an_error_value_is_not_blank() -> None:
    grid = read_grids(book(("A1", 1, ""), ("C2", "=NA()", "")))["表"]
    assert grid[0][0] == 1
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    workbook.add_worksheet("表").write_formula("B2", "=1/0", None, "#DIV/0!")
    workbook.close()
    assert read_grids(stream.getvalue())["表"][-1][-1] == CellError("#DIV/0!")


@pytest.mark.parametrize("cell", ["XFD1048576", "AAA1", "A100000", "B1000000"])
def test_content_far_away_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(UnreadableWorkbookError, match=cell):
        read_grids(book(("A1", 1, ""), (cell, "x", "")))


def test_a_format_far_away_is_nothing() -> None:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet("表")
    sheet.write("A1", 1)
    sheet.write_blank("XFD1048576", None, workbook.add_format({"bold": True}))
    workbook.close()
    assert read_grids(stream.getvalue())["表"][0][0] == 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"plain text"])
def test_no_workbook_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(UnreadableWorkbookError):
        read_grids(data)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(index: int, letters: str) -> None:
    assert (column_letters(index), column_index(letters)) == (letters, index)
    assert cell_name(6, index) == f"{letters}7"
