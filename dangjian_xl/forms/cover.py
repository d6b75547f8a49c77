"""The first sheet of a form that is sent back: what is wrong, where, and how to mend it. It asks nothing and has no stamp."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_xl.grids import cell_name, quoted_tab
from dangjian_xl.style import INK, TAB_FIRST, Theme, lines_needed, print_setup, row_height

COVER = "退回说明"
#: Heading and width in characters.
_COLUMNS = (("序号", 6), ("页", 18), ("单元格", 9), ("性质", 9), ("问题", 52), ("怎么改", 44))
_MUST, _LOOK = "须改", "请核对"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the list. `page` is a tab of the form as sent back and `cell` a cell of it, "" for none."""

    page: str
    cell: str
    must: bool
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the sheet: sentences to the filler, and the problems in reading order."""

    lines: Sequence[str]
    problems: Sequence[Problem]


def write_cover(workbook: Any, theme: Theme, cover: Cover, title: str, tabs: Collection[str]) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Add the sheet; `tabs` are those of the form, whose names it keeps clear of."""
    sheet = workbook.add_worksheet(_free(tabs))
    sheet.set_tab_color(TAB_FIRST)
    sheet.hide_gridlines(2)
    last = len(_COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, COVER, theme["title"])
    sheet.set_row(0, 32)
    style = theme.variant("explanation", text_wrap=True, font_color=INK)
    width = sum(width for _, width in _COLUMNS)
    for row, line in enumerate(cover.lines, 1):
        # Written after the merge, as a text: nobody's name or file becomes a formula or a link.
        sheet.merge_range(row, 0, row, last, "", style)
        sheet.write_string(row, 0, line, style)
        sheet.set_row(row, row_height(lines_needed(line, width)))
    heading = len(cover.lines) + 1
    for column, (text, column_width) in enumerate(_COLUMNS):
        sheet.write_string(heading, column, text, theme["heading"])
        sheet.set_column(column, column, column_width)
    sheet.set_row(heading, 24)
    for number, problem in enumerate(cover.problems, 1):
        _write_problem(sheet, theme, heading + number, number, problem)
    print_setup(sheet, title, heading)
    sheet.protect("", dict.fromkeys(("format_cells", "format_columns", "format_rows"), True))
    sheet.set_selection(heading + 1, 2, heading + 1, 2)


def _write_problem(sheet: Any, theme: Theme, row: int, number: int, problem: Problem) -> None:  # noqa: ANN401 - as above
    page = problem.page
    sheet.write_number(row, 0, number, theme["centre"])
    sheet.write_string(row, 1, page, theme["text"])
    if problem.page:
        # A whole page's problem leads to the page's title.
        place = f"internal:{quoted_tab(problem.page)}!{problem.cell or cell_name(1, 1)}"
        sheet.write_url(row, 2, place, theme.variant("link_cell", align="center"), problem.cell or "整页")
    else:
        sheet.write_string(row, 2, "", theme["centre"])
    sheet.write_string(row, 3, _MUST if problem.must else _LOOK, theme["centre"])
    sheet.write_string(row, 4, problem.what, theme["text"])
    sheet.write_string(row, 5, problem.remedy, theme["text"])
    texts = ((page, 1), (problem.what, 4), (problem.remedy, 5))
    sheet.set_row(row, row_height(max(lines_needed(text, _COLUMNS[column][1]) for text, column in texts)))


def _free(tabs: Collection[str]) -> str:
    """The sheet's name, with a number behind it where a page of the form has it."""
    name, number = COVER, 1
    while name in tabs:
        number += 1
        name = f"{COVER}{number}"
    return name
