"""A form's workbook, fresh or with a person's values and notes in it: the only XlsxWriter code for forms."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from dangjian_xl.forms.ballots import UNSIGNED
from dangjian_xl.forms.checks import FACTS, CheckWriter
from dangjian_xl.forms.cover import write_cover
from dangjian_xl.forms.labels import TOTAL
from dangjian_xl.forms.layout import (
    BETWEEN,
    CHECK_KEY,
    DIFFERENCE_KEY,
    FULL_KEY,
    HEADING_ROW,
    HELP_ROW,
    KEY_ROW,
    SCORE_KEY,
    TITLE_ROW,
    TOTAL_KEY,
    WHO_ROW,
    Address,
    Column,
    Layout,
    Row,
)
from dangjian_xl.forms.live import added, difference, row_total, score_formula
from dangjian_xl.forms.marking import to_points
from dangjian_xl.forms.shown import Filled, Shown, written
from dangjian_xl.forms.summary import Summary
from dangjian_xl.forms.validation import data_validation, offered_choices, too_long
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell, cell_name, column_letters
from dangjian_xl.macros import add_macros
from dangjian_xl.reading.notes import OWN_NOTE
from dangjian_xl.scheme.model import ItemKind
from dangjian_xl.style import (
    INK,
    PINK,
    Theme,
    growing_rows,
    lines_needed,
    new_workbook,
    print_setup,
    row_height,
)

#: Excel shows no longer comment.
_NOTE_LIMIT = 4000
#: People may still sort, filter, resize and format what is locked.
_PROTECTION = dict.fromkeys(
    ("sort", "autofilter", "format_cells", "format_columns", "format_rows", "objects"), True
)


def write_form(
    layouts: Sequence[Layout], stamps: Sequence[str], filled: Filled | None = None, *, macros: bool = False
) -> bytes:
    """The workbook's bytes: one sheet a layout with its stamp. The same input gives the same bytes.

    `macros`: an .xlsm with the button 校验 on each sheet; else an .xlsx.
    """
    stream = io.BytesIO()
    workbook = new_workbook(stream, layouts[0].title)
    if macros:
        add_macros(workbook, "form")
    theme = Theme(workbook)
    if filled and filled.cover:
        write_cover(workbook, theme, filled.cover, layouts[0].title, [layout.name for layout in layouts])
    sheets = [Shown(layout, filled or Filled()) for layout in layouts]
    for number, (layout, stamp) in enumerate(zip(layouts, stamps, strict=True)):
        sheet = workbook.add_worksheet(layout.name)
        checks = CheckWriter(sheet, theme, Summary(sheets, number), macros)
        _SheetWriter(sheet, theme, checks).write(stamp)
        checks.names(workbook)
    workbook.close()
    return growing_rows(stream.getvalue(), unsigned=any(UNSIGNED in layout.who for layout in layouts))


def who_lines(layout: Layout) -> int:
    """How many lines the line of names takes on paper."""
    return lines_needed(BETWEEN.join(layout.who), _width(layout))


def _width(layout: Layout) -> float:
    """How wide the paper's table is, in characters."""
    return sum(c.width for c in layout.columns[:-1])


