"""The usual mistakes in returned forms each done to a rightly filled form as a person would do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import SCORE_KEY, TOTAL_KEY, Layout
from dangjian_xl.grids import Cell
from dangjian_xl.scheme.model import FormKind, ItemKind

_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: what people would call it, which kind of form it can happen to (None: any), and the doing."""

    name: str
    kind: FormKind | None
    do: Callable[[Workbook, IssuedForm], None]


def _sheet(book: Workbook, form: IssuedForm) -> tuple[Any, Layout]:
    layout = form.layouts[0]
    return book[layout.name], layout


def _points_cell(sheet: Any, layout: Layout, skip: int = 0) -> Any:  # noqa: ANN401 - openpyxl's cells are untyped here
    """The cell of some item to which points are given (and were)."""
    cells = []
    for (row_key, column_key), spec in layout.answers.items():
        if spec.kind is ItemKind.POINTS:
            row, column = layout.cell(row_key, column_key)
            cell = sheet.cell(row + 1, column + 1)
            if isinstance(cell.value, (int, float)):
                cells.append(cell)
    return cells[skip % len(cells)]


def _change(how: Callable[[Any], Cell], skip: int = 0) -> Callable[[Workbook, IssuedForm], None]:
    def do(book: Workbook, form: IssuedForm) -> None:
        sheet, layout = _sheet(book, form)
        cell = _points_cell(sheet, layout, skip)
        cell.value = how(cell.value) or None

    return do


def _no_reason(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    for row in layout.rows:
        at, column = layout.cell(row.key, "f:reason")
        if sheet.cell(at + 1, column + 1).value:
            sheet.cell(at + 1, column + 1).value = None
            return


def _total_typed(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    keys = [c.key for c in layout.columns]
    if layout.totals:
        sheet.cell(layout.first_row + len(layout.rows) + 1, keys.index(SCORE_KEY) + 2).value = 96
    else:
        sheet.cell(layout.first_row + 1, keys.index(TOTAL_KEY) + 2).value = 100


def _merged(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    first, column = layout.cell(layout.rows[0].key, "f:value")
    sheet.merge_cells(start_row=first + 1, end_row=first + 2, start_column=column + 1, end_column=column + 1)


def _rows_inserted(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    sheet.insert_rows(layout.first_row + 3)
    _move_merges(sheet, layout.first_row + 3, 1)
    sheet.cell(layout.first_row + 3, 3).value = "（检查组补充：现场查看了活动室）"


def _move_merges(sheet: Any, first: int, by: int) -> None:  # noqa: ANN401 - as above
    """Merged cells from a row on move along with their rows, as in every spreadsheet program; openpyxl leaves them."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row >= first:
            merged.shift(row_shift=by)


def _rows_sorted(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    first, last = layout.first_row + 1, layout.first_row + len(layout.rows)
    width = len(layout.columns) + 1
    rows = [[sheet.cell(r, c).value for c in range(1, width)] for r in range(first, last + 1)]
    for offset, values in enumerate(reversed(rows)):
        for column, value in enumerate(values, 1):
            sheet.cell(first + offset, column).value = value


def _renamed(book: Workbook, form: IssuedForm) -> None:
    sheet, _ = _sheet(book, form)
    sheet.title = "评分（已填）"


def _row_deleted(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    sheet.delete_rows(layout.first_row + 2)
    _move_merges(sheet, layout.first_row + 2, -1)


def _full_changed(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    row, column = layout.cell(layout.rows[0].key, "s:full")
    sheet.cell(row + 1, column + 1).value = 99


def _stamp_altered(book: Workbook, _form: IssuedForm) -> None:
    sheet = book.worksheets[0]
    sheet.cell(1, 1).value = str(sheet.cell(1, 1).value)[:-1] + "x"


def _error_value(book: Workbook, form: IssuedForm) -> None:
    sheet, layout = _sheet(book, form)
    cell = _points_cell(sheet, layout)
    cell.value, cell.data_type = "#REF!", "e"


def _emptied(book: Workbook, form: IssuedForm) -> None:
    for layout in form.layouts:
        for row_key, column_key in layout.answers:
            row, column = layout.cell(row_key, column_key)
            book[layout.name].cell(row + 1, column + 1).value = None


def _above_full(value: Any) -> Cell:  # noqa: ANN401 - a cell's number
    return float(value) + 100


def _invisible(value: Any) -> Cell:  # noqa: ANN401 - a cell's number
    return f"\u200b{value}\u00a0"


MISTAKES: tuple[Mistake, ...] = (
    Mistake("打分超过满分", FormKind.SCORE_SHEET, _change(_above_full)),
    Mistake("扣了分没写原因", FormKind.SCORE_SHEET, _no_reason),
    Mistake("0分留空", FormKind.MATRIX, _change(lambda _value: "")),
    Mistake("合计手工填写", FormKind.SCORE_SHEET, _total_typed),
    Mistake("全角数字", FormKind.MATRIX, _change(lambda value: str(value).translate(_FULL_WIDTH))),
    Mistake(
        "带单位，如“８分”", FormKind.SCORE_SHEET, _change(lambda value: f"{value}分".translate(_FULL_WIDTH))
    ),
    Mistake("数字存成文本", FormKind.MATRIX, _change(str, 2)),
    Mistake("夹带看不见的字符", FormKind.SCORE_SHEET, _change(_invisible, 1)),
    Mistake("写了“约”", FormKind.MATRIX, _change(lambda value: f"约{value}")),
    Mistake("合并了单元格", FormKind.SCORE_SHEET, _merged),
    Mistake("插入了一行", FormKind.SCORE_SHEET, _rows_inserted),
    Mistake("把行重新排了序", FormKind.MATRIX, _rows_sorted),
    Mistake("工作表改了名", FormKind.SCORE_SHEET, _renamed),
    Mistake("删了一行", FormKind.SCORE_SHEET, _row_deleted),
    Mistake("改了满分", FormKind.SCORE_SHEET, _full_changed),
    Mistake("改动了校验码", FormKind.BALLOT, _stamp_altered),
    Mistake("公式错误", FormKind.MATRIX, _error_value),
    Mistake("交了空表", FormKind.BALLOT, _emptied),
)
