"""The second reader of .xlsx: slower, and it sees errors, percents, long numbers and odd cells that the first one does not."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dangjian_xl.grids import Cell, CellError, Grid, cell_name
from dangjian_xl.reading import limits
from dangjian_xl.reading.amendments import EXACT, Amendments
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.formats import as_shown
from dangjian_xl.reading.package import Package


def amended(data: bytes, package: Package, tabs: frozenset[str]) -> Amendments:
    """What it sees in the given tabs that the first reader may have lost; UnreadableWorkbookError where it cannot tell."""
    cells = _read(data, package, lambda tab: tab in tabs)
    return Amendments({tab: dict(found) for tab, found in cells.items()})


def grids(data: bytes, package: Package) -> Mapping[str, Grid]:
    """The whole workbook, where the first reader refuses it."""
    found: dict[str, Grid] = {tab: [] for tab in package.sheets}
    Amendments(_read(data, package, lambda _tab: True)).apply(found)
    return found


def _read(
    data: bytes, package: Package, wanted: Callable[[str], bool]
) -> dict[str, dict[tuple[int, int], Cell]]:
    from openpyxl import load_workbook

    if b"purl.oclc.org/ooxml" in package.read(package.workbook):
        raise UnreadableWorkbookError("存成了“严格”格式，又有公式错误之类的内容")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return {sheet.title: dict(_cells(sheet)) for sheet in book.worksheets if wanted(sheet.title)}
    except (MemoryError, UnreadableWorkbookError):
        raise
    except Exception as error:  # the library raises whatever a damaged file leads it to
        raise UnreadableWorkbookError("里面有读不准的内容") from error


def _cells(sheet: Any) -> Iterator[tuple[tuple[int, int], Cell]]:  # noqa: ANN401 - openpyxl's read-only sheet
    # What a sheet says of its own extent may be wrong.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows()):
        # Rows that a file leaves out are counted one by one up to the next, which may call itself anything.
        if number >= limits.ROWS:
            raise UnreadableWorkbookError("有一行的编号不正常")
        for cell in row:
            value = cell.value
            if value is None:
                continue
            at = cell.row - 1, cell.column - 1
            if at[0] >= limits.FAR_ROW or at[1] >= limits.FAR_COLUMN:
                raise UnreadableWorkbookError(f"离表很远的 {cell_name(*at)} 格里有内容，请先删去")
            yield at, _cell(cell, value)


def _cell(cell: Any, value: Any) -> Cell:  # noqa: ANN401 - as above
    if cell.data_type == "e":
        return CellError(str(value))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value if isinstance(value, (bool, str)) or hasattr(value, "isoformat") else str(value)
    if isinstance(value, int) and abs(value) >= EXACT:
        return value
    return as_shown(value, cell.number_format or "")
