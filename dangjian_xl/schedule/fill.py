"""Writing a schedule into the scheme workbook that staff work in: new rows and days are added, all the rest stays."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from dangjian_xl.errors import CannotRunError
from dangjian_xl.grids import column_index
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
#: Every entry of the written package bears this time, so that the same schedule gives the same bytes.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
#: openpyxl writes a font's parts in another order than the standard's, which is this one.
_FONT_PARTS = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign", b"sz", b"color", b"name",
    b"family", b"charset", b"scheme",
)  # fmt: skip
_FONT = re.compile(rb"(?<=<font>).*?(?=</font>)", re.DOTALL)
_PART = re.compile(rb"<(\w+)[^>]*/>")
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def fill(data: bytes, parsed: Parsed, visits: Sequence[Visit]) -> bytes:
    """The workbook with these visits, of which the first are the scheme's own, now with days.

    `parsed` is what was read from `data`. Raises CannotRunError where the workbook holds what could not be kept.
    """
    if parsed.scheme is None:
        raise ValueError(parsed)
    workbook = _opened(data)
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
    return _saved(workbook, data)


def _cells(visit: Visit) -> Mapping[str, str | date | None]:
    """What a new row says."""
    return {"rater": visit.rater, "target": visit.target, "day": visit.day}


def _present(parsed: Parsed) -> Iterator[Any]:
    return (c for c in _VISITS.columns if ("visits", c.field) in parsed.places.letters)


def _opened(data: bytes) -> Workbook:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), rich_text=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise CannotRunError(
            "方案.xlsx 的格式不是普通的 .xlsx，写不进去；请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，再试。"
        ) from error


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


def _saved(workbook: Workbook, old: bytes) -> bytes:
    """The bytes, dated as before; refused where something that stood beside the cells would be gone."""
    saved = workbook.properties.modified
    workbook.calculation.fullCalcOnLoad = True
    stream, dated = io.BytesIO(), io.BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as new, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as package:
        _refuse_losses(old, new.namelist())
        for name in new.namelist():
            content = new.read(name)
            if name == "docProps/core.xml" and saved:
                stamp = f"{saved:%Y-%m-%dT%H:%M:%SZ}".encode()
                content = _SAVED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            elif name == "xl/styles.xml":
                content = _FONT.sub(_ordered, content)
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return dated.getvalue()


def _ordered(font: re.Match[bytes]) -> bytes:
    parts = sorted(_PART.finditer(font[0]), key=lambda part: _FONT_PARTS.index(part[1]))
    return b"".join(part[0] for part in parts)


def _refuse_losses(old: bytes, kept: Sequence[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(old)) as package:
        before = _beside(package.namelist())
    lost = {kind for kind, number in before.items() if _beside(kept).get(kind, 0) < number}
    if lost:
        what = "、".join(_BESIDE[kind] for kind in _BESIDE if kind in lost)
        raise CannotRunError(
            f"方案.xlsx 里有程序不能原样保留的内容（{what}），没有写。请把它们移到别的工作簿里，保存后再试。"
        )


#: Folders of a workbook's package that hold what stands beside the cells.
_BESIDE = {
    "drawings": "图形或文本框",
    "charts": "图表",
    "media": "图片",
    "ctrlProps": "表单控件",
    "activeX": "控件",
    "embeddings": "嵌入的文件",
    "slicers": "切片器",
    "pivotTables": "数据透视表",
    "threadedComments": "会话批注",
}


def _beside(names: Sequence[str]) -> dict[str, int]:
    """How many parts of each kind there are; notes' shapes are written anew and so not counted."""
    folders = [p.parts[1] for p in map(PurePosixPath, names) if len(p.parts) == 3 and p.suffix != ".vml"]
    return {kind: folders.count(kind) for kind in _BESIDE if kind in folders}
