"""Contents of cells as Python values, and back.

LibreOffice knows numbers and texts; a date or a truth value is a number with such a format. Texts stay texts: neither
"=1+1" nor "007" is interpreted, other than in Excel, where a program's text is taken as if it were typed.
"""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import groupby
from typing import Any

from dangjian_xl.grids import CellError
from dangjian_xl.libreoffice.kin import SheetOf
from dangjian_xl.libreoffice.protection import lifted, require_unlocked
from dangjian_xl.libreoffice.runtime import Uno, struct

#: com.sun.star.util.NumberFormat
DATE, TIME, LOGICAL = 2, 4, 1024
#: com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
CONTENTS = 1 | 2 | 4 | 16
_ERRORS = {532: "#DIV/0!", 32767: "#N/A", 525: "#NAME?", 521: "#NULL!", 503: "#NUM!", 524: "#REF!"}
_FEWEST_DAYS, _MOST_DAYS = -693_593, 2_958_466
_DAY = dt.timedelta(days=1)
#: Parts of a day that a number of days can tell apart, and Excel shows.
_TICKS = 24 * 60 * 60 * 1000


def read(document: Uno, cells: Uno) -> tuple[tuple[object, ...], ...]:
    """The values of cells: float, str, bool, datetime, CellError; "" where a cell is empty."""
    data: Sequence[Sequence[object]] = cells.getDataArray()
    if all(isinstance(value, str) for row in data for value in row):
        return tuple(map(tuple, data))
    rows = [list(row) for row in data]
    top, left = cells.RangeAddress.StartRow, cells.RangeAddress.StartColumn
    for kind, box in _kinds(document, cells):
        if kind & (DATE | LOGICAL):
            for row in range(box.StartRow - top, box.EndRow - top + 1):
                for column in range(box.StartColumn - left, box.EndColumn - left + 1):
                    rows[row][column] = _typed(rows[row][column], kind, document)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is None:
                code = cells.getCellByPosition(column, row).getError()
                values[column] = CellError(_ERRORS.get(code, "#VALUE!"))
    return tuple(map(tuple, rows))


def write(sheet: SheetOf, cells: Uno, data: Sequence[Sequence[object]]) -> None:
    """Put values into as many cells."""
    require_unlocked(sheet, cells)
    document = sheet.book.document
    epoch = _epoch(document)
    with keeping_notes(sheet, cells):
        cells.setDataArray(tuple(tuple(_number_or_text(value, epoch) for value in row) for row in data))
    _format(sheet, cells, data)


@contextmanager
def keeping_notes(sheet: SheetOf, cells: Uno) -> Iterator[None]:
    """Put back the notes of cells that are filled as a block: LibreOffice takes them away with the old contents."""
    annotations, box = sheet.sheet.Annotations, cells.RangeAddress
    standing = []
    for index in range(annotations.Count):
        note = annotations.getByIndex(index)
        place = note.Position
        if box.StartRow <= place.Row <= box.EndRow and box.StartColumn <= place.Column <= box.EndColumn:
            standing.append((place, note.String, note.IsVisible))
    yield
    if standing:
        with lifted(sheet):
            for place, text, visible in standing:
                annotations.insertNew(place, text)
                cell = sheet.sheet.getCellByPosition(place.Column, place.Row)
                cell.Annotation.IsVisible = visible


def clear(sheet: SheetOf, cells: Uno) -> None:
    """Empty cells; formats and notes stay."""
    require_unlocked(sheet, cells)
    cells.clearContents(CONTENTS)
    forget_truth(sheet, cells)


def forget_truth(sheet: SheetOf, cells: Uno) -> None:
    """Take away the format of truth values: with it, LibreOffice would show the next number as TRUE."""
    document = sheet.book.document
    boxes = [box for kind, box in _kinds(document, cells) if kind & LOGICAL]
    if boxes:
        with lifted(sheet):
            together = document.createInstance("com.sun.star.sheet.SheetCellRanges")
            together.addRangeAddresses(tuple(boxes), False)  # noqa: FBT003 - UNO has no names for arguments
            together.NumberFormat = 0


