"""Writes the live self-check of a form's sheet: the columns right of the paper, the verdict on top, the button."""

from __future__ import annotations

from typing import Any

from dangjian_xl.forms.layout import CHECK_ROW, HEADING_ROW, KEY_ROW, TITLE_ROW, Row
from dangjian_xl.forms.live import (
    FINE,
    Live,
    anchor_check,
    answer_check,
    answer_marks,
    first_wrong,
    full_marks,
    next_link,
    row_check,
    stated,
)
from dangjian_xl.forms.rules import BLANK_LABEL, END
from dangjian_xl.forms.shown import Shown
from dangjian_xl.forms.summary import SHEET_NAME, Fact, Summary
from dangjian_xl.grids import cell_name, quoted_tab
from dangjian_xl.style import Theme

_NEXT_WIDTH = 11
#: How wide the link on top must be to show its words.
_LINK_WIDTH = 22
_BUTTON = {
    "macro": "djxl_form.djxl_check",
    "caption": "校验",
    "width": 96,
    "height": 30,
    "x_offset": 4,
    "y_offset": 5,
}
#: What the button says, by the name under which the macro finds it: macros hold no Chinese.
SENTENCES = {
    "djxl_say_bad": "还有 {n} 处未填或需修改，已转到第一处；哪里不对，看该行右边的“自检”。",
    "djxl_say_good": "没有发现问题，可以上报。请保存后交回。",
    "djxl_say_broken": "这份表里有工作表被删掉或改坏了，不能校验。请撤销刚才的改动，或者用原来发的表重新填写。",
    "djxl_say_hidden": "{cell} 所在的行被筛选或隐藏了，请先取消筛选。",
    "djxl_say_readonly": "没有发现问题。不过这份表是以只读方式打开的，校验时间没有记下；请另存到自己的电脑上，再交回。",
}
#: How many cells of the key row the facts, the sentences and the number of sheets take.
FACTS = len(Fact) + len(SENTENCES) + 1


