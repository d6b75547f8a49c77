"""A workbook file as sheets of raw cells: what stands in each cell, errors kept as errors, nothing interpreted.

The first reader (calamine) is fast; a cheap look and a second reader for each format put back what it loses. Doubt is a
refusal, never a silent blank.
"""

from __future__ import annotations

import io
import re
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook

from dangjian_xl.grids import Aside, Cell, CellError, Grid, cell_position
from dangjian_xl.reading import ods, second, unlock, xls, xlsb
from dangjian_xl.reading.amendments import Amendments
from dangjian_xl.reading.errors import EncryptedWorkbookError, UnreadableWorkbookError
from dangjian_xl.reading.kinds import Kind, kind_of
from dangjian_xl.reading.look import merged_ranges, seen, uncomputed
from dangjian_xl.reading.notes import notes_of
from dangjian_xl.reading.package import DAMAGED, Package

_EPOCH_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']")
_FOUR_YEARS = timedelta(days=1462)
#: Stands where a formula has no result.
_UNCOMPUTED: Cell = CellError("（公式还没有算出结果）")


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets by tab, in order; `asides`: what stands beside their values; `saved`: when it was last saved, if it says."""

    grids: Mapping[str, Grid]
    asides: Mapping[str, Aside] = field(default_factory=dict)
    saved: datetime | None = None


def read_workbook(data: bytes, kind: Kind | None = None, *, many: bool = False) -> Workbook:
    """Read every sheet, each from A1. Raises UnreadableWorkbookError (its text says why, in Chinese) only.

    `many`: others will follow, so that it pays to load what looks at sheets the quick way.
    """
    kind = kind or kind_of(data)
    try:
        return _read(data, kind, many=many)
    except EncryptedWorkbookError:
        # Excel protects with a password of its own where it asks nobody for one.
        plain = unlock.unlocked(data)
        return _read(plain, kind_of(plain), many=many)


def _read(data: bytes, kind: Kind, *, many: bool) -> Workbook:
    if kind is Kind.ENCRYPTED:
        raise EncryptedWorkbookError("设了打开密码")
    if not kind.is_workbook:
        raise UnreadableWorkbookError(f"内容不是表格，而是{kind}")
    try:
        return _ooxml(data, many=many) if kind is Kind.OOXML else _READERS[kind](data)
    except DAMAGED as error:
        raise UnreadableWorkbookError("内容损坏或不是表格") from error


def read_grids(data: bytes) -> Mapping[str, Grid]:
    """The cells alone."""
    return read_workbook(data).grids


def _ooxml(data: bytes, *, many: bool) -> Workbook:
    package = Package(data)
    if not package.sheets or not all(package.has(part) for part in package.sheets.values() if part):
        raise UnreadableWorkbookError("内容损坏，少了工作表")
    # What is loaded already costs nothing.
    looked = seen(package, quick=many or "numpy" in sys.modules)
    try:
        grids, merged = _first(data)
    except UnreadableWorkbookError:
        # It refuses a whole workbook for one odd cell; the second reader may still make it out.
        grids = dict(second.grids(data, package))
        merged = {tab: merged_ranges(package.read(part)) for tab, part in package.sheets.items()}
    else:
        if looked.doubtful:
            second.amended(data, package, looked.doubtful).apply(grids)
    for tab in looked.unusual:
        content = package.read(package.sheets[tab])
        without = dict.fromkeys(filter(None, map(cell_position, uncomputed(content))), _UNCOMPUTED)
        Amendments({tab: without}).apply(grids)
    if _EPOCH_1904.search(package.read(package.workbook)):
        _to_1900(grids)
    asides = {
        tab: Aside(merged.get(tab, ()), notes_of(package, part)) for tab, part in package.sheets.items()
    }
    return Workbook(
        grids, {tab: aside for tab, aside in asides.items() if aside.merged or aside.notes}, package.saved
    )


def _to_1900(grids: Mapping[str, Grid]) -> None:
    """Days of a workbook that counts from 1904 as the days whose numbers they are: a number is what was asked for."""
    for grid in grids.values():
        for cells in grid:
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    cells[column] = cell - _FOUR_YEARS


def _xlsb(data: bytes) -> Workbook:
    package = Package(data)
    try:
        amendments = xlsb.amended(package)
    except (IndexError, struct.error) as error:
        raise UnreadableWorkbookError("内容损坏") from error
    grids, _ = _first(data)
    amendments.apply(grids)
    return Workbook(grids, amendments.asides, package.saved)


def _ods(data: bytes) -> Workbook:
    package = Package(data)
    amendments = ods.amended(package)
    grids, _ = _first(data)
    amendments.apply(grids)
    return Workbook(grids, amendments.asides, package.saved)


def _xls(data: bytes) -> Workbook:
    return Workbook(*xls.read(data), xls.saved(data))


_READERS = {Kind.XLSB: _xlsb, Kind.ODS: _ods, Kind.XLS: _xls}
_Merged = dict[str, tuple[tuple[int, int, int, int], ...]]


def _first(data: bytes) -> tuple[dict[str, Grid], _Merged]:
    """Cells and merged ranges as the first reader sees them."""
    grids: dict[str, Grid] = {}
    merged: _Merged = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            grids[name] = cast("Grid", sheet.to_python(skip_empty_area=False))
            merged[name] = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    except CalamineError as error:
        raise UnreadableWorkbookError("内容损坏或不是表格") from error
    except BaseException as error:
        # A Rust panic arrives as a BaseException of a class that cannot be imported; all else is a bug of ours.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableWorkbookError("内容异常，读取程序无法处理") from error
    return grids, merged
