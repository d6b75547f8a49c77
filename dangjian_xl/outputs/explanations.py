"""One page a target: how its total and grade came about, linked to the sheets of figures; at the end of the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dangjian_xl import style
from dangjian_xl.forms.kinds.common import tab_names
from dangjian_xl.outputs.conditions import ITEM_SCORES
from dangjian_xl.outputs.figures import COMPONENTS, FORMS, GROUPS
from dangjian_xl.outputs.grading import GRADING, Grading
from dangjian_xl.outputs.items import ITEMS
from dangjian_xl.outputs.ranking import code_letter, ranking_names
from dangjian_xl.outputs.sheet import FIRST_ROW, Book, text
from dangjian_xl.outputs.trail import Trail
from dangjian_xl.scoring.explain import Explanation, explanations
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.sentences import Line
from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GroupScore

#: Of more targets there are no pages: programs open a workbook with more tabs slowly, and nobody finds a tab among them.
MOST = 250
#: Nor are there any where they would list more forms.
MOST_FORMS = 250_000
NAME = "说明"
#: Columns of the sentences, of where a figure stands in what came back, of links to the sheets of figures.
_WIDTHS = (56, 34, 14)
#: Type size of places and links, and the height of a line of it.
_SMALL, _SMALL_LINE = 9, 13.0
#: Longer texts do not fit into the highest row that a sheet can have.
_LONGEST = 600
_PAGES = "每个述职人一页，用一句一句的话说明总分和建议等次是怎样算出来的；在“排名”里点组织编号就到。"
_NO_PAGES = f"述职人超过 {MOST} 个，或者表超过 {MOST_FORMS} 张，这里不一一说明；要看某一个的，用 dangjian-xl explain 目录 组织编号。"


def has_pages(grading: Grading) -> bool:
    """Whether the workbook holds a page for each target."""
    return len(grading.assessment.proposals) <= MOST and grading.trail.marked <= MOST_FORMS


def guide(grading: Grading) -> tuple[str, str]:
    """What the first sheet calls the pages, and what it says of them."""
    if has_pages(grading):
        return f"{NAME} …", _PAGES
    return f"{NAME} …", _NO_PAGES


def write_explanations(book: Book, grading: Grading) -> None:
    """Write the pages, and the links to them into the rankings, which were written before; nothing for too many targets."""
    if not has_pages(grading):
        return
    told = list(explanations(grading.assessment, details=False))
    tabs = tab_names(f"{NAME} {one.proposal.target.code} {one.proposal.target.name}" for one in told)
    rankings = ranking_names(grading.scheme)
    for one, tab in zip(told, tabs, strict=True):
        back = f"internal:'{rankings[one.proposal.target.tier]}'!{_ranked(grading, one)}"
        _write(book, tab, one, (back, grading.trail))
    for one, tab in zip(told, tabs, strict=True):
        sheet = book.workbook.get_worksheet_by_name(rankings[one.proposal.target.tier])
        cell, look = _ranked(grading, one), book.theme.variant("link_cell", align="center")
        sheet.write_url(
            cell, f"internal:'{tab}'!A1", look, one.proposal.target.code, "这个总分是怎样算出来的"
        )


def _ranked(grading: Grading, told: Explanation) -> str:
    """The cell of a target's code on its tier's sheet: short, for links do not wrap everywhere."""
    order = [p.target.code for p in grading.assessment.of_tier(told.proposal.target.tier)]
    return f"{code_letter(grading, told.proposal.target.tier)}{FIRST_ROW + order.index(told.proposal.target.code)}"


def _write(book: Book, tab: str, told: Explanation, where: tuple[str, Trail]) -> None:
    back, trail = where
    sheet, theme, target = book.add(tab), book.theme, told.proposal.target
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    heading, title = f"{target.name}　{target.reporter_title}", theme.variant("title", text_wrap=True)
    sheet.set_row(0, 28.0 * style.lines_needed(heading, sum(_WIDTHS) * 11 / 18))
    sheet.merge_range(0, 0, 0, 2, "", title)
    sheet.write_string(0, 0, text(heading), title)
    sheet.write_url(1, 0, back, theme["link"], "返回排名")
    _link(sheet, theme, 1, (GRADING, trail.row(told.proposal)))
    row = 2
    for section in told.sections:
        sheet.set_row(row, style.row_height(style.lines_needed(section.title, _WIDTHS[0] * 11 / 13)) + 10)
        ruled = {"bottom": 1, "bottom_color": style.LINE}
        sheet.write_string(row, 0, text(section.title), theme.variant("section", text_wrap=True, **ruled))
        for column in (1, 2):
            sheet.write_blank(row, column, None, theme.variant("section", **ruled))
        to = _find(trail, section.about)
        if to:
            _link(sheet, theme, row, to, valign="vcenter", **ruled)
        row += 1
        for line in (piece for whole in section.lines if not whole.detail for piece in _pieces(whole)):
            _line(sheet, theme, row, line)
            to = _find(trail, line.about)
            if to:
                _link(sheet, theme, row, to)
            row += 1
    style.print_setup(sheet, book.title, 0)
    sheet.set_portrait()


def _find(trail: Trail, node: object) -> tuple[str, int] | None:
    """Which sheet and row lists the figure that a line is about; None where it has none."""
    match node:
        case ComponentScore():
            return COMPONENTS, trail.row(node)
        case GroupScore():
            return GROUPS, trail.row(node)
        case FormScore() if trail.span(node) and not trail.forms_apart:
            # Where its answers stand, or where it stands itself if these are not in the workbook.
            first = (trail.span(node) or (0, 0))[0]
            return (FORMS, trail.row(node)) if trail.items_apart else (ITEMS, first)
        case ConditionResult(made_from=ComponentScore() as part):
            return (ITEM_SCORES if part.item else COMPONENTS), trail.row(part)
        case _:
            return None


def _line(sheet: Any, theme: style.Theme, row: int, line: Line) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    indent, where = 2 * line.depth, text(line.place)
    bare = {"border": 0, "valign": "top", "align": "left"}
    sheet.write_string(row, 0, text(line.text), theme.variant("text", indent=indent, **bare))
    if where:
        small = theme.variant("text", font_size=_SMALL, font_color=style.GREY, **bare)
        sheet.write_string(row, 1, where, small)
    room = _WIDTHS[0] - 1.5 * indent
    height = style.row_height(style.lines_needed(line.text, room))
    beside = style.lines_needed(where, _WIDTHS[1] * 11 / _SMALL - 2)
    sheet.set_row(row, max(height, style.row_height(beside, _SMALL_LINE)))


def _link(
    sheet: Any,  # noqa: ANN401 - as above
    theme: style.Theme,
    row: int,
    to: tuple[str, int],
    **changes: object,
) -> None:
    """A link into a sheet of figures, short enough for one line: links do not wrap everywhere."""
    name, number = to
    look = theme.variant("link_cell", **{"border": 0, "valign": "top", "font_size": _SMALL, **changes})
    sheet.write_url(row, 2, f"internal:'{name}'!A{number}", look, f"{name} {number} 行")


def _pieces(line: Line) -> Iterator[Line]:
    """A line, or several where it does not fit into one row: only the first says where it comes from."""
    yield replace(line, text=line.text[:_LONGEST])
    for start in range(_LONGEST, len(line.text), _LONGEST):
        yield Line(line.text[start : start + _LONGEST], depth=line.depth)