def _kinds(document: Uno, cells: Uno) -> Iterator[tuple[int, Any]]:
    """The kinds of number that cells show, by area."""
    formats = document.NumberFormats
    groups = cells.getUniqueCellFormatRanges()
    known: dict[int, int] = {}
    for group in (groups.getByIndex(index) for index in range(groups.Count)):
        key = group.NumberFormat
        if key not in known:
            known[key] = formats.getByKey(key).Type
        for box in group.RangeAddresses:
            yield known[key], box


def _typed(value: object, kind: int, document: Uno) -> object:
    if not isinstance(value, float):
        return value
    if kind & LOGICAL:
        return bool(value)
    # Fewer than about two million years from now, a number of days is a date that Python knows.
    if not _FEWEST_DAYS <= value < _MOST_DAYS:
        return value
    return _epoch(document) + round(value * _TICKS) * (_DAY / _TICKS)


def _epoch(document: Uno) -> dt.datetime:
    """The day that a spreadsheet counts as 0."""
    null = document.NullDate
    return dt.datetime(null.Year, null.Month, null.Day)  # noqa: DTZ001 - a spreadsheet's times have no zone


def _number_or_text(value: object, epoch: dt.datetime) -> float | str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return _days(value, epoch)
    if isinstance(value, (numbers.Real, Decimal)):
        return float(value)
    raise TypeError(f"单元格里放不下 {type(value).__name__}。")


def _days(value: dt.date | dt.time | dt.timedelta, epoch: dt.datetime) -> float:
    """A time as a spreadsheet counts it; a time zone is dropped, as in Excel."""
    if isinstance(value, dt.timedelta):
        return value / _DAY
    if isinstance(value, dt.time):
        value = dt.datetime.combine(epoch, value)
    if not isinstance(value, dt.datetime):
        return float((value - epoch.date()).days)
    return (value.replace(tzinfo=None) - epoch) / _DAY


def _wanted(value: object) -> int:
    """The kind of number format that a value must have, 0 for a plain number."""
    if isinstance(value, bool):
        return LOGICAL
    if isinstance(value, dt.datetime):
        return DATE | TIME
    if isinstance(value, dt.date):
        return DATE
    return TIME if isinstance(value, (dt.time, dt.timedelta)) else 0


def _format(sheet: SheetOf, cells: Uno, data: Sequence[Sequence[object]]) -> None:
    """Give dates and truth values such a format where they have none, and take the latter's from all else."""
    document, address = sheet.book.document, cells.RangeAddress
    present = [[0] * len(row) for row in data]
    for kind, box in _kinds(document, cells):
        if kind & (DATE | TIME | LOGICAL):
            for row in range(box.StartRow - address.StartRow, box.EndRow - address.StartRow + 1):
                for column in range(
                    box.StartColumn - address.StartColumn, box.EndColumn - address.StartColumn + 1
                ):
                    present[row][column] = kind
    changes: dict[int, list[tuple[int, int]]] = {}
    for row, values in enumerate(data):
        for column, value in enumerate(values):
            wanted, has = _wanted(value), present[row][column]
            if (wanted and not has & wanted) or (not wanted and has & LOGICAL):
                changes.setdefault(wanted, []).append((row + address.StartRow, column + address.StartColumn))
    if changes:
        locale = struct("lang.Locale")
        with lifted(sheet):
            for wanted, places in changes.items():
                key = document.NumberFormats.getStandardFormat(wanted, locale) if wanted else 0
                areas(document, address.Sheet, places).NumberFormat = key


def areas(document: Uno, sheet: int, places: Iterable[tuple[int, int]]) -> Uno:
    """Single cells (row and column from 0) as one object of LibreOffice, in as few rectangles as columns allow."""
    together = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    boxes = []
    by_column = sorted((column, row) for row, column in places)
    for column, group in groupby(by_column, key=lambda place: place[0]):
        rows = [row for _, row in group]
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            numbers_of_run = [row for _, row in run]
            boxes.append(
                struct(
                    "table.CellRangeAddress",
                    Sheet=sheet,
                    StartColumn=column,
                    EndColumn=column,
                    StartRow=numbers_of_run[0],
                    EndRow=numbers_of_run[-1],
                )
            )
    together.addRangeAddresses(tuple(boxes), False)  # noqa: FBT003 - UNO has no names for arguments
    return together
