"""Writing a schedule into the scheme workbook that staff work in: new rows and days are added, all the rest stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dangjian_xl.errors import CannotRunError
from dangjian_xl.grids import column_index
from dangjian_xl.schedule.inplace import opened, saved
from dangjian_xl.schedule.rows import copy_row, extend
from dangjian_xl.scheme.columns import Table
from dangjian_xl.scheme.model import Scheme, Visit
from dangjian_xl.scheme.parse import Parsed
from dangjian_xl.scheme.tables import TABLES, table

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_VISITS = table("visits")
_CHECK = "自检"


def fill(data: bytes, parsed: Parsed, visits: Sequence[Visit]) -> bytes:
    """The workbook with these visits, of which the first are the scheme's own, now with days.

    `parsed` is what was read from `data`. Raises CannotRunError where the workbook holds what could not be kept.
    """
    if parsed.scheme is None:
        raise ValueError(parsed)
    workbook = opened(data)
    _refuse_formulas(workbook, parsed)
    sheet = next(s for s in workbook.worksheets if s.title.strip() == _VISITS.sheet)
    letters = {c.field: column_index(parsed.places.letters["visits", c.field]) + 1 for c in _present(parsed)}
    known = len(parsed.scheme.visits)
    for index, (old, new) in enumerate(zip(parsed.scheme.visits, visits, strict=False)):
        if old.day != new.day:
            sheet.cell(parsed.places.row("visits", index), letters["day"]).value = new.day
    rows = _rows(sheet, letters, [parsed.places.row("visits", i) for i in range(known)], len(visits) - known)
    for row, visit in zip(rows, visits[known:], strict=True):
        for field, value in _cells(visit).items():
            sheet.cell(row, letters[field]).value = value
        sheet.row_dimensions[row].hidden = False
    return saved(workbook, data)


def _cells(visit: Visit) -> Mapping[str, str | date | None]:
    """What a new row says."""
    return {"rater": visit.rater, "target": visit.target, "day": visit.day}


def _present(parsed: Parsed) -> Iterator[Any]:
    return (c for c in _VISITS.columns if ("visits", c.field) in parsed.places.letters)


def _refuse_formulas(workbook: Workbook, parsed: Parsed) -> None:
    """Computed contents would be lost until somebody calculates the workbook again: then it could not be read."""
    for declared in TABLES:
        sheet = next((s for s in workbook.worksheets if s.title.strip() == declared.sheet), None)
        if sheet is None or parsed.scheme is None:
            continue
        for row, letter in _record_cells(declared, parsed, parsed.scheme):
            cell = sheet[f"{letter}{row}"]
            if cell.data_type == "f":
                raise CannotRunError(
                    f"方案.xlsx“{declared.sheet}”表 {letter}{row} 格是公式，程序写入后它的结果会暂时丢失，"
                    "所以没有写。请把公式改成它的结果（复制，选择性粘贴为数值），保存后再试。"
                )


def _record_cells(declared: Table, parsed: Parsed, scheme: Scheme) -> Iterator[tuple[int, str]]:
    for index in range(len(getattr(scheme, declared.field))):
        for column in declared.columns:
            letter = parsed.places.letters.get((declared.field, column.field))
            if letter:
                yield parsed.places.row(declared.field, index), letter


def _rows(sheet: Worksheet, letters: Mapping[str, int], taken: Sequence[int], count: int) -> list[int]:
    """The rows for new records: empty prepared ones below what stands there, then new ones like the last prepared."""
    heading = _heading_row(sheet, letters)
    check = next((c.column for c in sheet[heading] if _bare(c.value) == _CHECK), None)
    prepared = [r for r in range(heading + 1, sheet.max_row + 1) if check and _formula(sheet, r, check)]
    pattern = max([*prepared, *taken, heading + 1])
    first = max([heading, *taken]) + 1
    rows: list[int] = []
    row = first
    while len(rows) < count:
        if row > sheet.max_row or _empty(sheet, row):
            rows.append(row)
        row += 1
    added = [r for r in rows if r > pattern]
    for new in added:
        copy_row(sheet, pattern, new)
    if added:
        extend(sheet, pattern, added[-1])
    return rows


def _heading_row(sheet: Worksheet, letters: Mapping[str, int]) -> int:
    titles = {letters[c.field]: c.title for c in _VISITS.columns if c.field in letters}
    return next(
        row
        for row in range(1, sheet.max_row + 1)
        if all(_bare(sheet.cell(row, at).value) == title for at, title in titles.items())
    )


def _bare(value: object) -> str:
    return "".join(str("" if value is None else value).split())


def _formula(sheet: Worksheet, row: int, column: int) -> bool:
    return sheet.cell(row, column).data_type == "f"


def _empty(sheet: Worksheet, row: int) -> bool:
    """Whether nothing but formulas stands in a row, and none of its cells is a part of a merged one."""
    from openpyxl.cell.cell import MergedCell

    cells = sheet[row]
    return not any(isinstance(c, MergedCell) or (c.data_type != "f" and _bare(c.value)) for c in cells)