class _SheetWriter:
    """Writes one layout into one worksheet, from top to bottom."""

    def __init__(self, sheet: Any, theme: Theme, checks: CheckWriter) -> None:  # noqa: ANN401 - untyped
        self.sheet, self.theme, self.checks = sheet, theme, checks
        self.shown, self.screen = checks.shown, checks.screen
        self.layout, self.filled = self.shown.layout, self.shown.filled
        self.last, self.columns, self.end = self.screen.last, self.screen.columns, self.screen.bottom

    def write(self, stamp: str) -> None:
        """Everything."""
        self._keys(stamp)
        self._head()
        self._headings()
        for number, row in enumerate(self.layout.rows):
            self._row(self.layout.first_row + number, row)
            self.checks.row(number, row)
        if self.layout.totals:
            self._total_row()
        if self.layout.signed:
            self._signature()
        self._page()

    def _keys(self, stamp: str) -> None:
        self.sheet.set_column(0, 0, 4, None, {"hidden": True})
        self.sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        # Spare ones, so that one is left when the hidden row or the hidden column is deleted.
        for at in ((KEY_ROW, 0), (WHO_ROW, 0), (KEY_ROW, self.screen.where)):
            self.sheet.write_string(*at, stamp)
        if self.filled.mark:
            for at in ((HELP_ROW, 0), (KEY_ROW, self.screen.anchor)):
                self.sheet.write_string(*at, self.filled.mark)
        for column in self.layout.columns:
            self.sheet.write_string(KEY_ROW, self.columns[column.key], column.key)
            self.sheet.set_column(self.columns[column.key], self.columns[column.key], column.width)

    def _across(self, row: int, text: str, style: Any) -> None:  # noqa: ANN401 - untyped
        self.sheet.merge_range(row, 1, row, self.last, "", style)
        self.sheet.write_string(row, 1, text, style)

    def _head(self) -> None:
        layout, theme = self.layout, self.theme
        self._across(TITLE_ROW, layout.title, theme.variant("title", align="center"))
        self.sheet.set_row(TITLE_ROW, 32)
        self._across(
            WHO_ROW, BETWEEN.join(layout.who), theme.variant("explanation", text_wrap=True, font_color=INK)
        )
        self.sheet.set_row(WHO_ROW, row_height(who_lines(layout)))
        lines = [f"{number}．{line}" for number, line in enumerate(layout.instructions + layout.criteria, 1)]
        lead = "".join(f"退回说明：{line}\n" for line in self.filled.lead.get(layout.target, ()))
        text = "\n".join([*(["填表说明："] if lines else []), *lines]) or "填表说明：请在浅黄色的格子里填写。"
        style = theme.variant("explanation", text_wrap=True, valign="top", font_size=10)
        self._across(HELP_ROW, text, style)
        if lead:
            red, grey = theme["problem"], theme.variant("explanation", font_size=10)
            self.sheet.write_rich_string(HELP_ROW, 1, red, lead, grey, text, style)
            text = lead + text
        self.sheet.set_row(HELP_ROW, row_height(lines_needed(text, _width(layout)), 14))
        self.checks.top()

    def _headings(self) -> None:
        two = self.layout.first_row - HEADING_ROW == 2
        lines = 1
        for column in self.layout.columns:
            index = self.columns[column.key]
            soft = column.key[0] in "sx" or column.key in ("f:reason", "f:remark")
            style = self.theme["heading_soft" if soft else "heading"]
            lines = max(lines, lines_needed(column.heading, column.width))
            if two and not column.sub:
                self.sheet.merge_range(HEADING_ROW, index, HEADING_ROW + 1, index, "", style)
            self.sheet.write_string(HEADING_ROW, index, column.heading, style)
            if two and column.sub:
                self.sheet.write_string(HEADING_ROW + 1, index, column.sub, style)
        self.sheet.set_row(HEADING_ROW, row_height(lines) + 6)
        if two:
            below = max(lines_needed(column.sub, column.width) for column in self.layout.columns)
            self.sheet.set_row(HEADING_ROW + 1, row_height(below))

    def _row(self, at: int, row: Row) -> None:
        self.sheet.write_string(at, 0, row.key)
        lines = 1
        for column in self.layout.columns:
            if column.key in (SCORE_KEY, "f:reason") and self.layout.is_text(row.key):
                continue
            index = self.columns[column.key]
            spec = self.layout.answers.get((row.key, column.key))
            if spec:
                lines = max(
                    lines, self._answer(at, index, spec, self.layout.address(row.key, column.key), column)
                )
            elif column.key == SCORE_KEY:
                self._score(at, index, row)
            elif column.key == TOTAL_KEY:
                formula, shown = row_total(self.shown, self.screen, row, at)
                self.sheet.write_formula(at, index, formula, self.theme["centre"], shown)
            elif column.key == DIFFERENCE_KEY:
                formula, shown = difference(self.shown, self.screen, row, at)
                self.sheet.write_formula(at, index, formula, self.theme["centre"], shown)
            elif column.key != CHECK_KEY:
                lines = max(lines, self._printed(at, index, row, column))
        self.sheet.set_row(at, max(24.0, row_height(lines)))

    def _printed(self, at: int, index: int, row: Row, column: Column) -> int:
        text = row.texts.get(column.key, "")
        style = self.theme["centre" if column.centred else "text"]
        if isinstance(text, str):
            self.sheet.write_string(at, index, text, style)
        else:
            self.sheet.write_number(at, index, float(text), style)
        return lines_needed(str(text), column.width)

    def _score(self, at: int, index: int, row: Row) -> None:
        formula = score_formula(self.screen, row, at)
        marked = self.shown.marks(row).get("f:value")
        self.sheet.write_formula(
            at, index, formula, self.theme["centre"], "" if marked is None else float(to_points(marked))
        )

    def _answer(self, at: int, index: int, spec: Answer, address: Address, column: Column) -> int:
        notes = self.filled.notes.get(address, ())
        changes: dict[str, object] = {"bg_color": PINK} if notes else {}
        centred = column.centred and spec.kind is not ItemKind.TEXT
        role = "input_date" if spec.is_day else "input_centre" if centred else "input"
        style = self.theme.variant(role, **changes)
        raw = written(self.filled.values.get(address, ""), spec)
        if spec.kind is ItemKind.TEXT and isinstance(raw, bool):
            # It reads as these words, and LibreOffice 7.4 dies of a logical value in a cell that grows with its text.
            raw = str(raw)
        if spec.kind is ItemKind.TEXT and column.key == "f:value":
            # Text wants more room than a score: it reaches to the column of reasons, which it does not need.
            self.sheet.merge_range(at, index, at, self.columns["f:reason"], "", style)
        self._put(at, index, raw, style)
        validation = data_validation(spec, cell_name(at, index), self._long_list(spec))
        if validation:
            self.sheet.data_validation(at, index, at, index, validation)
        if notes:
            text = (OWN_NOTE + "\n".join(note.text for note in notes))[:_NOTE_LIMIT]
            options = {
                "author": "校验",
                "x_scale": 2,
                "y_scale": max(1, lines_needed(text, 40) / 4),
                "font_size": 10,
            }
            self.sheet.write_comment(at, index, text, options)
        # Room to write a few sentences where an item asks for text.
        room = 4 if spec.kind is ItemKind.TEXT and spec.field == "value" else 1
        return max(room, lines_needed(str(raw), column.width))

    def _long_list(self, spec: Answer) -> str:
        """Cells of the hidden key row that hold choices too long for a validation; "" where they are not needed."""
        if not too_long(spec):
            return ""
        first = self.screen.spare + FACTS
        choices = offered_choices(spec)
        for offset, choice in enumerate(choices):
            self.sheet.write_string(KEY_ROW, first + offset, choice)
        letters = column_letters(first), column_letters(first + len(choices) - 1)
        return f"${letters[0]}${KEY_ROW + 1}:${letters[1]}${KEY_ROW + 1}"

    def _put(self, at: int, index: int, raw: Cell, style: Any) -> None:  # noqa: ANN401 - untyped
        """A person's value as it stood; texts stay texts, whatever they begin with."""
        if isinstance(raw, bool):
            self.sheet.write_boolean(at, index, raw, style)
        elif isinstance(raw, date):
            self.sheet.write_datetime(at, index, raw, style)
        elif isinstance(raw, (int, float)) and math.isfinite(raw):
            self.sheet.write_number(at, index, raw, style)
        elif raw == "":
            self.sheet.write_blank(at, index, None, style)
        else:
            self.sheet.write_string(at, index, str(raw), style)

    def _total_row(self) -> None:
        at, theme = self.end, self.theme
        self.sheet.write_string(at, 0, TOTAL_KEY)
        style = theme.variant("heading_soft", align="center")
        for index in range(1, self.last + 1):
            self.sheet.write_blank(at, index, None, style)
        self.sheet.write_string(at, self.columns["s:text"], TOTAL, style)
        marks = [self.shown.marks(row).get("f:value") for row in self.layout.rows]
        total = float(to_points(sum(m or 0 for m in marks)))
        applies = added(self.screen, self.screen.applies)
        self.sheet.write_formula(at, self.columns[FULL_KEY], applies, style, self.shown.full_marks())
        score = self.columns[SCORE_KEY]
        self.sheet.write_formula(at, score, added(self.screen, score), style, total)
        self.sheet.set_row(at, 24)

    def _signature(self) -> None:
        at = self.end + (2 if self.layout.totals else 1)
        self._across(
            at,
            f"{self.layout.signer}＿＿＿＿＿＿＿＿　　　　日期：＿＿＿＿年＿＿月＿＿日",
            self.theme.variant("explanation", align="right"),
        )
        self.sheet.set_row(at, 30)

    def _page(self) -> None:
        sheet, layout = self.sheet, self.layout
        print_setup(sheet, layout.title, HEADING_ROW)
        if not layout.landscape:
            sheet.set_portrait()
        sheet.repeat_rows(HEADING_ROW, layout.first_row - 1)
        sheet.print_area(TITLE_ROW, 1, self.end + 2, self.last)
        sheet.center_horizontally()
        # Of a tree of indicators the names would take the whole screen.
        tree, item = "s:section" if "s:subsection" in self.columns else "s:text", layout.totals
        frozen = self.columns[tree if item else "s:reporter" if "s:reporter" in self.columns else "s:text"]
        sheet.freeze_panes(layout.first_row, frozen + 1)
        sheet.protect("", _PROTECTION)
        first = min(self.columns[column] for _, column in layout.answers)
        sheet.set_selection(layout.first_row, first, layout.first_row, first)