class CheckWriter:
    """Writes the self-check of one sheet of a workbook; `macros`: with the button."""

    def __init__(self, sheet: Any, theme: Theme, summary: Summary, macros: bool) -> None:  # noqa: ANN401, D107, FBT001
        self.sheet, self.theme, self.summary, self.macros = sheet, theme, summary, macros
        self.screen = summary.screen
        self.shown: Shown = summary.sheets[summary.number]
        self.last_wrong = max((n for n, found in enumerate(self.shown.problems) if found), default=-1)

    def row(self, number: int, row: Row) -> None:
        """A row's self-check, its link to the next problem, and its hidden helpers."""
        screen, at = self.screen, self.screen.layout.first_row + number
        problems = self.shown.problems[number]
        self._formula(at, screen.check, row_check(screen, at, problems), "check")
        link = next_link(screen, at, wrong=bool(problems), more=number < self.last_wrong)
        self._formula(at, screen.next, link, "link_cell")
        self._formula(at, screen.where, first_wrong(screen, at, problems))
        self._formula(at, screen.anchor, anchor_check(screen, row, at))
        for key, column in screen.checks.items():
            if (row.key, key) in screen.layout.answers:
                formula = answer_check(screen, row, at, key)
                self._formula(at, column, (formula, problems.get(key, "")))
        for key, column in screen.marks.items():
            if (row.key, key) in screen.layout.markings:
                self._formula(at, column, answer_marks(self.shown, screen, row, at, key))
        if any(a.spare for (row_key, _), a in screen.layout.answers.items() if row_key == row.key):
            source = next(s for s in self.summary.sheets if any(a.states for a in s.layout.answers.values()))
            self._formula(at, screen.stated, stated(source, row, at))
        if screen.layout.totals:
            self._formula(at, screen.applies, full_marks(self.shown, screen, row, at))

    def top(self) -> None:
        """The verdict, the link, the hidden facts, and what makes wrong cells stand out."""
        for column in range(self.screen.next, self.screen.applies + 1):
            # Whoever reads the sheet knows by the key that nobody typed here. One of them holds the spare stamp.
            if column == self.screen.where:
                continue
            self.sheet.write_string(KEY_ROW, column, "x:helper")
        for fact, live in self.summary.facts():
            self._formula(KEY_ROW, self.screen.spare + fact, live)
        self._verdict()
        self._marks()
        sheet, screen = self.sheet, self.screen
        sheet.set_column(screen.next, screen.next, _NEXT_WIDTH)
        sheet.set_column(screen.where, screen.applies, 4, None, {"hidden": True})
        heading = self.theme["heading_soft"]
        if screen.top > HEADING_ROW:
            sheet.merge_range(HEADING_ROW, screen.next, screen.top, screen.next, "", heading)
        sheet.write_string(HEADING_ROW, screen.next, "转到", heading)
        # People may look at the rows with problems alone.
        sheet.autofilter(screen.top, screen.check, screen.bottom - 1, screen.check)

    def names(self, workbook: Any) -> None:  # noqa: ANN401 - untyped
        """The names that links and the button's macro go by."""
        tab, number = quoted_tab(self.screen.layout.name), self.summary.number
        workbook.define_name(SHEET_NAME.format(number + 1), f"={tab}!{cell_name(CHECK_ROW, 1, fixed=True)}")
        if not self.macros:
            return
        for name, fact in (("count", Fact.COUNT), ("first", Fact.FIRST), ("time", Fact.TIME)):
            workbook.define_name(f"{tab}!djxl_{name}", f"={tab}!{self.screen.fact(fact)}")
        if number == 0:
            said = {**SENTENCES, "djxl_sheets": len(self.summary.sheets)}
            for place, (name, text) in enumerate(said.items(), len(Fact)):
                self.sheet.write(KEY_ROW, self.screen.spare + place, text)
                workbook.define_name(name, f"={tab}!{self.screen.fact(place)}")

    def _formula(self, at: int, column: int, live: Live, role: str = "") -> None:
        formula, shown = live
        self.sheet.write_formula(at, column, formula, self.theme[role] if role else None, shown)

    def _verdict(self) -> None:
        sheet, theme, last = self.sheet, self.theme, self.screen.last
        split = self._split()
        status = theme.variant("status", font_size=12)
        sheet.merge_range(CHECK_ROW, 1, CHECK_ROW, split, "", status)
        self.sheet.write_formula(CHECK_ROW, 1, *self._styled(self.summary.verdict(), status))
        link = theme["link"]
        if split + 1 < last:
            sheet.merge_range(CHECK_ROW, split + 1, CHECK_ROW, last, "", link)
        self.sheet.write_formula(CHECK_ROW, split + 1, *self._styled(self.summary.link(), link))
        wrong = {"type": "formula", "criteria": self.summary.wrong(), "format": theme["problem"]}
        sheet.conditional_format(CHECK_ROW, 1, CHECK_ROW, split, wrong)
        sheet.set_row(CHECK_ROW, 22)
        if self.macros:
            self._button()

    def _styled(self, live: Live, style: Any) -> tuple[str, Any, float | str]:  # noqa: ANN401 - untyped
        return live[0], style, live[1]

    def _split(self) -> int:
        """The last column of the verdict: the link has the columns right of it."""
        widths = [column.width for column in self.screen.layout.columns[:-1]]
        taken, column = 0.0, self.screen.last
        while taken < _LINK_WIDTH and column > 2:
            taken += widths[column - 1]
            column -= 1
        return column

    def _button(self) -> None:
        self.sheet.insert_button(TITLE_ROW, 1, _BUTTON)
        time, every = self.screen.fact(Fact.TIME), self.screen.fact(Fact.ALL)
        self.sheet.write_blank(KEY_ROW, self.screen.spare + Fact.TIME, None, self.theme["input_date"])
        when = f'"上次校验没有问题："&TEXT({time},"yyyy-mm-dd hh:mm")'
        text = f'=IF({time}="","",IF({every}=0,{when},"校验后又有改动，请再点“校验”"))'
        self.sheet.write_formula(CHECK_ROW, self.screen.check, text, self.theme["explanation"], "")

    def _marks(self) -> None:
        """Wrong answers turn pink at once, but not what is still to be filled in; rows without a problem show it in green."""
        screen, first, last = self.screen, self.screen.layout.first_row, self.screen.bottom - 1
        for key, column in screen.checks.items():
            told, blank = f"${cell_name(first, column)}", BLANK_LABEL + END
            criteria = f'=AND(LEN({told})>0,RIGHT({told},{len(blank)})<>"{blank}")'
            own = screen.columns[key]
            wrong = {"type": "formula", "criteria": criteria, "format": self.theme["wrong"]}
            self.sheet.conditional_format(first, own, last, own, wrong)
        fine = {"type": "cell", "criteria": "==", "value": f'"{FINE}"', "format": self.theme["fine"]}
        self.sheet.conditional_format(first, screen.check, last, screen.check, fine)
