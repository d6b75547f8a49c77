"""The reader of .xls and .et: cells, errors, percents, merged cells, notes. The fast reader knows only half of that here."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import olefile

from dangjian_xl.grids import Aside, Cell, CellError, Grid
from dangjian_xl.reading.amendments import Amendments
from dangjian_xl.reading.errors import EncryptedWorkbookError, UnreadableWorkbookError
from dangjian_xl.reading.formats import as_shown
from dangjian_xl.reading.notes import others

_SUMMARY = "\x05SummaryInformation"
_LAST_SAVED = 13
#: A property set holds some twenty; one that claims more is damaged.
_MOST_PROPERTIES = 100
_LARGEST = 1 << 20
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read(data: bytes) -> tuple[dict[str, Grid], dict[str, Aside]]:
    """Cells and asides by tab; UnreadableWorkbookError where that cannot be, EncryptedWorkbookError where it wants a password. Never by the fast reader: over damage it takes all memory."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        grids: dict[str, Grid] = {sheet.name: [] for sheet in book.sheets()}
        Amendments({sheet.name: dict(_cells(book, sheet)) for sheet in book.sheets()}).apply(grids)
        return grids, {sheet.name: _aside(sheet) for sheet in book.sheets()}
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever a damaged file leads it to
        if "encrypted" in str(error):
            raise EncryptedWorkbookError("设了打开密码") from error
        raise UnreadableWorkbookError("内容损坏，或者是读不准的旧格式") from error


def _cells(book: Any, sheet: Any) -> Iterator[tuple[tuple[int, int], Cell]]:  # noqa: ANN401 - xlrd is untyped
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            cell = _cell(book, sheet, row, column, kind)
            if cell != "":
                yield (row, column), cell


def _cell(book: Any, sheet: Any, row: int, column: int, kind: int) -> Cell:  # noqa: ANN401 - as above
    import xlrd

    value = sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, "#VALUE!"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_NUMBER:
        form = book.xf_list[sheet.cell_xf_index(row, column)].format_key
        return as_shown(value, book.format_map[form].format_str)
    if kind == xlrd.XL_CELL_DATE:
        # Whatever year the workbook counts from: the day whose number it is, for a number is what was asked for.
        with contextlib.suppress(ValueError, OverflowError):
            return xlrd.xldate_as_datetime(value, 0)
    # a text, nothing, or a number that is no day
    return value if isinstance(value, (str, float)) else str(value)


def _aside(sheet: Any) -> Aside:  # noqa: ANN401 - as above
    merged = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    notes = {at: others(note.text) for at, note in sheet.cell_note_map.items()}
    return Aside(merged, {at: text for at, text in notes.items() if text})


def saved(data: bytes) -> datetime | None:
    """When a compound file says that it was last saved; it says so in universal time, as [MS-OLEPS] lays it down."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            if compound.get_size(_SUMMARY) > _LARGEST:
                return None
            content = compound.openstream(_SUMMARY).read()
        section = _u32(content, 44)
        for number in range(min(_u32(content, section + 4), _MOST_PROPERTIES)):
            entry = section + 8 + 8 * number
            if _u32(content, entry) == _LAST_SAVED:
                at = section + _u32(content, entry + 4) + 4
                ticks = int.from_bytes(content[at : at + 8], "little")
                moment = _EPOCH + timedelta(microseconds=ticks // 10)
                return moment if 2000 < moment.year < 2200 else None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file leads the library to whatever; then it does not say
        return None
    return None


def _u32(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")
