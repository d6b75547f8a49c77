"""One page a target: how its total and grade came about, linked to the sheets of figures; at the end of the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dangjian_xl import style
from dangjian_xl.forms.kinds.common import tab_names
from dangjian_xl.outputs.figures import COMPONENTS, GROUPS, ITEMS
from dangjian_xl.outputs.grading import GRADING, Grading
from dangjian_xl.outputs.ranking import name_letter, ranking_names
from dangjian_xl.outputs.sheet import FIRST_ROW, Book, text
from dangjian_xl.outputs.trail import TargetRow
from dangjian_xl.scoring.explain import explanations
from dangjian_xl.scoring.explained import Explanation, Line

#: Of more targets there are no pages: programs open a workbook with more tabs slowly, and nobody finds a tab among them.
MOST = 250
NAME = "说明"
_TEXT_WIDTH, _PLACE_WIDTH = 58, 36
#: Places are set smaller, so that more goes into a line.
_PLACE_SIZE, _PLACE_ROOM = 9, 42
#: Longer texts do not fit into the highest row that a sheet can have.
_LONGEST = 600

_Links = Mapping[tuple[str, ...], tuple[str, int]]


def has_pages(grading: Grading) -> bool:
    """Whether the workbook holds a page for each target."""
    return len(grading.assessment.proposals) <= MOST


def write_explanations(book: Book, grading: Grading) -> None:
    """Write the pages, and the links to them into the rankings, which were written before; nothing for too many targets."""
    if not has_pages(grading):
        return
    told = list(explanations(grading.assessment))
    tabs = tab_names(f"{NAME} {one.target.code} {one.target.name}" for one in told)
    rankings = ranking_names(grading.scheme)
    for one, tab in zip(told, tabs, strict=True):
        back = f"internal:'{rankings[one.target.tier]}'!{_ranked(grading, one)}"
        row = next(t for t in grading.trail.targets if t.proposal.target.code == one.target.code)
        _write(book, tab, one, (back, row))
    for one, tab in zip(told, tabs, strict=True):
        sheet = book.workbook.get_worksheet_by_name(rankings[one.target.tier])
        cell, look = _ranked(grading, one), book.theme["link_cell"]
        sheet.write_url(cell, f"internal:'{tab}'!A1", look, text(one.target.name), "这个总分是怎样算出来的")


def _ranked(grading: Grading, told: Explanation) -> str:
    """The cell of a target's name on its tier's sheet."""
    order = [p.target.code for p in grading.assessment.of_tier(told.target.tier)]
    return f"{name_letter(grading, told.target.tier)}{FIRST_ROW + order.index(told.target.code)}"


def _write(book: Book, tab: str, told: Explanation, where: tuple[str, TargetRow]) -> None:
    back, target = where
    sheet, theme = book.add(tab), book.theme
    sheet.set_column(0, 0, _TEXT_WIDTH)
    sheet.set_column(1, 1, _PLACE_WIDTH)
    heading = f"{told.target.name}　{told.target.reporter_title}"
    lines = style.lines_needed(heading, (_TEXT_WIDTH + _PLACE_WIDTH) * 11 / 18)
    sheet.set_row(0, 28.0 * lines)
    sheet.merge_range(0, 0, 0, 1, "", theme.variant("title", text_wrap=True))
    sheet.write_string(0, 0, text(heading), theme.variant("title", text_wrap=True))
    sheet.write_url(1, 0, back, theme["link"], "返回排名")
    _link(sheet, theme, 1, (GRADING, target.row))
    links = _links(target)
    row = 2
    for section in told.sections:
        sheet.set_row(row, style.row_height(style.lines_needed(section.title, _TEXT_WIDTH * 11 / 13)) + 10)
        look = theme.variant("section", text_wrap=True, bottom=1, bottom_color=style.LINE)
        sheet.write_string(row, 0, text(section.title), look)
        sheet.write_blank(row, 1, None, look)
        if section.ref in links:
            _link(sheet, theme, row, links[section.ref], bottom=1, bottom_color=style.LINE)
        row += 1
        for line in (piece for whole in section.lines if not whole.detail for piece in _pieces(whole)):
            _line(sheet, theme, row, line, links)
            row += 1
    style.print_setup(sheet, book.title, 0)
    sheet.set_portrait()


def _links(target: TargetRow) -> _Links:
    """Which sheet and row lists what a line is about."""
    found: dict[tuple[str, ...], tuple[str, int]] = {}
    for component in target.components:
        code = component.score.component.code
        found[code,] = (COMPONENTS, component.row)
        for group in component.groups:
            key = (code, group.score.panel.group)
            found[key] = (GROUPS, group.row)
            if not group.ballots:
                found |= {(*key, form.score.form_id): (ITEMS, form.items[0]) for form in group.forms}
    return found


def _line(sheet: Any, theme: style.Theme, row: int, line: Line, links: _Links) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    indent = 2 * line.depth
    look = theme.variant("text", border=0, valign="top", indent=indent)
    sheet.write_string(row, 0, text(line.text), look)
    where = str(line.place)
    lines = max(
        style.lines_needed(line.text, _TEXT_WIDTH - 1.5 * indent), style.lines_needed(where, _PLACE_ROOM)
    )
    sheet.set_row(row, style.row_height(lines))
    if line.ref in links:
        _link(sheet, theme, row, links[line.ref], where=where)
    elif where:
        small = theme.variant("text", border=0, valign="top", font_size=_PLACE_SIZE, font_color=style.GREY)
        sheet.write_string(row, 1, text(where), small)


def _link(
    sheet: Any,  # noqa: ANN401 - as above
    theme: style.Theme,
    row: int,
    to: tuple[str, int],
    *,
    where: str = "",
    **changes: object,
) -> None:
    """A link into a sheet of figures, worded as the place in what came back where that is known."""
    name, number = to
    look = theme.variant("link_cell", **{"border": 0, "valign": "top", "font_size": _PLACE_SIZE, **changes})
    url = f"internal:'{name}'!A{number}"
    sheet.write_url(row, 1, url, look, text(where) or f"{name} 第 {number} 行", f"{name} 第 {number} 行")


def _pieces(line: Line) -> Iterator[Line]:
    """A line, or several where it does not fit into one row: only the first says where it comes from."""
    yield replace(line, text=line.text[:_LONGEST])
    for start in range(_LONGEST, len(line.text), _LONGEST):
        yield Line(line.text[start : start + _LONGEST], depth=line.depth)
