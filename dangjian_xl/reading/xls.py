"""What the first reader loses of an .xls or .et: errors, percents, notes, long numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import olefile

from dangjian_xl.grids import Aside, Cell, CellError
from dangjian_xl.reading.amendments import Amendments, percent
from dangjian_xl.reading.notes import own


def amended(data: bytes) -> Amendments | None:
    """What xlrd sees; None where it cannot read the file, so that nobody can tell what was lost."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        cells = {sheet.name: dict(_cells(book, sheet)) for sheet in book.sheets()}
        asides = {sheet.name: _aside(sheet) for sheet in book.sheets()}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever a damaged file leads it to
        return None
    return Amendments(cells, asides)


def _cells(book: Any, sheet: Any) -> Iterator[tuple[tuple[int, int], Cell]]:  # noqa: ANN401 - xlrd is untyped
    import xlrd

    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#VALUE!")
                yield (row, column), CellError(code)
            elif kind == xlrd.XL_CELL_NUMBER:
                form = book.xf_list[sheet.cell_xf_index(row, column)].format_key
                if "%" in book.format_map[form].format_str:
                    yield (row, column), percent(sheet.cell_value(row, column))


def _aside(sheet: Any) -> Aside:  # noqa: ANN401 - as above
    merged = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    notes = {at: note.text.strip() for at, note in sheet.cell_note_map.items() if not own(note.text)}
    return Aside(merged, {at: text for at, text in notes.items() if text})


def saved(data: bytes) -> datetime | None:
    """When a compound file says that it was last saved; it says so in universal time."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            moment = getattr(compound.get_metadata(), "last_saved_time", None)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above
        return None
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) and moment.year > 2000 else None
